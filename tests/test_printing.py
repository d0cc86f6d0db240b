"""Printed lines: short, broken between words, numbers whole."""

import re
from pathlib import Path

import numpy as np
import pytest
import torch

from helpers import lesson
from helpers.printing import WIDTH, number, say, wrapped

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


@pytest.mark.parametrize(
    "value, form, expected",
    [
        (0.016, ".1%", "1.6%"),
        (0.0161234, "", "0.0161"),
        (48000, "", "48,000"),
        (True, "", "True"),
        (np.float32(0.5), "", "0.5"),
        (torch.tensor([1.0, 0.25]), "", "[1, 0.25]"),
        ((1, (2, 3)), "", "[1, [2, 3]]"),
        ({"plain": 0.5, "wide": 1}, ".0%", "plain 50%, wide 100%"),
        ("48 (of\n 100)", "", "48 [of 100]"),
    ],
)
def test_a_measured_value_is_one_line_without_round_brackets(value, form, expected):
    assert number(value, form) == expected


def blanked(text):
    """A printed text as nbval compares it."""
    config = (Path(__file__).parent / "sanitize.cfg").read_text()
    for pattern, new in re.findall("^regex: (.*)$\n^replace: (.*)$", config, flags=re.MULTILINE):
        text = re.sub(pattern, new, text)
    return text


@pytest.mark.parametrize("words", [5, 10, 11, 12, 14, 30])
def test_stored_outputs_are_compared_without_what_was_measured_but_with_the_tick(capsys, words):
    text = "word " * words + "end"
    said = []
    for holds, seen in ((True, 3), (True, "a much longer thing " * 3), (False, 3)):
        lesson.claim(text, holds, seen=seen)
        said.append(blanked(capsys.readouterr().out))
    assert said[0] == said[1] != said[2]
