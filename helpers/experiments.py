"""The experiments: each a recipe that fits on a screen, run by ``sweep`` and, one seed, by a lesson."""

from dataclasses import dataclass, field
from functools import partial

import numpy as np
from sklearn.metrics import roc_auc_score

from . import datasets, gates, networks, training
from .attention import (
    CBAM,
    AddedAttentionPool,
    AddedCBAM,
    AddedChannelAttention,
    AddedSpatialAttention,
    AttentionPool,
    ChannelAttention,
    SpatialAttention,
    StaticAttention,
)


@dataclass
class Experiment:
    """A recipe: what is learned, by which networks, how long, and how it is judged.

    make_batch  (n, split, seed) -> Batch
    network     the class of the networks, and ``settings`` that all of them share
    variants    {name: settings of that network alone}; "gate_lr" among them goes to ``fit``
    metrics     (net, test batch) -> {name: number}
    """

    make_batch: callable
    network: type
    settings: dict
    steps: int
    lr: float
    variants: dict
    metrics: callable
    test_images: int = 3000
    fit: dict = field(default_factory=dict)


def train(experiment, variant, seed=0, **watching):
    """Train one network of an experiment: (network, History).  The same as in the stored sweep."""
    if variant not in experiment.variants:
        raise ValueError(f"unknown variant {variant!r}; there are {list(experiment.variants)}")
    own = dict(experiment.variants[variant])
    how = {name: own.pop(name) for name in ("gate_lr",) if name in own}
    device = watching.pop("device", "cpu")
    net = networks.build(experiment.network, seed, **{**experiment.settings, **own}).to(device)
    watching = {"name": variant, **watching}
    history = training.fit(
        net, experiment.make_batch, experiment.steps, lr=experiment.lr, seed=1000 + seed, **how, **watching
    )
    return net, history


def test_batch(experiment, images=None):
    """The experiment's test images, the same for every variant and seed."""
    return experiment.make_batch(images or experiment.test_images, "test", 77)


def accuracy_under(net, batch, changes):
    """Accuracy with the gates as they are and under each change: {"accuracy": ..., "mean": ...}."""
    scores = {"accuracy": training.evaluate(net, batch)}
    for how in changes if gates.gates(net) else ():
        with gates.replace(net, how):
            scores[how] = training.evaluate(net, batch)
    return scores


def recorded(net, batch):
    """Every gate's weights on a batch: {name: tensor}."""
    with gates.record(net) as seen:
        training.predict(net, batch.images)
    return seen


def score_cued_colour(net, batch):
    """Accuracy, and how far the first gate's average moves with the cue (0 to 1)."""
    scores = accuracy_under(net, batch, ("mean", "other image"))
    if gates.gates(net):
        first = next(iter(recorded(net, batch).values())).flatten(1)
        by_cue = np.stack([first[batch.cue == cue].mean(0) for cue in range(3)])
        scores["gate moves by"] = float(np.mean(by_cue.max(0) - by_cue.min(0)))
    return scores


def sensor_gates(weights, sensors=8):
    """One number per sensor from a gate (N, C, 1, 1): the mean over the sensor's channels."""
    return weights.reshape(len(weights), sensors, -1).mean(2)


def score_sensors(net, batch):
    """Accuracy, and how well the gate tells a working sensor from a broken one (AUROC)."""
    scores = accuracy_under(net, batch, ("mean", "other image"))
    if gates.gates(net):
        per_sensor = sensor_gates(next(iter(recorded(net, batch).values())))
        scores["auroc clean"] = float(roc_auc_score(batch.clean.ravel(), per_sensor.ravel()))
    return scores


def enlarge(weights, size):
    """A map at its true resolution, every weight a square of pixels: (N, 1, h, w) -> (N, 1, size, size)."""
    factor = size // weights.shape[-1]
    return weights.repeat_interleave(factor, 2).repeat_interleave(factor, 3)


def energy_inside(weights, mask):
    """Share of a map's weight that lies on the mask, (N, 1, H, W) both: mean over the images."""
    inside = (weights * mask).sum((1, 2, 3)) / weights.sum((1, 2, 3))
    return float(inside.mean())


def auroc_against_distractors(weights, batch):
    """How often a pixel of the digit weighs more than a pixel of a distractor: 0.5 is chance."""
    chosen = batch.mask | batch.distractors
    return float(roc_auc_score(batch.mask[chosen], weights[chosen]))


def score_clutter(net, batch):
    """Accuracy; for the last map, its energy inside the digit and AUROC against distractors."""
    scores = accuracy_under(net, batch, ("mean", "shuffle", "other image"))
    maps = [w for w in recorded(net, batch).values() if w.shape[1] == 1] if gates.gates(net) else []
    if maps and maps[-1].std() > 0:
        large = enlarge(maps[-1], batch.images.shape[-1])
        scores["energy inside"] = energy_inside(large, batch.mask)
        scores["auroc distractors"] = auroc_against_distractors(large, batch)
    return scores


squeeze = partial(ChannelAttention, reduction=4, pools="avg", bias=True)
sensor_gate = partial(ChannelAttention, reduction=1, pools="avg", bias=True, norm=True)
spatial = partial(SpatialAttention, norm=True)
authors_cbam = partial(CBAM, reduction=4, bias=True, norm=True)


def ignoring_channels(layer, **settings):
    """A factory channels -> module for layers that do not need to know the channels."""
    return lambda channels: layer(**settings)


EXPERIMENTS = {
    "cued_colour": Experiment(
        make_batch=datasets.cued_colour,
        network=networks.ConvNet,
        settings={"in_channels": 3, "widths": (24, 48), "head": "flatten", "halvings": 2, "size": 24},
        steps=300,
        lr=4e-3,
        variants={
            "plain": {},
            "wide": {"widths": (26, 52)},
            "static": {"attention": lambda channels: StaticAttention(channels, 1, 1)},
            "squeeze": {"attention": squeeze},
            "avg + max": {"attention": partial(squeeze, pools=("avg", "max"))},
            "normalised": {"attention": partial(squeeze, norm=True)},
            "added": {
                "attention": partial(AddedChannelAttention, reduction=4, pools="avg", bias=True, norm=True)
            },
        },
        metrics=score_cued_colour,
    ),
    "sensors": Experiment(
        make_batch=datasets.unreliable_sensors,
        network=networks.SensorNet,
        settings={},
        steps=350,
        lr=4e-3,
        variants={
            "plain": {},
            "wide": {"widths": (34, 68)},
            "static": {"attention": lambda channels: StaticAttention(channels, 1, 1)},
            "squeeze": {"attention": squeeze},
            "normalised": {"attention": sensor_gate, "gate_lr": 5.0},
            "added": {
                "attention": partial(AddedChannelAttention, reduction=1, pools="avg", bias=True, norm=True),
                "gate_lr": 5.0,
            },
        },
        metrics=score_sensors,
    ),
    "clutter": Experiment(
        make_batch=datasets.cluttered_digits,
        network=networks.ConvNet,
        settings={"attend": (1, 2)},
        steps=400,
        lr=2e-3,
        variants={
            "plain": {},
            "wide": {"widths": (17, 34, 68)},
            "max pooling": {"head": "max"},
            "static": {
                "head": lambda channels: networks.nn.Sequential(
                    StaticAttention(1, 10, 10), networks.Average()
                )
            },
            "gate": {"attention": ignoring_channels(SpatialAttention, norm=True)},
            "gate added": {"attention": ignoring_channels(AddedSpatialAttention, norm=True)},
            "cbam": {"attention": authors_cbam},
            "cbam added": {"attention": partial(AddedCBAM, reduction=4, bias=True, norm=True)},
            "attention pooling": {"head": AttentionPool},
            "pooling added": {"head": AddedAttentionPool},
        },
        metrics=score_clutter,
    ),
}
