"""What do channels and their gates hold?  By cue and by class, how many directions, which are redundant."""

import torch

from .. import datasets, networks
from ..explain import ablation
from ..gates import by_method as gates
from . import layers
from .base import Experiment, accuracy_under, recorded

PAIRS = 4  # of channels: the most alike, and as many of the least
PAIR_IMAGES = 500  # for what needs many forward passes


def explained(values, groups):
    """Share of the variance of values (N, K) that lies between groups (N,), over all K together: 0 to 1."""
    centred = values - values.mean(0)
    among = torch.zeros_like(centred)
    for group in groups.unique():
        among[groups == group] = centred[groups == group].mean(0)
    return ((among**2).sum() / (centred**2).sum().clamp(min=1e-12)).item()


def in_directions(values, count):
    """Share of the variance of values (N, K) in its ``count`` strongest directions: 0 to 1."""
    strength = torch.linalg.svdvals((values - values.mean(0)).double()) ** 2
    return (strength[:count].sum() / strength.sum().clamp(min=1e-12)).item()


def likeness(x):
    """How closely two channels of x (N, C, h, w) go together, over all places of all images: (C, C), |r|."""
    flat = x.transpose(0, 1).flatten(1)
    return torch.corrcoef(flat).nan_to_num().abs()


def chosen_pairs(alike, count=PAIRS):
    """The most and the least alike pairs of different channels: {"close": [(i, j), ...], "apart": ...}."""
    i, j = torch.triu_indices(*alike.shape, 1)
    order = alike[i, j].argsort(descending=True, stable=True)
    pairs = list(zip(i[order].tolist(), j[order].tolist()))
    return {"close": pairs[:count], "apart": pairs[-count:]}


def without(x, *channels):
    """x (N, C, h, w) with some channels switched off."""
    kept = torch.ones(x.shape[1], device=x.device)
    kept[list(channels)] = 0
    return x * kept[:, None, None]


def stand_in(x, channel, other):
    """x (N, C, h, w) with a channel guessed from another one, by a line through all places."""
    a, b = x[:, channel], x[:, other]
    slope = ((a - a.mean()) * (b - b.mean())).mean() / b.var(unbiased=False).clamp(min=1e-12)
    changed = x.clone()
    changed[:, channel] = a.mean() + slope * (b - b.mean())
    return changed


def averaged(x, channel):
    """x (N, C, h, w) with a channel replaced by its average over all places of all images."""
    changed = x.clone()
    changed[:, channel] = x[:, channel].mean()
    return changed


def score_pairs(net, batch, stage=0):
    """Accuracy when one of a pair is off, both are, one is averaged, one stands in for the other: means."""
    x = ablation.stage_maps(net, batch.images)[stage]
    labels, alike, scores = batch.labels.to(x.device), likeness(x).cpu(), {}

    def right(changed):
        return (ablation.finish(net, changed, stage).argmax(1) == labels).float().mean().item()

    for kind, pairs in chosen_pairs(alike).items():
        both_ways = [*pairs, *((j, i) for i, j in pairs)]
        found = {
            "alike": [alike[pair].item() for pair in pairs],
            "one off": [right(without(x, i)) for i, _ in both_ways],
            "both off": [right(without(x, *pair)) for pair in pairs],
            "averaged": [right(averaged(x, i)) for i, _ in both_ways],
            "stand-in": [right(stand_in(x, *pair)) for pair in both_ways],
        }
        scores |= {f"{kind} {name}": sum(values) / len(values) for name, values in found.items()}
    return {**scores, "nothing off": right(x)}


def score_channels(net, batch):
    """Accuracy; what the first gate's variance goes with; pairs of the first stage's channels."""
    scores = accuracy_under(net, batch, ("mean", "other image"))
    for place, weights in enumerate(recorded(net, batch).values() if gates.gates(net) else (), 1):
        values = weights.flatten(1).cpu()
        scores[f"gate {place} by cue"] = explained(values, batch.cue)
        scores[f"gate {place} by class"] = explained(values, batch.labels)
        scores[f"gate {place} in two directions"] = in_directions(values, 2)
    return scores | score_pairs(net, batch[:PAIR_IMAGES])


def channels():
    """The data and the networks of ``cued_colour``, asked about their channels."""
    return Experiment(
        make_batch=datasets.cued_colour,
        network=networks.ConvNet,
        settings={"in_channels": 3, "widths": (24, 48), "head": "flatten", "halvings": 2, "size": 24},
        steps=300,
        lr=4e-3,
        variants={
            "plain": {},
            "wide": {"widths": (26, 52)},
            "squeeze": {"attention": layers.squeeze},
            "normalised": {"attention": layers.normalised},
            "added": {"attention": layers.normalised_added},
        },
        metrics=score_channels,
        tuned_on="cued_colour",
    )


RECIPES = {"channels": channels()}
