"""The exercise "receptive field"."""

import math

from .base import Finding, exercise, solved

# (kernel, stride) of the layers, first layer first: from one layer to the lesson's network and beyond.
STACKS = (
    [(3, 1)],
    [(5, 1)],
    [(3, 1), (2, 2)],
    [(3, 1), (3, 1), (3, 1)],
    [(3, 1), (2, 2), (3, 1), (2, 2), (3, 1)],
    [(7, 2), (3, 2)],
    [(2, 3), (5, 1), (1, 2), (3, 1)],
)


def _walk(layers, grow, step, size=1, jump=1):
    """Field and jump under a rule: size = grow(size, kernel, jump), jump = step(jump, stride)."""
    for kernel, stride in layers:
        size, jump = grow(size, kernel, jump), step(jump, stride)
    return size, jump


def _right(layers):
    return _walk(layers, lambda r, k, j: r + (k - 1) * j, lambda j, s: j * s)


def _stride_first(layers):
    size, jump = 1, 1
    for kernel, stride in layers:
        jump *= stride
        size += (kernel - 1) * jump
    return size, jump


def _own_stride(layers):
    size, jump = 1, 1
    for kernel, stride in layers:
        size += (kernel - 1) * stride
        jump *= stride
    return size, jump


# Rules that learners invent, each with what to tell them.
RULES = (
    (_stride_first, "the step was multiplied by the stride before it was used: first size, then step"),
    (
        _own_stride,
        "each kernel was scaled by its own stride: what counts is the step that the layers *before* it made",
    ),
    (
        lambda layers: _walk(layers, lambda r, k, j: r + (k - 1), lambda j, s: j * s),
        "the step is missing: after a stride of 2 the next kernel's pixels lie 2 input pixels apart",
    ),
    (
        lambda layers: _walk(layers, lambda r, k, j: r + k * j, lambda j, s: j * s),
        "a kernel of 3 adds 2, not 3: one of its pixels was seen already, so add kernel - 1",
    ),
    (
        lambda layers: _walk(layers, lambda r, k, j: r + (k - 1) * j, lambda j, s: j * s, size=0),
        "it is one too small: before any layer a place sees one pixel, itself, so size starts at 1",
    ),
    (
        lambda layers: _walk(layers, lambda r, k, j: r + (k - 1) * j, lambda j, s: j + s - 1),
        "strides multiply: two strides of 2 make a step of 4, not 3",
    ),
    (
        lambda layers: _walk(layers, lambda r, k, j: r + (k - 1) * j, lambda j, s: j + s),
        "the strides were added to the step: they multiply, and the step starts at 1",
    ),
    (
        lambda layers: _walk(layers, lambda r, k, j: r * k, lambda j, s: j * s),
        "the kernels were multiplied: two layers of 3 see 5 pixels, not 9",
    ),
    (
        lambda layers: _right(layers[::-1]),
        "the layers were taken from last to first: the first in the list meets the image first",
    ),
    (
        lambda layers: (_right(layers)[0], layers[-1][1]),
        "the size is right, but the step is the last layer's stride alone: multiply all of them",
    ),
    (
        lambda layers: (layers[-1][0], layers[-1][1]),
        "only the last layer was counted: start the sums before the loop, return after it",
    ),
    (
        lambda layers: layers[0],
        "only the first layer was counted: the return stands inside the loop",
    ),
    (lambda layers: _right(layers)[::-1], "size and step are in the wrong order: return (size, step)"),
)


@exercise("receptive field")
def receptive_field(answer):
    """field_of(layers) -> (size, step) for a list of (kernel, stride)."""
    first = solved(answer(list(STACKS[0])))
    what = "it returns two whole numbers, (size, step)"
    if not isinstance(first, (tuple, list)) or len(first) != 2:
        mistake = f"it returned {type(first).__name__} {first!r}: return size, step"
        yield Finding(False, what, mistake)
        return
    if any(not math.isfinite(v) or v != int(v) for v in map(float, first)):
        yield Finding(False, what, f"it returned {tuple(first)}: pixels are counted in whole numbers")
        return
    yield Finding(True, what)
    # An untouched copy goes in each time: a learner's loop may empty its list.
    answers, kept = [], True
    for stack in STACKS:
        given = list(stack)
        answers.append(tuple(int(v) for v in answer(given)))
        kept = kept and given == list(stack)
    truth = [_right(stack) for stack in STACKS]
    rule = next((text for wrong, text in RULES if answers == [tuple(wrong(s)) for s in STACKS]), None)
    pairs = list(zip(STACKS, answers, truth))
    for holds, what in (
        (answers[:2] == truth[:2], "one layer alone sees its kernel"),
        (answers[3] == truth[3], "three layers of 3, without strides, see 7"),
        (answers == truth, "strides count too, as in the lesson's network or at the start of a ResNet"),
    ):  # fmt: skip
        wrong = next((f"for {s} it gives {a}, it should be {t}" for s, a, t in pairs if a != t), "")
        yield Finding(holds, what, rule or wrong)
        if not holds:
            return
    empty = tuple(answer([]))
    mistake = f"it gives {empty} for an empty list: start at (1, 1) instead of the first layer"
    yield Finding(empty == (1, 1), "without any layer a place sees one pixel", mistake)
    yield Finding(kept, "the list is as it was", "it emptied or changed the list of layers: loop over it")
