"""One replicate of a learner's own comparison: the rate it chooses, its luck, where its map looks."""

import copy

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


def test_where_cells_do_not_tile_the_picture_the_network_is_compared_all_the_same():
    class Unpadded(Pixels):
        def forward(self, images):
            return super().forward(images[..., 1:-1, 1:-1])

    data = pictures.Damaged([np.zeros((3, 40, 40), np.uint8)] * 5, size=24, side=12, judged=20)
    result = compared(None, {"map": Brightest}, Unpadded, data, rates=(0.01,), steps=1, controls=())
    assert result.complete == [0, 1] and "map in the box" not in result.table[0]


BACKBONE = nn.Conv2d(3, 4, 3, stride=4)


def test_a_maker_that_hands_out_the_same_weights_at_every_call():
    def shared(attention=None):
        net = make(attention)
        net.conv = BACKBONE
        return net

    def frozen(attention=None):
        net = make(attention)
        net.conv = copy.deepcopy(BACKBONE) if attention else BACKBONE.requires_grad_(False)
        return net

    before = BACKBONE.weight.clone()
    with pytest.raises(ValueError) as caught:
        compared(maker=shared)
    assert str(caught.value) == (
        "the network of 'plain' has the same weights every time it is built: build all of it inside "
        "your maker, or put a copy.deepcopy of a pretrained part there"
    )
    compared(maker=frozen, controls=(), steps=1, rates=(0.01,))  # weights that do not learn may be shared
    assert torch.equal(BACKBONE.weight, before)


def test_dropout_is_decided_by_the_variant_and_the_seed():
    def drops(attention=None):
        return nn.Sequential(nn.Flatten(), nn.Dropout(), nn.Linear(3 * 24 * 24, 2))

    plan = own_replicate.Plan(drops, {"plain": {}}, tiny_pictures(count=60), 4, 4, (1e-4, 1e-3))
    before, fit = torch.get_rng_state(), []
    with pytest.MonkeyPatch.context() as patch:
        really = training.fit
        patch.setattr(training, "fit", lambda *what, **how: fit.append(really(*what, **how)))
        for luck in (0, 1):
            torch.manual_seed(luck)
            own_replicate.replicate(plan, "plain", 0)
            assert torch.initial_seed() == luck, "a kernel's own random numbers stay as they were"
    torch.set_rng_state(before)
    assert [one.losses for one in fit[:2]] == [one.losses for one in fit[2:]]


def test_a_worker_with_other_code():
    plan = own_replicate.Plan(make, {"plain": {}}, tiny_pictures(), 1, 4, (0.01,), code="other")
    with pytest.raises(ValueError, match="^a worker has another version of the course's code: install the"):
        own_replicate.on_worker(plan, "plain", 0)
