"""Sweeps: whole files or none, a fingerprint that follows the code, runs that go on where they stopped."""

import json
from pathlib import Path

import pytest
from sweep_tools import edited, fake_results

from helpers import attention, datasets, experiments, gates, networks, sweep, training
from helpers.datasets import plain_digits
from helpers.experiments import EXPERIMENTS, Experiment
from helpers.networks import ConvNet
from helpers.sweep import column, fingerprint, load, variants, write_whole


class TestWriteWhole:
    def test_it_makes_the_folder_and_replaces_the_old_file(self, tmp_path):
        path = tmp_path / "new" / "a.json"
        write_whole(path, "one")
        write_whole(str(path), "two ±")
        assert path.read_text(encoding="utf-8") == "two ±"
        assert [p.name for p in path.parent.iterdir()] == ["a.json"]
        assert path.stat().st_mode & 0o777 == 0o644

    @pytest.mark.parametrize("error", [KeyboardInterrupt, OSError])
    @pytest.mark.parametrize("step", ["chmod", "replace"])
    def test_interrupted_it_leaves_the_old_file_and_nothing_else(self, tmp_path, monkeypatch, error, step):
        path = tmp_path / "a.json"
        write_whole(path, "old")

        def fail(*_):
            raise error

        monkeypatch.setattr(Path, step, fail)
        with pytest.raises(error):
            write_whole(path, "new")
        monkeypatch.undo()
        assert path.read_text() == "old" and list(tmp_path.iterdir()) == [path]

    def test_a_text_that_cannot_be_written_leaves_the_old_file(self, tmp_path):
        path = tmp_path / "a.json"
        write_whole(path, "old")
        with pytest.raises(UnicodeEncodeError):
            write_whole(path, "new \ud800")
        assert path.read_text() == "old" and list(tmp_path.iterdir()) == [path]


class TestFingerprint:
    """``edited`` makes inspect.getsource return a changed text of one module or function."""

    def test_it_is_stable_and_differs_between_experiments(self):
        prints = [fingerprint(name) for name in EXPERIMENTS]
        assert prints == [fingerprint(name) for name in EXPERIMENTS]
        assert len(set(prints)) == len(EXPERIMENTS)

    @pytest.mark.parametrize(
        "where, old, new",
        [
            (attention, '"""The attention layers', '"""Other words: the attention layers'),
            (attention, "# Squeeze: every channel", "# Another comment: every channel"),
            (attention, '"""The attention vector, (N, C, 1, 1)', '"""Other words, (N, C, 1, 1)'),
            (datasets, "    rng = generator(seed)\n", "    rng = generator(seed)  # a comment\n"),
            (networks, '    """Global average pooling', '    """Other words'),
            (training, "# Channels next to each other", "# Other words"),
            (training, '"""Train ``net`` in place', '"""Other words'),
            (experiments, '"""Accuracy, and how', '"""Other words, and how'),
        ],
    )
    def test_words_do_not_count(self, monkeypatch, where, old, new):
        before = fingerprint("clutter")
        edited(monkeypatch, where, old, new)
        assert fingerprint("clutter") == before

    @pytest.mark.parametrize(
        "where, old, new",
        [
            (attention, "torch.sigmoid(self.logits(x))", "torch.tanh(self.logits(x))"),
            (attention, '"max": lambda x: x.flatten(2).max(2).values', '"max": lambda x: x.amax((2, 3))'),
            (datasets, "TRAIN_DIGITS = 1200", "TRAIN_DIGITS = 1201"),
            (datasets, "fragments=5", "fragments=6"),
            (networks, "nn.MaxPool2d(2)", "nn.AvgPool2d(2)"),
            (training, "0.2 if steps", "0.3 if steps"),
            (training, "weight_decay=1e-2", "weight_decay=1e-3"),
            (experiments, "1000 + seed", "2000 + seed"),
            (
                experiments,
                "authors_cbam = partial(CBAM, reduction=4",
                "authors_cbam = partial(CBAM, reduction=8",
            ),
            (experiments, "steps=400", "steps=401"),
            (experiments, "weights.sum((1, 2, 3))", "weights.sum((0, 1, 2, 3))"),
            (gates, "weights.roll(1, 0)", "weights.roll(2, 0)"),
        ],
    )
    def test_code_counts(self, monkeypatch, where, old, new):
        before = fingerprint("clutter")
        edited(monkeypatch, where, old, new)
        assert fingerprint("clutter") != before

    def test_another_experiments_recipe_does_not_count(self, monkeypatch):
        before = {name: fingerprint(name) for name in EXPERIMENTS}
        edited(monkeypatch, experiments, "steps=350", "steps=351")
        assert [name for name in EXPERIMENTS if fingerprint(name) != before[name]] == ["sensors"]


class TestLoad:
    def test_a_missing_file(self, tmp_path):
        with pytest.raises(
            ValueError, match="there are no stored results other.json: make them with `make sweep`"
        ):
            load("other", tmp_path)

    @pytest.mark.parametrize("text", ["", "{", '{"rows": [', "<html>"])
    def test_a_damaged_file(self, tmp_path, text):
        (tmp_path / "a.json").write_text(text)
        with pytest.raises(ValueError, match="a.json is damaged: delete it and run `make sweep` again"):
            load("a", tmp_path)

    def test_what_was_stored(self, tmp_path):
        write_whole(tmp_path / "a.json", json.dumps(fake_results()))
        assert load("a", tmp_path) == fake_results()


class TestReading:
    def test_a_column_is_in_the_order_of_the_seeds(self):
        assert column(fake_results(), "plain") == [0.1, 0.2, 0.3]
        assert column(fake_results(), "gate", "mean") == [0.6, 0.5]

    def test_variants_are_in_the_order_of_the_file(self):
        assert variants(fake_results()) == ["plain", "gate"]

    def test_an_unknown_variant(self):
        with pytest.raises(
            ValueError, match=r"no variant 'wide' in the results; there are \['plain', 'gate'\]"
        ):
            column(fake_results(), "wide")


class TestRun:
    @pytest.fixture
    def tiny(self, monkeypatch):
        """An experiment that takes a moment, and a list of the rows that were really computed."""
        recipe = Experiment(
            make_batch=plain_digits,
            network=ConvNet,
            settings={"widths": (2,), "halvings": 1},
            steps=2,
            lr=1e-3,
            variants={"plain": {}, "wide": {"widths": (3,)}},
            metrics=lambda net, batch: {"accuracy": len(batch) / 100},
            test_images=50,
        )
        monkeypatch.setitem(EXPERIMENTS, "tiny", recipe)
        monkeypatch.setattr(sweep, "fingerprint", lambda name: "the code")
        really, computed = sweep.run_one, []
        monkeypatch.setattr(sweep, "run_one", lambda *job: (computed.append(job), really(*job))[1])
        return computed

    def test_a_row_holds_what_is_needed(self, tiny):
        row = sweep.run_one("tiny", "wide", 4)
        assert (row["variant"], row["seed"], row["metrics"]) == ("wide", 4, {"accuracy": 0.5})
        assert row["params"] == 3 * 9 + 2 * 3 + 3 * 10 + 10

    def test_every_variant_and_seed_once_in_order(self, tiny, tmp_path):
        results = sweep.run("tiny", seeds=2, jobs=1, folder=tmp_path)
        places = [(row["variant"], row["seed"]) for row in results["rows"]]
        assert places == [("plain", 0), ("plain", 1), ("wide", 0), ("wide", 1)]
        assert load("tiny", tmp_path) == results
        assert results["fingerprint"] == "the code"
        assert set(results["environment"]) >= {"python", "torch", "machine", "device"}

    def test_it_goes_on_where_it_stopped(self, tiny, tmp_path):
        sweep.run("tiny", seeds=1, jobs=1, folder=tmp_path)
        first = load("tiny", tmp_path)["rows"]
        tiny.clear()
        results = sweep.run("tiny", seeds=2, jobs=1, folder=tmp_path)
        assert [job[1:] for job in tiny] == [("plain", 1), ("wide", 1)]
        assert len(results["rows"]) == 4 and all(row in results["rows"] for row in first)

    def test_a_complete_sweep_runs_nothing(self, tiny, tmp_path):
        sweep.run("tiny", seeds=1, jobs=1, folder=tmp_path)
        before = (tmp_path / "tiny.json").read_text()
        tiny.clear()
        sweep.run("tiny", seeds=1, jobs=1, folder=tmp_path)
        assert tiny == [] and (tmp_path / "tiny.json").read_text() == before

    def test_rows_are_kept_when_it_is_interrupted(self, tiny, tmp_path, monkeypatch):
        counted = sweep.run_one

        def interrupted(name, variant, seed):
            if variant == "wide":
                raise KeyboardInterrupt
            return counted(name, variant, seed)

        monkeypatch.setattr(sweep, "run_one", interrupted)
        with pytest.raises(KeyboardInterrupt):
            sweep.run("tiny", seeds=1, jobs=1, folder=tmp_path)
        assert [row["variant"] for row in load("tiny", tmp_path)["rows"]] == ["plain"]
        monkeypatch.setattr(sweep, "run_one", counted)
        assert len(sweep.run("tiny", seeds=1, jobs=1, folder=tmp_path)["rows"]) == 2

    def test_changed_code_starts_anew(self, tiny, tmp_path, monkeypatch):
        sweep.run("tiny", seeds=2, jobs=1, folder=tmp_path)
        monkeypatch.setattr(sweep, "fingerprint", lambda name: "other code")
        results = sweep.run("tiny", seeds=1, jobs=1, folder=tmp_path)
        assert len(results["rows"]) == 2 and load("tiny", tmp_path)["fingerprint"] == "other code"

    def test_a_damaged_file_is_not_overwritten(self, tiny, tmp_path):
        (tmp_path / "tiny.json").write_text("{")
        with pytest.raises(ValueError, match="damaged"):
            sweep.run("tiny", seeds=1, jobs=1, folder=tmp_path)
        assert (tmp_path / "tiny.json").read_text() == "{" and tiny == []


def test_a_lesson_that_trains_live_gets_the_network_of_the_sweep(monkeypatch):
    def total(net, batch=None):
        return {"sum": float(sum(p.detach().double().sum() for p in net.parameters()))}

    recipe = Experiment(plain_digits, ConvNet, {"widths": (2,)}, 3, 1e-2, {"plain": {}}, total, test_images=5)
    monkeypatch.setitem(EXPERIMENTS, "tiny", recipe)
    net, _ = experiments.train(recipe, "plain", seed=1, watch=False)
    assert sweep.run_one("tiny", "plain", 1)["metrics"]["sum"] == round(total(net)["sum"], 4)
