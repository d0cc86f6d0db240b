"""The exercises of lesson 03: a spatial attention map, and attention pooling."""

import torch
import torch.nn.functional as F

from .base import Finding, exercise, solved
from .maps import explain, features, kernel_of, of_shape, same, scores_of, sound

SHAPES = ((3, 5, 6, 9), (2, 4, 8, 5))  # height and width differ, so that a mix-up shows


@exercise("attention map")
def check_attention_map(answer):
    """answer(x, kernel): x (N, C, H, W), kernel (1, 2, k, k) -> the attention map (N, 1, H, W)."""
    x, kernel = features(SHAPES[0]), kernel_of(3)
    n, _, h, w = x.shape
    given = x.clone()
    got = solved(answer(x, kernel))
    numbers = sound(got)
    yield numbers
    if not numbers.holds:
        return
    yield Finding(torch.equal(x, given), "your input is left as it was", "the function changes x in place")
    if not torch.equal(x, given):
        return
    shape = of_shape(got, (n, 1, h, w), shape_mistake(got, x, kernel))
    yield shape
    if not shape.holds:
        return
    low, high = got.min().item(), got.max().item()
    mistake = range_mistake(got, x, kernel, low, high)
    yield Finding(mistake is None, "every weight between 0 and 1", mistake or "")
    if mistake:
        return
    for k, shape in ((3, SHAPES[0]), (7, SHAPES[1]), (1, (1, 3, 7, 4))):
        x, kernel = features(shape, k), kernel_of(k, k)
        got, want = answer(x, kernel), scores_of(x, kernel).sigmoid()
        what = f"equal to the spatial gate, kernel {k} × {k} on {shape[2]} × {shape[3]}"
        fine = isinstance(got, torch.Tensor) and same(got, want)
        yield Finding(fine, what, "" if fine else map_mistake(got, x, kernel))
        if not fine:
            return
    x = features(SHAPES[1]).requires_grad_()
    kernel = kernel_of(5).requires_grad_()
    got = answer(x, kernel)
    reaches = got.requires_grad and all(
        g is not None and bool(g.abs().sum() > 0)
        for g in torch.autograd.grad(got.sum(), (x, kernel), allow_unused=True)
    )
    yield Finding(
        reaches,
        "the gradient reaches x and the kernel",
        "it is cut on the way: no .data, .detach(), NumPy or new nn.Parameter",
    )


def shape_mistake(got, x, kernel):
    """What a wrong shape of the attention map points to."""
    n, c, h, w = x.shape
    k = kernel.shape[-1]
    known = {
        (n, c, h, w): "this is x times the map; return the map alone",
        (n, 1, h - k + 1, w - k + 1): "the map has shrunk; pad with k // 2",
        (n, h, w): "the channel axis is gone; pool with keepdim=True, or add it again at the end",
        (
            1,
            1,
            h,
            w,
        ): "one map for the whole batch; every image needs its own, pool over axis 1 and not axis 0",
        (n, 2, h, w): "these are the two pooled maps; the convolution has to make one map of them",
        (n, 1, 1, 1): "one number per image; pool over the channels, not over space",
        (n, c, 1, 1): "one number per channel; pool over the channels (axis 1), not over space",
    }
    return known.get(tuple(got.shape), f"one weight per place is wanted, so (N, 1, H, W) = {(n, 1, h, w)}")


def range_mistake(got, x, kernel, low, high):
    """Why weights lie outside 0..1, or are stretched to fill it; None if they are fine."""
    scores = scores_of(x, kernel)
    if same(got, scores):
        return f"weights from {low:.1f} to {high:.1f}: the sigmoid is missing"
    if low < 0 or high > 1:
        return f"weights from {low:.1f} to {high:.1f}: squash the scores with a sigmoid at the very end"
    flat = got.flatten(1)
    if torch.allclose(flat.min(1).values, torch.zeros(1).double()) and torch.allclose(
        flat.max(1).values.double(), torch.ones(1).double()
    ):
        return "every map runs from exactly 0 to exactly 1: this is min-max scaling, use a sigmoid"
    if torch.allclose(flat.sum(1).double(), torch.ones(1).double()):
        return "every image's weights sum to one: this is a softmax, the gate here uses a sigmoid"
    if torch.equal(got, torch.ones_like(got)):
        return "every weight is 1: a softmax over an axis of length one, use a sigmoid"
    return None


def map_mistake(got, x, kernel):
    """What an attention map that differs points to."""
    if not isinstance(got, torch.Tensor) or got.shape != (len(x), 1, *x.shape[2:]):
        shape = tuple(got.shape) if isinstance(got, torch.Tensor) else type(got).__name__
        return f"got {shape} for this kernel: the padding has to follow the kernel size, k // 2"
    mean, top = x.mean(1, keepdim=True), x.amax(1, keepdim=True)
    pad = kernel.shape[-1] // 2

    def conv(*maps, mode="constant"):
        padded = F.pad(torch.cat(maps, 1), [pad] * 4, mode=mode)
        return F.conv2d(padded, kernel).sigmoid()

    explanations = [
        (conv(mean, x.max().expand_as(mean)), "the max looks at every place of every image at once"),
        (conv(mean, x.amax((1, 2, 3), True).expand_as(mean)), "the max runs over space as well"),
        (
            scores_of(x, kernel, ("max", "mean")).sigmoid(),
            "the two maps are swapped; the kernel expects mean first, then max",
        ),
        (conv(mean, mean), "the mean is used twice, the max never"),
        (conv(top, top), "the max is used twice, the mean never"),
        (conv(x.sum(1, keepdim=True), top), "you took the sum over the channels where the mean belongs"),
        (conv(mean, x.amin(1, keepdim=True)), "you took the smallest channel where the largest belongs"),
        (
            conv(mean, x.abs().amax(1, keepdim=True)),
            "you took the largest size, |x|, where the largest value belongs",
        ),
        (
            conv(mean, x.amax((0, 1), keepdim=True).expand_as(mean)),
            "the max runs over the batch as well: other images decide",
        ),
        (
            conv(x.mean((0, 1), keepdim=True).expand_as(mean), top),
            "the mean runs over the batch as well: other images decide",
        ),
        (
            conv(x.mean((2, 3)).mean(1)[:, None, None, None].expand_as(mean), top),
            "the mean runs over space as well",
        ),
        (scores_of(x, kernel).sigmoid().sigmoid(), "the sigmoid is there twice: no weight is below one half"),
        (scores_of(x, kernel).relu().sigmoid(), "a ReLU before the sigmoid: no weight is below one half"),
        (
            scores_of(x, kernel.flip(2, 3)).sigmoid(),
            "the kernel is turned round; use F.conv2d with it as it is",
        ),
        (scores_of(x, kernel.transpose(2, 3)).sigmoid(), "the kernel's rows and columns are swapped"),
    ]
    if pad and pad < min(x.shape[2:]):
        explanations.append((conv(mean, top, mode="reflect"), "reflecting padding; the gate pads with zeros"))
        explanations.append(
            (conv(mean, top, mode="replicate"), "replicating padding; the gate pads with zeros")
        )
    return explain(got, explanations) or (
        f"off by up to {(got - scores_of(x, kernel).sigmoid()).abs().max():.2f}: cat the mean and the max "
        "over axis 1, convolve with padding k // 2, then sigmoid"
    )


@exercise("attention pooling")
def check_attention_pooling(answer):
    """answer(x, scores): x (N, C, H, W), scores (N, 1, H, W) -> one vector per image, (N, C)."""
    x, scores = features(SHAPES[0]), 2 * features((3, 1, 6, 9), 3)
    got = solved(answer(x, scores))
    numbers = sound(got)
    yield numbers
    if not numbers.holds:
        return
    shape = of_shape(got, x.shape[:2], pooling_shape_mistake(got, x))
    yield shape
    if not shape.holds:
        return
    flat = torch.zeros_like(scores)
    even = answer(x, flat)
    numbers = sound(even, "numbers also where all scores are zero")
    if not numbers.holds:
        yield numbers
        return
    off = even / x.mean((2, 3))
    fair = torch.allclose(off, torch.ones_like(off))
    yield Finding(
        fair, "equal scores give the plain average", "" if fair else uniform_mistake(answer, x, flat, scores)
    )
    if not fair:
        return
    for seed, shape in enumerate((*SHAPES, (1, 3, 1, 7))):
        x, scores = features(shape, seed), 2 * features((shape[0], 1, *shape[2:]), seed + 10)
        got, want = answer(x, scores), weighted(x, scores.flatten(1).softmax(1).view_as(scores))
        fine = same(got, want)
        what = f"equal to softmax attention pooling, {shape[0]} images of {shape[2]} × {shape[3]}"
        yield Finding(fine, what, "" if fine else pooling_mistake(got, x, scores))
        if not fine:
            return
    calm = answer(x, scores + 1000)
    steady = bool(torch.isfinite(calm).all()) and torch.allclose(calm, want)
    yield Finding(
        steady,
        "adding 1000 to every score changes nothing",
        "it overflows: exp(1000) is infinite; torch's softmax takes the largest score off first",
    )
    x, scores = x.requires_grad_(), scores.requires_grad_()
    got = answer(x, scores)
    grads = (
        torch.autograd.grad(got[:, 0].sum(), (x, scores), allow_unused=True) if got.requires_grad else (None,)
    )
    reaches = all(g is not None and bool(g.abs().sum() > 0) for g in grads)
    yield Finding(
        reaches,
        "the gradient reaches x and the scores",
        "it is cut on the way: no argmax, .data or .detach()",
    )


def weighted(x, weights):
    """The weighted sum over places, (N, C)."""
    return (x * weights).sum((2, 3))


def pooling_shape_mistake(got, x):
    """What a wrong shape of the pooled vector points to."""
    n, c, h, w = x.shape
    known = {
        (n, c, h, w): "this is x times the weights; the sum over the places is still to come",
        (n, 1): "the sum runs over the channels as well; keep one number per channel",
        (n,): "the sum runs over the channels as well; keep one number per channel",
        (n, h, w): "the sum runs over the channels; it has to run over the places (axes 2 and 3)",
        (n, 1, h, w): "these are the weights; use them to average x over the places",
        (n, c, w): "the sum runs over the rows only; it has to run over rows and columns",
        (n, c, h): "the sum runs over the columns only; it has to run over rows and columns",
        (c,): "the sum runs over the batch as well; keep one vector per image",
        (n, c, 1, 1): "the two axes of length one are left over; sum without keepdim",
    }
    return known.get(tuple(got.shape), f"one number per image and channel is wanted, {(n, c)}")


def uniform_mistake(answer, x, flat, scores):
    """Why equal scores do not give the plain average: how much too large or too small."""
    h, w = x.shape[2:]
    ratio = (answer(x, flat) / x.mean((2, 3))).median().item()
    places = "run it over the places of each image"
    known = (
        (h * w, f"a softmax over the axis of length one makes every weight 1: {places}"),
        (
            h * w / 2,
            "a sigmoid makes weights of one half that do not sum to one: use a softmax over the places",
        ),
        (1 / (h * w), "the weights already sum to one: sum, do not take the mean"),
        (w, f"the softmax runs down each column alone, so the weights sum to W: {places}"),
        (h, f"the softmax runs along each row alone, so the weights sum to H: {places}"),
        (h * w / len(x), f"the softmax runs over the images of the batch: {places}"),
        (1 / len(x), "the softmax runs over the whole batch: each image's weights have to sum to one"),
        (0.0, "equal scores give zero: divide exp(score) by the sum of exp(score)"),
    )
    sentence = next((text for value, text in known if abs(ratio - value) < 1e-6 * max(1, value)), None)
    if sentence == known[0][1] and not same(answer(x, scores), x.sum((2, 3))):
        sentence = "exp(score) is not divided by its sum: the weights of an image have to sum to one"
    return (
        sentence or f"the result is {ratio:.2f} times the average: the weights of an image have to sum to one"
    )


def pooling_mistake(got, x, scores):
    """What a pooled vector that differs points to."""
    n, _, h, w = x.shape
    if not isinstance(got, torch.Tensor) or not torch.isfinite(got).all():
        return "there is NaN or infinity for these shapes"
    places = scores.flatten(1)
    one_hot = F.one_hot(places.argmax(1), h * w).to(x).view_as(scores)
    gate = scores.sigmoid()
    swapped = scores.transpose(2, 3).flatten(1).softmax(1).view_as(scores)
    explanations = [
        (
            weighted(x, one_hot),
            "only the place with the largest score counts: this is argmax, the softmax is soft",
        ),
        (
            weighted(x, (-places).softmax(1).view_as(scores)),
            "the lowest scores win: there is a minus too many",
        ),
        (
            weighted(x, gate / gate.sum((2, 3), keepdim=True)),
            "this is a sigmoid divided by its sum: a softmax needs exp",
        ),
        (weighted(x, swapped), "rows and columns are mixed up: the weights belong to other places than x"),
        (x.mean((2, 3)), "the scores are not used: this is the plain average"),
        (
            weighted(x, (places / places.norm(dim=1, keepdim=True)).softmax(1).view_as(scores)),
            "the scores are normalised before the softmax: take them as they are",
        ),
        (
            weighted(x, ((scores.softmax(2) + scores.softmax(3)) / (h + w))),
            "two softmaxes, over rows and over columns, are averaged: one softmax runs over all places",
        ),
        (
            weighted(x, scores.softmax(3) / h),
            "each row has its own softmax: places can only compete within their row",
        ),
        (
            weighted(x, scores.softmax(2) / w),
            "each column has its own softmax: places can only compete within their column",
        ),
    ]
    return (
        explain(got, explanations)
        or "off: softmax over the H · W places of each image, then the weighted sum"
    )
