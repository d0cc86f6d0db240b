"""The glossary: every term once and in order, with a lesson that uses it; every lesson leads back."""

import re

import nbformat
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


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_every_lesson_ends_with_the_way_to_the_glossary(path):
    cells = nbformat.read(path, as_version=4).cells
    last = [cell.source for cell in cells if cell.cell_type == "markdown"][-1]
    before, _, _ = last.partition("**Next:**")
    assert before.rstrip().endswith(
        "**Words.** The [glossary](../GLOSSARY.md) explains the most important terms on one page."
    )


def test_the_first_lesson_says_what_to_know():
    first = nbformat.read(ROOT / "notebooks" / "00_start_here.ipynb", as_version=4).cells[0].source
    assert "**You should know** some Python, what a convolution does," in first
