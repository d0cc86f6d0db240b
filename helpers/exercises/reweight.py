"""Exercise 0.1: a weight for every channel and every place of every image."""

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
        yield Case(
            case.what, (x, normal(rng, n, c).to(x), normal(rng, n, h, w).to(x)), case.border, case.tolerance
        )
    x = normal(rng, 2, 3, 4, 5)
    yield Case("channels at 0", (x, 0 * normal(rng, 2, 3), normal(rng, 2, 4, 5)), border=True)
    yield Case("places at 0", (x, normal(rng, 2, 3), 0 * normal(rng, 2, 4, 5)), border=True)


def axes(v, *places):
    """v with new axes, for the mistakes."""
    for place in places:
        v = v.unsqueeze(place)
    return v


Exercise(
    "reweight",
    asked="x (N, C, H, W) times what (N, C) and where (N, H, W), each image with its own weights",
    look="the axes: `what` needs the shape (N, C, 1, 1) and `where` the shape (N, 1, H, W)",
    reference=reweighted,
    cases=cases,
    gradient=("x", "what", "where"),
    images=("x", "what", "where"),
    mistakes={
        "only the channels are weighted": lambda x, what, where: x * axes(what, 2, 3),
        "only the places are weighted": lambda x, what, where: x * axes(where, 1),
        "the weights are added to each other before they multiply": lambda x, what, where: (
            x * (axes(what, 2, 3) + axes(where, 1))
        ),
        "these are the weights without x": lambda x, what, where: axes(what, 2, 3) * axes(where, 1),
        "`what` without new axes is read as (H, W)": lambda x, what, where: x * what * axes(where, 1),
        "`where` without a new axis is read as (C, H, W)": lambda x, what, where: (
            x * axes(what, 2, 3) * where
        ),
        "`what` lies along the rows": lambda x, what, where: x * axes(what, 1, 3) * axes(where, 1),
        "`what` lies along the columns": lambda x, what, where: x * axes(what, 1, 1) * axes(where, 1),
        "rows and columns of `where` are swapped": lambda x, what, where: (
            x * axes(what, 2, 3) * axes(where.mT, 1)
        ),
        "every image gets the channel weights of the first": lambda x, what, where: (
            x * axes(what[:1], 2, 3) * axes(where, 1)
        ),
        "every image gets the map of the first": lambda x, what, where: (
            x * axes(what, 2, 3) * axes(where[:1], 1)
        ),
        "every image gets the channel weights averaged over the batch": lambda x, what, where: (
            x * axes(what.mean(0, keepdim=True), 2, 3) * axes(where, 1)
        ),
        "every image gets the map averaged over the batch": lambda x, what, where: (
            x * axes(what, 2, 3) * axes(where.mean(0, keepdim=True), 1)
        ),
        "x is added once more": lambda x, what, where: x + reweighted(x, what, where),
        "x comes in twice": lambda x, what, where: x * reweighted(x, what, where),
        "a sigmoid is applied to the weights; they are used as they are": lambda x, what, where: reweighted(
            x, what.sigmoid(), where.sigmoid()
        ),
        "the weights are clamped to 0..1; they are used as they are": lambda x, what, where: reweighted(
            x, what.clamp(0, 1), where.clamp(0, 1)
        ),
        "the images are summed: the axis N is gone": lambda x, what, where: reweighted(x, what, where).sum(0),
    },
)
