"""Cases for the checks: small ones first, then ordinary ones, then those at a border."""

from collections.abc import Callable
from dataclasses import dataclass

import torch


@dataclass
class Case:
    """One call of an answer: what is special about it, the arguments, and whether it lies at a border.

    A mistake is named when it gives the learner's result in every case that lies at no border.
    ``reads`` takes the place of the exercise's way to read a result (see ``values``).
    """

    what: str
    args: tuple
    border: bool = False
    tolerance: float = 1e-5
    reads: Callable | None = None


def generator(seed):
    """A source of random numbers."""
    return torch.Generator().manual_seed(seed)


def normal(rng, *shape):
    """Random numbers, float64, centred on 0.5: mean and maximum over channels then differ."""
    return torch.randn(shape, generator=rng, dtype=torch.float64) + 0.5


def steps(*shape):
    """1, 2, 3, ... in this shape, float64: for the smallest cases, which are shown whole."""
    size = torch.Size(shape).numel()
    return torch.arange(1.0, size + 1, dtype=torch.float64).reshape(shape)


def shapes(rng):
    """Named shapes (N, C, H, W): one of everything, and axes that may be mistaken for each other."""
    n, c, h, w = (int(k) for k in torch.randperm(4, generator=rng) + 2)
    return {
        "several images": (n, c, h, w),
        "one image": (1, c, w, h),
        "one channel": (n, 1, h, w),
        "one place": (n, c, 1, 1),
        "one row": (n, c, 1, w),
        "one column": (n, c, h, 1),
        "as many channels as columns": (n, h, c, h),
        "four axes of one length": (3, 3, 3, 3),
    }


def maps(rng):
    """Cases with one feature map: every shape, and a silent image, negative numbers, zeros as borders."""
    yield Case("one channel and two places", (steps(1, 1, 1, 2),))
    yield Case("two channels", (steps(1, 2, 1, 2),))
    for what, shape in shapes(rng).items():
        yield Case(what, (normal(rng, *shape),))
    silent = normal(rng, 3, 2, 4, 5)
    silent[1] = 0
    yield Case("a silent image beside others", (silent,), border=True)
    yield Case("zeros, as after a ReLU", (normal(rng, 2, 3, 4, 5).sub(0.5).relu(),), border=True)
    yield Case("negative numbers only", (-normal(rng, 2, 3, 4, 5).abs() - 0.1,), border=True)


def scaled(cases, where=0, factors=(1000, 1e-3)):
    """The cases, and the first ordinary one again with other sizes of argument ``where``, and in float32."""
    first = None
    for case in cases:
        yield case
        if first is None and not case.border and case.args[where].numel() > 20:
            first = case
    for factor in factors:
        args = list(first.args)
        args[where] = args[where] * factor
        yield Case(f"numbers {factor:g} times as large", tuple(args), border=True)
    single = tuple(
        a.float() if isinstance(a, torch.Tensor) and a.is_floating_point() else a for a in first.args
    )
    yield Case("float32", single, border=True, tolerance=2e-4)
