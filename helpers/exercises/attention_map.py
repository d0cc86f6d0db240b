"""The exercise "attention map"."""

import torch
import torch.nn.functional as F

from .base import Finding, exercise, solved
from .compare import explain, features, kernel_of, of_shape, same, scores_of, sound

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
