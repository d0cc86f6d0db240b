"""Copies of the lessons to hand out: ``python course.py handout FOLDER``.

A copy has no outputs and no solutions.  Hints, starts and checks stay, so a learner can work in it and
``python course.py grade`` can check it.  The same lessons give the same bytes every time.
"""

import argparse
import re
import sys
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from helpers.experiments.store import write_whole  # noqa: E402

SOLUTION = re.compile(r"<details>\s*<summary>Solution</summary>.*?</details>\n?", re.DOTALL)


def without_answers(book):
    """The same notebook, changed in place: no outputs, no solutions.  All cells and their ids stay."""
    for cell in book.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        else:
            cell.source = SOLUTION.sub("", cell.source)
    return book


def hand_out(folder, root=ROOT):
    """Write a copy of every lesson into ``folder``; returns the paths.

    Raises FileExistsError if a lesson's name is taken there: it may hold a learner's answers.
    """
    lessons = sorted((root / "notebooks").glob("*.ipynb"))
    targets = [folder / lesson.name for lesson in lessons]
    if taken := [target.name for target in targets if target.exists()]:
        raise FileExistsError(f"{folder} already holds {', '.join(taken)}: name an empty folder")
    folder.mkdir(parents=True, exist_ok=True)
    for lesson, target in zip(lessons, targets, strict=True):
        book = without_answers(nbformat.read(lesson, as_version=4))
        write_whole(target, nbformat.writes(book) + "\n")
    return targets


def main():
    """``python tools/handout.py FOLDER``"""
    parser = argparse.ArgumentParser(prog="course.py handout", description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    try:
        written = hand_out(folder)
    except FileExistsError as error:
        sys.exit(f"Nothing was handed out: {error}")
    except OSError as error:  # a disk that is full, a folder that may not be written
        sys.exit(f"Not all lessons were handed out ({error}): take another folder, or empty this one")
    print(f"{len(written)} lessons without outputs and solutions are in {folder}")


if __name__ == "__main__":
    main()
