"""Exercise 12.3: one map for all places of an image, the control for a map of one's own."""

import torch

from .draw import Case, generator
from .function import Exercise


def shared(maps):
    """maps (N, P, P), row p is the map of place p -> (N, P, P), every row the average row of its image"""
    return maps.mean(1, keepdim=True).expand_as(maps)


def cases(rng):
    """Maps of few and many places, as many places as images; equal, closed and single ones at the border."""

    def random(n, places):
        return torch.randn((n, places, places), generator=rng, dtype=torch.float64).mul(2).softmax(2)

    two = torch.tensor([[[1.0, 0.0], [0.5, 0.5]]]).double()
    yield Case("one image, two places", (two,))
    for n, places in ((1, 6), (2, 4), (3, 3), (4, 9), (5, 2)):
        yield Case(f"{n} image{'s' * (n > 1)}, {places} places", (random(n, places),))
    yield Case("one place", (random(3, 1),), border=True)
    yield Case("every place looks at itself alone", (torch.eye(4).double().expand(2, 4, 4),), border=True)
    yield Case("all places have one map already", (random(2, 5)[:, :1].expand(2, 5, 5),), border=True)
    yield Case("float32", (random(2, 6).float(),), True, 2e-4)


def one_of_them(maps):
    """A place drawn by lot gives its map to all."""
    place = torch.randint(maps.shape[1], (1,), generator=generator(3)).item()
    return maps[:, place : place + 1].expand_as(maps)


Exercise(
    "shared map",
    asked="(N, P, P): every row is the average of the rows of its own image",
    look="the average of an image's rows: which axis holds the images, the places that ask, the places asked",
    reference=shared,
    cases=cases,
    gradient=("maps",),
    images=("maps",),
    mistakes={
        "the average runs over the places that are asked; it has to run over those that ask": lambda m: (
            m.mean(2, keepdim=True).expand_as(m)
        ),
        "the average runs over the images; every image keeps a map of its own": lambda m: m.mean(
            0, keepdim=True
        ).expand_as(m),
        "the average runs over the images as well": lambda m: m.mean((0, 1)).expand_as(m),
        "the average map stands in the columns; it has to stand in the rows": lambda m: m.mean(1)[
            :, :, None
        ].expand_as(m),
        "every place keeps its own map: nothing is taken away": lambda m: m,
        "the first place gives its map to all": lambda m: m[:, :1].expand_as(m),
        "the place in the middle gives its map to all": lambda m: m[:, m.shape[1] // 2, None].expand_as(m),
        "one place gives its map to all; the average of all places is asked for": one_of_them,
        "every place looks at itself: these are the diagonals": lambda m: m.diagonal(dim1=1, dim2=2)[
            :, None
        ].expand_as(m),
        "these are sums, not averages": lambda m: m.sum(1, keepdim=True).expand_as(m),
        "this is the largest weight, not the average": lambda m: m.amax(1, keepdim=True).expand_as(m),
        "this is the median, not the average": lambda m: m.median(1, keepdim=True).values.expand_as(m),
        "a softmax is applied once more": lambda m: shared(m).softmax(2),
        "the average map is sharpened or scaled: every row has its maximum at 1": lambda m: (
            shared(m) / shared(m).amax(2, keepdim=True)
        ),
        "the images have changed places": lambda m: shared(m.roll(1, 0)),
        "this is one map for every image; each place needs a row, (N, P, P)": lambda m: m.mean(1),
        "this is one row for every image; each place needs one, (N, P, P)": lambda m: m.mean(1, keepdim=True),
    },
)
