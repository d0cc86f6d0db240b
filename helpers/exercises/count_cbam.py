"""Exercise 4.2: how many numbers does one CBAM block learn?"""

import torch

from ..attention import CBAM
from .draw import Case
from .function import Exercise
from .values import whole


def parameters(channels, reduction=16, kernel_size=7):
    """The count of the module itself."""
    return sum(p.numel() for p in CBAM(channels, reduction, kernel_size, bias=True, norm=True).parameters())


def cases(rng):
    """Small ones, ones with a remainder, a hidden width of one, the defaults, and random ones."""
    yield Case("the smallest block", (2, 2, 1))
    yield Case("64 channels", (64, 16, 7))
    yield Case("channels that reduction does not divide", (45, 16, 5))
    yield Case("one hidden unit", (31, 16, 3))
    for _ in range(4):
        c, r, k = (
            int(torch.randint(*limits, (1,), generator=rng)) for limits in ((60, 300), (2, 20), (0, 5))
        )
        yield Case(f"{c} channels, reduction {r}", (c, r, 2 * k + 1))
    yield Case("reduction 1", (7, 1, 9))
    yield Case("the defaults, reduction 16 and kernel_size 7", (80,), border=True)


def off(by):
    """The right count and ``by(channels, hidden, kernel)`` more."""
    return lambda c, r=16, k=7: parameters(c, r, k) + by(c, c // r, k)


def with_hidden(width):
    """The count with another hidden width, width(channels, reduction)."""
    return lambda c, r=16, k=7: 2 * c * width(c, r) + width(c, r) + c + 2 * k * k + 2


Exercise(
    "count cbam",
    asked="the parameters of CBAM(channels, reduction, kernel_size, bias=True, norm=True), an int",
    look="each layer for itself: two of the MLP with biases, the convolution, and its normalisation",
    reference=parameters,
    cases=cases,
    reads=whole,
    mistakes={
        "the MLP counts twice; both pools share one": off(lambda c, h, k: 2 * c * h + h + c),
        "the MLP's matrices count twice; both pools share one MLP": off(lambda c, h, k: 2 * c * h),
        "the MLP's biases count twice; both pools share one MLP": off(lambda c, h, k: h + c),
        "the biases of the MLP are missing": off(lambda c, h, k: -h - c),
        "the bias of every channel is missing (second layer)": off(lambda c, h, k: -c),
        "the biases of the hidden units are missing (first layer)": off(lambda c, h, k: -h),
        "2 * channels biases; there are hidden + channels": off(lambda c, h, k: c - h),
        "2 * hidden biases; there are hidden + channels": off(lambda c, h, k: h - c),
        "one matrix of the MLP is missing": off(lambda c, h, k: -c * h),
        "the convolution reads two maps, 2 * k * k; here it is k * k": off(lambda c, h, k: -k * k),
        "the convolution reads the two pooled maps, not all channels": off(lambda c, h, k: (c - 2) * k * k),
        "a kernel of size k has k * k numbers per map, not k": off(lambda c, h, k: 2 * k - 2 * k * k),
        "the two numbers of the normalisation are missing": off(lambda c, h, k: -2),
        "the normalisation learns a scale and a shift; one is missing": off(lambda c, h, k: -1),
        "the running averages are counted; they are kept, not learned": off(lambda c, h, k: 2),
        "one number too many: the convolution has no bias": off(lambda c, h, k: 1),
        "the running averages and the counter of batches are counted; they are not learned": off(
            lambda c, h, k: 3
        ),
        "the normalisation has one channel, the map's, not all": off(lambda c, h, k: 2 * c - 2),
        "this is the channel gate alone": off(lambda c, h, k: -2 * k * k - 2),
        "this is the spatial gate alone": off(lambda c, h, k: -2 * c * h - h - c),
        "the hidden width is rounded up; // rounds down": with_hidden(lambda c, r: -(-c // r)),
        "the hidden width is rounded to the nearest; // rounds down": with_hidden(lambda c, r: round(c / r)),
        "the kernel size is fixed at 7": lambda c, r=16, k=7: parameters(c, r, 7),
        "the reduction is fixed at 16": lambda c, r=16, k=7: with_hidden(lambda c, r: c // 16)(c, r, k),
        "a hidden width of at least 8 is another library's rule": with_hidden(lambda c, r: max(8, c // r)),
        "there is no bottleneck: the hidden width is channels // reduction": with_hidden(lambda c, r: c),
    },
)
