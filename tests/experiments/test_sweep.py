"""Sweeps: rates chosen without the test images, every row once, runs that go on where they stopped."""

import json
import math
import subprocess
import sys

import pytest
from sweep_tools import register, tiny_experiment, tiny_metrics, without_process

from helpers import experiments
from helpers.datasets import cifar, glyphs
from helpers.experiments import EXPERIMENTS, store as results, sweep
from helpers.experiments.sweep import load, rates, write_whole


@pytest.fixture
def tiny(monkeypatch):
    """The tiny experiment, and a list of the rows that are really computed."""
    register(monkeypatch)
    computed = []

    def counted(really):
        return lambda *job: (computed.append(job), really(*job))[1]

    monkeypatch.setattr(sweep, "try_rate", counted(sweep.try_rate))
    monkeypatch.setattr(sweep, "run_one", counted(sweep.run_one))
    return computed


def run_tiny(folder, seeds=2, name="tiny", **settings):
    """The sweep in this process, with one tuning seed."""
    return sweep.run(name, seeds, jobs=1, folder=folder, **{"tuning_seeds": (100,), **settings})


class TestRun:
    def test_a_row_holds_what_is_needed(self, tiny):
        row = sweep.run_one("tiny", "wide", 4, 0.5)
        assert (row["variant"], row["seed"], row["lr"]) == ("wide", 4, 0.5)
        assert row["params"] == 3 * 9 + 2 * 3 + 3 * 10 + 10
        assert row["seconds"] >= 0 and set(row["metrics"]) == {"accuracy", "sum", "process"}

    def test_every_variant_and_seed_once_in_order(self, tiny, tmp_path):
        stored = run_tiny(tmp_path)
        places = [(row["variant"], row["seed"]) for row in stored["rows"]]
        assert places == [("plain", 0), ("plain", 1), ("wide", 0), ("wide", 1)]
        assert load("tiny", tmp_path) == stored
        assert stored["fingerprint"] == "the code" and stored["experiment"] == "tiny"
        assert set(stored["environment"]) >= {"python", "torch", "machine", "device"}
        assert stored["recipe"] == sweep.recipe_of(EXPERIMENTS["tiny"])

    def test_rates_are_chosen_first_on_seeds_of_their_own(self, tiny, tmp_path):
        stored = run_tiny(tmp_path, tuning_seeds=(100, 101))
        tried = [(row["variant"], row["lr"], row["seed"]) for row in stored["tuning"]]
        three = {(v, lr, s) for v in ("plain", "wide") for s in (100, 101) for lr in (5e-4, 1e-3, 2e-3)}
        assert three <= set(tried) and len(tried) == len(set(tried))
        assert {job[1:] for job in tiny[:12]} == three and len(tiny) == len(tried) + 4
        assert {row["variant"]: row["lr"] for row in stored["rows"]} == rates(stored)
        assert not {row["seed"] for row in stored["rows"]} & set(sweep.TUNING_SEEDS)

    @pytest.mark.parametrize(
        "best, grid",
        [
            (1e-3, (5e-4, 1e-3, 2e-3)),
            (2e-3, (5e-4, 1e-3, 2e-3, 4e-3)),
            (4e-3, (5e-4, 1e-3, 2e-3, 4e-3, 8e-3)),
            (8e-3, (5e-4, 1e-3, 2e-3, 4e-3, 8e-3, 16e-3)),
            (25e-5, (125e-6, 25e-5, 5e-4, 1e-3, 2e-3)),
        ],
    )
    def test_rates_are_tried_until_the_best_stands_inside(self, tiny, tmp_path, monkeypatch, best, grid):
        def judged(name, variant, lr, seed):
            good = best if variant == "plain" else 1e-3
            return {"variant": variant, "lr": lr, "seed": seed, "score": -abs(math.log2(lr / good))}

        monkeypatch.setattr(sweep, "REACH", 1024)
        monkeypatch.setattr(sweep, "try_rate", judged)
        stored = run_tiny(tmp_path, tuning_seeds=(100, 101))
        tried = [(row["variant"], row["lr"], row["seed"]) for row in stored["tuning"]]
        of_plain = [("plain", lr, seed) for seed in (100, 101) for lr in grid]
        assert tried == of_plain + [("wide", lr, seed) for seed in (100, 101) for lr in (5e-4, 1e-3, 2e-3)]
        assert rates(stored) == {"plain": best, "wide": 1e-3}

    def test_an_end_that_is_as_good_as_the_best_is_not_the_end(self, tiny, monkeypatch):
        monkeypatch.setattr(sweep, "REACH", 4)

        def tuning(**scores):
            return [
                {"variant": v, "lr": lr, "seed": 100, "score": score}
                for v, of in scores.items()
                for lr, score in zip((5e-4, 1e-3, 2e-3), of)
            ]

        def todo(*of):
            return sweep.trials(EXPERIMENTS["tiny"], tuning(plain=of, wide=(0.1, 0.5, 0.1)), (100,))

        assert todo(0.49, 0.5, 0.49) == []
        assert todo(0.49, 0.5, 0.491) == [("plain", 4e-3, 100)]
        assert todo(0.491, 0.5, 0.49) == [("plain", 25e-5, 100)]
        assert todo(0.5, 0.5, 0.5) == [("plain", 25e-5, 100), ("plain", 4e-3, 100)]

    def test_the_search_ends_even_where_every_rate_does_as_well(self, tiny, tmp_path, monkeypatch):
        def tied(name, variant, lr, seed):
            return {"variant": variant, "lr": lr, "seed": seed, "score": 0.5}

        monkeypatch.setattr(sweep, "try_rate", tied)
        monkeypatch.setattr(sweep, "REACH", 8)
        tried = {row["lr"] for row in run_tiny(tmp_path)["tuning"]}
        assert sorted(tried) == [1e-3 * 2**power for power in range(-3, 4)]
        stored = run_tiny(tmp_path, tuning_seeds=())
        assert len(stored["tuning"]) == 14

    def test_a_search_that_was_stopped_goes_on_before_it_widens(self, tiny):
        tuning = [{"variant": "plain", "lr": lr, "seed": 100, "score": lr} for lr in (5e-4, 1e-3, 2e-3, 4e-3)]
        todo = sweep.trials(EXPERIMENTS["tiny"], tuning, (100, 101))
        assert [t for t in todo if t[0] == "plain"] == [("plain", lr, 101) for lr in (5e-4, 1e-3, 2e-3, 4e-3)]

    def test_rates_are_chosen_without_the_test_images(self, monkeypatch):
        asked = []
        recipe = tiny_experiment(judge=lambda net, batch: 0.5)
        monkeypatch.setitem(EXPERIMENTS, "tiny", recipe)
        make = recipe.make_batch
        recipe.make_batch = lambda n, split, rng: (asked.append(split), make(n, split, rng))[1]
        assert sweep.try_rate("tiny", "plain", 1e-3, 100) == {
            "variant": "plain", "lr": 1e-3, "seed": 100, "score": 0.5,
        }  # fmt: skip
        assert set(asked) == {"tuning", "validation"}
        asked.clear()
        sweep.run_one("tiny", "plain", 0, 1e-3)
        assert set(asked) == {"train", "test"} and asked.count("test") == 1

    def test_it_goes_on_where_it_stopped(self, tiny, tmp_path):
        run_tiny(tmp_path, seeds=1)
        first = load("tiny", tmp_path)["rows"]
        tiny.clear()
        stored = run_tiny(tmp_path)
        assert [job[1:3] for job in tiny] == [("plain", 1), ("wide", 1)]
        assert len(stored["rows"]) == 4 and all(row in stored["rows"] for row in first)

    def test_a_complete_sweep_runs_nothing(self, tiny, tmp_path):
        run_tiny(tmp_path)
        before = (tmp_path / "tiny.json").read_text()
        tiny.clear()
        run_tiny(tmp_path, scheduler="tcp://nobody.invalid:1")
        assert tiny == [] and (tmp_path / "tiny.json").read_text() == before

    def test_changed_code_starts_anew(self, tiny, tmp_path, monkeypatch):
        run_tiny(tmp_path)
        monkeypatch.setattr(sweep, "fingerprint", lambda name: "other code")
        stored = run_tiny(tmp_path, seeds=1)
        assert len(stored["rows"]) == 2 and load("tiny", tmp_path)["fingerprint"] == "other code"

    def test_rows_of_a_rate_that_is_no_longer_chosen_are_trained_again(self, tiny, tmp_path):
        stored = run_tiny(tmp_path)
        chosen = rates(stored)["plain"]
        for trial in stored["tuning"]:
            trial["score"] = float(trial["variant"] == "wide" or trial["lr"] != chosen)
        write_whole(tmp_path / "tiny.json", json.dumps(stored))
        tiny.clear()
        again = run_tiny(tmp_path)
        assert [job[:3] for job in tiny if job[1] == "plain"] == [("tiny", "plain", 0), ("tiny", "plain", 1)]
        assert (
            {r["lr"] for r in again["rows"] if r["variant"] == "plain"} == {rates(again)["plain"]} != {chosen}
        )


class TestTunedOn:
    @pytest.fixture
    def long(self, tiny, monkeypatch):
        """A longer training that takes its rates from the tiny experiment."""
        monkeypatch.setitem(EXPERIMENTS, "long", tiny_experiment(steps=3, tuned_on="tiny", name="long"))
        return tiny

    def test_the_rates_of_the_other_sweep_are_used(self, long, tmp_path):
        chosen = rates(run_tiny(tmp_path))
        long.clear()
        stored = run_tiny(tmp_path, name="long")
        assert stored["tuning"] == [] and len(long) == 4
        assert {row["variant"]: row["lr"] for row in stored["rows"]} == chosen

    def test_a_variant_that_the_other_sweep_lacks_gets_the_recipes_rate(self, long, tmp_path):
        run_tiny(tmp_path)
        EXPERIMENTS["long"].variants["new"] = {}
        lr = {row["variant"]: row["lr"] for row in run_tiny(tmp_path, name="long")["rows"]}
        assert lr["new"] == EXPERIMENTS["long"].lr

    def test_it_must_be_there(self, long, tmp_path):
        with pytest.raises(
            ValueError, match="no stored results tiny.json: make them with `make sweep NAME=tiny`"
        ):
            run_tiny(tmp_path, name="long")
        assert long == []

    def test_it_must_be_of_this_code(self, long, tmp_path):
        stored = run_tiny(tmp_path)
        stored["fingerprint"] = "old code"
        write_whole(tmp_path / "tiny.json", json.dumps(stored))
        long.clear()
        with pytest.raises(ValueError, match="whose results are stale: run `make sweep NAME=tiny` first"):
            run_tiny(tmp_path, name="long")
        assert long == []


def test_a_lesson_that_trains_live_gets_the_network_of_the_sweep(tiny, tmp_path, monkeypatch):
    row = run_tiny(tmp_path)["rows"][1]
    assert (row["variant"], row["seed"]) == ("plain", 1)
    monkeypatch.setattr(results, "RESULTS", tmp_path)
    net, _ = experiments.train(EXPERIMENTS["tiny"], "plain", seed=1, watch=False)
    batch = experiments.test_batch(EXPERIMENTS["tiny"], seed=1)
    assert round(tiny_metrics(net, batch)["sum"], 4) == row["metrics"]["sum"]


def test_the_same_row_twice_is_the_same(tiny):
    rows = [sweep.run_one("tiny", "wide", 3, 1e-3) for _ in range(2)]
    other = sweep.run_one("tiny", "wide", 4, 1e-3)
    first, second, different = without_process([*rows, other])
    assert first == second and first["metrics"]["sum"] != different["metrics"]["sum"]


class TestRecipeInWords:
    @pytest.mark.parametrize("name", EXPERIMENTS)
    def test_it_survives_json_and_names_everything(self, name):
        recipe = sweep.recipe_of(EXPERIMENTS[name])
        text = json.dumps(recipe)
        assert json.loads(text) == recipe
        assert not any(sign in text for sign in ("<", ">", "0x", "lambda", "partial"))
        assert list(recipe["variants"]) == list(EXPERIMENTS[name].variants)
        assert recipe["steps"] == EXPERIMENTS[name].steps and recipe["measure"] == EXPERIMENTS[name].measure

    def test_what_it_says(self):
        recipe = sweep.recipe_of(EXPERIMENTS["segmentation"])
        assert recipe["make_batch"] == "cluttered_digits(fragments=10, fragment=9, source=digits)"
        assert (recipe["network"], recipe["loss"]) == ("UNet", "mask_loss")
        assert recipe["variants"]["wide"] == {"widths": [9, 18, 36]}
        assert recipe["variants"]["skip gates"] == {"skip": "AttentionGate"}
        squeeze = "ChannelAttention(reduction=4, pools=avg, bias=True)"
        assert recipe["variants"]["squeeze"] == {"attention": squeeze}


class TestMain:
    @pytest.fixture
    def told(self, monkeypatch):
        """told(*arguments) runs the command line; told.runs lists what it asked ``run`` for."""
        runs = []
        monkeypatch.setattr(sweep, "run", lambda *a, **k: runs.append((a, k)))

        def told(*arguments):
            monkeypatch.setattr(sys, "argv", ["sweep", *arguments])
            sweep.main()

        told.runs = runs
        return told

    def test_names_and_options(self, told):
        told("clutter", "sensors", "--seeds", "3", "--jobs", "2", "--scheduler", "tcp://host:8786")
        how = {"scheduler": "tcp://host:8786"}
        assert told.runs == [(("clutter", 3, 2), how), (("sensors", 3, 2), how)]

    @pytest.mark.parametrize("here", [True, False])
    def test_without_a_name_all_that_have_their_data(self, told, monkeypatch, capsys, here):
        monkeypatch.setitem(EXPERIMENTS, "photos", tiny_experiment(source="cifar10", name="photos"))
        monkeypatch.setattr(glyphs, "garments_present", lambda: here)
        monkeypatch.setattr(cifar, "cifar10_present", lambda: here)
        told()
        ran = [arguments[0] for arguments, _ in told.runs]
        said = ""
        for data, source in (("Fashion-MNIST", "garments"), ("CIFAR-10", "cifar10")):
            names = [name for name, recipe in EXPERIMENTS.items() if recipe.source == source]
            assert (set(names) <= set(ran)) if here else not set(names) & set(ran)
            said += f"Left out, as {data} is not in data/downloads: {', '.join(names)}.\n"
        assert "clutter" in ran and capsys.readouterr().err == ("" if here else said)

    def test_an_unknown_name_stops_it_before_anything_runs(self, told):
        with pytest.raises(SystemExit) as stopped:
            told("clutter", "cluter")
        assert stopped.value.code.startswith("there is no experiment 'cluter'; there are ['cued_colour', ")
        assert "\n" not in stopped.value.code and told.runs == []

    @pytest.mark.parametrize(
        "error, says",
        [
            (KeyboardInterrupt(), "Stopped by you: every finished row is stored; run the same command again"),
            (ValueError("a sentence"), "a sentence"),
            (OSError("the disk"), "the disk"),
            (MemoryError("not enough memory"), "not enough memory"),
        ],
    )
    def test_an_error_is_a_sentence(self, told, monkeypatch, error, says):
        def fail(*_, **__):
            raise error

        monkeypatch.setattr(sweep, "run", fail)
        with pytest.raises(SystemExit) as stopped:
            told("clutter")
        assert stopped.value.code.startswith(says)

    def test_help_names_the_experiments(self):
        python = [sys.executable, "-m", "helpers.experiments.sweep", "--help"]
        done = subprocess.run(python, capture_output=True, text=True, check=True)
        words = " ".join(done.stdout.split())
        assert "run the named sweeps, or all" in words and "address of a Dask scheduler" in words
        assert all(name in words for name in EXPERIMENTS)

    @pytest.mark.parametrize(
        "arguments, code, says",
        [
            (["cluter"], 1, "there is no experiment 'cluter'"),
            (["clutter", "--seeds", "many"], 2, "invalid int value: 'many'"),
        ],
    )
    def test_exit_codes(self, arguments, code, says):
        python = [sys.executable, "-m", "helpers.experiments.sweep", *arguments]
        done = subprocess.run(python, capture_output=True, text=True)
        assert done.returncode == code and says in done.stderr and "Traceback" not in done.stderr
