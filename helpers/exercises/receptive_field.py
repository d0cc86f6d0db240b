"""Exercise 1.1: how large is the square of the image that one place sees?"""

import torch

from .draw import Case
from .function import Exercise
from .values import whole_numbers


def field(layers):
    """[(kernel, stride), ...] -> (size, step), in pixels of the image."""
    size = step = 1
    for kernel, stride in layers:
        size += (kernel - 1) * step
        step *= stride
    return size, step


def cases(rng):
    """Short lists first, then random ones; no layer, kernels of 1 and even ones at the border."""
    yield Case("one layer", ([(3, 2)],))
    yield Case("two layers", ([(3, 1), (3, 1)],))
    yield Case("a stride before a kernel", ([(2, 2), (3, 1)],))
    yield Case("a stride after a kernel", ([(3, 1), (2, 2)],))
    for count in (3, 4, 6):
        numbers = torch.randint(1, 8, (count, 2), generator=rng).tolist()
        yield Case(f"{count} layers", ([(max(2, k), 1 + s % 3) for k, s in numbers],))
    yield Case("a kernel of 1", ([(3, 2), (1, 2), (5, 1)],))
    yield Case("a stride larger than the kernel", ([(2, 3), (3, 1)],))
    yield Case("no layer: a pixel sees itself", ([],), border=True)


def walk(grow, advance=lambda step, kernel, stride: step * stride, start=1, stride_first=False, back=False):
    """A wrong rule: grow(size, step, kernel, stride) and advance(step, kernel, stride)."""

    def rule(layers):
        size, step = start, 1
        for kernel, stride in reversed(layers) if back else layers:
            if stride_first:
                step = advance(step, kernel, stride)
            size = grow(size, step, kernel, stride)
            if not stride_first:
                step = advance(step, kernel, stride)
        return size, step

    return rule


def right(size, step, kernel, stride):
    """The true growth."""
    return size + (kernel - 1) * step


Exercise(
    "receptive field",
    asked="the size of the square and the step between neighbours, both in pixels of the image",
    look="the order: first the size grows by (kernel - 1) · step, then the step is multiplied by the stride",
    reference=field,
    cases=cases,
    reads=whole_numbers,
    mistakes={
        "the whole kernel is added, not kernel - 1": walk(lambda size, step, k, s: size + k * step),
        "the kernels are multiplied": walk(lambda size, step, k, s: size * k),
        "the growth forgets the step: later kernels reach further": walk(
            lambda size, step, k, s: size + k - 1
        ),
        "the layer's own stride is used before its kernel": walk(right, stride_first=True),
        "the strides are added, not multiplied": walk(right, lambda step, k, s: step + s),
        "the strides are added from 0, not multiplied": walk(right, lambda step, k, s: step + s - 1),
        "only the last stride is kept": walk(right, lambda step, k, s: s),
        "the layers are walked from the last to the first": walk(right, back=True),
        "the size starts at 0; a place sees itself": walk(right, start=0),
        "size and step are swapped": lambda layers: field(layers)[::-1],
        "the step does not change with the strides": walk(right, lambda step, k, s: step),
        "kernel and stride of a layer are swapped": lambda layers: field([(s, k) for k, s in layers]),
        "only the first layer counts": lambda layers: field(layers[:1]),
        "only the last layer counts": lambda layers: field(layers[-1:]),
        "the last layer is left out": lambda layers: field(layers[:-1]),
        "the kernel grows by half of it on each side, rounded: even kernels come out wrong": walk(
            lambda size, step, k, s: size + 2 * (k // 2) * step
        ),
        "the size is multiplied by the stride of each layer": walk(
            lambda size, step, k, s: (size + k - 1) * s
        ),
        "the layer's own stride multiplies its growth": walk(lambda size, step, k, s: size + (k - 1) * s),
        "kernel - stride is added": walk(lambda size, step, k, s: size + (k - s) * step),
        "the largest kernel is taken alone": lambda layers: (
            max([k for k, _ in layers], default=1),
            field(layers)[1],
        ),
    },
)
