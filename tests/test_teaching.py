"""The teacher's page has a note on every lesson, in order, each in the same form."""

import re

from places import ROOT

LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))
FORM = ["It assumes", "The misconception:", "To discuss:", "To discuss:"]


def test_every_lesson_has_its_note_in_the_same_form():
    notes = re.split(r"^### ", (ROOT / "TEACHING.md").read_text(encoding="utf-8"), flags=re.M)[1:]
    assert len(notes) == len(LESSONS)
    for note, path in zip(notes, LESSONS):
        title = path.read_text(encoding="utf-8").partition('"# ')[2].partition("\\n")[0]
        number, name = re.match(r"\[(\d\d) (.+)\]\(notebooks/" + re.escape(path.name) + r"\)", note).groups()
        assert title.startswith(f"{number} {name}")
        assert re.findall(r"^- \*\*(.+?)\*\*", note, flags=re.M) == FORM
