"""One replicate of a learner's own comparison: the rate it chooses, its luck, where its map looks."""

import numpy as np
import pytest
import torch
from own_tools import Gate, compared, make, tiny_pictures
from torch import nn

from helpers import training
from helpers.datasets import pictures
from helpers.experiments import comparing, own_replicate


def test_a_row_is_the_network_that_validates_best_judged_on_the_test_pictures():
    data, plan = tiny_pictures(), own_replicate.Plan(make, {"plain": {}}, tiny_pictures(), 20, 4, (0.03, 1e3))
    row, scores = own_replicate.replicate(plan, "plain", 1), {}
    for lr in plan.rates:
        net = own_replicate.build(plan, "plain", 1)
        training.fit(net, data.batches("train", 1), 20, 4, lr, seed=1001, watch=False)
        found = [training.evaluate(net, data.held_out(split, 1)) for split in ("validation", "test")]
        scores[lr] = [round(score, 4) for score in found]
    best = max((0.03, 1e3), key=lambda lr: scores[lr][0])
    assert best == 0.03 and scores[0.03][1] != scores[1e3][1]
    assert row["validation"] == [[lr, scores[lr][0]] for lr in plan.rates]
    assert (row["lr"], row["metrics"]["accuracy"]) == (best, scores[best][1])


def test_plain_again_has_luck_of_its_own(monkeypatch):
    plan = own_replicate.Plan(make, comparing.settings_of({"SE": Gate}), tiny_pictures(), 1, 4, (0.01,))
    built, really = [], own_replicate.build
    monkeypatch.setattr(own_replicate, "build", lambda *what: built.append(what[1:]) or really(*what))
    for name in ("plain", "plain again"):
        own_replicate.replicate(plan, name, 3)
    assert built == [("plain", 3), ("plain again", 503)]


class Brightest(nn.Module):
    """A map that is open where the picture is bright."""

    def __init__(self, channels):
        super().__init__()

    def weights(self, x):
        return x.mean(1, keepdim=True).clamp(1e-3, 1 - 1e-3)

    def forward(self, x):
        return x * self.weights(x)


class Pixels(nn.Module):
    """Looks through a gate at the pixels themselves."""

    def __init__(self, attention):
        super().__init__()
        self.attention = nn.Identity() if attention is None else attention(3)
        self.classify = nn.Linear(3, 5)

    def forward(self, images):
        return self.classify(self.attention(images).mean((2, 3)))


def test_where_a_map_looks_is_told_beside_a_blind_one(monkeypatch):
    def bright(squares, kind, rng):
        return torch.ones_like(squares)

    monkeypatch.setattr(pictures, "damage", bright)
    monkeypatch.setattr(pictures, "varied", lambda pieces, rng: pieces.float() / 255)
    data = pictures.Damaged([np.zeros((3, 40, 40), np.uint8)] * 5, size=24, side=12, judged=20)
    result = compared(None, {"map": Brightest}, Pixels, data, rates=(0.01,), steps=1)
    inside = {row["variant"]: row["map in the box"] for row in result.table}
    assert inside.pop("map") in ("99%", "100%") and inside.pop("map blind") == "25%"
    assert set(inside.values()) == {"–"}
    assert "map in the box" not in compared(rates=(0.01,), controls=()).table[0]


def test_a_worker_with_other_code():
    plan = own_replicate.Plan(make, {"plain": {}}, tiny_pictures(), 1, 4, (0.01,), code="other")
    with pytest.raises(ValueError, match="^a worker has another version of the course's code: install the"):
        own_replicate.on_worker(plan, "plain", 0)
