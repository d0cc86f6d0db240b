"""Cells run twice, out of order, or after the kernel was restarted: the same output, or what to do.

One lesson by default; every lesson with EVERY_LESSON=1 (make test-faults).
"""

import copy
import os
import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from helpers import hints

ROOT = Path(__file__).resolve().parents[1]
PATHS = sorted((ROOT / "notebooks").glob("*.ipynb"))
CHOSEN = PATHS if os.environ.get("EVERY_LESSON") else PATHS[:1]


class Lesson:
    """A lesson whose code cells are run in any order, in a kernel of its own."""

    def __init__(self, path):
        book = nbformat.read(path, as_version=4)
        self.cells = [cell for cell in book.cells if cell.cell_type == "code"]
        self.stored = [said(cell) for cell in self.cells]
        place = {"metadata": {"path": str(path.parent)}}
        empty = nbformat.v4.new_notebook()
        self.client = NotebookClient(empty, timeout=600, kernel_name="python3", resources=place)

    def __enter__(self):
        self.client.reset_execution_trackers()
        self.kernel = self.client.setup_kernel()
        self.kernel.__enter__()
        return self

    def __exit__(self, *error):
        self.kernel.__exit__(*error)

    def run(self, number, may_fail=False):
        """What cell ``number`` says; CellExecutionError if it fails, unless it may."""
        cell = copy.deepcopy(self.cells[number])
        cell.metadata["tags"] = ["raises-exception"] if may_fail else []
        self.client.nb.cells.append(cell)
        self.client.execute_cell(cell, len(self.client.nb.cells) - 1)
        return said(cell)


def said(cell):
    """The text of a cell's outputs: what it printed, its figures and panels in words, its error."""
    parts = [(o.get("text"), o.get("data", {}).get("text/plain"), o.get("evalue")) for o in cell.outputs]
    return "".join(part or "" for output in parts for part in output)


# The device, broken lines, measured values (times among them), and the progress of what is finished already.
CHANGES = r"^Ready on .*|\n  (?=\S)|\(measured [^)]*\)|the comparison: its progress, and an estimate .* left"


def same(seen, stored):
    """Whether two texts are the same but for what may change from run to run."""
    return re.sub(CHANGES, " ", seen).split() == re.sub(CHANGES, " ", stored).split()


@pytest.mark.parametrize("path", CHOSEN, ids=lambda path: path.stem)
class TestEveryCell:
    def test_can_be_run_twice(self, path):
        """A cell that drives a panel finds it where it was left; all others say the same again."""
        with Lesson(path) as lesson:
            for number, stored in enumerate(lesson.stored):
                source = lesson.cells[number].source
                free = "NBVAL_IGNORE_OUTPUT" in source
                assert same(lesson.run(number), stored) or free, f"cell {number}"
                again, drives = lesson.run(number), ".set(" in source
                assert drives or free or same(again, stored), f"cell {number}, the second time"
                assert "✗" not in again and again.count("✓") == stored.count("✓"), f"cell {number}"

    def test_too_early_says_which_name_is_missing_and_to_run_the_cells_above(self, path):
        """The setup cell, then cells from the middle, as after a restart; then all above them."""
        with Lesson(path) as lesson:
            lesson.run(0)
            for middle in range(2, len(lesson.cells)):
                seen = lesson.run(middle, may_fail=True)
                if found := re.search(r"name '(\w+)' is not defined", seen):
                    break
            assert hints.HINT.format(name=found[1]) in seen
            for number in range(1, middle + 1):
                assert same(lesson.run(number), lesson.stored[number]), f"cell {number}"


def test_after_a_restart_a_kernel_of_make_lab_gives_the_hint_before_the_setup_cell(monkeypatch):
    monkeypatch.setenv("PYTHONSTARTUP", str(ROOT / "tools" / "lab_start.py"))
    with Lesson(PATHS[0]) as lesson:
        early = next(n for n, cell in enumerate(lesson.cells) if "lesson.claim(" in cell.source)
        seen = lesson.run(early, may_fail=True)
        name = re.search(r"name '(\w+)' is not defined", seen)[1]
        assert hints.HINT.format(name=name) in seen
        for number in range(early + 1):
            assert same(lesson.run(number), lesson.stored[number]), f"cell {number}"
