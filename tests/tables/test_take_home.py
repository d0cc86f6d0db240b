"""The page to take home: every line has its evidence, and the numbers in it are those that are stored."""

import nbformat
import pytest
from places import ROOT

from helpers.experiments import store
from helpers.experiments.inserted import inserted
from helpers.tables import take_home

LINES = {line.question: line for line in take_home.LINES}


def mean(sweep, variant):
    """The mean accuracy of a variant, in per cent."""
    values = store.column(store.load(sweep), variant)
    return 100 * sum(values) / len(values)


@pytest.mark.parametrize("line", take_home.LINES, ids=lambda line: line.question)
def test_every_line_leads_to_a_lesson(line):
    assert line.advice.endswith(("?", ".")) and line.evidence.endswith(".")
    book = nbformat.read(ROOT / "notebooks" / f"{line.lesson}.ipynb", as_version=4)
    assert book.cells[0].source.startswith(f"# {line.lesson[:2]} ")


def test_a_longer_training():
    said = LINES["When not?"].evidence
    for sweep in ("cued_colour", "cued_colour_long"):
        assert f"{mean(sweep, 'plain'):.0f}" in said.replace("of 100", "")


def test_the_start():
    rows = {row["start"]: row["MobileNetV2"] for row in inserted()}
    usual = {right for start, right in rows.items() if "as it starts" in start}
    opened = {right for start, right in rows.items() if "opened" in start or "exactly" in start}
    assert usual == {0} and opened == {18, 19} and rows["nothing put in"] == 18
    said = LINES["How to start in a trained network?"].evidence
    assert "0 of 20 right" in said and "18 or 19" in said


def test_the_page_as_a_table():
    cells = take_home.rows()
    assert len(cells) == len(take_home.LINES) and all(len(row) == 4 for row in cells)
    assert cells[0][3] == "[02](02_channel_attention.ipynb)"
