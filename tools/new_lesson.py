"""Begin a lesson: a notebook with the parts that every lesson has, and the two files of its exercises."""

import argparse
import re
import sys
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from helpers.experiments.sweep import write_whole  # noqa: E402
from tools import colab  # noqa: E402

FOLD = "<details><summary>The answer in words (open it after the run)</summary>"
PARTS = [
    "## A first look\n\nWhat the learner sees move in the first minute, and why it matters.",
    "A question with a number for an answer: `lesson.predict` in a cell of its own, `lesson.measured` of its "
    "name in one tagged `answer`, claims in one tagged `claims`, `lesson.how_good` at the end.",
    f"{FOLD}\n\nWhat came out. Nobody should read it before the run.\n</details>",
    "## By hand\n\nThe smallest example that can be computed with a pencil, asserted equal to the module.",
    "**What to see.** One paragraph after every figure.",
    "## Your turn",
    "### Exercise {k}.1: title ★★☆ (10 minutes)\n\nThe task in three sentences; a stub, a check and "
    "one cell with Hint 1, Hint 2, *The check says ✗, and I do not see why*, and Solution follow.",
    "## What we saw\n\nOnly what a cell has shown.",
    "## What we did not see\n\nWhat nobody should conclude from this lesson.",
    "## References\n\n- Author: Title. Venue, year.",
    "**Words.** The [glossary](../GLOSSARY.md) explains the most important terms on one page.\n\n"
    "**Next:** the question that is open now.",
]
CHECKS = '''"""An exercise of the lesson {title!r}: name this file by the exercise."""
'''
WRONG = '''"""Plausible wrong answers, at least six for each exercise of the lesson {title!r}."""

WRONG = {{}}
'''


def address():
    """Where the other lessons say that the project lives."""
    first = sorted((ROOT / "notebooks").glob("*.ipynb"))[0]
    return colab.address(nbformat.read(first, as_version=4))


def template(number, title, file):
    """The notebook of a lesson that is still to be written."""
    head = (
        f"# {number} {title}\n\n**The question:** one sentence that ends in a question mark?\n\n"
        "You will be able to\n\n- ...\n- ...\n- ...\n\n30 minutes to read, about 2 minutes of CPU to run."
    )
    cells = [new_markdown_cell(head), new_code_cell(colab.setup_cell())]
    cells += [new_markdown_cell(part.replace("{k}", str(int(number)))) for part in PARTS]
    for place, cell in enumerate(cells):
        cell.id = f"cell-{place}"
    book = new_notebook(cells=cells)
    colab.write_lesson(book, file, *address())
    return book


def begin(title, root=ROOT):
    """Write the files of the next lesson; returns their paths.  ValueError for a title without letters."""
    slug = re.sub(r"[^a-z0-9]+", "_", title.lower()).strip("_")
    if not slug:
        raise ValueError('a lesson needs a title: make new-lesson TITLE="What a gate costs"')
    taken = [int(path.name[:2]) for path in (root / "notebooks").glob("[0-9][0-9]_*.ipynb")]
    number = f"{max(taken, default=-1) + 1:02d}"
    book = root / "notebooks" / f"{number}_{slug}.ipynb"
    files = {
        book: nbformat.writes(template(number, title, book.name)) + "\n",
        root / "helpers" / "exercises" / f"{slug}.py": CHECKS.format(title=title),
        root / "tests" / "wrong_answers" / f"{slug}.py": WRONG.format(title=title),
    }
    for path in files:
        if path.exists():
            raise ValueError(f"{path.relative_to(root)} is there already: nothing was written")
    for path, text in files.items():
        write_whole(path, text)
    return list(files)


def main():
    """``python tools/new_lesson.py TITLE``: the next number is taken."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("title")
    try:
        for path in begin(parser.parse_args().title):
            print(path.relative_to(ROOT))
    except ValueError as error:
        sys.exit(str(error))
    print("CONTRIBUTING.md says what a lesson needs, and how it is stored.")


if __name__ == "__main__":
    main()
