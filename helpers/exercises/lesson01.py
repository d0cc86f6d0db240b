"""The exercises of lesson 01."""

import math

import torch

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


def _chosen(rng, images, channels, count):
    """A random choice of distinct channels for every image: (images, count)."""
    return torch.stack([torch.randperm(channels, generator=rng)[:count] for _ in range(images)])


def _kept(x, chosen):
    """The reference: x where the channel was chosen for the image, zero elsewhere."""
    mask = torch.zeros(x.shape[:2], dtype=torch.bool).scatter(1, chosen, True)
    return torch.where(mask[:, :, None, None], x, torch.zeros_like(x))


def _diagnose(out, x, chosen):
    """The likely reason why out is not _kept(x, chosen)."""
    right, n = _kept(x, chosen), len(x)
    union = chosen.flatten().unique()
    shared = _kept(x, union.expand(n, -1))
    weights = right + torch.where(right == 0, 1.0, 0.0)
    ratio = (out / weights)[right != 0]
    reasons = (
        (out.isnan().any(), "there are NaN in the result: did a division by zero slip in?"),
        (torch.equal(out, x), "nothing was switched off: the result is x itself"),
        ((out == 0).all(), "everything is zero: are the chosen channels written back?"),
        (torch.equal(out, x - right), "the wrong way round: the chosen channels are off and the others on"),
        (
            torch.equal(out, _kept(x, chosen[:1].expand(n, -1))),
            "every image keeps the channels of image 0: use row n of chosen for image n",
        ),
        (
            torch.equal(out, shared) or torch.equal(out, x - shared),
            "every image keeps what any image chose: x[:, chosen] does not pair images with their rows",
        ),
        (
            torch.equal(out, right.relu()),
            "negative values are gone: keep the chosen channels exactly as they are",
        ),
        (
            torch.equal(out, (right != 0).to(out)),
            "the result holds ones and zeros: multiply x by these weights",
        ),
        (
            bool((out[right == 0] == 0).all()) and torch.allclose(ratio, ratio[:1].expand_as(ratio)),
            "the kept channels are rescaled: keep their values, no average, no c / k",
        ),
    )  # fmt: skip
    here = tuple(v.item() for v in (out != right).nonzero()[0])
    text = (
        f"at image, channel, row, column {here} it gives {out[here].item():.3f} for {right[here].item():.3f}"
    )
    return next((reason for holds, reason in reasons if holds), text)


@exercise("keep channels")
def keep_channels(answer):
    """keep(x, chosen): other channels zero, image by image."""
    rng = torch.Generator().manual_seed(4)
    x = torch.rand(2, 5, 3, 4, generator=rng, dtype=torch.float64) - 0.5
    chosen = torch.tensor([[4, 1], [0, 3]])
    copies = x.clone(), chosen.clone()
    out = solved(answer(x, chosen))
    what = "it returns a feature map of the shape of x"
    if not isinstance(out, torch.Tensor):
        yield Finding(False, what, f"it returned {type(out).__name__}, not a tensor")
        return
    narrow = (
        " the chosen channels were cut out, keep all and make the others zero"
        if out.shape[1:2] == (2,)
        else ""
    )
    mistake = f"for x {tuple(x.shape)} it returned {tuple(out.shape)}:{narrow or ' do not sum or squeeze'}"
    yield Finding(out.shape == x.shape, what, mistake)
    if out.shape != x.shape:
        return
    untouched = torch.equal(x, copies[0]) and torch.equal(chosen, copies[1])
    mistake = "x itself was changed, and the next reader of x gets zeros: work on x.clone(), or multiply"
    yield Finding(untouched, "x and chosen are as they were", mistake)
    if not untouched:
        return
    x, chosen = copies
    yield Finding(out.dtype == x.dtype, "float64 stays float64",
                  f"it came back as {out.dtype}: use torch.zeros_like(x), it keeps the type")  # fmt: skip
    if out.dtype == torch.bool:
        return
    right = torch.equal(out.double(), _kept(x, chosen))
    yield Finding(right, "chosen channels keep their values, all others are zero",
                  "" if right else _diagnose(out.double(), x, chosen))  # fmt: skip
    if not right:
        return
    wrong = None
    for n, c, h, w, k in ((3, 3, 2, 2, 1), (1, 6, 5, 2, 4), (4, 3, 1, 3, 3), (5, 8, 4, 4, 2)):
        x = torch.rand(n, c, h, w, generator=rng) - 0.5
        chosen = _chosen(rng, n, c, k)
        out = answer(x.clone(), chosen.clone())
        if out.shape != x.shape or not torch.equal(out, _kept(x, chosen)):
            wrong = f"it fails for x {(n, c, h, w)} and {k} chosen: is a size written as a number?"
            break
    yield Finding(wrong is None, "other sizes work too", wrong or "")
    x = torch.rand(2, 5, 3, 4, generator=rng, requires_grad=True)
    chosen = _chosen(rng, 2, 5, 2)
    out = answer(x, chosen)
    what = "a gradient reaches the chosen channels of x, and no others"
    if not out.requires_grad:
        yield Finding(False, what, "the gradient stops: no .data, .detach(), .numpy() or torch.no_grad()")
        return
    (gradient,) = torch.autograd.grad(out.sum(), x)
    holds = torch.equal(gradient, _kept(torch.ones_like(gradient), chosen))
    yield Finding(holds, what, "the gradient is not 1 for kept and 0 for other values")
