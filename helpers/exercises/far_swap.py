"""Exercise 3.1: a swap of maps that the place of the digit cannot spoil."""

import torch

from .draw import Case, normal, scaled
from .function import Exercise


def distances(centres):
    """How far the centres of all pairs of images lie apart, (N, N)."""
    centres = centres.double()
    return (centres[:, None] - centres[None]).square().sum(2)


def far_swap(maps, centres):
    """maps (N, 1, H, W), centres (N, 2) as row, column -> every image's map from the farthest image."""
    return maps[distances(centres).argmax(1)]


def cases(rng):
    """No two pairs are equally far; rows and columns of very different spread; one image, two, a line."""

    def some(n, h, w, spread=(1.0, 1.0), shift=0.0):
        centres = torch.rand((n, 2), generator=rng, dtype=torch.float64) * torch.tensor(spread).double()
        return normal(rng, n, 1, h, w), centres * 40 + shift

    def ordinary():
        row = torch.tensor([[0.0, 0.0], [0.0, 1.0], [0.0, 3.0]], dtype=torch.float64)
        yield Case("three images, their digits in one row", (normal(rng, 3, 1, 1, 1), row))
        yield Case("seven images", some(7, 4, 5))
        yield Case("twelve images", some(12, 3, 3))
        yield Case("digits that differ in their column", some(9, 2, 6, (0.3, 1.0)))
        yield Case("digits that differ in their row", some(9, 6, 2, (1.0, 0.3)))
        yield Case("as many images as rows and columns", some(5, 5, 5))
        yield Case("two images", some(2, 3, 4), border=True)
        yield Case("one image, which can only keep its map", some(1, 3, 4), border=True)
        yield Case("centres from -20 on", some(8, 3, 4, shift=-20.0), border=True)
        spot = torch.tensor([[30.0, 3.0], [3.0, 20.0], [30.0, 35.0], [29.0, 4.0]], dtype=torch.float64)
        yield Case("two digits in nearly the same place", (normal(rng, 4, 1, 3, 3), spot), border=True)

    yield from scaled(ordinary())


def by(score):
    """Every image takes the map of the one with the largest score(centres), (N, N)."""
    return lambda maps, centres: maps[score(centres.double()).argmax(1)]


def never_itself(maps, centres):
    """The nearest other image."""
    apart = distances(centres)
    return maps[apart.masked_fill(torch.eye(len(maps), dtype=torch.bool), torch.inf).argmin(1)]


Exercise(
    "far swap",
    asked="image n gets the map of the image whose centre is farthest from its own, (N, 1, H, W)",
    look="the distance of every pair of images, (N, N), then the largest one of each row",
    reference=far_swap,
    cases=cases,
    mistakes={
        "every image keeps its own map": lambda m, c: m,
        "this is the map of the image before, wherever its digit stands": lambda m, c: m.roll(1, 0),
        "this is the map of the image after, wherever its digit stands": lambda m, c: m.roll(-1, 0),
        "the images are turned round, wherever their digits stand": lambda m, c: m.flip(0),
        "the map comes from the nearest other image, not from the farthest": never_itself,
        "only the rows of the centres are compared": by(lambda c: (c[:, None, 0] - c[None, :, 0]).abs()),
        "only the columns of the centres are compared": by(lambda c: (c[:, None, 1] - c[None, :, 1]).abs()),
        "without absolute values or squares a distance has a sign": by(
            lambda c: (c[:, None] - c[None]).sum(2)
        ),
        "these are rows plus columns, not distances in a straight line": by(
            lambda c: (c[:, None] - c[None]).abs().sum(2)
        ),
        "this is the largest of the two differences, not the distance": by(
            lambda c: (c[:, None] - c[None]).abs().amax(2)
        ),
        "all images get the map of the one that is farthest from the first": lambda m, c: m[
            distances(c)[0].argmax()
        ].expand_as(m),
        "all images get one map: the farthest from the middle of all": lambda m, c: m[
            (c - c.mean(0)).square().sum(1).argmax()
        ].expand_as(m),
        "every image gets the average map; a swap lends one real map": lambda m, c: m.mean(
            0, keepdim=True
        ).expand_as(m),
        "these are the numbers of the images, not their maps": lambda m, c: distances(c).argmax(1),
        "own and other map are mixed": lambda m, c: (m + far_swap(m, c)) / 2,
        "the maps are turned upside down; the whole map of another image is asked for": lambda m, c: m.flip(
            2
        ),
    },
)
