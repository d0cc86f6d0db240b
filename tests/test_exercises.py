"""Every exercise card: its own solution passes, its stub says "not yet", every wrong answer is named."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest
import torch
from cards import CARDS, find_cards, namespace
from torch import nn

from helpers.exercises import CHECKS, check, examine

BANKS = sorted((Path(__file__).parent / "wrong_answers").glob("*.py"))


def bank(path):
    """The WRONG of one file: {exercise: [(label, code, what the message says)]}."""
    spec = importlib.util.spec_from_file_location(f"wrong_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.WRONG


WRONG = {name: answers for path in BANKS for name, answers in bank(path).items()}
ON_CARDS = {card.name: card for card in CARDS}
CASES = [(ON_CARDS[name], *answer) for name in WRONG if name in ON_CARDS for answer in WRONG[name]]

each_card = pytest.mark.parametrize("card", CARDS, ids=lambda card: card.name)
each_exercise = pytest.mark.parametrize("name", sorted(CHECKS))


def findings_for(card, code):
    """What the check says of an answer defined by ``code``, in the notebook's own words."""
    torch.manual_seed(0)
    return examine(card.name, card.answer_from(code))


@each_exercise
def test_every_exercise_stands_on_one_card(name):
    assert [card.name for card in CARDS].count(name) == 1


@each_card
def test_the_card_is_whole(card):
    assert card.name in CHECKS
    assert card.title.startswith("### Exercise ") and "★" in card.title and "minutes)" in card.title
    for summary in ("Hint 1", "Hint 2", "I pass the first check but fail the second", "Solution"):
        assert card.answers.count(f"<summary>{summary}</summary>\n\n") == 1
    assert card.answers.count("<details>") == card.answers.count("</details>") == 4
    assert card.solution.strip()


@each_card
def test_the_solution_on_the_card_passes(card):
    findings = findings_for(card, card.solution)
    assert findings
    assert not [str(finding) for finding in findings if not finding.holds]


@each_card
def test_the_stub_says_not_yet(card, capsys):
    answer = card.answer_from(card.stub)
    assert examine(card.name, answer) is None
    check(card.name, answer)
    assert capsys.readouterr().out.startswith("not yet")


@each_card
def test_the_bank_holds_six_wrong_answers_with_messages_of_their_own(card):
    labels, codes, messages = zip(*WRONG[card.name])
    for column in (labels, codes, messages):
        assert len(set(column)) == len(column) >= 6
    assert all(len(message) >= 5 for message in messages)


def test_every_wrong_answer_belongs_to_an_exercise():
    assert set(WRONG) <= set(CHECKS)
    assert sum(len(bank(path)) for path in BANKS) == len(WRONG)


@pytest.mark.parametrize(
    "card, label, code, message", CASES, ids=[f"{case[0].name}: {case[1]}" for case in CASES]
)
def test_a_wrong_answer_is_rejected_by_name(card, label, code, message):
    findings = findings_for(card, code)
    assert findings, "a wrong answer is not a stub"
    mistakes = [str(finding) for finding in findings if not finding.holds]
    assert any(message in mistake for mistake in mistakes), mistakes


class Nonsense(nn.Module):
    """Takes anything and returns nan."""

    def __init__(self, *args, **kwargs):
        super().__init__()

    def forward(self, *args, **kwargs):
        return next((x * float("nan") for x in args if isinstance(x, torch.Tensor)), float("nan"))


def broken(*args, **kwargs):
    raise KeyError("a mistake\nof two lines")


NEVER_RIGHT = {
    "None": None,
    "the stub's dots": ...,
    "a number": -7531,
    "a string": "weights",
    "nan": float("nan"),
    "an array": np.full(3, -7531.0),
    "a tensor": torch.zeros(2, 3),
    "a function that raises": broken,
    "a function without arguments": lambda: None,
    "a function that returns nothing": lambda *args, **kwargs: None,
    "a function that returns nan": lambda *args, **kwargs: float("nan"),
    "a function that returns its input": lambda *args, **kwargs: args[0] if args else 0,
    "a function that returns an empty tensor": lambda *args, **kwargs: torch.empty(0),
    "a class that returns nan": Nonsense,
    "a module that returns nan": Nonsense(),
    "a plain class": object,
}


@each_exercise
@pytest.mark.parametrize("kind", NEVER_RIGHT)
def test_check_never_raises_and_never_accepts_nonsense(name, kind, capsys):
    check(name, NEVER_RIGHT[kind])
    said = capsys.readouterr().out
    assert said and "Solved." not in said
    assert "not yet" in said or "✗" in said


def test_an_unknown_exercise_is_an_error_for_the_author():
    with pytest.raises(ValueError, match="there is no exercise 'souffle'; there are"):
        check("souffle", None)


def test_the_cards_of_a_notebook_are_found(tmp_path):
    """The finder itself, on a small notebook made here."""
    cells = [
        ("code", "import math\nfrom helpers.attention import CBAM\nprint('never run')\nraise SystemExit"),
        ("markdown", "### Exercise 10.1: double ★☆☆ (5 minutes)\n\nDouble x."),
        ("code", "def double(x):\n    return ..."),
        ("code", 'from helpers.exercises import check\n\ncheck("double", double)'),
        (
            "markdown",
            "<summary>Solution</summary>\n\n```python\ndef double(x):\n    return 2 * x\n```\n</details>",
        ),
    ]
    (card,) = find_cards(cells, "a.ipynb")
    assert (card.name, card.answer, card.title[:17]) == ("double", "double", "### Exercise 10.1")
    assert card.answer_from(card.stub)(3) is ...
    assert card.answer_from(card.solution)(3) == 6
    assert namespace(cells)["CBAM"].__name__ == "CBAM"
