"""Own rates beside one rate for each network, on validation scores."""

import numpy as np
import pytest

from helpers.experiments.verdicts import Row
from helpers.tables import one_rate_each
from helpers.tables.one_rate_each import gain_of, gains, validation

RATES = (0.1, 0.3)
STEADY = [[0.50, 0.60]] * 4  # the same in every replicate
UNSTEADY = [[0.50, 0.40], [0.50, 0.80], [0.50, 0.40], [0.50, 0.80]]  # its large rate often fails
FOUND = gains()


def sweep(**scores):
    """A stored sweep with these validation scores: {variant: (replicates, rates)}."""
    rows = [
        {"variant": name, "seed": seed, "validation": [list(pair) for pair in zip(RATES, of)]}
        for name, all_of in scores.items()
        for seed, of in enumerate(all_of)
    ]
    return {"rows": rows[::-1]}  # in any order


def test_replicates_that_keep_their_best_help_the_network_that_spreads():
    gain = gain_of(sweep(steady=STEADY, unsteady=UNSTEADY), Row("this", "unsteady", "steady"))
    assert gain.own.mean == pytest.approx(0.05)  # 0.65 of the best runs, 0.60
    assert gain.one.mean == pytest.approx(0.0)  # the large rate has a mean of 0.60, too
    assert gain.moved.mean == pytest.approx(-0.05)
    assert gain.moved.half > 0.05


def test_only_rates_that_every_replicate_tried_count():
    stored = sweep(steady=STEADY)
    stored["rows"][0]["validation"].append([1.0, 0.9])
    assert np.array_equal(validation(stored, "steady"), STEADY)


def test_the_numbers_are_the_scores_that_chose_the_rates():
    """In detection another number chose them, and old sweeps have one rate for all seeds."""
    sweeps = {gain.row.sweep for gain in FOUND}
    assert not [name for name in sweeps if name.startswith("detection") or name in ("clutter", "cued_colour")]
    assert {"clutter_blind", "recognition_sums", "photographs"} <= sweeps


def test_what_lesson_05_says_of_both_choices():
    largest = sorted(FOUND, key=lambda gain: -abs(gain.moved.mean))[:4]
    assert all(abs(gain.moved.mean) < gain.moved.half for gain in largest), "their intervals hold zero"
    assert max(abs(gain.moved.mean) for gain in FOUND) < 0.035
    assert 0.004 < np.mean([abs(gain.moved.mean) for gain in FOUND]) < 0.006
    own, one, both = (
        sum(map(which, FOUND))
        for which in (lambda g: g.stands[0], lambda g: g.stands[1], lambda g: all(g.stands))
    )
    assert (own, one, both) == (48, 43, 40)
    assert all(gain.own.mean * gain.one.mean > 0 for gain in FOUND if any(gain.stands)), (
        "none changes its side"
    )


def test_the_caption_counts_what_stands(monkeypatch):
    kept = {}
    monkeypatch.setattr(
        one_rate_each, "show", lambda rows, columns, caption: kept.update(rows=rows, c=caption)
    )
    one_rate_each.show_one_rate_each(2)
    assert len(kept["rows"]) == 2 and f"Of {len(FOUND)} gains" in kept["c"]
    assert "48 of them stand with own rates, 43 with one rate each, and 40 with both" in kept["c"]
