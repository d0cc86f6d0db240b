"""What the short names of a comparison mean."""

import nbformat
import pytest
from bs4 import BeautifulSoup
from places import ROOT

from helpers import tables
from helpers.tables import names

LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.fixture
def shown(monkeypatch):
    """What was displayed last."""
    kept = {}
    monkeypatch.setattr(names, "display", lambda bundle, raw: kept.update(bundle))
    return kept


def test_a_legend_is_folded_and_says_every_name_in_words(shown):
    tables.legend(["plain", "added"])
    assert shown["text/html"].startswith("<details><summary>") and shown["text/html"].count("<li>") == 2
    assert shown["text/plain"].splitlines()[0] == f"plain: {names.NAMES['plain']}"


def test_a_name_of_ones_own_brings_its_meaning_and_is_no_markup(shown):
    tables.legend({"mine <1>": "a gate & more", "plain": ""})
    assert "<b>mine &lt;1&gt;</b>: a gate &amp; more" in shown["text/html"]
    assert names.NAMES["plain"] in shown["text/plain"]


def test_a_name_without_a_meaning_is_refused():
    with pytest.raises(ValueError, match="nothing says what 'mine' is"):
        tables.legend(["plain", "mine"])


def rows_and_legends(book):
    """The first cells of all stored tables, and the short names that a stored legend explains: two sets."""
    rows, told = set(), set()
    for output in (output for cell in book.cells for output in cell.get("outputs", ())):
        bundle = output.get("data", {})
        page = BeautifulSoup(bundle.get("text/html", ""), "html.parser")
        told |= {name.get_text() for name in page.select("details li > b")}
        rows |= {head.get_text() for head in page.select("tbody th")}
        lines = bundle.get("text/markdown", "").splitlines()
        rows |= {line.split("|")[1].strip(" *") for line in lines if line.startswith("|")}
    return rows, told


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_says_what_the_short_names_of_its_tables_mean(path):
    rows, told = rows_and_legends(nbformat.read(path, as_version=4))
    used = rows & set(names.NAMES)
    assert len(used) < 2 or used <= told  # one alone is a word like any other: a gate
