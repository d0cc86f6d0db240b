"""Exercise 3.1: the spatial gate's map as a function."""

import torch
import torch.nn.functional as F

from .draw import Case, maps, normal, scaled, steps
from .function import Exercise


def mean(x):
    """(N, 1, H, W)"""
    return x.mean(1, keepdim=True)


def top(x):
    """(N, 1, H, W)"""
    return x.amax(1, keepdim=True)


def scores(x, kernel, first=mean, second=top, padding="constant"):
    """What the convolution of two pooled maps gives, (N, 1, H, W)."""
    pooled = torch.cat([first(x), second(x)], 1)
    return F.conv2d(F.pad(pooled, [kernel.shape[-1] // 2] * 4, mode=padding), kernel)


def attention_map(x, kernel):
    """x (N, C, H, W), kernel (1, 2, k, k) with odd k -> (N, 1, H, W)"""
    return scores(x, kernel).sigmoid()


def kernel_of(rng, size):
    """A random kernel that no turn or swap leaves as it was."""
    return torch.randn((1, 2, size, size), generator=rng, dtype=torch.float64) / size


def cases(rng):
    """Every kind of map with kernels of 1, 3, 5 and 7; very high scores at the border."""
    yield Case("two channels, one place", (steps(1, 2, 1, 1) - 1, steps(1, 2, 1, 1) - 2))
    for k, case in enumerate(scaled(list(maps(rng))[2:])):
        kernel = kernel_of(rng, (3, 5, 7, 1)[k % 4])
        yield Case(
            f"{case.what}, kernel {kernel.shape[-1]}",
            (*case.args, kernel.to(case.args[0])),
            case.border,
            case.tolerance,
        )
    x = normal(rng, 2, 3, 5, 4)
    yield Case("scores above 100", (x, 500 * kernel_of(rng, 3)), border=True)


def with_pools(first, second):
    """The map made of two other pools."""
    return lambda x, kernel: scores(x, kernel, first, second).sigmoid()


def everywhere(pool, axes):
    """A pool over other axes, laid over every place."""
    return lambda x: pool(x, axes).expand(len(x), 1, *x.shape[2:])


def padded(mode):
    """The map with another padding, and with zeros where that padding does not fit."""

    def wrong(x, kernel):
        fits = mode != "reflect" or kernel.shape[-1] // 2 < min(x.shape[2:])
        return scores(x, kernel, padding=mode if fits else "constant").sigmoid()

    return wrong


def largest(x, axes):
    """amax that keeps its axes."""
    return x.amax(axes, keepdim=True)


def average(x, axes):
    """mean that keeps its axes."""
    return x.mean(axes, keepdim=True)


Exercise(
    "attention map",
    asked="mean and max over the channels, convolution with zero padding, sigmoid: a map (N, 1, H, W)",
    look="cat mean and max over axis 1 in this order, pad with k // 2, one sigmoid at the end",
    reference=attention_map,
    cases=cases,
    gradient=("x", "kernel"),
    images=("x",),
    mistakes={
        "the sigmoid is missing": scores,
        "the sigmoid is applied twice": lambda x, kernel: attention_map(x, kernel).sigmoid(),
        "a ReLU stands before the sigmoid": lambda x, kernel: scores(x, kernel).relu().sigmoid(),
        "this is a tanh, not a sigmoid": lambda x, kernel: scores(x, kernel).tanh(),
        "this is a softmax over the places, not a sigmoid": lambda x, kernel: (
            scores(x, kernel).flatten(2).softmax(2).view(len(x), 1, *x.shape[2:])
        ),
        "this is a softmax over an axis of length one": lambda x, kernel: scores(x, kernel).softmax(1),
        "this is 1 - sigmoid": lambda x, kernel: 1 - attention_map(x, kernel),
        "this is the piecewise hard sigmoid": lambda x, kernel: F.hardsigmoid(scores(x, kernel)),
        "the scores are clamped to 0..1": lambda x, kernel: scores(x, kernel).clamp(0, 1),
        "this is x times the map; the map alone is asked for": lambda x, kernel: x * attention_map(x, kernel),
        "the channel axis is gone": lambda x, kernel: attention_map(x, kernel)[:, 0],
        "there is no padding, so the map shrinks": lambda x, kernel: F.conv2d(
            torch.cat([mean(x), top(x)], 1), kernel
        ).sigmoid(),
        "the padding is fixed at 1, it has to follow the kernel: k // 2": lambda x, kernel: F.conv2d(
            torch.cat([mean(x), top(x)], 1), kernel, padding=1
        ).sigmoid(),
        "the padding is fixed at 3, it has to follow the kernel: k // 2": lambda x, kernel: F.conv2d(
            torch.cat([mean(x), top(x)], 1), kernel, padding=3
        ).sigmoid(),
        "max comes first; the kernel expects mean, then max": with_pools(top, mean),
        "the mean is used twice, the max never": with_pools(mean, mean),
        "the max is used twice, the mean never": with_pools(top, top),
        "the sum over the channels stands where the mean belongs": with_pools(
            lambda x: x.sum(1, keepdim=True), top
        ),
        "the smallest channel stands where the largest belongs": with_pools(
            mean, lambda x: x.amin(1, keepdim=True)
        ),
        "the largest |x| stands where the largest x belongs": with_pools(mean, lambda x: top(x.abs())),
        "the median of the channels stands where the mean belongs": with_pools(
            lambda x: x.median(1, keepdim=True).values, top
        ),
        "the max is that of the whole batch": with_pools(mean, everywhere(largest, (0, 1, 2, 3))),
        "the max runs over the places as well": with_pools(mean, everywhere(largest, (1, 2, 3))),
        "the max runs over the images as well": with_pools(mean, everywhere(largest, (0, 1))),
        "the mean runs over the images as well": with_pools(everywhere(average, (0, 1)), top),
        "the mean runs over the places as well": with_pools(everywhere(average, (1, 2, 3)), top),
        "negative numbers are cut off first": lambda x, kernel: attention_map(x.relu(), kernel),
        "the padding reflects the map; zeros are asked for": padded("reflect"),
        "the padding repeats the edge; zeros are asked for": padded("replicate"),
        "the kernel is turned round; F.conv2d takes it as it is": lambda x, kernel: attention_map(
            x, kernel.flip(2, 3)
        ),
        "the kernel's rows and columns are swapped": lambda x, kernel: attention_map(x, kernel.mT),
        "each map is stretched to fill 0..1": lambda x, kernel: stretched(scores(x, kernel)),
    },
)


def stretched(s):
    """Min-max scaling of every map."""
    low, high = s.amin((2, 3), keepdim=True), s.amax((2, 3), keepdim=True)
    return (s - low) / (high - low)
