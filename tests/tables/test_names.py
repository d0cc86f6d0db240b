"""What the short names of a comparison mean."""

import pytest

from helpers import tables
from helpers.tables import names


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
