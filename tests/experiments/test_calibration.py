"""Two copies of one network: how often a protocol calls them clearly different."""

import json

import numpy as np
import pytest

from helpers.experiments import EXPERIMENTS, calibration, store
from helpers.experiments.calibration import (
    NETWORKS,
    false_alarms,
    one_rate,
    own_rates,
    table_of,
    with_interval,
)


def pretend(seeds, slope=0.0, noise=0.01):
    """Scores of a network whose rates differ by ``slope``, validated with noise: (seeds, rates) twice."""
    rng = np.random.default_rng(0)
    truth = 0.8 + slope * np.arange(3) + noise * rng.normal(size=(seeds, 3))
    return truth + noise * rng.normal(size=truth.shape), truth


def test_an_honest_protocol_keeps_its_promise():
    share, within = false_alarms(*pretend(2000), own_rates)
    assert 0.03 < share < 0.07 and 0.004 < within < 0.014


def test_a_rate_that_two_seeds_choose_for_all_breaks_it_and_its_own_rate_does_not():
    scores = pretend(2000, slope=0.02, noise=0.03)
    assert false_alarms(*scores, one_rate)[0] > 0.15
    assert false_alarms(*scores, own_rates)[0] < 0.07


def test_copies_share_no_seed():
    validation = test = np.arange(60.0)[:, None]
    for protocol in (own_rates, one_rate):
        copies = protocol(validation, test, np.random.default_rng(3))
        assert copies.shape == (2, 10) and len(set(copies.ravel())) == 20


def test_the_interval_holds_the_share():
    share, low, high = with_interval(*pretend(100), own_rates, resamples=30, replays=200)
    assert 0 <= low <= share <= high <= 1


def test_too_few_seeds_are_one_sentence():
    with pytest.raises(ValueError, match="two copies need 24 seeds that have every rate, there are 20"):
        false_alarms(*pretend(20), own_rates)


def test_a_seed_that_lacks_a_rate_is_left_out():
    task, variant = next(iter(NETWORKS))
    rates = NETWORKS[task, variant]
    rows = [
        {"task": task, "variant": variant, "lr": lr, "seed": s, "validation": lr, "test": s}
        for s in (0, 1, 2)
        for lr in rates[: 2 if s == 1 else None]
    ]
    validation, test = table_of(rows, task, variant)
    assert test[:, 0].tolist() == [0, 2] and validation[0].tolist() == list(rates)


def test_the_networks_are_there():
    assert all(variant in EXPERIMENTS[task].variants for task, variant in NETWORKS)
    assert calibration.SEEDS >= 60


def disagreements(stored):
    """Where a stored calibration says something else than its rows: lines, none if it is right."""
    lines = [] if len(stored["summary"]) == 2 * len(NETWORKS) else ["not two protocols for every network"]
    for said in stored["summary"]:
        protocol = {"own rates": own_rates, "one rate": one_rate}[said["protocol"]]
        scores = table_of(stored["rows"], said["task"], said["variant"])
        found = (*false_alarms(*scores, protocol), len(scores[0]))
        if found != pytest.approx((said["share"], said["within"], said["seeds"]), abs=1e-4):
            lines.append(f"{said} and not {found}")
        if not said["low"] <= said["share"] <= said["high"]:
            lines.append(f"{said}: the share lies outside its interval")
    return lines


def test_a_summary_is_compared_with_its_rows(monkeypatch):
    """A small calibration made here: the right summary passes, a share typed in by hand does not."""
    monkeypatch.setattr(calibration, "with_interval", lambda *s: (false_alarms(*s)[0], 0.0, 1.0))
    rng = np.random.default_rng(0)
    rows = [
        {"task": t, "variant": v, "lr": lr, "seed": k, "validation": rng.random(), "test": rng.random()}
        for (t, v), rates in NETWORKS.items()
        for lr in rates
        for k in range(24)
    ]
    stored = {"rows": rows, "summary": calibration.summary(rows)}
    assert disagreements(stored) == []
    stored["summary"][3]["share"] += 0.01
    assert len(disagreements(stored)) == 1


def test_what_is_stored_is_right():
    """The summary is what the rows say; before it is there, no row stands twice or is of another network."""
    whole = store.RESULTS / f"{calibration.NAME}.json"
    path = whole if whole.exists() else store.unfinished(store.RESULTS) / whole.name
    stored = json.loads(path.read_text(encoding="utf-8"))
    keys = [(row["task"], row["variant"], row["lr"], row["seed"]) for row in stored["rows"]]
    assert len(keys) == len(set(keys)) and all(lr in NETWORKS[task, name] for task, name, lr, _ in keys)
    assert all(0 <= row[part] <= 1 for row in stored["rows"] for part in ("validation", "test"))
    if path == whole:
        assert disagreements(stored) == []
        assert all(said["seeds"] >= calibration.SEEDS for said in stored["summary"])
