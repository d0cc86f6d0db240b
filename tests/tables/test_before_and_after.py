"""Two diagnoses side by side."""

from types import SimpleNamespace

from helpers.tables import before_and_after


def row(most, units, asleep, verdict):
    gate = "stages.0.attention.gates.channel"
    return SimpleNamespace(gate=gate, most=most, units=units, asleep=asleep, verdict=verdict)


def test_a_line_by_hand():
    before = row(0.25, {"mlp": 4, "other": 2}, {"mlp": [1, 3], "other": [0]}, "works")
    after = row(0.01, {}, {}, "constant")
    name = "stages.0.channel"
    assert before_and_after.rows_of([before], [after]) == [[name, 0.25, "3 of 6", 0.01, "–", "constant"]]
    assert before_and_after.rows_of([after], [before])[0][3:] == [0.25, "3 of 6", "works"]
