"""The glossary: in order, every term once, and each leads to a lesson that uses it."""

import re

import pytest
from places import ROOT

from tools.overview import markdown_of

GLOSSARY = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8")
ENTRIES = re.findall(r"^- \*\*(.+?)\*\* \(\[(\d\d)\]\((notebooks/\2_\w+\.ipynb)\)\): (.+)$", GLOSSARY, re.M)


def test_every_term_stands_once_and_in_order():
    terms = [term.lower() for term, *_ in ENTRIES]
    assert len(terms) == GLOSSARY.count("\n- **") >= 45
    assert terms == sorted(set(terms))


@pytest.mark.parametrize("term, lesson", [(term, lesson) for term, _, lesson, _ in ENTRIES])
def test_a_term_is_used_in_the_lesson_that_it_leads_to(term, lesson):
    word = term.partition(",")[0].removesuffix(" gate").removesuffix(" vector").removesuffix("s").lower()
    assert word in markdown_of(ROOT / lesson).lower(), f"{lesson} never says {word!r}"
