"""Exercise 2.3: how many numbers does a channel gate learn?"""

import torch

from .draw import Case
from .function import Exercise
from .values import whole


def parameters(channels, reduction=16, bias=False):
    """Two matrices, two biases if asked for; ValueError without a hidden unit."""
    hidden = channels // reduction
    if hidden < 1:
        raise ValueError(f"no hidden unit is left: pass a reduction of at most {channels}")
    return 2 * channels * hidden + (hidden + channels) * bias


def cases(rng):
    """With and without bias: small, dividing and not, one hidden unit, the defaults, and no hidden unit."""
    for bias in (False, True):
        words = "with bias" if bias else "without bias"
        yield Case(f"two channels, {words}", (2, 1, bias))
        yield Case(f"64 channels, {words}", (64, 16, bias))
        yield Case(f"channels that reduction does not divide, {words}", (40, 16, bias))
        yield Case(f"one hidden unit, {words}", (31, 16, bias))
        yield Case(f"exactly one hidden unit, {words}", (16, 16, bias))
        for _ in range(3):
            c, r = (int(torch.randint(*limits, (1,), generator=rng)) for limits in ((60, 300), (2, 20)))
            yield Case(f"random numbers, {words}", (c, r, bias))
    yield Case("the defaults, reduction 16 and no bias", (80,), border=True)
    yield Case("one hidden unit too few", (15, 16, False), border=True)
    yield Case("no hidden unit, with bias", (8, 16, True), border=True)
    yield Case("one channel, reduction 2", (1, 2, False), border=True)


def count(matrices=lambda c, h: 2 * c * h, biases=lambda c, h: c + h, width=lambda c, r: c // r):
    """A wrong count that still raises where no hidden unit is left."""

    def wrong(channels, reduction=16, bias=False):
        parameters(channels, reduction)
        hidden = width(channels, reduction)
        return int(matrices(channels, hidden) + biases(channels, hidden) * bias)

    return wrong


def silent(channels, reduction=16, bias=False):
    """No ValueError."""
    hidden = channels // reduction
    return 2 * channels * hidden + (hidden + channels) * bias


def made_up(channels, reduction=16, bias=False):
    """At least one hidden unit."""
    hidden = max(1, channels // reduction)
    return 2 * channels * hidden + (hidden + channels) * bias


def too_strict(channels, reduction=16, bias=False):
    """ValueError also where one hidden unit is left."""
    if channels // reduction <= 1:
        raise ValueError("no hidden unit is left")
    return parameters(channels, reduction, bias)


def undivided(channels, reduction=16, bias=False):
    """ValueError where reduction does not divide the channels."""
    if channels % reduction:
        raise ValueError("reduction does not divide the channels")
    return parameters(channels, reduction, bias)


Exercise(
    "parameter count",
    asked="how many numbers a channel gate learns, an int; a ValueError where no hidden unit is left",
    look="two matrices, C to hidden and hidden to C; with bias one number more per output of each",
    reference=parameters,
    cases=cases,
    reads=whole,
    mistakes={
        "one of the two matrices is missing": count(lambda c, h: c * h),
        "average and maximum share one MLP; here it counts twice": count(
            lambda c, h: 4 * c * h, lambda c, h: 2 * (c + h)
        ),
        "this is one matrix C by C, without a bottleneck": count(lambda c, h: c * c, lambda c, h: c),
        "the division is rounded at the end; the hidden width C // reduction is rounded first": (
            lambda channels, reduction=16, bias=False: (
                2 * channels**2 // reduction
                + (channels + count(width=lambda c, r: c // r)(channels, reduction) // (2 * channels)) * bias
            )
        ),
        "the hidden width is rounded up; // rounds down": count(width=lambda c, r: -(-c // r)),
        "the hidden width is rounded to the nearest; // rounds down": count(width=lambda c, r: round(c / r)),
        "a hidden width of at least 8 is another library's rule": count(width=lambda c, r: max(8, c // r)),
        "the bias of the second layer is missing, one number per channel": count(biases=lambda c, h: h),
        "the bias of the first layer is missing, one number per hidden unit": count(biases=lambda c, h: c),
        "the first bias has one number per hidden unit, not per channel": count(biases=lambda c, h: 2 * c),
        "the second bias has one number per channel, not per hidden unit": count(biases=lambda c, h: 2 * h),
        "a bias is a vector, one number per output; here it counts as one number": count(
            biases=lambda c, h: 2
        ),
        "both biases are missing": count(biases=lambda c, h: 0),
        "biases are counted where there are none": lambda channels, reduction=16, bias=False: parameters(
            channels, reduction, True
        ),
        "bias is read the wrong way round": lambda channels, reduction=16, bias=False: parameters(
            channels, reduction, not bias
        ),
        "a ValueError is missing: no hidden unit is left there": silent,
        "a hidden unit is made up in silence: raise a ValueError": made_up,
        "a ValueError comes although one hidden unit is left": too_strict,
        "a ValueError comes although a rounded-down hidden unit is left": undivided,
    },
)
