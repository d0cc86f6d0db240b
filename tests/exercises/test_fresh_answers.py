"""The checks, tried with answers that they were not written against (tests/fresh_answers/)."""

import contextlib
import io
import signal
import warnings
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import fresh_answers
import torch

from helpers import exercises
from tools import grade

ANSWERS = fresh_answers.answers()
TRIED = ["squeeze"]  # an endless answer costs the whole limit: this exercise stands for all
SECONDS = 15  # the checks stop an answer after 10


class TooLongError(BaseException):
    """The check did not come back."""


def alarm(*_):
    raise TooLongError


@contextlib.contextmanager
def watched():
    """Ends what takes longer than ``SECONDS``, where the system has an alarm clock."""
    if not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.signal(signal.SIGALRM, alarm)
    signal.setitimer(signal.ITIMER_REAL, SECONDS, 1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def state():
    """What every later cell of a notebook leans on, and no check may leave changed."""
    return torch.is_grad_enabled(), torch.get_default_dtype()


def apart(answer):
    """The same in a process of its own, which can be ended whatever it does."""
    row = grade.Row("", answer.exercise, False, "")
    row = grade.judged(row, answer.text, answer.name, 0, grade.Limits(SECONDS))
    if row.message == f"stopped after {SECONDS} seconds" or row.message.startswith("the process "):
        return row.message, ""
    return "accepted" if row.passed else "refused", row.message


def outcome(answer):
    """("accepted", "refused", or how the check failed; its message)."""
    if answer.kind == "endless":
        return apart(answer)
    before, silent = state(), io.StringIO()
    try:
        with watched(), contextlib.redirect_stdout(silent), warnings.catch_warnings():
            passed, message = fresh_answers.examined(answer.exercise, answer.made())
            str(message).encode("utf-8")
    except TooLongError:
        return "did not come back", ""
    except BaseException as error:
        return f"raised {type(error).__name__}", ""
    finally:
        after = state()
        torch.set_grad_enabled(True)
        torch.set_default_dtype(torch.float32)
    if after != before:
        return "changed what others lean on", ""
    return "accepted" if passed else "refused", message


WANTED = {"right": "accepted", "wrong": "refused", "hostile": "refused", "endless": "refused"}
SHARES = {("right",): 1, ("wrong",): 0.98, ("hostile", "endless"): 1}  # that must go as they should


def tried():
    """[(answer, outcome, message)] of all answers; endless ones only where ``TRIED``, and all at once."""
    asked = [a for own in ANSWERS.values() for a in own]
    endless = [a for a in asked if a.kind == "endless" and a.exercise in TRIED]
    with ThreadPoolExecutor(len(endless)) as threads:
        ended = list(threads.map(outcome, endless))
    others = [(a, *outcome(a)) for a in asked if a.kind != "endless"]
    return [(a, *o) for a, o in zip(endless, ended)] + others


def named(outcomes):
    """The share of the refused wrong answers whose message names the mistake or a measured property."""
    messages = [message for a, o, message in outcomes if a.kind == "wrong" and o == "refused"]
    return sum("Cause: " in message for message in messages) / len(messages)


def failures(outcomes, kinds):
    """Lines for what went otherwise, and the share that went well."""
    mine = [(a, o) for a, o, _ in outcomes if a.kind in kinds]
    lines = [f"{a.exercise}: {a.words}: {o}" for a, o in mine if o != WANTED[a.kind]]
    return lines, 1 - len(lines) / len(mine)


def test_every_exercise_has_fresh_answers():
    assert set(ANSWERS) == set(exercises.CHECKS)
    for exercise, own in ANSWERS.items():
        counts = Counter(a.kind for a in own)
        assert counts["right"] >= 3 and counts["wrong"] >= 5, exercise


def test_every_answer_is_judged_as_it_should_be_and_half_of_the_refusals_say_why():
    outcomes = tried()
    counts = Counter((a.kind, o == WANTED[a.kind]) for a, o, _ in outcomes)
    for kind in WANTED:
        print(f"{kind}: {counts[kind, True]} of {counts[kind, True] + counts[kind, False]} as they should be")
    print(f"refusals of wrong answers that name a cause: {named(outcomes):.0%}")
    for kinds, share in SHARES.items():
        lines, reached = failures(outcomes, kinds)
        assert reached >= share, "\n".join([f"{kinds}: {reached:.1%} of {share:.0%}", *lines])
    assert named(outcomes) >= 0.5
