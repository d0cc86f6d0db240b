"""The controls of a learner's own gate, made from the gate: its scores added, and weights that are blind.

A gate is a function channels -> module with a method ``weights(x)``; CBAM and the like hold two of them.
"""

import torch
from torch import nn

from ..attention import StaticAttention, StaticMap

PROBE = 12  # pixels: height and width of the map on which a gate is looked at


class Added(nn.Module):
    """The additive twin of any gate whose weights lie between 0 and 1.  (N, C, H, W) -> (N, C, H, W)

    ``x + score``, where the gate has ``x * sigmoid(score)``.
    """

    def __init__(self, gate):
        super().__init__()
        self.gate = gate

    def forward(self, x):
        return x + torch.logit(self.gate.weights(x), eps=1e-6)


def added(make_gate, channels):
    """A new gate of ``make_gate`` as its additive twin; ValueError if there is none."""
    return exchanged(make_gate(channels), channels, lambda gate, weights: Added(gate))


def blind(make_gate, channels):
    """The same places for weights as in a gate of ``make_gate``, blind to the image; ValueError if none."""
    return exchanged(make_gate(channels), channels, blind_one)


def blind_one(gate, weights):
    """One learned weight per channel or per place, by the shape of a gate's weights."""
    if weights.shape[2:] == (1, 1):
        return StaticAttention(weights.shape[1], 1, 1)
    if weights.shape[1] == 1:
        return StaticMap()
    raise ValueError("its weights differ between channels and between places")


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
        if (weights := weights_of(child, x)) is not None:
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
