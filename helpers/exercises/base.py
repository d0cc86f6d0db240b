"""Answer checks: one line per property, the likely mistake by name, never an exception at the learner.

A check is a generator function: it takes the learner's answer and yields findings.  It may return
early where the next property makes no sense without the last.
"""

from dataclasses import dataclass

CHECKS = {}


@dataclass
class Finding:
    """One property of an answer: whether it holds, what it is, and the likely mistake if it does not."""

    holds: bool
    what: str
    mistake: str = ""

    def __str__(self):
        return f"✓ {self.what}" if self.holds else f"✗ {self.what}: {self.mistake}"


def exercise(name):
    """Register a check under the name by which a lesson calls it."""

    def register(function):
        CHECKS[name] = function
        return function

    return register


def examine(name, answer):
    """The findings of a check as a list; None for a stub that is not solved yet.

    An answer that raises ends the list with a finding that quotes the error.  Raises ValueError for
    an unknown exercise.
    """
    if name not in CHECKS:
        raise ValueError(f"there is no exercise {name!r}; there are {sorted(CHECKS)}")
    findings = []
    try:
        for finding in CHECKS[name](answer):
            findings.append(finding)
    except NotYet:
        return None
    except Exception as error:  # whatever a learner's code raises, it is shown and not thrown
        text = str(error).split("\n")[0]
        findings.append(Finding(False, "it runs", f"it stopped with {type(error).__name__}: {text}"))
    return findings


def check(name, answer):
    """Print what is right and what is not, one line per property."""
    findings = examine(name, answer)
    if findings is None:
        print("not yet: replace the ... and run the cell again")
        return
    for finding in findings:
        print(finding)
    if findings and all(finding.holds for finding in findings):
        print("Solved.")


class NotYet(Exception):
    """Raised by ``solved`` when the stub still returns ``...`` or None."""


def solved(value):
    """The value itself; NotYet if it is the stub's ``...`` or None."""
    if value is ... or value is None:
        raise NotYet
    return value
