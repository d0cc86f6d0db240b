"""Helpers of test_sweep: sources changed on the fly, and a results file made by hand."""

import inspect

getsource = inspect.getsource


def edited(monkeypatch, where, old, new):
    """inspect.getsource(where) returns a changed text; the file on disk stays as it is."""
    changed = getsource(where).replace(old, new)
    assert changed != getsource(where), f"{old!r} is not in the source"
    monkeypatch.setattr(inspect, "getsource", lambda thing: changed if thing is where else getsource(thing))


def fake_results():
    """Rows out of order, as an interrupted sweep may leave them."""
    rows = [("plain", 2, 0.3, 0.1), ("plain", 0, 0.1, 0.2), ("plain", 1, 0.2, 0.3)]
    rows += [("gate", 1, 0.8, 0.5), ("gate", 0, 0.9, 0.6)]
    keys = ("variant", "seed")
    return {
        "rows": [
            {**dict(zip(keys, row)), "metrics": {"accuracy": accuracy, "mean": mean}}
            for *row, accuracy, mean in rows
        ]
    }
