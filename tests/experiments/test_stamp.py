"""A sweep is stamped anew only with a proof: rows trained again, equal to the last digit."""

import json

import pytest
from sweep_tools import ROOT, register, tiny_experiment

from helpers.experiments import EXPERIMENTS, replicate, stamp, store, sweep
from helpers.experiments.replicated import Replicated


def numbers(net, batch):
    """A number that no two networks share."""
    return {"accuracy": float(sum(p.detach().double().sum() for p in net.parameters()))}


@pytest.fixture
def stored(tmp_path, monkeypatch):
    """A tiny sweep of other code."""
    register(monkeypatch)
    monkeypatch.setattr(EXPERIMENTS["tiny"], "metrics", numbers)
    sweep.run("tiny", 2, jobs=1, folder=tmp_path, tuning_seeds=(100,))
    monkeypatch.setattr(stamp, "fingerprint", lambda name: "new code")
    return store.load("tiny", tmp_path)


def test_equal_rows_are_stamped_and_the_proof_is_kept(tmp_path, stored):
    assert stamp.stamp("tiny", tmp_path, jobs=1) == 3, "a row of each variant and a trial"
    after = store.load("tiny", tmp_path)
    assert after["fingerprint"] == "new code" and after["rows"] == stored["rows"]
    (proof,) = after["proofs"]
    assert proof["rows"] == 3 and proof["code before"] == "the code" and len(proof["date"]) == 10


@pytest.mark.parametrize("kind", ["rows", "tuning"])
def test_one_last_digit_that_differs_stamps_nothing(tmp_path, stored, kind):
    if kind == "rows":
        stored["rows"][0]["metrics"]["accuracy"] += 1e-4
    else:
        stored["tuning"][0]["score"] += 1e-4
    (tmp_path / "tiny.json").write_text(json.dumps(stored))
    before = (tmp_path / "tiny.json").read_text()
    with pytest.raises(ValueError, match=r"tiny.json: 'plain', seed \d+, is .*the code gives other numbers"):
        stamp.stamp("tiny", tmp_path, jobs=1)
    assert (tmp_path / "tiny.json").read_text() == before


@pytest.fixture
def replicated(tmp_path, monkeypatch):
    """A tiny sweep of other code in which every replicate has a rate of its own."""
    recipe = Replicated(**vars(tiny_experiment(metrics=numbers)), rates=(1e-3, 1e-2, 1e-1))
    monkeypatch.setattr(replicate, "REACH", 1)
    monkeypatch.setattr(sweep, "fingerprint", lambda name: "the code")
    monkeypatch.setattr(stamp, "fingerprint", lambda name: "new code")
    monkeypatch.setitem(EXPERIMENTS, "tiny", recipe)
    sweep.run("tiny", 2, jobs=1, folder=tmp_path)
    return store.load("tiny", tmp_path)


def test_the_proof_of_a_row_is_one_training_at_the_rate_that_it_chose(tmp_path, replicated, monkeypatch):
    trained, train = [], replicate.train
    monkeypatch.setattr(replicate, "train", lambda *a, **k: (trained.append(a[1:4]), train(*a, **k))[1])
    assert stamp.stamp("tiny", tmp_path, jobs=1) == 2
    assert trained == [(row["variant"], 0, row["lr"]) for row in replicated["rows"] if row["seed"] == 0]
    assert store.load("tiny", tmp_path)["rows"] == replicated["rows"], "the other rates stay"


@pytest.mark.parametrize("damage", ["score", "choice"])
def test_another_validation_score_or_another_choice_stamps_nothing(tmp_path, replicated, damage):
    row = replicated["rows"][0]
    if damage == "score":
        next(pair for pair in row["validation"] if pair[0] == row["lr"])[1] += 1e-4
    else:
        row["lr"] = next(lr for lr, _ in row["validation"] if lr != row["lr"])
    (tmp_path / "tiny.json").write_text(json.dumps(replicated))
    message = "gives other numbers" if damage == "score" else "chooses another rate for 'plain', seed 0"
    with pytest.raises(ValueError, match=message):
        stamp.stamp("tiny", tmp_path, jobs=1)
    assert store.load("tiny", tmp_path)["fingerprint"] == "the code"


def test_a_next_sweep_is_not_taken_for_the_one_that_it_will_replace(tmp_path, replicated):
    assert stamp.where("tiny", tmp_path) == tmp_path / "tiny.json"
    assert stamp.where("next/tiny", tmp_path) == store.unfinished(tmp_path) / "tiny.json"


def test_a_sweep_that_was_only_begun_is_stamped_where_it_lies(tmp_path, replicated):
    begun = store.unfinished(tmp_path) / "tiny.json"
    begun.parent.mkdir()
    (tmp_path / "tiny.json").rename(begun)
    assert stamp.stamp("tiny", tmp_path, jobs=1) == 2
    assert (
        json.loads(begun.read_text())["fingerprint"] == "new code" and not (tmp_path / "tiny.json").exists()
    )


def test_a_recipe_with_one_variant_more_is_stamped_and_its_sweep_goes_on(tmp_path, stored, monkeypatch):
    variants = {**EXPERIMENTS["tiny"].variants, "wider": {"widths": (6,)}}
    monkeypatch.setattr(EXPERIMENTS["tiny"], "variants", variants)
    other = store.unfinished(tmp_path) / "tiny.json"
    store.write_whole(other, "rows of somebody")
    with pytest.raises(ValueError, match="is there already"):
        stamp.stamp("tiny", tmp_path, jobs=1)
    assert other.read_text() == "rows of somebody" and (tmp_path / "tiny.json").exists()
    other.unlink()
    assert stamp.stamp("tiny", tmp_path, jobs=1) == 3
    assert not (tmp_path / "tiny.json").exists(), "it is not complete"
    monkeypatch.setattr(sweep, "fingerprint", lambda name: "new code")
    sweep.run("tiny", 2, jobs=1, folder=tmp_path, tuning_seeds=(100,))
    after = store.load("tiny", tmp_path)
    assert store.variants(after) == list(variants) and after["proofs"]
    assert [row for row in after["rows"] if row["variant"] != "wider"] == stored["rows"]


def test_another_recipe_is_not_stamped(tmp_path, stored, monkeypatch):
    monkeypatch.setattr(EXPERIMENTS["tiny"], "steps", 3)
    with pytest.raises(ValueError, match="another recipe than today's code"):
        stamp.stamp("tiny", tmp_path, jobs=1)


def test_another_checkout_trains_the_same_row_here(monkeypatch):
    told = "import json\nprint(json.dumps(['the code', {'variant': 'plain'}]))"
    monkeypatch.setattr(stamp, "OTHER", told)
    assert stamp.elsewhere("tiny", "rows", {}, ROOT, "the code") == {"variant": "plain"}
    with pytest.raises(ValueError, match="is not the code of tiny.json: check out the commit"):
        stamp.elsewhere("tiny", "rows", {}, ROOT, "other code")
    monkeypatch.setattr(stamp, "OTHER", "raise OSError('no such thing')")
    with pytest.raises(ValueError, match="cannot train tiny: OSError: no such thing"):
        stamp.elsewhere("tiny", "rows", {}, ROOT, "the code")
