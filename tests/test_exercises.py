"""Every exercise: the card's solution passes, its stub says "not yet", every known mistake is named."""

import importlib.util
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import torch
from cards import CARDS, find_cards, namespace
from torch import nn

from helpers.exercises import CHECKS, base, cards, check, examine, limit

BANKS = sorted((Path(__file__).parent / "wrong_answers").glob("*.py"))
ON_CARDS = {card.name: card for card in CARDS}
MISTAKES = [(name, words) for name, each in CHECKS.items() for words in getattr(each, "mistakes", ())]

each_card = pytest.mark.parametrize("card", CARDS, ids=lambda card: card.name)
each_exercise = pytest.mark.parametrize("name", sorted(CHECKS))


def bank(path):
    """The WRONG of one file: {exercise: [(what is wrong, code, a part of the message)]}."""
    spec = importlib.util.spec_from_file_location(f"wrong_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.WRONG


WRONG = {name: answers for path in BANKS for name, answers in bank(path).items()}
TEXTS = [(name, *answer) for name, answers in WRONG.items() for answer in answers]


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """A busy machine is no endless loop; the tests of the limit set their own."""
    monkeypatch.setattr(base, "LIMIT", 120.0)


@each_exercise
def test_every_exercise_stands_on_one_card(name):
    assert [card.name for card in CARDS].count(name) == 1


@each_card
def test_the_card_is_whole(card):
    assert card.name in CHECKS
    assert card.title.startswith("### Exercise ") and "★" in card.title and "minutes)" in card.title
    for summary in ("Hint 1", "Hint 2", "The check says ✗, and I do not see why", "Solution"):
        assert card.answers.count(f"<summary>{summary}</summary>\n\n") == 1
    assert card.answers.count("<details>") == card.answers.count("</details>") == 4
    assert card.solution.strip() and len(cards.hints(card.name)) == 3


@each_card
def test_the_solution_on_the_card_passes(card):
    for seed in (0, 7):
        passed, message = examine(card.name, card.answer_from(card.solution), seed)
        assert passed, message


@each_card
def test_the_stub_and_nothing_else_says_not_yet(card, capsys):
    answer = card.answer_from(card.stub)
    assert examine(card.name, answer) == (False, base.STUB)
    check(card.name, answer)
    assert capsys.readouterr().out == base.STUB + "\n"
    assert "not yet" not in examine(card.name, lambda *args: None)[1]


# A processor may round one image and half a batch alike: then the first of the two is named.
DIGITS = "it asks for equality to the last digit"
SAME_ROUNDING = {f"{DIGITS}, of half a batch": DIGITS}


@pytest.mark.parametrize("name, words", MISTAKES, ids=[f"{name}: {words}" for name, words in MISTAKES])
def test_a_known_mistake_is_named(name, words):
    passed, message = examine(name, CHECKS[name].mistakes[words], seed=2)
    said = [f"Cause: {cause}." in message for cause in (words, SAME_ROUNDING.get(words, words))]
    assert not passed and any(said), message


@pytest.mark.parametrize("name, label, code, said", TEXTS, ids=[f"{text[0]}: {text[1]}" for text in TEXTS])
def test_a_wrong_answer_is_refused_with_its_message(name, label, code, said):
    passed, message = examine(name, ON_CARDS[name].answer_from(code), seed=3)
    assert not passed
    assert len(message.split("\n")) == 3 and message.startswith("✗ Asked: ")
    assert said in message, message


@each_exercise
def test_six_wrong_answers_are_texts_of_their_own(name):
    labels, codes, _ = zip(*WRONG[name])
    assert len(set(labels)) >= 6 and len(set(codes)) == len(codes)


def own_gate(kind, order, bias, hidden):
    """A right channel gate, in many ways to write it, and its additive twin."""

    class Right(nn.Module):
        def __init__(self, channels):
            super().__init__()
            if kind == "linear":
                layers = nn.Linear(channels, hidden, bias=bias), nn.Linear(hidden, channels, bias=bias)
            else:
                layers = nn.Conv2d(channels, hidden, 1, bias=bias), nn.Conv2d(hidden, channels, 1, bias=bias)
            if kind == "matrix":
                self.one = nn.Parameter(torch.randn(channels, hidden) / channels**0.5)
                self.two = nn.Parameter(torch.randn(hidden, channels))
            else:
                for k in order:  # the order in which they are registered does not matter
                    setattr(self, f"layer{k}", layers[k])

        def scores(self, x):
            y = x.mean((2, 3))
            if kind == "matrix":
                return ((y @ self.one).relu() @ self.two)[..., None, None]
            if kind == "conv":
                return self.layer1(self.layer0(y[..., None, None]).relu())
            return self.layer1(self.layer0(y).relu())[..., None, None]

        def weights(self, x):
            return self.scores(x).sigmoid()

        def forward(self, x):
            return self.weights(x) * x

    class Twin(Right):
        weights = None

        def forward(self, x):
            return x + self.scores(x)

    return {"mine": {"attention": Right}, "mine added": {"attention": Twin}}


def test_no_right_gate_is_refused():
    """Many ways to write it, one to four hidden units, any seed."""
    ways = [(k, o, b) for k in ("linear", "conv", "matrix") for o in ((0, 1), (1, 0)) for b in (True, False)]
    for seed, way in enumerate(ways):
        torch.manual_seed(seed)
        passed, message = examine("own variants", own_gate(*way, hidden=seed % 4 + 1), seed)
        assert passed, (seed, way, message)


class Nonsense(nn.Module):
    """Takes anything and returns nan."""

    def __init__(self, *args, **kwargs):
        super().__init__()

    def forward(self, *args, **kwargs):
        return next((x * float("nan") for x in args if isinstance(x, torch.Tensor)), float("nan"))


class Mute(Exception):
    """An exception whose own text fails."""

    def __str__(self):
        raise SystemExit


def raises(error):
    """A function that raises this."""

    def answer(*args, **kwargs):
        raise error

    return answer


def endless():
    """A generator without an end."""
    while True:
        yield 1.0


NEVER_RIGHT = {
    "None": None,
    "a number": -7531,
    "text": "weights",
    "an array": np.full(3, -7531.0),
    "a tensor": torch.zeros(2, 3),
    "raises": raises(KeyError("a mistake\nof two lines")),
    "exit": raises(SystemExit(1)),
    "interrupt": raises(KeyboardInterrupt()),
    "mute": raises(Mute()),
    "surrogate": raises(ValueError("\ud800")),
    "no arguments": lambda: None,
    "returns nothing": lambda *args, **kwargs: None,
    "returns nan": lambda *args, **kwargs: float("nan"),
    "returns its input": lambda *args, **kwargs: args[0] if args else 0,
    "returns an empty tensor": lambda *args, **kwargs: torch.empty(0),
    "returns a tensor of 40 million numbers": lambda *args, **kwargs: torch.zeros(1).expand(40_000_000),
    "returns an endless generator": lambda *args, **kwargs: endless(),
    "returns the largest number": lambda *args, **kwargs: 10**5000,
    "nan class": Nonsense,
    "nan module": Nonsense(),
    "a plain class": object,
}


# A few exercises; hostile answers to every one of them stand in tests/fresh_answers.
# (An open gate that is handed back as it was is a plain wrong answer: see test_a_wrong_answer.)
HOSTILE = [(name, kind) for name in sorted(CHECKS)[::8] for kind in NEVER_RIGHT]
HOSTILE = [each for each in HOSTILE if each != ("open gate", "returns its input")]


@pytest.mark.parametrize("name, kind", HOSTILE)
def test_nothing_that_is_handed_in_raises_or_passes(name, kind):
    passed, message = examine(name, NEVER_RIGHT[kind])
    message.encode("utf-8")
    assert not passed and len(message.split("\n")) == 3 and base.STUB not in message


@pytest.mark.parametrize(
    "name, value, got",
    [
        ("suppress", [torch.tensor([1, 2])], "a list"),
        ("paired interval", torch.tensor(1.0), "a tensor () of float32"),
    ],
)
def test_what_cannot_be_read_is_no_crash_of_the_code(name, value, got):
    passed, message = examine(name, lambda *args: value)
    assert not passed and f"got {got}, which cannot be read (" in message and "stopped" not in message


def spins():
    while True:
        pass


def catches_everything():
    while True:
        try:
            spins()
        except BaseException:
            continue


def catches_twice():
    while True:
        try:
            catches_everything()
        except BaseException:
            continue


def sleeps():
    time.sleep(5)


@pytest.mark.parametrize("code", [spins, catches_everything, catches_twice, sleeps, lambda: list(endless())])
def test_endless_code_is_stopped(code, monkeypatch):
    # A generator that ignores its end is told to this hook.  Pytest's own takes long, and would be stopped.
    monkeypatch.setattr(sys, "unraisablehook", sys.__unraisablehook__)
    monkeypatch.setattr(base, "LIMIT", 0.3)
    passed, message = examine("squeeze", lambda x: code())
    assert not passed and "stopped after 0.3 seconds" in message


def test_an_import_is_not_torn_apart():
    """It would stay half done for the whole session: its time does not count."""

    def work():
        frame = compile("import time\ntime.sleep(0.5)", "<frozen importlib._bootstrap>", "exec")
        exec(frame)  # noqa: S102 - looks like an import to the limit
        return "done"

    assert limit.within(0.2, work) == ("done", None)


def test_a_check_leaves_everything_as_it_was():
    torch.manual_seed(5)
    np.random.seed(5)
    state, numpy_state = torch.get_rng_state(), np.random.get_state()[1].copy()

    def answer(x):
        torch.set_default_dtype(torch.float64)
        torch.rand(3)
        np.random.rand(3)
        return x.mean((2, 3))

    assert examine("squeeze", answer)[0]
    assert torch.equal(torch.get_rng_state(), state) and (np.random.get_state()[1] == numpy_state).all()
    assert torch.get_default_dtype() == torch.float32


def test_what_works_comes_first_and_a_hint_in_place(capsys, monkeypatch):
    monkeypatch.setattr(cards, "_given", {})
    for _ in range(4):
        check("squeeze", lambda x: x.mean((2, 3)).squeeze(), hint=True)
    blocks = capsys.readouterr().out.split("✓ ")[1:]
    assert len(blocks) == 4 and "✗ Asked: " in blocks[0].split("\n")[1]
    assert "Hint 1: " in blocks[0] and "Hint 2: " in blocks[1] and "No more hints" in blocks[3]
    assert cards.hints("no such exercise") == []


def test_the_same_seed_gives_the_same_cases():
    one, again, other = (
        examine("squeeze", lambda x: x.mean((2, 3)) * (x.numel() < 5), seed) for seed in (1, 1, 2)
    )
    assert one == again != other


def test_an_unknown_exercise_is_an_error_for_the_author():
    with pytest.raises(ValueError, match="there is no exercise 'souffle'; there are"):
        check("souffle", None)


def test_the_cards_of_a_notebook_are_found():
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
