"""The line that counts what a loop has done."""

from helpers.panels import counted as module
from helpers.panels.counted import counted


def test_every_thing_is_given_and_the_line_counts_those_that_are_done(monkeypatch):
    shown = []
    monkeypatch.setattr(module, "show", lambda widget, text: shown.append((widget, text)))
    given, lines = [], []
    for thing in counted(range(3), "networks"):
        given.append(thing)
        lines.append(shown[0][0].value)
    assert given == [0, 1, 2] and shown[0][1] == "networks: 3 of 3" and len(shown) == 1
    assert [line.partition(": ")[2] for line in lines] == ["0 of 3", "1 of 3", "2 of 3"]
    assert shown[0][0].value.endswith("<b>networks</b>: 3 of 3")
    assert "aria-label='progress'" in shown[0][0].value, "nothing is trained"
