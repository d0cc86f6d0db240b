"""Answers that no check was written against, as plain text, and what a check says to them.

A file of tests/fresh_answers/ is named by its exercise.  Its first line is the check as the card has it,
``# check("squeeze", squeeze)``; then come imports.  A line ``# KIND: words`` begins an answer, which runs
to the next such line and is executed with the imports before it, in names of its own:

right      another way to do what the card asks: accepted
wrong      a student's mistake, named by the words: refused
hostile    refused, in a sentence; the check neither raises nor lets it change anything
endless    hostile, and it costs much time or memory to meet: tried in a few exercises only

``any_answer.py`` holds hostile answers for every exercise.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from helpers import exercises

FOLDER = Path(__file__).resolve().parents[1] / "fresh_answers"
HEADER = re.compile(r"^# (right|wrong|hostile|endless): (.+)$", re.MULTILINE)
FIRST_LINE = re.compile(r"# check\((?:\"(.+)\"|any exercise), (\w+)\)")


@dataclass(frozen=True)
class Answer:
    exercise: str  # as ``check`` knows it
    name: str  # what the text defines and the check gets
    kind: str
    words: str
    text: str

    def made(self):
        """The answer itself, from its text, in names that no other answer sees."""
        names = {"__name__": "fresh_answer"}
        exec(compile(self.text, f"{self.exercise}, {self.kind}: {self.words}", "exec"), names)
        return names[self.name]


def read(path):
    """All answers of a file, in their order."""
    text = path.read_text(encoding="utf-8")
    exercise, name = FIRST_LINE.match(text).groups()
    imports, *parts = HEADER.split(text)
    return [
        Answer(exercise or "", name, kind, words, imports + body)
        for kind, words, body in zip(parts[::3], parts[1::3], parts[2::3])
    ]


def answers():
    """{exercise: its answers, with those of ``any_answer.py``}."""
    shared = read(FOLDER / "any_answer.py")
    files = {path: read(path) for path in sorted(FOLDER.glob("*.py")) if path.stem != "any_answer"}
    return {
        own[0].exercise: own + [Answer(own[0].exercise, a.name, a.kind, a.words, a.text) for a in shared]
        for own in files.values()
    }


def examined(exercise, answer):
    """(passed, message) of the check as a learner meets it."""
    return exercises.examine(exercise, answer)
