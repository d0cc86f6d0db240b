"""Exercise 14.1: how many copies does a chain of operations cost?"""

from math import prod

import torch

from .draw import Case
from .function import Exercise
from .values import number


def copies(steps, shape):
    """What all steps read and write, over what a copy of one map of this shape reads and writes."""
    moved = sum(prod(s) for reads, writes in steps for s in (*reads, *writes))
    return moved / (2 * prod(shape))


def chain(n, c, h, w):
    """Squeeze, scale, pool over channels, scale: the shapes that CBAM's large steps read and write."""
    x, what, where = (n, c, h, w), (n, c, 1, 1), (n, 1, h, w)
    return [([x], [what]), ([x, what], [x]), ([x], [where]), ([x], [where]), ([x, where], [x])]


def cases(rng):
    """One step first; then chains of any length, and none at the border."""
    x = (2, 3, 4, 5)
    yield Case("a copy", ([([x], [x])], x))
    yield Case("an average over places", ([([x], [(2, 3)])], x))
    yield Case("a scaling", ([([x, (2, 3, 1, 1)], [x])], x))
    yield Case("two maps in, one out", ([([x, x], [x])], x))
    yield Case("two results", ([([x], [(2, 1, 4, 5), (2, 1, 4, 5)])], x))
    for count in (2, 4, 5):
        shape = tuple(int(k) for k in torch.randint(2, 12, (4,), generator=rng))
        yield Case(f"a chain of {count} steps", (chain(*shape)[:count], shape))
    yield Case("no step", ([], x), border=True)


def wrong(
    of_read=1.0, of_written=1.0, size=lambda shape: 2 * prod(shape), keep=lambda shape, x: True, first=99
):
    """A wrong count: other weights, another unit, some tensors left out, only the first ``first`` inputs."""

    def rule(steps, shape):
        total = 0.0
        for reads, writes in steps:
            total += of_read * sum(prod(s) for s in reads[:first] if keep(s, shape))
            total += of_written * sum(prod(s) for s in writes if keep(s, shape))
        return total / size(shape)

    return rule


Exercise(
    "copies",
    asked="all numbers that the steps read and write, divided by what a copy reads and writes",
    look="one step at a time: the sizes of what it reads, and of what it writes",
    reference=copies,
    cases=cases,
    reads=number,
    mistakes={
        "a copy reads a map and writes a map: its size counts twice": wrong(size=prod),
        "only what is read is counted": wrong(of_written=0.0),
        "only what is written is counted": wrong(of_read=0.0),
        "only the first input of a step is counted": wrong(first=1),
        "small tensors are left out; they are read and written too": wrong(keep=lambda s, x: s == x),
        "the images are left out of the copy's size": wrong(size=lambda x: 2 * prod(x[1:])),
        "the places are left out of the copy's size": wrong(size=lambda x: 2 * prod(x[:2])),
        "these are steps, not copies": lambda steps, shape: float(len(steps)),
        "these are numbers, not copies": wrong(size=lambda x: 1),
        "every tensor is counted as a whole map": lambda steps, shape: (
            sum(len(reads) + len(writes) for reads, writes in steps) / 2
        ),
        "the result is turned round: it is a copy's share of the steps": lambda steps, shape: (
            1 / copies(steps, shape) if steps else 0.0
        ),
    },
)
