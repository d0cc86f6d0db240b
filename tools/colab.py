"""Write the project's address on GitHub into every lesson and the README, for Google Colab.

``make colab REPO=owner/name REF=tag``; ``make colab REPO= REF=`` takes it out again, byte for byte.
"""

import argparse
import re
import sys
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from helpers.experiments.store import write_whole  # noqa: E402

SETUP = """# @title Setup: run this first, and again after a restart of the kernel
import sys
from importlib.util import find_spec
from pathlib import Path

installed = Path(getattr(find_spec("helpers"), "origin", None) or "-").resolve()
starts = [*(folder / "helpers" / "__init__.py" for folder in Path("here").resolve().parents), installed]
root = next((s.parents[1] for s in starts if s.exists() and b"Where & What" in s.read_bytes()), None)
if root is None or ("helpers" in sys.modules and installed.parents[1] != root):
    raise SystemExit("No `helpers` of Where & What: open the whole project's folder, and restart the kernel.")
sys.path.insert(0, str(root))
from helpers import lesson

device = lesson.start()"""
NONE = "open the whole project's folder, and restart the kernel."
NOT_FETCHED = "check the network, and run this cell again."
# What a published lesson does on Colab first: it fetches the project, once.
FETCH = """import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

REPOSITORY, REF = "https://github.com/{repo}", "{ref}"
home, part = Path(f"where-and-what-{{REF}}").resolve(), Path("where-and-what.part")
if "google.colab" in sys.modules and not home.exists():
    shutil.rmtree(part, ignore_errors=True)  # a fetch that was broken off
    git = ["git", "-c", "advice.detachedHead=false", "clone", "-q", "--depth=1", "-b", REF, REPOSITORY, part]
    if subprocess.run(git).returncode == 0:
        part.rename(home)"""
IMPORTS = "import sys\nfrom importlib.util import find_spec\nfrom pathlib import Path\n"
HIDDEN = {
    "jupyter": {"source_hidden": True},
    "cellView": "form",
}  # a grey line in JupyterLab, a form in Colab
SET = re.compile(r'^REPOSITORY, REF = "(?:https://github\.com/)?([^"]*)", "([^"]*)"', re.MULTILINE)
BADGE = re.compile(r"\n\n\[!\[Open in Colab\][^\n]*$")
MARKS = ("<!-- colab: written by `make colab` -->", "<!-- end of colab -->")
WITHOUT = (
    "**Colab:** A copy of this project on GitHub can give every lesson a button that opens it in Colab:\n"
    "[CONTRIBUTING.md](CONTRIBUTING.md) says how."
)
WITH = (
    "**Colab:** {badge} Every lesson has such a button. On Colab the first code cell of a\n"
    "lesson fetches the project, once."
)


def check(repo, ref):
    """ValueError in one sentence unless both are empty, or ``owner/name`` and the name of a tag."""
    if not repo and not ref:
        return
    name = re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]*/([A-Za-z0-9_.-]+)", repo)
    if not name or name[1].endswith(".git") or not name[1].strip("."):
        raise ValueError(f"REPO has to be owner/name, as in github.com/owner/name without .git: got {repo!r}")
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]*", ref) or ref.endswith("."):
        raise ValueError(f"REF has to be the name of a tag, such as v1.0, without a slash: got {ref!r}")
    if re.fullmatch(r"[0-9a-f]{7,40}", ref):
        raise ValueError(f"REF has to be the name of a tag, and {ref!r} looks like a commit: tag it first")


def address(book):
    """What a lesson's setup cell says: (owner/name, tag), both empty if it was never published.

    ValueError if the cell is not today's.
    """
    said = setup_of(book).source
    found = SET.search(said)
    repo, ref = found.groups() if found else ("", "")
    if said != setup_cell(repo, ref):
        raise ValueError("a lesson has an old setup cell: `make colab REPO= REF=` renews it")
    return repo, ref


def setup_of(book):
    """The setup cell of a lesson; ValueError if its first code cell is something else."""
    first = next((cell for cell in book.cells if cell.cell_type == "code"), None)
    if first is None or not first.source.endswith("lesson.start()"):
        raise ValueError("its first code cell is not the setup cell")
    return first


def setup_cell(repo="", ref=""):
    """The setup cell's text; a published one fetches the project when it is on Colab."""
    if not repo:
        return SETUP
    fetching = SETUP.replace(IMPORTS, FETCH.format(repo=repo, ref=ref))
    return fetching.replace('Path("here").resolve().parents', '(home / "here").parents').replace(
        NONE, NOT_FETCHED
    )


def badge(repo, ref, lesson):
    """The button that opens a lesson on Colab."""
    page = f"https://colab.research.google.com/github/{repo}/blob/{ref}/notebooks/{lesson}"
    return f"[![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)]({page})"


def write_lesson(book, lesson, repo, ref):
    """Put address and button into a notebook (nbformat), or take them out."""
    cell = setup_of(book)
    cell.source = setup_cell(repo, ref)
    cell.metadata |= HIDDEN
    button = f"\n\n{badge(repo, ref, lesson)}" if repo else ""
    book.cells[0].source = BADGE.sub("", book.cells[0].source) + button


def write_readme(text, repo, ref, lesson):
    """A README's text with the lines on Colab renewed; ValueError if its marks are missing."""
    first, last = MARKS
    if text.count(first) != 1 or text.count(last) != 1:
        raise ValueError("the README needs the two marks of its lines on Colab, each once")
    said = WITH.format(badge=badge(repo, ref, lesson)) if repo else WITHOUT
    between = re.compile(re.escape(first) + ".*?" + re.escape(last), re.DOTALL)
    return between.sub(lambda _: f"{first}\n{said}\n{last}", text)


def write(repo, ref, root=ROOT):
    """Write an address everywhere, or nowhere: the files that changed.  ValueError in one sentence."""
    check(repo, ref)
    lessons = sorted((root / "notebooks").glob("*.ipynb"))
    texts = {}
    for path in lessons:
        book = nbformat.read(path, as_version=4)
        try:
            write_lesson(book, path.name, repo, ref)
        except ValueError as error:
            raise ValueError(f"nothing was written, {path.name}: {error}") from None
        texts[path] = nbformat.writes(book) + "\n"
    readme = root / "README.md"
    texts[readme] = write_readme(readme.read_text(encoding="utf-8"), repo, ref, lessons[0].name)
    changed = {path: text for path, text in texts.items() if path.read_text(encoding="utf-8") != text}
    for path, text in changed.items():
        write_whole(path, text)
    return list(changed)


def main():
    """``python tools/colab.py [REPO REF]``: owner/name on GitHub and a tag, or nothing."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("repo", nargs="?", default="")
    parser.add_argument("ref", nargs="?", default="")
    chosen = parser.parse_args()
    try:
        changed = write(chosen.repo, chosen.ref)
    except ValueError as error:
        sys.exit(str(error))
    print(f"{chosen.repo or 'no address'} {chosen.ref}: {len(changed)} files changed".replace(" :", ":"))


if __name__ == "__main__":
    main()
