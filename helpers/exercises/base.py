"""The checks of the exercises: ``check`` tells the learner, ``examine`` tells a program.

A check never raises what the learner's code raises, changes nothing that it was handed, and ends after
``LIMIT`` seconds (``limit`` says what it cannot stop).  A refusal has three lines: what was asked, the
smallest case that fails, and the cause.  A cause is named where a known mistake, run on the same cases,
gives the learner's result, or where a measured property shows it; otherwise the third line says where to
look.
"""

import linecache
import random
import traceback
import warnings
from pathlib import Path

import numpy as np
import torch

from .cards import next_hint
from .limit import within

LIMIT = 10.0  # seconds for one check
CHECKS = {}  # {name: a function (answer, seed, told) that returns, or raises Refused or Untouched}
STUB = "not yet: replace the ... and run the cell again"
SHOWN = 6  # so many right cases are named
HERE = Path(__file__).parent


class Untouched(Exception):
    """The stub is as it was."""


class Refused(Exception):
    """The answer is wrong.

    case  the smallest case that fails: input, expected, got;  cause  why, if something shows it
    look  where to look, if nothing does (by default what the exercise says)
    """

    def __init__(self, case, cause="", look=""):
        super().__init__(case)
        self.case, self.cause, self.look = case, cause, look


class Told:
    """What a check has found so far: the cases that are right, and the one that runs now."""

    def __init__(self):
        self.right, self.now = [], ""

    def __str__(self):
        more = len(self.right) - SHOWN
        return "; ".join(self.right[:SHOWN]) + (f"; and {more} more" if more > 0 else "")


def custom(name, asked, look):
    """Register a function (answer, seed, told) as the check of an exercise."""

    def register(function):
        function.name, function.asked, function.look = name, asked, look
        CHECKS[name] = function
        return function

    return register


def expect(holds, case, cause="", look=""):
    """Raise Refused with these words unless something holds."""
    if not holds:
        raise Refused(case, cause, look)


def examine(name, answer, seed=0):
    """(passed, message) of an answer, on cases drawn from ``seed``; prints nothing.

    The message has at most three lines.  Raises ValueError for an unknown exercise.
    """
    passed, _, lines = _inspected(name, answer, seed)
    return passed, "\n".join(lines)


def check(name, answer, hint=False):
    """Print what is right and what is not, and with ``hint=True`` the next hint of the card."""
    passed, told, lines = _inspected(name, answer, 0)
    if told.right and lines != [STUB]:
        print(f"✓ {told}")
    print("\n".join(lines))
    if hint and not passed:
        print(next_hint(name))


def _inspected(name, answer, seed):
    """(passed, what is right, the lines of the message)."""
    if name not in CHECKS:
        raise ValueError(f"there is no exercise {name!r}; there are {sorted(CHECKS)}")
    checks, told = CHECKS[name], Told()

    def work():
        torch.manual_seed(seed)
        try:
            checks(answer, seed, told)
        except Untouched:
            return False, [STUB]
        except Refused as refused:
            told_why = _ended(
                f"Cause: {refused.cause}" if refused.cause else f"Look at: {refused.look or checks.look}"
            )
            return False, [f"✗ Asked: {checks.asked}", f"  {refused.case}", f"  {told_why}"]
        return True, ["Solved."]

    state = _random_state()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            result, error = within(LIMIT, work)
    except TimeoutError:
        seconds, where = f"stopped after {LIMIT:g} seconds", f' in the case "{told.now}"' if told.now else ""
        result = False, [f"✗ Asked: {checks.asked}", f"  Your code did not end and was {seconds}{where}."]
        result[1].append("  Look at: loops, recursion and sizes that never stop growing.")
        error = None
    finally:
        _restore(state)
    if error is not None:
        result = False, [f"✗ Asked: {checks.asked}", f"  The check stopped with {words(error)}."]
        result[1].append(_ended(f"  Look at: {checks.look}"))
    return result[0], told, [_printable(line) for line in result[1]]


def _ended(line):
    """A line with a full stop, unless it ends in a question mark."""
    return line if line.endswith("?") else f"{line}."


def _random_state():
    """What a check must leave as it was: the sources of random numbers and the number format."""
    return random.getstate(), np.random.get_state(), torch.get_rng_state(), torch.get_default_dtype()


def _restore(state):
    """Put it back."""
    random.setstate(state[0])
    np.random.set_state(state[1])
    torch.set_rng_state(state[2])
    torch.set_default_dtype(state[3])


def _printable(text):
    """One line that every terminal can print."""
    return " ".join(text.encode("utf-8", "replace").decode("utf-8").split("\n"))


def words(error):
    """An exception in a few words, also where its own text fails."""
    name = type.__getattribute__(type(error), "__name__")
    if isinstance(error, SystemExit):
        return f"{name}: exit() has no place in an answer"
    try:
        text = str(error).split("\n")[0][:160]
    except Exception:  # the learner's own __str__; Stopped and exit() are no Exception and go on to the limit
        text = "an exception whose own text fails"
    return f"{name}: {text}" if text else name


def line_of(error):
    """The learner's line that raised, in words; "" if it is not known."""
    textless = set()  # to look for a file that is not there takes long, and a recursion asks a thousand times
    for frame, number in reversed(list(traceback.walk_tb(error.__traceback__))):
        name = frame.f_code.co_filename
        if name in textless or Path(name).parent == HERE or "site-packages" in Path(name).parts:
            continue
        if line := linecache.getline(name, number, frame.f_globals).strip():
            return f"the line `{line}`"
        textless.add(name)
    return ""
