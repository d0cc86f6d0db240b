"""The comparison in which everyone has the same learning rate: complete, and repeatable."""

import os

import pytest

from helpers.experiments import one_rate, store as results, sweep

STORED = results.load(one_rate.NAME)


def test_every_variant_is_there_for_ten_seeds_with_the_one_rate():
    rows = [(row["variant"], row["seed"], row["lr"]) for row in STORED["rows"]]
    assert rows == [(v, seed, one_rate.LR) for v in one_rate.VARIANTS for seed in range(10)]
    assert STORED["recipe"] == one_rate.recipe()


def test_it_is_the_sweep_it_is_compared_with_but_for_the_rate():
    fair = results.load(one_rate.OF)
    differs = {key for key in fair["recipe"] if fair["recipe"][key] != STORED["recipe"][key]}
    assert differs == {"lr", "variants"}
    params = {row["variant"]: row["params"] for row in fair["rows"]}
    assert all(row["params"] == params[row["variant"]] for row in STORED["rows"])


@pytest.mark.skipif(not os.environ.get("EVERY_ROW"), reason="two trainings: make test-rows")
@pytest.mark.parametrize("variant", ["plain", "gate"])
def test_a_row_trained_again_gives_the_stored_result(variant):
    stored = next(r for r in STORED["rows"] if (r["variant"], r["seed"]) == (variant, 3))
    again = sweep.run_one(one_rate.OF, variant, 3, one_rate.LR)
    assert again["metrics"] == pytest.approx(stored["metrics"], abs=0.05)


def test_what_is_missing_is_trained_and_the_rest_kept(monkeypatch, tmp_path):
    asked = []

    def pretend(name, variant, seed, lr):
        asked.append((name, variant, seed, lr))
        return {"variant": variant, "seed": seed, "params": 1, "metrics": {"accuracy": 0.5}, "lr": lr}

    monkeypatch.setattr(sweep, "run_one", pretend)
    one_rate.main(1, tmp_path)
    assert asked == [("clutter", variant, 0, 0.004) for variant in one_rate.VARIANTS]
    one_rate.main(2, tmp_path)
    assert len(asked) == 2 * len(one_rate.VARIANTS)
    assert len(results.load(one_rate.NAME, tmp_path)["rows"]) == len(asked)
