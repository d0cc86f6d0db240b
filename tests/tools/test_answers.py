"""Answers are out of sight until their cell is run, and nothing gives them away."""

import copy

import nbformat
import nbformat.v4 as nb
import pytest
from places import ROOT

from tools.answers import given_away, hide

LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))
ASK = 'lesson.predict("How many are right?", 0, 100)'
CHOOSE = 'lesson.predict("Which one?", options=["the red one", "the blue one"])'
SAID = "Of 100 images:\nright (measured 48.3)\n"
CHOSE = "Which it was:\nkind (measured the blue one)\n"


def cell(source, said="", tags=("answer",)):
    """A code cell with what it printed."""
    made = nb.new_code_cell(source, metadata={"tags": list(tags)})
    made.outputs = [nb.new_output("stream", text=said)] if said else []
    return made


def found_in(*cells):
    """What a refreshed lesson of these cells gives away."""
    return given_away(hide(nb.new_notebook(cells=cells)))


def test_only_the_outputs_of_answers_are_hidden_and_claims_are_folded_whole():
    answer = nb.new_code_cell("1 + 1", metadata={"tags": ["answer"], "jupyter": {"source_hidden": False}})
    others = [nb.new_code_cell("2"), nb.new_markdown_cell("three")]
    notebook = hide(nb.new_notebook(cells=[answer, cell("4", tags=["claims"]), *others]))
    hidden, folded, *others = (cell.metadata for cell in notebook.cells)
    assert hidden["jupyter"] == {"source_hidden": False, "outputs_hidden": True} and hidden["collapsed"]
    assert folded["jupyter"] == {"source_hidden": True, "outputs_hidden": True}
    assert folded["cellView"] == "form" and folded["collapsed"]
    assert others == [{}, {}]


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_no_lesson_gives_an_answer_away(path):
    assert given_away(nbformat.read(path, as_version=4)) == []


def test_an_answer_that_is_asked_for_and_then_shown_gives_nothing_away():
    cells = [
        cell(ASK, tags=[]),
        nb.new_markdown_cell("Train it for 300 steps."),
        cell("lesson.measured(right=x)", SAID),
    ]
    cells += [
        nb.new_markdown_cell("It is 48."),
        cell("lesson.claim('about 48', x < 50)", "Checked:\n✓", ["claims"]),
    ]
    both = 'lesson.measured(kind="the red one" if x else "the blue one")'
    assert found_in(*cells, cell(CHOOSE, tags=[]), cell(both, CHOSE)) == []


@pytest.mark.parametrize(
    "between, answer, fault",
    [
        ("Not even 48.", cell("lesson.measured(right=x)", SAID), "the result 48.3 stands before it, as 48"),
        ("", cell("lesson.measured(right=x)  # 48.3", SAID), "as 48.3"),
        ("", cell("lesson.measured(right=x)", "Shares:\nright (measured 0.483)"), None),
        ("AP48 is a name.", cell("lesson.measured(right=x)", SAID), None),
        ("About 48%.", cell("lesson.measured(right=x)", "Shares:\nright (measured 0.483)"), "0.483 stands"),
        ("", cell("lesson.measured(right=x)", SAID, []), "not tagged 'answer'"),
        ("", cell("lesson.claim('under half', x < 50)", "Yes:\n✓"), "a claim tells the result"),
        ("", cell("show(figure, alt='under half')\nlesson.measured(right=x)", SAID), "words for a figure"),
        ("", cell("lesson.measured(right=x)", "right (measured 48.3)"), "let a line without a result"),
        ("", cell("lesson.measured(right=x)", "Figure: 48.3 of 100"), "let a line without a result"),
    ],
)
def test_what_gives_an_answer_away_is_named(between, answer, fault):
    found = found_in(cell(ASK, tags=[]), nb.new_markdown_cell(between), answer)
    assert len(found) == bool(fault) and (not fault or fault in found[0])


def test_the_only_option_that_stands_in_the_code_is_the_answer():
    answer = cell('lesson.measured(kind="the blue one")', CHOSE)
    found = found_in(cell(CHOOSE, tags=[]), answer)
    assert found == ["cell 1: of all that can be chosen, only the result 'the blue one' stands in the code"]


CLAIM = cell("lesson.claim('under half', x < 50)", "Checked:\n✓ under half", ["claims"])
ANSWER = cell("lesson.measured(right=x)", SAID)


def test_claims_stand_folded_and_after_their_result():
    ask = cell(ASK, tags=[])
    in_sight = cell(CLAIM.source, "✓ under half", [])
    assert found_in(ask, ANSWER, CLAIM) == [] and found_in(in_sight) == [], "this one asks nothing"
    assert found_in(ask, CLAIM, ANSWER) == ["cell 1: a claim stands between a question and its result"]
    (fault,) = found_in(ask, ANSWER, in_sight)
    assert fault.startswith("cell 2: a claim stands in the open")
    (fault,) = found_in(ask, ANSWER, cell(CLAIM.source, "✓ under half", ["claims"]))
    assert fault.startswith("cell 2: hidden outputs begin with '✓ under half'")


@pytest.mark.parametrize("kind", [ANSWER, CLAIM], ids=["answer", "claims"])
@pytest.mark.parametrize("key", ["jupyter", "collapsed", "cellView"])
def test_a_folded_cell_that_a_front_end_would_show_open_is_named(kind, key):
    book = hide(nb.new_notebook(cells=[copy.deepcopy(kind)]))
    held = book.cells[0].metadata.pop(key, None)
    assert given_away(book) == (["cell 0: its output is in sight: run make refresh"] if held else [])
