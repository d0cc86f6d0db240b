"""The exercise "attention pooling"."""

import torch
import torch.nn.functional as F

from .attention_map import SHAPES
from .base import Finding, exercise, solved
from .compare import explain, features, of_shape, same, sound


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
