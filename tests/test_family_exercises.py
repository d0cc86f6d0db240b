"""The checks of lesson 11 while its notebook is missing: the right answers pass, the wrong ones are named.

They are not registered yet (helpers/exercises/__init__.py), because every registered exercise must
stand on a card.  With the notebook: register lesson11, rename waiting_lesson11.py to lesson11.py, and
delete this file, for test_exercises then does all of this.
"""

import importlib.util
from pathlib import Path

import pytest
import torch
import torch.nn.functional as F

from helpers.exercises import CHECKS, examine

BEFORE = dict(CHECKS)
from helpers.exercises import lesson11  # noqa: E402

WAITING = {name: check for name, check in CHECKS.items() if check.__module__ == lesson11.__name__}
for name in WAITING.keys() - BEFORE.keys():
    del CHECKS[name]

PATH = Path(__file__).parent / "wrong_answers" / "waiting_lesson11.py"
SPEC = importlib.util.spec_from_file_location("waiting", PATH)
BANK = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(BANK)
RIGHT = {"band matrix": BANK.band(), "self-attention": BANK.attend(), "simam": BANK.simam()}
FUNCTION = {"band matrix": "band_matrix", "self-attention": "self_attention", "simam": "simam_weights"}
CASES = [(name, *answer) for name, answers in BANK.WRONG.items() for answer in answers]
NEVER_RIGHT = [None, ..., -7531, torch.zeros(2, 3), lambda *a: float("nan"), lambda *a: a[0], lambda: None]


@pytest.fixture(autouse=True)
def registered(monkeypatch):
    for name, check in WAITING.items():
        monkeypatch.setitem(CHECKS, name, check)


def mistakes(name, code):
    names = {"torch": torch, "F": F}
    exec(compile(code, f"<{name}>", "exec"), names)
    findings = examine(name, names[FUNCTION[name]])
    assert findings
    return [str(finding) for finding in findings if not finding.holds]


@pytest.mark.parametrize("name", RIGHT)
def test_the_right_answer_passes_and_a_stub_is_not_yet(name):
    assert mistakes(name, RIGHT[name]) == []
    assert examine(name, lambda *given: ...) is None


@pytest.mark.parametrize("name, label, code, message", CASES, ids=[f"{c[0]}: {c[1]}" for c in CASES])
def test_a_wrong_answer_is_rejected_by_name(name, label, code, message):
    assert any(message in mistake for mistake in mistakes(name, code))


@pytest.mark.parametrize("name", RIGHT)
def test_the_bank_has_enough_and_no_two_alike(name):
    for column in zip(*BANK.WRONG[name]):
        assert len(set(column)) == len(column) >= 6


@pytest.mark.parametrize("name", RIGHT)
@pytest.mark.parametrize("kind", range(len(NEVER_RIGHT)))
def test_nonsense_is_never_accepted(name, kind):
    findings = examine(name, NEVER_RIGHT[kind])
    assert findings is None or not all(finding.holds for finding in findings)
