"""The experiments: the recipe is followed, and what judges a gate is right on numbers made by hand."""

import pytest
import torch

from helpers import experiments, training
from helpers.datasets import Batch, plain_digits
from helpers.experiments import (
    EXPERIMENTS,
    Experiment,
    accuracy_under,
    auroc_against_distractors,
    energy_inside,
    enlarge,
    score_cued_colour,
    sensor_gates,
    train,
)
from helpers.networks import ConvNet, build, parameters

each_experiment = pytest.mark.parametrize("name", EXPERIMENTS)


@each_experiment
def test_every_variant_can_be_built_run_and_judged(name):
    recipe = EXPERIMENTS[name]
    batch = experiments.test_batch(recipe, 12)
    for own in recipe.variants.values():
        settings = {**recipe.settings, **{key: own[key] for key in own if key != "gate_lr"}}
        scores = recipe.metrics(build(recipe.network, **settings).eval(), batch)
        assert all(0 <= value <= 1 for value in scores.values()) and "accuracy" in scores


@each_experiment
def test_the_companions_of_a_comparison_are_there(name):
    variants = EXPERIMENTS[name].variants
    assert list(variants)[0] == "plain" and variants["plain"] == {}
    assert "wide" in variants and any("added" in variant for variant in variants)


@each_experiment
def test_twins_have_as_many_parameters_as_their_gates(name):
    pairs = {
        "cued_colour": [("normalised", "added")],
        "sensors": [("normalised", "added")],
        "clutter": [("gate", "gate added"), ("attention pooling", "pooling added")],
    }
    recipe = EXPERIMENTS[name]

    def size(variant):
        own = {key: value for key, value in recipe.variants[variant].items() if key != "gate_lr"}
        return parameters(build(recipe.network, **{**recipe.settings, **own}))

    for gate, twin in pairs[name]:
        assert size(gate) == size(twin)


@each_experiment
def test_test_images_are_the_same_every_time(name):
    first, second = (experiments.test_batch(EXPERIMENTS[name], 5) for _ in range(2))
    assert torch.equal(first.images, second.images) and len(first) == 5


def test_train_follows_the_recipe(monkeypatch):
    told = {}

    def fit(net, make_batch, steps, **how):
        told.update(net=net, make_batch=make_batch, steps=steps, **how)
        return "history"

    monkeypatch.setattr(training, "fit", fit)
    recipe = Experiment(
        plain_digits, ConvNet, {"widths": (4,)}, 7, 0.1, {"wide": {"widths": (6,), "gate_lr": 3.0}}, {}
    )
    net, history = train(recipe, "wide", seed=2, watch=False)
    assert history == "history" and net is told.pop("net") and net.classify.in_features == 6
    expected = {"make_batch": plain_digits, "steps": 7, "lr": 0.1, "gate_lr": 3.0, "seed": 1002}
    assert told == {**expected, "name": "wide", "watch": False}


def test_an_unknown_variant():
    with pytest.raises(ValueError, match=r"unknown variant 'huge'; there are \['plain', 'wide'"):
        train(EXPERIMENTS["clutter"], "huge")


def test_enlarge_makes_squares():
    large = enlarge(torch.tensor([[[[1.0, 2.0], [3.0, 4.0]]]]), 4)
    assert large[0, 0].tolist() == [[1, 1, 2, 2], [1, 1, 2, 2], [3, 3, 4, 4], [3, 3, 4, 4]]


def test_energy_inside_by_hand():
    weights = torch.tensor([[[[1.0, 1.0], [2.0, 0.0]]], [[[1.0, 0.0], [0.0, 0.0]]]])
    mask = torch.tensor([[[[True, False], [True, False]]], [[[False, True], [True, True]]]])
    assert energy_inside(weights, mask) == pytest.approx((3 / 4 + 0) / 2)


def test_auroc_by_hand():
    # Digit pixels 0.9 and 0.4 against distractors 0.5 and 0.1: three of four pairs are won.
    weights = torch.tensor([[[[0.9, 0.4, 0.5], [0.1, 1.0, 0.0]]]])
    mask = torch.tensor([[[[1, 1, 0], [0, 0, 0]]]]).bool()
    distractors = torch.tensor([[[[0, 0, 1], [1, 0, 0]]]]).bool()
    batch = Batch(torch.zeros(1, 1, 2, 3), torch.zeros(1), mask=mask, distractors=distractors)
    assert auroc_against_distractors(weights, batch) == 0.75


def test_sensor_gates_by_hand():
    weights = torch.tensor([[0.1, 0.3, 0.5, 0.9]]).view(1, 4, 1, 1)
    torch.testing.assert_close(sensor_gates(weights, sensors=2), torch.tensor([[0.2, 0.7]]))


class Chosen(torch.nn.Module):
    """A gate of one channel whose weight is the image's mean, and a network that is right above 0.5."""

    def __init__(self):
        super().__init__()
        self.nothing = torch.nn.Parameter(torch.zeros(1))

    def weights(self, x):
        return x.mean((1, 2, 3), keepdim=True)

    def forward(self, x):
        w = self.weights(x).flatten()
        return torch.stack([0.5 - w, w - 0.5], 1)


def gray(*values):
    return torch.tensor(values).view(-1, 1, 1, 1).expand(-1, 1, 2, 2)


def test_accuracy_under_changes_by_hand():
    batch = Batch(gray(0.9, 0.8, 0.1, 0.7), torch.tensor([1, 1, 0, 1]))
    scores = accuracy_under(Chosen(), batch, ("one", "mean", "other image"))
    assert scores == {"accuracy": 1.0, "one": 0.75, "mean": 0.75, "other image": 0.5}
    assert accuracy_under(build(ConvNet), Batch(torch.rand(2, 1, 8, 8), torch.zeros(2)), ("one",)).keys() == {
        "accuracy"
    }


def test_the_movement_with_the_cue_by_hand():
    batch = Batch(gray(0.2, 0.4, 0.9, 0.5), torch.tensor([0, 0, 1, 1]), cue=torch.tensor([0, 0, 1, 2]))
    assert score_cued_colour(Chosen(), batch)["gate moves by"] == pytest.approx(0.9 - 0.3)
