"""Printed lines: short, broken between words, numbers whole."""

import pytest

from helpers import lesson
from helpers.printing import WIDTH, say, wrapped

VERDICT = "wide against plain: no clear difference (+1.9 ± 2.7 points, 10 seeds)"


def test_a_short_line_stays_as_it_is():
    assert wrapped("variant     0.3   ± 0.1") == "variant     0.3   ± 0.1"
    assert wrapped("") == "" and wrapped("a\n\n  b") == "a\n\n  b"


@pytest.mark.parametrize("start", ["", "a ", "a longer ", "a much longer beginning ", "x" * 40 + " "])
def test_a_long_line_breaks_between_words_and_keeps_numbers_whole(start):
    lines = wrapped(start + VERDICT + " " + VERDICT).split("\n")
    assert len(lines) > 1 and all(len(line) <= WIDTH for line in lines)
    assert all(line.startswith("  ") for line in lines[1:])
    assert " ".join(line.strip() for line in lines) == start + VERDICT + " " + VERDICT
    for whole in ("+1.9 ± 2.7 points", "10 seeds"):
        assert sum(line.count(whole) for line in lines) == 2


def test_what_has_no_gap_is_not_cut():
    assert wrapped("y" * 100) == "y" * 100


def test_say_prints_like_print(capsys):
    say("seen:", 3, [1.5])
    assert capsys.readouterr().out == "seen: 3 [1.5]\n"


def test_a_claim_is_wrapped_and_still_begins_with_its_tick(capsys):
    lesson.claim("the gate is ahead " * 8, True)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("✓ ") and len(lines) > 1 and max(map(len, lines)) <= WIDTH
