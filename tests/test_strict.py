"""A lesson that ran elsewhere: what differs from its stored outputs is found, what is measured may differ."""

import copy

import nbformat
import pytest
from places import ROOT
from strict import code_cells, differences

LESSON = ROOT / "notebooks" / "00_start_here.ipynb"


@pytest.fixture
def ran():
    """The lesson as if it had run and said again what is stored."""
    return copy.deepcopy(nbformat.read(LESSON, as_version=4))


def streams(book):
    """What the lesson printed, as outputs that can be changed."""
    return [o for cell in code_cells(book) for o in cell.outputs if o.output_type == "stream"]


def found(request, ran):
    return len(differences(request.session, LESSON, ran))


def test_the_same_outputs_do_not_differ(request, ran):
    assert found(request, ran) == 0
    printed = next(o for o in streams(ran) if "Ready on " in o.text)
    printed.text = printed.text.replace("Ready on ", "Ready on another ")
    half = copy.deepcopy(printed)
    printed.text, half.text = printed.text[:5], printed.text[5:]
    cell = next(cell for cell in code_cells(ran) if printed in cell.outputs)
    cell.outputs.insert(cell.outputs.index(printed) + 1, half)
    assert found(request, ran) == 0, "another device, and a line that came in two pieces"


def test_one_letter_more_is_found(request, ran):
    streams(ran)[-1].text += "x"
    assert found(request, ran) == 1


def test_an_output_that_is_missing_or_came_twice_is_found(request, ran):
    first, second = [cell for cell in code_cells(ran) if cell.outputs][:2]
    first.outputs.clear()
    second.outputs *= 2
    assert found(request, ran) == 2


def test_the_words_of_a_picture_are_compared(request, ran):
    pictures = [o for c in code_cells(ran) for o in c.outputs if "image/png" in o.get("data", {})]
    pictures[0].data["text/plain"] += "x"
    assert found(request, ran) == 1
