"""The stored sweeps: complete, fresh, and repeatable."""

import pytest

from helpers import experiments, sweep, training
from helpers.panels.channel import stored_network
from helpers.panels.spatial import stored_gate

NAMES = list(experiments.EXPERIMENTS)
# One telling row of each, trained again.  The same processor gives the same numbers; another one may
# differ by what float32 rounding grows to in a few hundred steps.
AGAIN = {"cued_colour": "normalised", "clutter": "attention pooling", "sensors": "normalised"}


@pytest.mark.parametrize("name", NAMES)
def test_a_stored_sweep_is_complete_and_of_this_code(name):
    stored = sweep.load(name)
    assert stored["fingerprint"] == sweep.fingerprint(name), f"{name}.json is stale: make sweep NAME={name}"
    rows = [(row["variant"], row["seed"]) for row in stored["rows"]]
    wanted = [(variant, seed) for variant in experiments.EXPERIMENTS[name].variants for seed in range(10)]
    assert sorted(rows) == sorted(wanted)


@pytest.mark.parametrize("name", NAMES)
def test_the_wide_control_has_at_least_as_many_parameters(name):
    rows = sweep.load(name)["rows"]
    params = {row["variant"]: row["params"] for row in rows}
    assert params["wide"] >= max(params.values())


@pytest.mark.parametrize("name", NAMES)
def test_a_row_trained_again_gives_the_stored_result(name):
    seed = 3
    again = sweep.run_one(name, AGAIN[name], seed)
    stored = next(r for r in sweep.load(name)["rows"] if (r["variant"], r["seed"]) == (AGAIN[name], seed))
    assert again["params"] == stored["params"]
    assert again["metrics"] == pytest.approx(stored["metrics"], abs=0.05)


@pytest.mark.parametrize(
    "name, variant, stored", [("cued_colour", "normalised", stored_network), ("clutter", "gate", stored_gate)]
)
def test_a_stored_network_scores_what_its_row_says(name, variant, stored):
    batch = experiments.test_batch(experiments.EXPERIMENTS[name])
    row = sweep.column(sweep.load(name), variant)[0]
    assert training.evaluate(stored(), batch) == pytest.approx(row, abs=0.005)
