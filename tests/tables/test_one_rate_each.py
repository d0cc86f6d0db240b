"""Own rates beside one rate for each network, on validation scores."""

import json

import numpy as np
import pytest

from helpers.tables import one_rate_each
from helpers.tables.one_rate_each import by_both, gains, same_sign, validation

RATES = (0.1, 0.3)
STEADY = [[0.50, 0.60]] * 4  # the same in every replicate
UNSTEADY = [[0.50, 0.40], [0.50, 0.80], [0.50, 0.40], [0.50, 0.80]]  # its large rate often fails


def sweep(**scores):
    """A stored sweep with these validation scores: {variant: (replicates, rates)}."""
    rows = [
        {"variant": name, "seed": seed, "validation": [list(pair) for pair in zip(RATES, of)]}
        for name, all_of in scores.items()
        for seed, of in enumerate(all_of)
    ]
    return {"rows": rows[::-1]}  # in any order


def test_replicates_that_keep_their_best_help_the_network_that_spreads():
    own, one = by_both(sweep(steady=STEADY, unsteady=UNSTEADY), "unsteady", "steady")
    assert own.mean == pytest.approx(0.05)  # 0.65 of the best runs, 0.60
    assert one.mean == pytest.approx(0.0)  # the large rate has a mean of 0.60, too


def test_only_rates_that_every_replicate_tried_count():
    stored = sweep(steady=STEADY)
    stored["rows"][0]["validation"].append([1.0, 0.9])
    assert np.array_equal(validation(stored, "steady"), STEADY)


def test_every_gain_that_stands_with_own_rates_keeps_its_side_with_one_rate_each():
    found = gains()
    bold = [gain for gain in found if gain.counts]
    assert len(found) > 100 and len(bold) > 45
    assert all(map(same_sign, bold))
    assert np.mean([abs(gain.moved) for gain in found]) < 0.006
    assert max(abs(gain.moved) for gain in found) < 0.035


def test_lesson_05_names_the_two_that_own_rates_helps():
    moved = {(g.row.sweep, g.row.a, g.row.b): -100 * g.moved for g in gains()}
    for one in (("clutter_soft", "cbam", "plain"), ("cued_colour_blind", "added", "plain")):
        assert 2 < moved[one] < 3
        assert moved[one] in sorted(moved.values())[-2:]


def test_the_caption_counts_what_the_table_holds(monkeypatch):
    kept = {}
    monkeypatch.setattr(
        one_rate_each, "show", lambda rows, columns, caption: kept.update(rows=rows, c=caption)
    )
    one_rate_each.show_one_rate_each(2)
    bold = [gain for gain in gains() if gain.counts]
    assert len(kept["rows"]) == 2
    assert f"Of {len(gains())} gains" in kept["c"] and f"{len(bold)} of them stand there" in kept["c"]


def test_sweeps_with_one_rate_for_all_seeds_are_left_out(tmp_path):
    assert "cued_colour" not in {gain.row.sweep for gain in gains()}
    assert json.dumps(sorted({gain.row.sweep for gain in gains()})).count("photographs") == 2
