"""Exercise 0.2: which share of an image's energy lies in the target?"""

import torch

from .draw import Case, maps, scaled
from .function import Exercise


def energy(y):
    """The squared sum over the channels, (N, 1, H, W)."""
    return y.sum(1, keepdim=True).square()


def share(y, target):
    """y (N, C, H, W), target (N, 1, H, W) bool -> (N,), each in [0, 1]"""
    return ratio(energy(y), target)


def ratio(e, target, axes=(1, 2, 3)):
    """What lies in the target, over all."""
    return (e * target).sum(axes) / e.sum(axes).clamp(min=1e-300)


def cases(rng):
    """Every kind of map with a random target; whole, empty and silent ones at the border."""
    yield Case(
        "two places, the first is the target",
        (torch.tensor([[[[1.0, 3]]]]).double(), torch.tensor([[[[True, False]]]])),
    )
    for case in scaled(list(maps(rng))[1:]):
        (y,) = case.args
        target = torch.rand((len(y), 1, *y.shape[2:]), generator=rng) < 0.4
        target[0, 0, 0, 0] = True
        yield Case(case.what, (y, target), case.border, case.tolerance)
    y = torch.randn((3, 4, 5, 6), generator=rng, dtype=torch.float64)
    yield Case("the target is the whole picture", (y, torch.ones(3, 1, 5, 6) > 0), border=True)
    yield Case("the target is empty", (y, torch.zeros(3, 1, 5, 6) > 0), border=True)
    yield Case("all images are silent", (0 * y, torch.ones(3, 1, 5, 6) > 0), border=True)


Exercise(
    "energy share",
    asked="for every image the share of its energy, (sum over channels)², in the target; 0 if it is silent",
    look="the order: add the channels, square, then compare two sums of the same image",
    reference=share,
    cases=cases,
    images=("y", "target"),
    mistakes={
        "squared first, then summed over the channels": lambda y, target: ratio(
            y.square().sum(1, keepdim=True), target
        ),
        "the square is missing": lambda y, target: ratio(y.sum(1, keepdim=True), target),
        "|sum| is taken, not its square": lambda y, target: ratio(y.sum(1, keepdim=True).abs(), target),
        "the sums run over the whole batch": lambda y, target: ratio(energy(y), target, (0, 1, 2, 3)).expand(
            len(y)
        ),
        "divided by the energy of the whole batch": lambda y, target: (
            (energy(y) * target).sum((1, 2, 3)) / energy(y).sum().clamp(min=1e-300)
        ),
        "this is the share outside of the target": lambda y, target: ratio(energy(y), ~target),
        "inside is divided by outside, not by all": lambda y, target: (
            (energy(y) * target).sum((1, 2, 3)) / (energy(y) * ~target).sum((1, 2, 3))
        ),
        "these are averages inside and overall; sums are asked for": lambda y, target: (
            ratio(energy(y), target) / target.double().mean((1, 2, 3))
        ),
        "this is the energy inside, not its share": lambda y, target: (energy(y) * target).sum((1, 2, 3)),
        "0 / 0 is NaN: a silent image has the share 0": lambda y, target: (
            (energy(y) * target).sum((1, 2, 3)) / energy(y).sum((1, 2, 3))
        ),
        "this is one share per channel": lambda y, target: (
            (y.square() * target).sum((2, 3)) / y.square().sum((2, 3)).clamp(min=1e-300)
        ),
        "this is the share of the area": lambda y, target: target.double().mean((1, 2, 3)),
        "the mean over the images is taken": lambda y, target: share(y, target).mean(),
        "an axis is still there, (N, 1)": lambda y, target: share(y, target)[:, None],
        "a small number is added below: weak images come out too small": lambda y, target: (
            (energy(y) * target).sum((1, 2, 3)) / (energy(y).sum((1, 2, 3)) + 1e-3)
        ),
    },
)
