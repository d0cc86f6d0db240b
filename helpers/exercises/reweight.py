"""Exercise 0.1: a weight for every channel and every place of every image."""

import torch

from .draw import Case, maps, normal, scaled
from .function import Exercise


def reweighted(x, what, where):
    """x (N, C, H, W), what (N, C), where (N, H, W) -> (N, C, H, W)"""
    return x * what[:, :, None, None] * where[:, None]


def cases(rng):
    """Every kind of map with weights of its own, and zeros, ones and negative weights at the border."""
    for case in scaled(maps(rng)):
        (x,) = case.args
        n, c, h, w = x.shape
        what, where = normal(rng, n, c), normal(rng, n, h, w)
        if x.numel() <= 4:  # shown whole: weights that are multiplied in one's head
            what, where = torch.tensor([[2.0, 3.0]])[:, :c], torch.tensor([[[10.0, 1.0]]])
        yield Case(case.what, (x, what.to(x), where.to(x)), case.border, case.tolerance)
    x = normal(rng, 2, 3, 4, 5)
    yield Case("channels at 0", (x, 0 * normal(rng, 2, 3), normal(rng, 2, 4, 5)), border=True)
    yield Case("places at 0", (x, normal(rng, 2, 3), 0 * normal(rng, 2, 4, 5)), border=True)


def channels(what):
    """(N, C) -> (N, C, 1, 1)"""
    return what[:, :, None, None]


def places(where):
    """(N, H, W) -> (N, 1, H, W)"""
    return where[:, None]


def product(a=channels, m=places):
    """x times weights that are laid out in another way."""
    return lambda x, what, where: x * a(what) * m(where)


Exercise(
    "reweight",
    asked="x (N, C, H, W) times what (N, C) and where (N, H, W), each image with its own weights",
    look="the axes: `what` needs the shape (N, C, 1, 1) and `where` the shape (N, 1, H, W)",
    reference=reweighted,
    cases=cases,
    gradient=("x", "what", "where"),
    images=("x", "what", "where"),
    mistakes={
        "only the channels are weighted": product(m=lambda v: 1),
        "only the places are weighted": product(a=lambda v: 1),
        "`what` without new axes is read as (H, W)": product(a=lambda v: v),
        "`where` without a new axis is read as (C, H, W)": product(m=lambda v: v),
        "`what` needs two new axes: with one, (N, 1, C) is read as (C, 1, W)": product(
            a=lambda v: v[:, None]
        ),
        "`what` needs two new axes: with one, (N, C, 1) is read as (C, H, 1)": product(
            a=lambda v: v[:, :, None]
        ),
        "neither `what` nor `where` has new axes: their numbers lie along other axes": product(
            lambda v: v, lambda v: v
        ),
        "`what` lies along the columns, and `where` has no new axis": product(
            lambda v: v[:, None, None], lambda v: v
        ),
        "`what` lies along the rows, and `where` has no new axis": product(
            lambda v: v[:, None, :, None], lambda v: v
        ),
        "`what` lies along the rows": product(a=lambda v: v[:, None, :, None]),
        "`what` lies along the columns": product(a=lambda v: v[:, None, None]),
        "rows and columns of `where` are swapped": product(m=lambda v: places(v.mT)),
        "every image gets the channel weights of the first": product(a=lambda v: channels(v[:1])),
        "every image gets the map of the first": product(m=lambda v: places(v[:1])),
        "every image gets the channel weights averaged over the batch": product(
            a=lambda v: channels(v.mean(0, keepdim=True))
        ),
        "every image gets the map averaged over the batch": product(
            m=lambda v: places(v.mean(0, keepdim=True))
        ),
        "a sigmoid is applied to the weights; they are used as they are": product(
            lambda v: channels(v.sigmoid()), lambda v: places(v.sigmoid())
        ),
        "the weights are added to each other before they multiply": lambda x, a, m: (
            x * (channels(a) + places(m))
        ),
        "these are the weights without x": lambda x, a, m: channels(a) * places(m),
        "x is added once more": lambda x, a, m: x + reweighted(x, a, m),
        "x comes in twice": lambda x, a, m: x * reweighted(x, a, m),
        "the images are summed: the axis N is gone": lambda x, a, m: reweighted(x, a, m).sum(0),
    },
)
