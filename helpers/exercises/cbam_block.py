"""The exercise "cbam block"."""

import torch

from ..attention import ChannelAttention, SpatialAttention
from .base import Finding, exercise, solved

CLOSE = {"rtol": 1e-7, "atol": 1e-9}


def same(a, b):
    """Whether two tensors agree, shape and numbers."""
    return a.shape == b.shape and torch.allclose(a, b, **CLOSE)


def random_gates(channels, size, seed):
    """A feature map (2, channels, *size) and both gates with large random weights, float64."""
    rng = torch.Generator().manual_seed(seed)
    x = torch.randn(2, channels, *size, generator=rng, dtype=torch.float64)
    channel, spatial = ChannelAttention(channels, 1).double(), SpatialAttention(3).double()
    with torch.no_grad():
        for p in (*channel.parameters(), *spatial.parameters()):
            p.copy_(torch.randn(p.shape, generator=rng, dtype=torch.float64))
    return x, channel, spatial


def what_else(x, channel, spatial):
    """Wrong compositions that are easy to write: (the output, what went wrong)."""
    what, first = channel.weights(x), channel(x)
    where, where_of_x = spatial.weights(first), spatial.weights(x)
    again = "a gate called as gate(x) already multiplies: gate(x) or x * gate.weights(x), not both"
    added = "the gates are added: the output of the first gate is the input of the second"
    return [
        (
            first * where_of_x,
            "the map comes from x (in parallel): the second gate must see what the first let through",
        ),
        (channel(spatial(x)), "the order is swapped: first what (channel), then where (spatial)"),
        (x * what + x * where_of_x, added),
        (first + first * where, added),
        (x * (what + where), added),
        (x * (what + where_of_x), added),
        (first * spatial(x), "x comes in twice: channel(x) * spatial(x) is x squared times both weights"),
        (first * spatial(first), "x comes in twice: the output is multiplied by an output, not by weights"),
        (first * what * spatial.weights(first * what), f"the channel gate acts twice: {again}"),
        (channel(first) * spatial.weights(channel(first)), f"the channel gate acts twice: {again}"),
        (first * where * where, f"the spatial gate acts twice: {again}"),
        (spatial(spatial(first)), f"the spatial gate acts twice: {again}"),
        (x * where, "the channel gate only steers the map: multiply what it let through, not x, by the map"),
        (what * where, "these are the weights alone: the feature map x has to be multiplied by them"),
        (
            x + first * where,
            "x is added: the block only scales, the addition belongs to the network around it",
        ),
        (first, "only the channel gate acts: the spatial gate is missing"),
        (x * where_of_x, "only the spatial gate acts: the channel gate is missing"),
        (x, "this is x itself: no gate acts"),
        (
            x * what.sigmoid() * spatial.weights(x * what.sigmoid()).sigmoid(),
            "the sigmoid is taken twice: weights() already lie between 0 and 1",
        ),
    ]


@exercise("cbam block")
def cbam_block(answer):
    """what_and_where(x, channel, spatial): the channel gate, then the spatial gate."""
    for channels, size, seed in ((4, (5, 7), 0), (3, (6, 4), 1)):
        x, channel, spatial = random_gates(channels, size, seed)
        kept, shape = x.clone(), tuple(x.shape)
        y = solved(answer(x, channel, spatial))
        if not isinstance(y, torch.Tensor):
            yield Finding(False, "a feature map comes back", f"got {type(y).__name__}, expected one tensor")
            return
        yield Finding(
            same(x, kept), f"x {shape} is left as it was", "x itself was changed: write x * w, not x *= w"
        )
        if not same(x, kept):
            return
        if y.isnan().any():
            yield Finding(False, "every number is a number", "the output contains NaN")
            return
        expected = spatial(channel(x))
        why = next((why for wrong, why in what_else(x, channel, spatial) if same(y, wrong)), None)
        why = why or (
            f"the shape is {tuple(y.shape)}"
            if y.shape != x.shape
            else "compare with x · what · where by hand"
        )
        yield Finding(same(y, expected), f"x {shape}: first what, then where", why)
        if not same(y, expected):
            return
        y.sum().backward() if y.requires_grad else None
        reached = all(p.grad is not None for p in (*channel.parameters(), *spatial.parameters()))
        yield Finding(
            reached, "the gradient reaches both gates", "it stops: a detach() or no_grad() is in the way"
        )
