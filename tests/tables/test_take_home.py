"""The page to take home: every line has its evidence, and the numbers in it are those that are stored."""

import nbformat
import pytest
from places import ROOT

from helpers.experiments import store, verdicts
from helpers.experiments.inserted import inserted
from helpers.tables import take_home

LINES = {line.question: line for line in take_home.LINES}
CHECKS = {line.question: line.evidence for line in take_home.CHECKLIST}


def mean(sweep, variant):
    """The mean accuracy of a variant, in per cent."""
    values = store.column(store.load(sweep), variant)
    return 100 * sum(values) / len(values)


@pytest.mark.parametrize("line", [*take_home.LINES, *take_home.CHECKLIST], ids=lambda line: line.question)
def test_every_line_leads_to_a_lesson(line):
    assert line.advice.endswith(("?", ".")) and line.evidence.endswith(".")
    book = nbformat.read(ROOT / "notebooks" / f"{line.lesson}.ipynb", as_version=4)
    assert book.cells[0].source.startswith(f"# {line.lesson[:2]} ")


def test_a_longer_training():
    said = LINES["When not?"].evidence
    for sweep in ("cued_colour", "cued_colour_long"):
        assert f"{mean(sweep, 'plain'):.0f}" in said.replace("of 100", "")


def test_the_start():
    rows = {row["start"]: row["all branch ends"] for row in inserted()}
    usual = {right for start, right in rows.items() if "as it starts" in start}
    opened = {right for start, right in rows.items() if "opened" in start or "exactly" in start}
    assert usual == {0, 1, 2} and opened == {18} and rows["nothing put in"] == 18
    assert "0 to 2 of 20 right" in LINES["How to start in a trained network?"].evidence
    assert rows["CBAM, as it starts"] == 0
    assert "0 of 20 right" in CHECKS["Is it as good as before, right after the gates were put in?"]


def test_the_start_is_a_factor_and_not_what_a_gate_says():
    rows = {row["start"]: row for row in inserted()}
    for gate, factor in (("squeeze", 0.5), ("CBAM", 0.25)):
        closed, fixed = rows[f"{gate}, as it starts"], rows[f"no gate, times {factor}"]
        assert closed["MobileNetV2"] == fixed["MobileNetV2"] == 0
        assert max(closed["text detector"], fixed["text detector"]) < 0.1
        assert closed["three branch ends"] == fixed["three branch ends"] < 15
        assert closed["all branch ends"] == fixed["all branch ends"] <= 2


def test_the_other_lines_of_the_checklist():
    one_rate, own, skips = verdicts.judged(
        rows := [
            verdicts.Row("clutter_one_rate", "gate"),
            verdicts.Row("clutter", "gate"),
            verdicts.Row("segmentation", "skip gates", "plain", "IoU"),
        ],
        verdicts.read(rows),
    ).values()
    assert (
        round(100 * one_rate.gain.mean) == 10
        and "ten points" in CHECKS["Has each network its own learning rate?"]
    )
    assert own.gain.mean < 0 and skips.word == "level"
    said = CHECKS["Has it learned for long enough?"]
    for sweep in ("cued_colour", "cued_colour_long"):
        assert f"{mean(sweep, 'normalised') - mean(sweep, 'plain'):.0f}" in said


def test_the_page_as_a_table():
    cells = take_home.rows()
    assert len(take_home.rows(take_home.CHECKLIST)) == len(CHECKS)
    assert len(cells) == len(take_home.LINES) and all(len(row) == 4 for row in cells)
    assert cells[0][3] == "[02](02_channel_attention.ipynb)"
