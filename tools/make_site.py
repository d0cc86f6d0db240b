"""The course as pages for a reader without Python: ``python tools/make_site.py`` writes them into site/.

Nothing on a page needs a network or a script: formulas are MathML, a panel is its picture with its words.
Where scripts run, a few lines in the page (page.js) let the reader move a panel's main control.
"""

import json
import re
import shutil
import sys
from html import unescape
from pathlib import Path

import nbformat
from bs4 import BeautifulSoup
from jinja2 import pass_context
from latex2mathml.converter import convert
from nbconvert import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from pygments.formatters import HtmlFormatter

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tools.colab import setup_of  # noqa: E402
from tools.films import films_of  # noqa: E402
from tools.links import broken_links  # noqa: E402

SITE = ROOT / "site"
# The parts of the README that a reader needs who runs nothing; "" is what stands before the first heading.
PARTS = ["", "What you will learn", "The lessons", "What helps where"]
# The other pages at the project's root, and what a link to them says.
OTHERS = {
    "GLOSSARY": "Glossary",
    "INSTALL": "Other ways to start",
    "RESULTS": "What helps where: the whole table",
    "TEACHING": "For teachers",
}
PANEL = "(In Jupyter all controls of this panel can be turned, and its picture can be touched.)"
# The tags of cells that are folded, and what stands there instead.
FOLDED = {"answer": "The answer", "claims": "What was measured"}
RUN = """These pages are for reading. To turn the controls and to do the exercises, run the lessons: the
README of the project says how."""
PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="stylesheet" href="page.css">
</head>
<body>
<nav aria-label="Lessons">{before}</nav>
<main>
{body}
</main>
<nav aria-label="Lessons, again">{before}</nav>
{script}</body>
</html>
"""
SCRIPT = f"<script>\n{Path(__file__).with_name('page.js').read_text(encoding='utf-8')}</script>\n"


def mathml(formula, display):
    """A formula in TeX as MathML.  ValueError for one that the converter does not understand."""
    formula = formula.replace("{aligned}", "{align*}")  # the same thing; only this name is known there
    made = convert(formula.strip(), display=display)
    if re.search(r"&(?!#?\w+;)|\\", made):
        raise ValueError(f"this formula cannot be written as MathML: {formula.strip()}")
    return made


class Renderer(IPythonRenderer):
    """nbconvert's Markdown, with formulas that every browser shows by itself."""

    def block_math(self, body):
        return f'<div class="formula">{mathml(body, "block")}</div>'

    def inline_math(self, body):
        return mathml(body, "inline")


def slug(heading):
    """The name by which a link reaches a heading, as on GitHub: small letters, hyphens, no other signs."""
    return re.sub(r"[^\w-]", "", unescape(heading).lower())


def html_of(markdown):
    """Markdown as HTML; every heading has an id, the same as on GitHub."""
    html = MarkdownWithMath(renderer=Renderer(escape=False)).render(markdown)
    ids = r'(<h\d id="|class="anchor-link" href="#)([^"]+)'
    return re.sub(ids, lambda found: found[1] + slug(found[2]), html)


class Exporter(HTMLExporter):
    """The cells of a notebook as HTML, without a page around them."""

    @pass_context
    def markdown2html(self, context, source):
        return html_of(source)


def lessons():
    """Every lesson in order: {path: title}, the title as its first heading says it."""
    found = {}
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        first = nbformat.read(path, as_version=4).cells[0].source
        found[path] = re.search(r"^# (.+)$", first, flags=re.M)[1]
    return found


def paragraph(soup, kind, words):
    """A paragraph of a class."""
    made = soup.new_tag("p", attrs={"class": kind})
    made.string = words
    return made


def panel_words(soup, image, film=None):
    """Below the picture of a panel: what it says, what it is; with a film the picture knows its frames."""
    what = image["alt"].removeprefix("Panel: ").rstrip(".")
    if film:
        picture, words = film
        told = json.loads(words.read_text(encoding="utf-8"))
        image.parent["data-film"] = json.dumps({**told, "src": f"panels/{picture.name}"})
        what = told["panel"]
    image.parent.insert_after(paragraph(soup, "note", f"{what[0].upper()}{what[1:]}. {PANEL}"))
    if film:
        image.parent.insert_after(paragraph(soup, "says", told["steps"][told["start"]]["says"]))


def fold(soup):
    """Fold the cells that are tagged to be, whole: code and outputs."""
    for tag, words in FOLDED.items():
        for cell in soup.select(f".celltag_{tag}"):
            summary = soup.new_tag("summary")
            summary.string = words
            cell.wrap(soup.new_tag("details", attrs={"class": "cell-folded"})).insert(0, summary)


def page_of(target):
    """Where a link of a lesson, or of a page at the project's root, leads on the site."""
    target = re.sub(r"^(?:notebooks/)?(\d\d_\w+)\.ipynb", r"\1.html", target)
    target = re.sub(r"^README\.md", "index.html", target)
    return re.sub(rf"^(?:\.\./)?({'|'.join(OTHERS)})\.md", lambda name: f"{name[1].lower()}.html", target)


def tidied(html, films=()):
    """The HTML of a page made fit to be read: links between pages, words with every picture.

    films  those of its panels, in their order (films.films_of); without them the pictures stand still
    """
    films = iter(films)
    soup = BeautifulSoup(html, "html.parser")
    for link in soup.select("a.anchor-link"):  # the id of the heading stays
        link.decompose()
    for link in soup.select("a[href]"):
        link["href"] = page_of(link["href"])
    for image in soup.select("img"):
        if re.match(r"(https?:)?//", image["src"]):  # a badge, from a place that needs a network
            image.replace_with(image.get("alt", ""))
        elif image.get("alt", "").startswith("Panel: "):
            panel_words(soup, image, next(films, None))
    fold(soup)
    for picture in soup.select(".output_png, p:has(> img)"):
        picture["class"] = [*picture.get("class", []), "picture"]
    for corner in soup.select("th:empty"):
        corner.name = "td"
    for table in soup.select("table"):
        table.wrap(soup.new_tag("div", attrs={"class": "table"}))
    # What may be wider than the screen is moved sideways with the arrow keys.
    for wide in soup.select(".highlight pre, pre:has(> code), .table, .picture, .formula"):
        wide["tabindex"] = "0"
    return str(soup).replace(" ± ", "\u00a0±\u00a0")


def lesson_page(path, titles):
    """The page of one lesson, with the way to the one before and the one after."""
    paths = list(titles)
    here = paths.index(path)
    ways = ['<a href="index.html">All lessons</a>']
    if here > 0:
        ways.insert(0, f'<a href="{paths[here - 1].stem}.html" rel="prev">← {titles[paths[here - 1]]}</a>')
    if here + 1 < len(paths):
        ways.append(f'<a href="{paths[here + 1].stem}.html" rel="next">{titles[paths[here + 1]]} →</a>')
    book = nbformat.read(path, as_version=4)
    book.cells.remove(setup_of(book))
    body, _ = Exporter(template_name="basic").from_notebook_node(book)
    title, films = f"{titles[path]} · Where &amp; What", films_of(path.stem)
    page = tidied(body, films)
    return PAGE.format(title=title, before=" ".join(ways), body=page, script=SCRIPT if films else "")


def index_page():
    """The first page: the README without what only somebody needs who runs the lessons."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    first, *others = re.split(r"^## ", text, flags=re.M)
    parts = {"": first} | {part.split("\n", 1)[0]: f"## {part}" for part in others}
    missing = [name for name in PARTS if name not in parts]
    if missing:
        raise ValueError(f"README.md has no part {missing[0]!r}: name them in tools/make_site.py as they are")
    others = " · ".join(f"[{words}]({name}.md)" for name, words in OTHERS.items())
    first_lesson, title = next(iter(lessons().items()))
    way = f'<a href="{first_lesson.stem}.html" rel="next">{title} →</a>'
    return text_page("\n".join([*(parts[name] for name in PARTS), RUN, "", others]), "Where &amp; What", way)


def text_page(text, title, way='<a href="index.html">All lessons</a>'):
    """A page of Markdown from the project's root; ``way`` leads on from it."""
    body = html_of(text).replace("data/pictures/", "pictures/")
    return PAGE.format(title=title, before=way, body=tidied(body), script="")


def other_page(name):
    """One of the other pages at the root, by its name without .md."""
    text = (ROOT / f"{name}.md").read_text(encoding="utf-8")
    return text_page(text, f"{OTHERS[name]} · Where &amp; What")


def build(folder=SITE, only=None):
    """Write the site into ``folder``; ``only``: the names of some lessons.  Returns the written pages."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copytree(ROOT / "data" / "pictures", folder / "pictures")
    colours = HtmlFormatter(style="default").get_style_defs(".highlight")
    css = Path(__file__).with_name("page.css").read_text(encoding="utf-8")
    (folder / "page.css").write_text(css + colours, encoding="utf-8")
    titles = lessons()
    pages = {"index": index_page()} | {name.lower(): other_page(name) for name in OTHERS}
    pages |= {path.stem: lesson_page(path, titles) for path in titles if only is None or path.stem in only}
    (folder / "panels").mkdir()
    for film in (film for name in pages for film in films_of(name)):
        shutil.copy(film[0], folder / "panels")
    for name, page in pages.items():
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
    return [folder / f"{name}.html" for name in pages]


def main():
    """Write every page; ends with an error when a link leads nowhere."""
    pages = build()
    broken = broken_links(SITE)
    if broken:
        sys.exit("Links that lead nowhere:\n" + "\n".join(broken))
    print(f"{len(pages)} pages, every link leads somewhere: open {SITE.relative_to(ROOT)}/index.html")


if __name__ == "__main__":
    main()
