"""Which links of a folder of pages lead nowhere: files and anchors are looked up, no network is asked."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup


def targets(soup):
    """Everything that a page points to: links, pictures, style sheets, scripts."""
    for name in ("href", "src"):
        yield from (tag[name] for tag in soup.find_all(attrs={name: True}))


def anchors(soup):
    """The places of a page that a link can lead to."""
    return {tag["id"] for tag in soup.find_all(id=True)}


def fault(target, page, pages):
    """What is wrong with one link of a page, in words; an empty string if nothing is."""
    parts = urlsplit(target)
    if parts.scheme == "data":
        return ""
    if parts.scheme or parts.netloc:
        good = parts.scheme in ("http", "https") and "." in parts.netloc or parts.scheme == "mailto"
        return "" if good else "not an address"
    file = page.parent / unquote(parts.path) if parts.path else page
    if not file.exists():
        return "no such file"
    if parts.fragment and unquote(parts.fragment) not in anchors(pages.get(file.resolve(), BeautifulSoup())):
        return "no such place on the page"
    return ""


def broken_links(folder):
    """One line for every link that leads nowhere, in every page of the folder."""
    files = sorted(Path(folder).resolve().rglob("*.html"))
    pages = {file: BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser") for file in files}
    found = []
    for file, soup in pages.items():
        for target in dict.fromkeys(targets(soup)):
            if wrong := fault(target, file, pages):
                found.append(f"{file.relative_to(Path(folder).resolve())}: {target[:80]} ({wrong})")
    return found
