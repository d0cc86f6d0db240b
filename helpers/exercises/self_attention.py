"""Exercise 12.2: self-attention over the places of a feature map."""

import torch

from .draw import Case, maps, normal, scaled
from .function import Exercise


def found(x, query, key, value, divide=lambda d, c: d**0.5, weigh=lambda s: s.softmax(2), turn=True):
    """What every place finds; another division, softmax or last product is a mistake."""
    places = x.flatten(2)
    scores = (query @ places).mT @ (key @ places) / divide(len(query), x.shape[1])
    weights = weigh(scores)
    return (value @ places @ (weights.mT if turn else weights)).view_as(x)


def self_attention(x, query, key, value):
    """x (N, C, H, W), query and key (D, C), value (C, C) -> (N, C, H, W)"""
    return found(x, query, key, value)


def cases(rng):
    """Every kind of map, D below, at and above C; equal scores and very large ones at the border."""
    for k, case in enumerate(scaled(list(maps(rng))[1:], factors=(10, 1e-2))):
        x = case.args[0]
        c, d = x.shape[1], max(1, x.shape[1] + (k % 3 - 1) * 2)
        matrices = (0.7 * normal(rng, *shape).to(x) for shape in ((d, c), (d, c), (c, c)))
        yield Case(case.what, (x, *matrices), case.border, case.tolerance)
    x, value = normal(rng, 2, 3, 2, 4), normal(rng, 3, 3)
    zeros = torch.zeros(2, 3).double()
    yield Case(
        "queries and keys of zeros: the plain average of the values", (x, zeros, zeros, value), border=True
    )
    yield Case("scores above 1000", (x, 40 * normal(rng, 2, 3), 40 * normal(rng, 2, 3), value), border=True)


def turned(x, query, key, value):
    """The axes are taken as (places, channels) at the end."""
    places = x.flatten(2)
    scores = (query @ places).mT @ (key @ places) / len(query) ** 0.5
    return (scores.softmax(2) @ (value @ places).mT).reshape(x.shape)


def overflowing(scores):
    """A softmax without taking the largest score off."""
    return scores.exp() / scores.exp().sum(2, keepdim=True)


def with_other(**parts):
    """Self-attention with another part."""
    return lambda x, query, key, value: found(x, query, key, value, **parts)


Exercise(
    "self-attention",
    asked="one head: scores (Qx)ᵀ(Kx) / √D, softmax over the places asked, average of Vx, shape of x",
    look="rows of the weights: the softmax runs along the last axis, and values @ weights.mT",
    reference=self_attention,
    cases=cases,
    gradient=("x", "query", "key", "value"),
    images=("x",),
    mistakes={
        "the scores are not divided by √D": with_other(divide=lambda d, c: 1),
        "the scores are divided by D, not by √D": with_other(divide=lambda d, c: d),
        "the scores are divided by √C; D numbers are in a query": with_other(divide=lambda d, c: c**0.5),
        "the scores are multiplied by √D": with_other(divide=lambda d, c: d**-0.5),
        "the softmax runs over the places that ask; it has to run over those asked": with_other(
            weigh=lambda s: s.softmax(1)
        ),
        "the softmax runs over the images": with_other(weigh=lambda s: s.softmax(0)),
        "the softmax is missing": with_other(weigh=lambda s: s),
        "these are sigmoids, not a softmax": with_other(weigh=lambda s: s.sigmoid()),
        "exp overflows: torch's softmax takes the largest score off first": with_other(weigh=overflowing),
        "the weights are not turned in the last product: values @ weights.mT": with_other(turn=False),
        "queries and keys are swapped": lambda x, q, k, v: self_attention(x, k, q, v),
        "the queries are compared with queries": lambda x, q, k, v: self_attention(x, q, q, v),
        "the keys are compared with keys": lambda x, q, k, v: self_attention(x, k, k, v),
        "x itself is averaged, not the values": lambda x, q, k, v: self_attention(
            x, q, k, torch.eye(len(v)).to(x)
        ),
        "the value matrix is turned (x @ value for value @ x)": lambda x, q, k, v: self_attention(
            x, q, k, v.mT
        ),
        "x is added once more": lambda x, q, k, v: x + self_attention(x, q, k, v),
        "the axes are in the order (places, channels) when the shape is restored": turned,
        "these are the values without attention": lambda x, q, k, v: (v @ x.flatten(2)).view_as(x),
        "all places get the plain average of the values": lambda x, q, k, v: self_attention(
            x, 0 * q, 0 * k, v
        ),
        "the places are not put back into rows and columns": lambda x, q, k, v: self_attention(
            x, q, k, v
        ).flatten(2),
        "the sign of the scores is turned round": lambda x, q, k, v: self_attention(x, -q, k, v),
    },
)
