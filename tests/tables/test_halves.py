"""The table of lesson 04 on the two halves of CBAM."""

import pytest

from helpers.experiments import store
from helpers.tables import halves

# Two networks: the first loses 30 points by its vector and none by its map, the second 10 and 20.
OWN, VECTOR, MAP = "accuracy", "channel, other image", "spatial, other image"
ROWS = [
    {"variant": "cbam", "seed": 0, "metrics": {OWN: 0.8, VECTOR: 0.5, MAP: 0.8}},
    {"variant": "cbam", "seed": 1, "metrics": {OWN: 0.8, VECTOR: 0.7, MAP: 0.6}},
]


def test_a_cell_is_the_mean_with_the_least_and_the_most(capsys):
    halves.show_halves({"rows": ROWS}, ["cbam"])
    shown = capsys.readouterr().out
    assert "what of another image 20.0 (10 to 30)" in shown
    assert "where of another image 10.0 (0 to 20)" in shown


def test_a_sweep_that_did_not_ask_the_halves_is_an_error():
    with pytest.raises((ValueError, KeyError)):
        halves.lost(store.load("clutter_long"), "cbam", "channel")
