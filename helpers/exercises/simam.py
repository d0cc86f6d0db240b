"""Exercise 12.3: SimAM from its formula."""

import torch

from .draw import Case, maps, normal, scaled, steps
from .function import Exercise


def energy(x, floor, axes=(2, 3), correction=1, four=4, half=0.5, power=lambda d: d**2, spread=lambda v: v):
    """What stands in the sigmoid; another part is a mistake."""
    variance, mean = torch.var_mean(x, axes, correction=correction, keepdim=True)
    return power(x - mean) / (four * (spread(variance) + floor)) + half


def simam_weights(x, floor):
    """x (N, C, H, W) -> one weight per entry, (N, C, H, W)"""
    return energy(x, floor).sigmoid()


def cases(rng):
    """Every kind of map with more than one place; flat channels and floors of many sizes at the border."""
    yield Case("one channel of two places", (steps(1, 1, 1, 2), 0.5))
    ordinary = [case for case in maps(rng) if case.args[0].shape[2:].numel() > 1]
    for k, case in enumerate(scaled(ordinary[1:])):
        yield Case(case.what, (*case.args, (0.5, 1e-2, 1e-4, 2.0)[k % 4]), case.border, case.tolerance)
    flat = normal(rng, 2, 3, 4, 5)
    flat[0, 1] = 7.0
    yield Case("a flat channel beside others", (flat, 0.1), border=True)
    yield Case("a floor of 100", (flat, 100.0), border=True)


def part(**parts):
    """The weights with another part."""
    return lambda x, floor: energy(x, floor, **parts).sigmoid()


def outside(x, floor):
    """The floor outside of the bracket."""
    variance, mean = torch.var_mean(x, (2, 3), keepdim=True)
    return ((x - mean) ** 2 / (4 * variance + floor) + 0.5).sigmoid()


def halved_inside(x, floor):
    """The one half in the numerator."""
    variance, mean = torch.var_mean(x, (2, 3), keepdim=True)
    return (((x - mean) ** 2 + 0.5) / (4 * (variance + floor))).sigmoid()


Exercise(
    "simam",
    asked="w = sigmoid((x - μ)² / (4 (v + floor)) + 1/2), μ and v (by n - 1) over the places of a channel",
    look="the formula, part by part: μ, v, the square, the bracket with the floor, the one half",
    reference=simam_weights,
    cases=cases,
    gradient=("x",),
    images=("x",),
    mistakes={
        "the sigmoid is missing": energy,
        "this is x times the weights; the weights alone are asked for": lambda x, floor: (
            x * simam_weights(x, floor)
        ),
        "the variance is divided by n, not by n - 1": part(correction=0),
        "the distance is not squared": part(power=lambda d: d),
        "|x - μ| is taken, not its square": part(power=torch.abs),
        "the spread (root of the variance) stands below, not the variance": part(spread=torch.sqrt),
        "the 4 is missing": part(four=1),
        "the one half is missing": part(half=0),
        "the one half is taken off, not added": part(half=-0.5),
        "1 is added where one half belongs": part(half=1.0),
        "the floor stands outside of the bracket that is multiplied by 4": outside,
        "the floor is not used": lambda x, floor: simam_weights(x, 0.0),
        "the floor is fixed at 1e-4": lambda x, floor: simam_weights(x, 1e-4),
        "the one half is added above the fraction line": halved_inside,
        "mean and variance run over the channels too": part(axes=(1, 2, 3)),
        "mean and variance run over the images too": part(axes=(0, 2, 3)),
        "mean and variance run over everything": part(axes=(0, 1, 2, 3)),
        "mean and variance run over the channels, not the places": part(axes=(1,)),
        "mean and variance run over the rows alone": part(axes=(2,)),
        "mean and variance run over the columns alone": part(axes=(3,)),
        "x is squared without taking the mean off": lambda x, floor: (
            x**2 / (4 * (x.var((2, 3), keepdim=True) + floor)) + 0.5
        ).sigmoid(),
        "this is one weight per channel": lambda x, floor: simam_weights(x, floor).mean((2, 3), keepdim=True),
    },
)
