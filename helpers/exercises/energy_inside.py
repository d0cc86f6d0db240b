"""The exercise "energy inside"."""

import torch
import torch.nn.functional as F

from .base import Finding, exercise, solved
from .compare import explain, of_shape, same, sound


def energy_cases(h, w, tall, wide, n=6, seed=0):
    """Coarse maps (n, 1, h, w), never negative, and masks (n, 1, h * tall, w * wide)."""
    rng = torch.Generator().manual_seed(seed)
    maps = torch.rand((n, 1, h, w), generator=rng, dtype=torch.float64) + 0.05
    mask = torch.rand((n, 1, h * tall, w * wide), generator=rng) < 0.2
    mask[:, :, h * tall // 2 :, w * wide // 2 :] = True
    return maps, mask


def covered(maps, mask):
    """The share of every cell that lies in the mask, (N, 1, h, w)."""
    size = mask.shape[2] // maps.shape[2], mask.shape[3] // maps.shape[3]
    return F.avg_pool2d(mask.to(maps), size)


@exercise("energy inside")
def check_energy_inside(answer):
    """answer(maps, mask): maps (N, 1, h, w), mask (N, 1, H, W) bool -> share of weight inside, (N,)."""
    maps, mask = energy_cases(4, 6, 3, 3)
    given = maps.clone(), mask.clone()
    got = solved(answer(maps, mask))
    numbers = sound(got)
    yield numbers
    if not numbers.holds:
        return
    untouched = torch.equal(maps, given[0]) and torch.equal(mask, given[1])
    yield Finding(untouched, "your input is left as it was", "the function changes the maps or the mask")
    if not untouched:
        return
    shape = of_shape(got, (len(maps),), energy_shape_mistake(got, maps))
    yield shape
    if not shape.holds:
        return
    flat = answer(torch.ones_like(maps), mask)
    even = isinstance(flat, torch.Tensor) and same(flat, mask.double().mean((1, 2, 3)))
    mistake = "" if even else even_mistake(flat, maps, mask)
    yield Finding(even, "a map that is 1 everywhere gives the mask's share of the area", mistake)
    if not even:
        return
    for seed, (h, w, tall, wide) in enumerate(((4, 6, 3, 3), (5, 3, 2, 4), (1, 2, 4, 1))):
        maps, mask = energy_cases(h, w, tall, wide, seed=seed + 1)
        got = answer(maps, mask)
        want = (maps * covered(maps, mask)).sum((1, 2, 3)) / maps.sum((1, 2, 3))
        fine = isinstance(got, torch.Tensor) and same(got, want)
        what = f"equal to the energy, {h} × {w} cells of {tall} × {wide} pixels"
        yield Finding(fine, what, "" if fine else energy_mistake(got, maps, mask))
        if not fine:
            return


def energy_shape_mistake(got, maps):
    """What a wrong shape of the energy points to."""
    n, _, h, w = maps.shape
    known = {
        (): "one number for the whole batch: every map has a share of its own",
        (n, 1): "an axis is left over: sum over axes 1, 2 and 3",
        (n, 1, 1, 1): "three axes of length one are left over: sum without keepdim",
        (n, 1, h, w): "one number per cell: the sum over the cells is still to come",
    }
    return known.get(tuple(got.shape), "one share per map is wanted, so (N,)")


def even_mistake(got, maps, mask):
    """Why a map of ones does not give the area."""
    n, (h, w) = len(maps), maps.shape[2:]
    area, tall, wide = mask.double().mean((1, 2, 3)), mask.shape[2] // h, mask.shape[3] // w
    pooled = F.max_pool2d(mask.double(), (tall, wide))
    cut = mask[:, :, :h, :w].double()
    explanations = [
        (area * h * w, "the sum inside is not divided by the sum of the whole map"),
        (area * mask[0].numel(), "the sum inside is not divided by the sum of the whole enlarged map"),
        (
            area * tall * wide,
            "the sum over pixels is divided by a sum over cells: enlarge the map once, for both",
        ),
        (torch.ones(n), "this is the average weight inside: divide by the map's sum, not by the mask's"),
        (area / (1 - area), "you divide by the weight outside: divide by the weight of the whole map"),
        (1 - area, "this is the share outside"),
        (area.mean().expand(n), "all maps are added up first: each has a share of its own"),
        (area / n, "you divide by the sum over the whole batch: every map has its own sum"),
        (
            pooled.mean((1, 2, 3)),
            "a cell that the mask only touches counts in full: count its share of pixels",
        ),
        (
            mask[:, :, ::tall, ::wide].double().mean((1, 2, 3)),
            "one pixel of each cell decides for all: count the cell's share of pixels",
        ),
        (
            cut.mean((1, 2, 3)),
            "the mask was cut to the map's size: its pixels have to meet their own cells",
        ),
        (
            (covered(maps, mask) > 0.5).double().mean((1, 2, 3)),
            "a cell counts in full or not at all: count its share of pixels",
        ),
    ]
    return (
        explain(got, explanations) or "off: sum of weight × share inside, divided by the sum of the weights"
    )


def energy_mistake(got, maps, mask):
    """What an energy that differs points to."""
    share, size = covered(maps, mask), mask.shape[2:]
    tall, wide = (size[0] // maps.shape[2], size[1] // maps.shape[3])

    def energy(weights, inside=share):
        return (weights * inside).sum((1, 2, 3)) / weights.sum((1, 2, 3))

    low, high = maps.amin((2, 3), keepdim=True), maps.amax((2, 3), keepdim=True)
    smooth = F.interpolate(maps, size=size, mode="bilinear", align_corners=False)
    explanations = [
        (
            energy((maps - low) / (high - low)),
            "min-max scaling first: it throws the background's weight away",
        ),
        (
            energy(smooth, mask.double()),
            "the map is smoothed (bilinear); every cell is a square of equal weight",
        ),
        (
            energy(maps.tile(1, 1, tall, wide), mask.double()),
            "tile lays copies of the map side by side; each weight has to become a square: repeat_interleave",
        ),
        (energy(maps.flatten(1).softmax(1).view_as(maps)), "a softmax first: take the weights as they are"),
        (energy(maps**2), "the weights are squared"),
        (energy(maps.round()), "the weights are rounded to 0 or 1: take them as they are"),
        (share.mean((1, 2, 3)), "the map is not used: this is the mask's area"),
        (
            ((maps * share).sum() / maps.sum()).expand(len(maps)),
            "all maps are added up first: each has a share of its own",
        ),
    ]
    return (
        explain(got, explanations) or "off: sum of weight × share inside, divided by the sum of the weights"
    )
