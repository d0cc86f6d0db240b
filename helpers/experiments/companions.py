"""The controls of a learner's own gate, made from the gate: its scores added, and weights that are blind.

A gate is a function channels -> module with a method ``weights(x)``; CBAM and the like hold two of them.

Both start as the gate does: the blind weights where its weights are on average, the twin by adding nothing
on average.  So a gate that starts open is not compared with a blind one that starts half closed.
"""

import torch
from torch import nn

from ..attention import StaticAttention, StaticMap
from ..attention.insert import Doubled

PROBE = 12  # pixels: height and width of the map on which a gate is looked at


class Added(nn.Module):
    """The additive twin of any gate whose weights lie between 0 and 1.  (N, C, H, W) -> (N, C, H, W)

    ``x + score - start``, where the gate has ``x * sigmoid(score)``; start is its mean score at the start.
    """

    def __init__(self, gate, start=0.0):
        super().__init__()
        self.gate, self.start = gate, start

    def forward(self, x):
        return x + (scores(self.gate.weights(x)) - self.start)


def scores(weights):
    """What a sigmoid turned into these weights."""
    return torch.logit(weights, eps=1e-6)


def inner(gate):
    """The gate whose weights lie between 0 and 1, inside of one that doubles them."""
    return gate.gate if isinstance(gate, Doubled) else gate


def added(make_gate, channels):
    """A new gate of ``make_gate`` as its additive twin; ValueError if there is none."""
    return exchanged(make_gate(channels), channels, added_one)


def added_one(gate, weights):
    """The additive twin of one gate with these weights at its start."""
    return Added(inner(gate), scores(weights).mean().item())


def blind(make_gate, channels):
    """The same places for weights as in a gate of ``make_gate``, blind to the image; ValueError if none."""
    return exchanged(make_gate(channels), channels, blind_one)


def blind_one(gate, weights):
    """One learned weight per channel or per place, by the shape of a gate's weights at its start."""
    if weights.shape[2:] == (1, 1):
        layer = StaticAttention(weights.shape[1], 1, 1)
    elif weights.shape[1] == 1:
        layer = StaticMap()
    else:
        raise ValueError("its weights differ between channels and between places")
    layer.scores.fill_(scores(weights.mean()))
    return Doubled(layer) if isinstance(gate, Doubled) else layer


@torch.no_grad()
def exchanged(layer, channels, swap):
    """A layer with every gate in it swapped: swap(gate, its weights on a random map) -> module."""
    x = torch.randn(2, channels, PROBE, PROBE, generator=torch.Generator().manual_seed(0))
    holder = nn.Sequential(layer)
    if not swap_inside(holder, x, swap):
        raise ValueError("it has no method weights(x) that gives numbers between 0 and 1")
    return holder[0]


def swap_inside(parent, x, swap):
    """Swap the gates among a module's parts, the outer ones of nested ones; returns how many they were."""
    found = 0
    for name, child in list(parent.named_children()):
        if (weights := weights_of(inner(child), x)) is not None:
            setattr(parent, name, swap(child, weights))
            found += 1
        else:
            found += swap_inside(child, x, swap)
    return found


def weights_of(gate, x):
    """A gate's weights on a map, a tensor between 0 and 1; None if it has no such weights."""
    try:
        weights = gate.eval().weights(x)
    except Exception:  # whatever it is, it does not say what it would do
        return None
    finally:
        gate.train()
    one = isinstance(weights, torch.Tensor) and weights.dim() == 4 and len(weights) == len(x)
    inside = one and bool((weights > 0).all() and (weights < 1).all())
    return weights if inside else None
