"""A lesson that is begun has every part that a lesson needs, and nothing is overwritten."""

import runpy
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOL = runpy.run_path(str(ROOT / "tools" / "new_lesson.py"))


def test_the_next_number_is_taken_and_the_parts_are_there(tmp_path):
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "11_broken_attention.ipynb").touch()
    book, checks, wrong = TOOL["begin"]("What a gate costs: passes!", tmp_path)
    assert book.name == "12_what_a_gate_costs_passes.ipynb"
    assert (checks.name, wrong.name) == ("what_a_gate_costs_passes.py",) * 2
    notebook = nbformat.read(book, as_version=4)
    nbformat.validate(notebook)
    text = "\n\n".join(cell.source for cell in notebook.cells)
    parts = (
        "# 12 What",
        "You will be able to",
        "Your turn",
        "What we saw",
        "did not see",
        "References",
        "Next",
    )
    for part in (*parts, "**What to see.**", "lesson.start()", "### Exercise 12.1"):
        assert part in text
    compile(checks.read_text() + wrong.read_text(), "stubs", "exec")


def test_nothing_is_overwritten_and_a_title_is_needed(tmp_path):
    there = tmp_path / "helpers" / "exercises" / "new.py"
    there.parent.mkdir(parents=True)
    there.write_text("mine")
    with pytest.raises(ValueError, match="new.py is there already: nothing was written"):
        TOOL["begin"]("New", tmp_path)
    assert there.read_text() == "mine" and not (tmp_path / "notebooks").exists()
    with pytest.raises(ValueError, match="needs a title"):
        TOOL["begin"]("...", tmp_path)
