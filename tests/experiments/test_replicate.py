"""The protocol: every replicate tries every rate, its own validation score chooses; the grid grows."""

import json

import pytest
import torch
from sweep_tools import tiny_metrics, without_process

from helpers import experiments
from helpers.datasets import plain_digits
from helpers.experiments import EXPERIMENTS, replicate, store, sweep
from helpers.experiments.replicate import beyond, chosen, grid, missing, run_replicate
from helpers.experiments.replicated import AGAIN, Replicated
from helpers.networks import ConvNet


def tiny(**settings):
    """An experiment of the new protocol whose trainings take a moment."""
    usual = {
        "make_batch": plain_digits,
        "network": ConvNet,
        "settings": {"widths": (2,), "halvings": 1},
        "steps": 2,
        "lr": 1e-3,
        "rates": (1e-3, 1e-2),
        "variants": {"plain": {}, AGAIN: {}, "wide": {"widths": (3,)}},
        "metrics": tiny_metrics,
        "test_images": 50,
        "name": "tiny",
    }
    return Replicated(**{**usual, **settings})


@pytest.fixture(autouse=True)
def recipe(monkeypatch):
    """The tiny experiment, with a grid that stays as it is."""
    one = tiny()
    monkeypatch.setitem(EXPERIMENTS, "tiny", one)
    monkeypatch.setattr(sweep, "fingerprint", lambda name: "the code")
    monkeypatch.setattr(replicate, "REACH", 1)
    return one


def test_the_network_that_validates_best_is_judged_and_the_test_is_asked_once(recipe, monkeypatch):
    asked, make, scores = [], recipe.make_batch, iter([0.3, 0.7, 0.7])
    recipe.make_batch = lambda n, split, rng: (asked.append(split), make(n, split, rng))[1]
    recipe.judge = lambda net, batch: next(scores)
    row = run_replicate("tiny", "wide", 4, (1e-3, 1e-2, 1e-1))
    assert (row["variant"], row["seed"], row["lr"]) == ("wide", 4, 1e-2), "of equal scores the smaller rate"
    assert row["validation"] == [[1e-3, 0.3], [1e-2, 0.7], [1e-1, 0.7]]
    assert set(asked) == {"tuning", "validation", "test"} and asked.count("test") == 1
    net, _ = replicate.train(recipe, "wide", 4, 1e-2, watch=False)
    again = tiny_metrics(net, experiments.test_batch(recipe))
    assert round(again["sum"], 4) == row["metrics"]["sum"]


def test_a_new_rate_is_compared_with_those_that_are_there(monkeypatch):
    first = run_replicate("tiny", "plain", 0, (1e-3, 1e-2))
    whole = run_replicate("tiny", "plain", 0, (1e-3, 1e-2, 1e-1))
    trained, really = [], replicate.train
    monkeypatch.setattr(replicate, "train", lambda *a, **k: (trained.append(a[3]), really(*a, **k))[1])
    grown = run_replicate("tiny", "plain", 0, (1e-3, 1e-2, 1e-1), known=first)
    assert trained == [1e-1] and without_process([grown]) == without_process([whole])


def test_plain_again_has_its_own_luck_and_the_same_classes(recipe):
    made, recipe.folds = [], True
    recipe.make_batch = lambda n, split, rng, fold: (made.append(fold), plain_digits(n, split, rng))[1]
    starts = []
    for variant in ("plain", AGAIN):
        for seed in (3, 4):
            net, _ = replicate.train(recipe, variant, seed, 1e-2, watch=False)
            starts.append(torch.cat([p.flatten() for p in net.parameters()]))
    assert all(not torch.equal(a, b) for k, a in enumerate(starts) for b in starts[:k])
    assert made == [3, 3, 4, 4] * 2


def test_an_unknown_variant(recipe):
    with pytest.raises(ValueError, match="unknown variant 'huge'; there are"):
        replicate.train(recipe, "huge")


def rows_of(variant, *pairs):
    """Rows of the tiny experiment: the validation scores of 0.001 and 0.01, for each seed."""
    usual = {"variant": variant, "lr": 1e-3, "metrics": {}}
    return [{**usual, "seed": s, "validation": [[1e-3, a], [1e-2, b]]} for s, (a, b) in enumerate(pairs)]


class TestGrid:
    def test_an_end_that_is_best_on_average_grows_for_all(self, recipe, monkeypatch):
        monkeypatch.setattr(replicate, "REACH", 1000)
        rows = rows_of("plain", (0.1, 0.2), (0.3, 0.1))
        assert grid(recipe, rows, 3) == [1e-3, 1e-2], "not before all replicates are there"
        assert grid(recipe, rows, 2) == [1e-4, 1e-3, 1e-2]
        jobs = missing("tiny", rows, 2)
        assert {job[3] for job in jobs} == {(1e-4, 1e-3, 1e-2)} and len(jobs) == 6
        assert [job[4] for job in jobs if job[1] == "plain"] == rows
        rows += rows_of("wide", (0.1, 0.2), (0.1, 0.2))
        assert grid(recipe, rows, 2) == [1e-4, 1e-3, 1e-2], "a grid that grew is tried whole before it grows"

    def test_the_next_rate_is_one_step_further(self, monkeypatch):
        monkeypatch.setattr(replicate, "REACH", 1000)
        assert beyond(1e-2, [1e-3, 1e-2, 1e-1], (1e-3,)) == set()
        assert beyond(1e-1, [1e-3, 1e-2, 1e-1], (1e-3, 1e-1)) == {1.0}
        assert beyond(1e-1, [3e-2, 1e-1], (3e-2, 1e-1)) == {0.33}

    def test_the_search_ends(self, monkeypatch):
        monkeypatch.setattr(replicate, "REACH", 20)
        assert beyond(1e-1, [1e-2, 1e-1], (1e-3, 1e-2)) == set()

    def test_of_equal_scores_the_smaller_rate(self):
        assert chosen({1e-2: 0.5, 1e-3: 0.5, 1e-1: 0.4}) == 1e-3


class TestSweep:
    def test_it_is_complete_and_read_like_any_other(self, tmp_path, recipe, monkeypatch):
        stored = sweep.run("tiny", 2, jobs=1, folder=tmp_path)
        places = [(row["variant"], row["seed"]) for row in stored["rows"]]
        assert places == [(v, s) for v in ("plain", AGAIN, "wide") for s in (0, 1)]
        assert stored["protocol"] == replicate.PROTOCOL and stored["recipe"]["rates"] == [1e-3, 1e-2]
        read = store.load("tiny", tmp_path)
        assert len(read["tuning"]) == 12 and "tuning" not in json.loads((tmp_path / "tiny.json").read_text())
        monkeypatch.setattr(store, "RESULTS", tmp_path)
        row = read["rows"][1]
        assert recipe.rate(row["variant"], row["seed"]) == row["lr"] and recipe.rate("plain", 7) == recipe.lr
        assert [path.name for path in tmp_path.iterdir()] == ["tiny.json"]

    def test_it_grows_apart_from_the_results_and_goes_on(self, tmp_path, monkeypatch):
        really, done = sweep.run_replicate, []

        def stop(*job):
            if len(done) == 3:
                raise KeyboardInterrupt
            done.append(job)
            return really(*job)

        with monkeypatch.context() as patch:
            patch.setattr(sweep, "run_replicate", stop)
            with pytest.raises(KeyboardInterrupt):
                sweep.run("tiny", 2, jobs=1, folder=tmp_path)
        assert not (tmp_path / "tiny.json").exists()
        assert len(json.loads((tmp_path / "unfinished" / "tiny.json").read_text())["rows"]) == 3
        stored = sweep.run("tiny", 2, jobs=1, folder=tmp_path)
        assert len(stored["rows"]) == 6 and (tmp_path / "tiny.json").exists()

    def test_results_of_other_code_are_put_aside_when_the_new_ones_are_complete(self, tmp_path, monkeypatch):
        sweep.run("tiny", 1, jobs=1, folder=tmp_path)
        before = (tmp_path / "tiny.json").read_text()
        monkeypatch.setattr(sweep, "fingerprint", lambda name: "other code")

        def stop(*job):
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(sweep, "run_replicate", stop)
            with pytest.raises(KeyboardInterrupt):
                sweep.run("tiny", 1, jobs=1, folder=tmp_path)
        assert (tmp_path / "tiny.json").read_text() == before
        sweep.run("tiny", 1, jobs=1, folder=tmp_path)
        assert store.load("tiny", tmp_path)["fingerprint"] == "other code"
        assert (tmp_path / "unfinished" / "tiny.stale-the code.json").read_text() == before

    def test_one_that_will_take_anothers_place_stays_apart(self, tmp_path, monkeypatch):
        monkeypatch.setitem(experiments.NEXT, "tiny", tiny(steps=3))
        sweep.run("tiny", 1, jobs=1, folder=tmp_path)
        stored = sweep.run("next/tiny", 1, jobs=1, folder=tmp_path)
        assert stored["recipe"]["steps"] == 3 and store.load("tiny", tmp_path)["recipe"]["steps"] == 2
        assert store.load("tiny", tmp_path / "unfinished")["rows"] == stored["rows"]

    def test_rates_of_another_sweep_belong_to_the_same_replicate(self, tmp_path, monkeypatch):
        tuned = store.own_rates(sweep.run("tiny", 2, jobs=1, folder=tmp_path))
        monkeypatch.setitem(EXPERIMENTS, "other", tiny(tuned_on="tiny", name="other", steps=3))
        rows = sweep.run("other", 2, jobs=1, folder=tmp_path)["rows"]
        assert {(row["variant"], row["seed"]): row["lr"] for row in rows} == tuned
        assert all(len(row["validation"]) == 1 for row in rows)
