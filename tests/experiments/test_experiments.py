"""The experiments: the recipe is followed, and what judges a gate is right on numbers made by hand."""

import pytest
import torch

from helpers import experiments, training
from helpers.datasets import Batch, sources
from helpers.experiments import (
    EXPERIMENTS,
    Experiment,
    accuracy_under,
    auroc_against_distractors,
    energy_inside,
    enlarge,
    equal_time,
    score_cued_colour,
    sensor_gates,
    store as results,
    sums,
    sweep,
    train,
    untouched,
)
from helpers.networks import ConvNet, build, parameters


def needs_data(name):
    """A parameter that is skipped where the experiment's data are not here."""
    absent = sources.absent(EXPERIMENTS[name].source)
    skip = pytest.mark.skipif(bool(absent), reason=f"{absent} is not in data/downloads")
    return pytest.param(name, marks=skip)


each_experiment = pytest.mark.parametrize("name", EXPERIMENTS)
each_with_data = pytest.mark.parametrize("name", [needs_data(name) for name in EXPERIMENTS])


def network_of(recipe, variant, seed=0):
    """The untrained network of a variant."""
    settings = {"network": recipe.network, **recipe.settings, **recipe.variants[variant]}
    return build(settings.pop("network"), seed, **settings)


@each_with_data
def test_every_variant_can_be_built_run_and_judged(name):
    recipe = EXPERIMENTS[name]
    batch = experiments.test_batch(recipe, 20)
    for variant in recipe.variants:
        net = network_of(recipe, variant).eval()
        scores = recipe.metrics(net, batch)
        assert all(0 <= value <= 1 for value in scores.values()) and recipe.measure in scores
        assert scores[recipe.measure] == pytest.approx(recipe.judge(net, batch))


@each_with_data
def test_every_variant_learns_without_a_gap(name):
    recipe = EXPERIMENTS[name]
    make = recipe.batches("train")
    for variant in recipe.variants:
        net = network_of(recipe, variant).train()
        value = recipe.loss(net, make(8, "train", torch.Generator().manual_seed(1)))
        value.backward()
        assert value.isfinite() and all(p.grad is not None for p in net.parameters())


# More controls, or another length, for the same images: wide and the twins stand there.
BESIDE = {"detection_corners": "detection", "clutter_blind": "clutter"}
BESIDE |= {"detection_corners_places": "detection", "detection_free_places": "detection_free"}  # asked more
BESIDE |= dict.fromkeys(
    [f"photographs_{name}" for name in ("cbam_time", "squeeze_time", "wide_time", "eights_time", "long")],
    "photographs",
)
BESIDE |= {f"{task}_time": BESIDE.get(other, other) for task, other in equal_time.BESIDE.items()}
BESIDE |= {"clutter_long": "clutter", "clutter_starts": "clutter", "clutter_one_size": "clutter"}
BESIDE |= {"cued_colour_maps": "cued_colour_blind"}
BESIDE |= dict.fromkeys(("sensors_rules", "sensors_long"), "sensors_blind")
BESIDE |= {"recognition_long": "recognition_blind", "segmentation_long": "segmentation_blind"}
BESIDE |= {"detection_long": "detection_free", "cued_colour_double": "cued_colour_blind"}
BESIDE |= {name: recipe.tuned_on for name, recipe in untouched.RECIPES.items()}


def with_companions(name):
    """The variants of a comparison, and those of the sweep that it stands beside, if there is one."""
    recipe, other = EXPERIMENTS[name], EXPERIMENTS[BESIDE.get(name, name)]
    here, there = (sweep.recipe_of(one) for one in (recipe, other))
    assert all(here[part] == there[part] for part in ("make_batch", "network"))
    return {**recipe.variants, **other.variants}


@each_experiment
def test_the_companions_of_a_comparison_are_there(name):
    variants = with_companions(name)
    assert list(variants)[0] == "plain" and variants["plain"] == {}
    assert any("added" in variant for variant in variants)
    assert "wide" in variants or name in sums.RECIPES, "there, gate and twins are of one size"


@each_experiment
def test_twins_have_as_many_parameters_as_their_gates(name):
    recipe = EXPERIMENTS[name]
    names = dict.fromkeys(("added", "added + ReLU", "added in front"), "normalised")
    names["pooling added"] = "attention pooling"
    twins = [variant for variant in recipe.variants if "added" in variant]
    for twin in twins:
        gate = names.get(twin, twin.removesuffix(" added"))
        assert parameters(network_of(recipe, gate)) == parameters(network_of(recipe, twin)), twin


@each_experiment
def test_no_variant_but_the_deep_one_is_larger_than_the_wide_one(name):
    recipe = EXPERIMENTS[name]
    larger = ("deep", "wide in eights")
    if name.startswith("detection"):  # 2% more than wide; own place, of their size, is their control
        larger += ("whole average", "near average", "own place")
    others = [v for v in recipe.variants if v not in larger]
    sizes = {v: parameters(network_of(recipe, v)) for v in others}
    if name in BESIDE:
        sizes["wide"] = parameters(network_of(EXPERIMENTS[BESIDE[name]], "wide"))
    assert sizes.get("wide", sizes.get("normalised")) == max(sizes.values()) > sizes["plain"]


@each_experiment
def test_who_takes_the_rates_of_another_is_judged_like_it(name):
    recipe = EXPERIMENTS[name]
    if recipe.tuned_on:
        other = EXPERIMENTS[recipe.tuned_on]
        assert not other.tuned_on and other.measure == recipe.measure
        shared = (
            {"plain"} if name in untouched.RECIPES else {"plain", "wide"}
        )  # the same networks, asked again
        assert set(recipe.variants) & set(other.variants) >= shared


@each_with_data
def test_test_images_are_the_same_every_time(name):
    first, second = (experiments.test_batch(EXPERIMENTS[name], 5) for _ in range(2))
    assert torch.equal(first.images, second.images) and len(first) == 5


def test_only_recipes_with_folds_divide_the_classes_by_the_seed():
    for name, differ in {"recognition": True, "clutter": False}.items():
        first, second = (experiments.test_batch(EXPERIMENTS[name], 30, seed=seed).images for seed in (0, 1))
        assert torch.equal(first, second) != differ


def test_train_follows_the_recipe(monkeypatch):
    told = {}

    def fit(net, batches, steps, batch_size, **how):
        told.update(net=net, batches=batches, steps=steps, batch_size=batch_size, **how)
        return "history"

    monkeypatch.setattr(training, "fit", fit)
    recipe = Experiment(
        make_batch=lambda n, split, seed: (n, split, seed),
        network=ConvNet,
        settings={"widths": (4,)},
        steps=7,
        lr=0.1,
        variants={"wide": {"widths": (6,)}},
        metrics={},
        batch_size=5,
        loss="the loss",
    )
    net, history = train(recipe, "wide", seed=2, watch=False)
    assert history == "history" and net is told.pop("net") and net.classify.in_features == 6
    assert told.pop("batches")(9, "anything", "rng") == (9, "train", "rng")
    expected = {"steps": 7, "batch_size": 5, "lr": 0.1, "seed": 1002, "loss": "the loss"}
    assert told == {**expected, "name": "wide", "watch": False}
    train(recipe, "wide", lr=0.3, split="tuning")
    assert told["lr"] == 0.3 and told["batches"](9, "anything", "rng") == (9, "tuning", "rng")


def test_a_live_training_uses_the_rate_that_the_sweep_chose(monkeypatch):
    tuning = [{"variant": "plain", "lr": lr, "seed": 100, "score": lr} for lr in (0.1, 0.2)]
    asked = []
    monkeypatch.setattr(results, "load", lambda name: (asked.append(name), {"tuning": tuning})[1])
    assert EXPERIMENTS["clutter"].rate("plain") == 0.2
    assert EXPERIMENTS["cued_colour_long"].rate("plain") == 0.2
    assert EXPERIMENTS["clutter"].rate("wide") == EXPERIMENTS["clutter"].lr
    assert asked == ["clutter", "cued_colour", "clutter"]


def test_without_a_stored_sweep_it_is_the_recipes_rate(monkeypatch, tmp_path):
    monkeypatch.setattr(results, "RESULTS", tmp_path)
    assert EXPERIMENTS["clutter"].rate("plain") == EXPERIMENTS["clutter"].lr


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
