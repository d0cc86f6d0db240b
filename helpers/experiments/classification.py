"""Classification: a cue elsewhere in the image, sensors that fail, a digit in clutter."""

from functools import partial

import numpy as np
from torch import nn

from .. import datasets, networks
from ..attention import AddedAttentionPool, AttentionPool, StaticAttention
from ..gates import by_method as gates
from . import layers
from .base import Experiment, accuracy_under, only, recorded


def score_cued_colour(net, batch):
    """Accuracy, and how far the first gate's average moves with the cue (0 to 1)."""
    scores = accuracy_under(net, batch, ("mean", "other image"))
    if gates.gates(net):
        first = next(iter(recorded(net, batch).values())).flatten(1).cpu()
        by_cue = np.stack([first[batch.cue == cue].mean(0) for cue in range(3)])
        scores["gate moves by"] = float(np.mean(by_cue.max(0) - by_cue.min(0)))
    return scores


def sensor_gates(weights, sensors=8):
    """One number per sensor from a gate (N, C, 1, 1): the mean over the sensor's channels."""
    return weights.reshape(len(weights), sensors, -1).mean(2)


def auroc_clean(net, batch):
    """How well the first gate tells a working sensor from a broken one: 0.5 is chance."""
    from sklearn.metrics import roc_auc_score

    per_sensor = sensor_gates(next(iter(recorded(net, batch).values())))
    return float(roc_auc_score(batch.clean.cpu().ravel(), per_sensor.cpu().ravel()))


def score_sensors(net, batch):
    """Accuracy, and how well the gate tells a working sensor from a broken one (AUROC)."""
    scores = accuracy_under(net, batch, ("mean", "other image"))
    if gates.gates(net):
        scores["auroc clean"] = auroc_clean(net, batch)
    return scores


def enlarge(weights, size):
    """A map at its true resolution, every weight a square of pixels: (N, 1, h, w) -> (N, 1, size, size)."""
    factor = size // weights.shape[-1]
    return weights.repeat_interleave(factor, 2).repeat_interleave(factor, 3)


def energy_inside(weights, mask):
    """Share of a map's weight that lies on the mask, (N, 1, H, W) both: mean over the images."""
    inside = (weights * mask.to(weights.device)).sum((1, 2, 3)) / weights.sum((1, 2, 3))
    return float(inside.mean())


def auroc_against_distractors(weights, batch):
    """How often a pixel of the digit weighs more than a pixel of a distractor: 0.5 is chance."""
    from sklearn.metrics import roc_auc_score

    mask, weights = batch.mask.cpu(), weights.cpu()
    chosen = mask | batch.distractors.cpu()
    return float(roc_auc_score(mask[chosen], weights[chosen]))


def score_clutter(net, batch):
    """Accuracy; for the last map, its energy inside the digit and AUROC against distractors."""
    scores = accuracy_under(net, batch, ("mean", "shuffle", "other image"))
    maps = [w for w in recorded(net, batch).values() if w.shape[1] == 1] if gates.gates(net) else []
    if maps and maps[-1].std() > 0:
        large = enlarge(maps[-1], batch.images.shape[-1])
        scores["energy inside"] = energy_inside(large, batch.mask)
        scores["auroc distractors"] = auroc_against_distractors(large, batch)
    return scores


def static_map(channels):
    """A head: one learned weight per place of a 10 x 10 map, the same for every image, then the average."""
    return nn.Sequential(StaticAttention(1, 10, 10), networks.Average())


def cued_colour(source="digits", steps=300, variants=(), tuned_on=""):
    """Three digits in three colours; the colour of the frame says which one counts."""
    return Experiment(
        make_batch=partial(datasets.cued_colour, source=source),
        network=networks.ConvNet,
        settings={"in_channels": 3, "widths": (24, 48), "head": "flatten", "halvings": 2, "size": 24},
        steps=steps,
        lr=4e-3,
        variants=only(
            {
                "plain": {},
                "wide": {"widths": (26, 52)},
                "deep": {"widths": (24, 48, 64), "halvings": 3},
                "static": {"attention": layers.static},
                "squeeze": {"attention": layers.squeeze},
                "avg + max": {"attention": partial(layers.squeeze, pools=("avg", "max"))},
                "normalised": {"attention": layers.normalised},
                "added": {"attention": layers.normalised_added},
                "gate": {"attention": layers.spatial},
                "cbam": {"attention": layers.authors_cbam},
            },
            variants,
        ),
        metrics=score_cued_colour,
        source=source,
        tuned_on=tuned_on,
    )


def sensors(source="digits", steps=350, variants=(), tuned_on=""):
    """One digit seen by eight sensors; in every image other sensors send only noise."""
    return Experiment(
        make_batch=partial(datasets.unreliable_sensors, source=source),
        network=networks.SensorNet,
        settings={},
        steps=steps,
        lr=4e-3,
        variants=only(
            {
                "plain": {},
                "wide": {"widths": (34, 68)},
                "static": {"attention": layers.static},
                "squeeze": {"attention": layers.squeeze},
                "normalised": {"attention": layers.sensor_gate},
                "added": {"attention": layers.sensor_gate_added},
            },
            variants,
        ),
        metrics=score_sensors,
        source=source,
        tuned_on=tuned_on,
    )


def clutter():
    """One whole digit among fragments of others."""
    return Experiment(
        make_batch=datasets.cluttered_digits,
        network=networks.ConvNet,
        settings={"attend": (1, 2)},
        steps=400,
        lr=2e-3,
        variants={
            "plain": {},
            "wide": {"widths": (17, 34, 68)},
            "max pooling": {"head": "max"},
            "static": {"head": static_map},
            "squeeze": {"attention": layers.squeeze},
            "gate": {"attention": layers.spatial},
            "gate added": {"attention": layers.spatial_added},
            "cbam": {"attention": layers.authors_cbam},
            "cbam added": {"attention": layers.authors_cbam_added},
            "attention pooling": {"head": AttentionPool},
            "pooling added": {"head": AddedAttentionPool},
        },
        metrics=score_clutter,
    )


COMPANIONS = ("plain", "wide", "normalised", "added")  # the least that a comparison needs
RECIPES = {
    "cued_colour": cued_colour(),
    "sensors": sensors(),
    "clutter": clutter(),
    "cued_colour_long": cued_colour(
        "digits", 1200, ("plain", "wide", "deep", "squeeze", "normalised", "added"), "cued_colour"
    ),
    "cued_colour_fashion": cued_colour("garments", 300, COMPANIONS, "cued_colour"),
}
