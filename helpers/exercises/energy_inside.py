"""Exercise 10.2: which share of a coarse map's weight lies in a fine mask?"""

import torch
import torch.nn.functional as F

from .draw import Case, scaled
from .function import Exercise


def cell(maps, mask):
    """Height and width of a weight's square, in pixels."""
    return mask.shape[2] // maps.shape[2], mask.shape[3] // maps.shape[3]


def covered(maps, mask):
    """Which share of every square is in the mask, (N, 1, h, w)."""
    return F.avg_pool2d(mask.to(maps), cell(maps, mask))


def share_inside(maps, mask):
    """maps (N, 1, h, w), mask (N, 1, H, W) bool -> (N,)"""
    return ratio(maps, covered(maps, mask))


def ratio(maps, inside, axes=(1, 2, 3)):
    """The covered weight over all of it."""
    return (maps * inside).sum(axes) / maps.sum(axes)


def draw(rng, n, h, w, tall, wide):
    """Positive maps of very different sums, and a random rectangle and random pixels as a mask."""
    maps = (
        torch.rand((n, 1, h, w), generator=rng, dtype=torch.float64) ** 3
        * torch.arange(1, n + 1)[:, None, None, None]
    )
    mask = torch.rand((n, 1, h * tall, w * wide), generator=rng) < 0.15
    mask[:, :, : h * tall // 2, : w * wide // 3 + 1] = True
    return maps, mask


def cases(rng):
    """Squares of many forms; whole and empty masks, a map with one weight at the border."""

    def ordinary():
        yield Case(
            "two weights over four pixels",
            (torch.tensor([[[[1.0, 3]]]]).double(), torch.tensor([[[[False, True, True, True]]]])),
        )
        for n, h, w, tall, wide in (
            (3, 4, 5, 4, 4),
            (2, 5, 3, 2, 6),
            (1, 3, 4, 3, 1),
            (4, 6, 2, 1, 5),
            (3, 4, 4, 1, 1),
        ):
            yield Case(f"{n} maps of {h} × {w}, squares of {tall} × {wide}", draw(rng, n, h, w, tall, wide))

    yield from scaled(ordinary())
    maps, mask = draw(rng, 3, 4, 5, 2, 3)
    yield Case("the mask is the whole image", (maps, mask | True), border=True)
    yield Case("the mask is empty", (maps, mask & False), border=True)
    one = torch.zeros_like(maps)
    one[:, :, 1, 2] = 1
    yield Case("one weight of 1, the others 0", (one, mask), border=True)


def enlarged(maps, mask, mode, **more):
    """The map in the size of the mask."""
    return F.interpolate(maps, mask.shape[2:], mode=mode, **more)


def other(cover):
    """Another coarse mask: cover(maps, mask)."""
    return lambda maps, mask: ratio(maps, cover(maps, mask))


def largest(maps, mask):
    """A square counts whole if one of its pixels is in the mask."""
    return F.max_pool2d(mask.to(maps), cell(maps, mask))


Exercise(
    "energy inside",
    asked="for every map the share of its weight in the mask, where a weight stands for a square: (N,)",
    look="both in one size: the mask averaged over each square, or every weight repeated over its square",
    reference=share_inside,
    cases=cases,
    images=("maps", "mask"),
    mistakes={
        "a square counts whole if any of its pixels is in the mask": other(largest),
        "a square counts only if all of its pixels are in the mask": other(
            lambda maps, mask: (covered(maps, mask) > 1 - 1e-9).to(maps)
        ),
        "a square counts whole or not at all, by its majority": other(
            lambda maps, mask: (covered(maps, mask) > 0.5).to(maps)
        ),
        "only the first pixel of every square is looked at": other(
            lambda maps, mask: mask[:, :, :: cell(maps, mask)[0], :: cell(maps, mask)[1]].to(maps)
        ),
        "only the middle pixel of every square is looked at": other(
            lambda maps, mask: mask[
                :,
                :,
                cell(maps, mask)[0] // 2 :: cell(maps, mask)[0],
                cell(maps, mask)[1] // 2 :: cell(maps, mask)[1],
            ].to(maps)
        ),
        "the map is smoothed (bilinear) when it is enlarged": lambda maps, mask: ratio(
            enlarged(maps, mask, "bilinear", align_corners=False), mask
        ),
        "the pixels of a square are summed above, and not below": lambda maps, mask: (
            ratio(maps, covered(maps, mask)) * cell(maps, mask)[0] * cell(maps, mask)[1]
        ),
        "the sums run over the whole batch": lambda maps, mask: ratio(
            maps, covered(maps, mask), (0, 1, 2, 3)
        ).expand(len(maps)),
        "divided by the weight of the whole batch": lambda maps, mask: (
            (maps * covered(maps, mask)).sum((1, 2, 3)) / maps.sum()
        ),
        "divided by the area of the mask": lambda maps, mask: (
            (maps * covered(maps, mask)).sum((1, 2, 3)) / covered(maps, mask).sum((1, 2, 3))
        ),
        "this is the weight inside, not yet divided": lambda maps, mask: (maps * covered(maps, mask)).sum(
            (1, 2, 3)
        ),
        "this is the share outside": lambda maps, mask: 1 - share_inside(maps, mask),
        "inside is divided by outside": lambda maps, mask: (
            share_inside(maps, mask) / (1 - share_inside(maps, mask))
        ),
        "this is the share of the area that the mask covers": lambda maps, mask: mask.double().mean(
            (1, 2, 3)
        ),
        "the weights are squared": lambda maps, mask: share_inside(maps.square(), mask),
        "the mask's mean over all images is used": other(
            lambda maps, mask: covered(maps, mask).mean(0, keepdim=True)
        ),
        "this is the mean over the maps": lambda maps, mask: share_inside(maps, mask).mean(),
        "a softmax is taken of the weights first": lambda maps, mask: share_inside(
            maps.flatten(1).softmax(1).view_as(maps), mask
        ),
        "the map's rows and columns are swapped": lambda maps, mask: share_inside(
            maps.mT.reshape(maps.shape), mask
        ),
        "only the place of the largest weight counts": lambda maps, mask: share_inside(
            (maps == maps.amax((2, 3), keepdim=True)).to(maps), mask
        ),
    },
)
