"""Printed lines and measured values."""

import re
from pathlib import Path

import numpy as np
import pytest
import torch

from helpers import lesson
from helpers.printing import number, say, with_article


def test_say_prints_like_print(capsys):
    say("seen:", 3, [1.5])
    assert capsys.readouterr().out == "seen: 3 [1.5]\n"


def test_an_eight_has_another_article():
    assert [with_article(torch.tensor(digit)) for digit in (7, 8, 0)] == ["a 7", "an 8", "a 0"]


def test_a_long_line_stays_one_line_for_the_front_end_to_break(capsys):
    lesson.claim("the gate is ahead " * 8, True)
    assert capsys.readouterr().out.count("\n") == 1


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
