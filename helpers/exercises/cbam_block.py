"""Exercise 4.1: the heart of CBAM, two gates in turn."""

import torch

from ..attention import ChannelAttention, SpatialAttention
from .base import Refused
from .draw import Case, normal
from .function import CUT, Exercise


def in_turn(x, channel, spatial):
    """x (N, C, H, W) and two gates -> (N, C, H, W): first what, then where."""
    y = x * channel.weights(x)
    return y * spatial.weights(y)


def gates(rng, channels, dtype=torch.float64):
    """Both gates with large random numbers."""
    made = ChannelAttention(channels, 1).to(dtype), SpatialAttention(3).to(dtype)
    with torch.no_grad():
        for p in (*made[0].parameters(), *made[1].parameters()):
            p.copy_(torch.randn(p.shape, generator=rng, dtype=p.dtype))
    return made


def cases(rng):
    """Maps of many shapes; a batch with a silent image, and large numbers."""
    for what, shape in (
        ("one image of one place", (1, 2, 1, 1)),
        ("several images", (3, 4, 5, 7)),
        ("one image", (1, 3, 6, 4)),
        ("one channel", (2, 1, 4, 3)),
        ("four axes of one length", (3, 3, 3, 3)),
    ):
        yield Case(what, (normal(rng, *shape), *gates(rng, shape[1])))
    x = normal(rng, 3, 4, 2, 5)
    x[1] = 0
    yield Case("a silent image beside others", (x, *gates(rng, 4)), border=True)
    yield Case("numbers 1000 times as large", (1000 * normal(rng, 2, 3, 4, 4), *gates(rng, 3)), border=True)
    single = torch.float32
    yield Case("float32", (normal(rng, 2, 3, 4, 4).float(), *gates(rng, 3, single)), True, 2e-4)


def gated(x, channel, spatial):
    """What the channel gate lets through."""
    return channel(x)


class Exercise41(Exercise):
    """The gradient has to reach x and the parameters of both gates."""

    def __call__(self, answer, seed, told):
        super().__call__(answer, seed, told)
        rng = torch.Generator().manual_seed(seed)
        x, (channel, spatial) = normal(rng, 2, 4, 5, 6), gates(rng, 4)
        wanted = [x.requires_grad_(), *channel.parameters(), *spatial.parameters()]
        toward = torch.randn(x.shape, generator=rng, dtype=x.dtype)
        results = [(f(x, channel, spatial) * toward).sum() for f in (self.reference, answer)]
        for name, of in (("x", wanted[:1]), ("the channel gate", list(channel.parameters())),
                         ("the spatial gate", list(spatial.parameters()))):  # fmt: skip
            true = torch.autograd.grad(results[0], of, retain_graph=True)
            mine = [None] * len(of)
            if results[1].requires_grad:
                mine = torch.autograd.grad(results[1], of, retain_graph=True, allow_unused=True)
            if any(m is None or not torch.allclose(m, t, rtol=1e-4) for m, t in zip(mine, true)):
                raise Refused(
                    f"The numbers are right, but the gradient does not reach {name} as it should.",
                    CUT,
                )
        told.right.append("gradient to x and both gates")


Exercise41(
    "cbam block",
    asked="first the channel gate, then the spatial gate on what the first let through: (N, C, H, W)",
    look="weights and gate: gate(x) already multiplies, gate.weights(x) does not",
    reference=in_turn,
    cases=cases,
    images=("x",),
    mistakes={
        "the map comes from x (in parallel); the second gate must see what the first let through": (
            lambda x, what, where: what(x) * where.weights(x)
        ),
        "the order is swapped: first what (channel), then where (spatial)": lambda x, what, where: what(
            where(x)
        ),
        "the gates are added; the output of the first is the input of the second": lambda x, what, where: (
            what(x) + where(x)
        ),
        "the first gate's output is added once more": lambda x, what, where: what(x) + where(what(x)),
        "the weights are added before they multiply": lambda x, what, where: (
            x * (what.weights(x) + where.weights(what(x)))
        ),
        "x comes in twice: channel(x) * spatial(x)": lambda x, what, where: what(x) * where(x),
        "x comes in twice: an output is multiplied by an output, not by weights": lambda x, what, where: (
            what(x) * where(what(x))
        ),
        "the channel gate acts twice": lambda x, what, where: where(what(x) * what.weights(x)),
        "the channel gate acts twice, the second time on its own output": lambda x, what, where: where(
            what(what(x))
        ),
        "the spatial gate acts twice, with one map": lambda x, what, where: (
            where(what(x)) * where.weights(what(x))
        ),
        "the spatial gate acts twice": lambda x, what, where: where(where(what(x))),
        "the channel gate only steers the map: multiply what it let through, not x": lambda x, what, where: (
            x * where.weights(what(x))
        ),
        "these are the weights alone, without x": lambda x, what, where: (
            what.weights(x) * where.weights(what(x))
        ),
        "x is added once more": lambda x, what, where: x + in_turn(x, what, where),
        "only the channel gate acts": lambda x, what, where: what(x),
        "only the spatial gate acts": lambda x, what, where: where(x),
        "this is x itself, no gate acts": lambda x, what, where: x.clone(),
        "a second sigmoid is applied: weights() already lie between 0 and 1": lambda x, what, where: (
            x * what.weights(x).sigmoid() * where.weights(x * what.weights(x).sigmoid()).sigmoid()
        ),
        "this is the map alone": lambda x, what, where: where.weights(what(x)),
        "the channel weights alone come out": lambda x, what, where: what.weights(x),
    },
)
