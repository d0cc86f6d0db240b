"""The exercise "squeeze"."""

import torch

from .base import Finding, exercise, solved

SHAPES = ((3, 5, 6, 4), (2, 8, 4, 7))  # height and width differ, so that a mix-up shows


def features(shape, seed=0):
    """A random feature map, float64, with negative values too."""
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64) + 0.3


def same(a, b):
    """Whether two tensors have one shape and agree to 1e-6."""
    return a.shape == b.shape and torch.allclose(a.double(), b.double(), rtol=0, atol=1e-6)


def first(answer, explanations, otherwise):
    """The sentence of the first wrong result that the answer equals."""
    return next((sentence for wrong, sentence in explanations if same(answer, wrong)), otherwise)


def is_sound(value, what):
    """The finding that ``value`` is a tensor of numbers."""
    if not isinstance(value, torch.Tensor):
        return Finding(False, what, f"it is a {type(value).__name__}, not a tensor")
    mistake = "there is NaN or infinity in it: look for a division by zero"
    return Finding(value.numel() > 0 and bool(torch.isfinite(value).all()), what, mistake)


SQUEEZED_SHAPES = {
    1: "one number per image: keep the channels apart, average over the last two axes only",
    3: "it still has three axes: average over both of the last two axes, rows and columns",
    4: "keep no axis of size one: the answer has two axes, images and channels",
}


@exercise("squeeze")
def check_squeeze(answer):
    """answer(x): feature map (N, C, H, W) -> its averages over space, (N, C)."""
    x = features(SHAPES[0])
    value = solved(answer(x.clone()))
    yield is_sound(value, "it returns a tensor of numbers")
    if not isinstance(value, torch.Tensor):
        return
    n, c, h, w = x.shape
    mistake = SQUEEZED_SHAPES.get(value.dim(), "one number per image and channel is asked for")
    if tuple(value.shape) == (c,):
        mistake = "one vector for the whole batch: every image needs its own, so leave axis 0 alone"
    if value.shape == (n, h, w):
        mistake = "the channels are gone: average over axes 2 and 3, not over axis 1"
    yield Finding(
        value.shape == (n, c), f"shape {(n, c)} from {tuple(x.shape)}", f"got {tuple(value.shape)}: {mistake}"
    )
    if value.shape != (n, c):
        return
    middle = x[:, :, h // 2, w // 2]
    explanations = [
        (x.mean((0, 2, 3)).expand(n, c), "every image has the same numbers: do not average over the batch"),
        (x.sum((2, 3)), f"{h * w} times too large: this is the sum, divide by the number of places"),
        (x.amax((2, 3)), "this is the maximum over space, the average is asked for"),
        (x.mean((2, 3)) * h / w, "height and width are mixed up: divide by H times W"),
        (x.sum((2, 3)) / h**2, "height and width are mixed up: divide by H times W"),
        (x.sum((2, 3)) / w**2, "height and width are mixed up: divide by H times W"),
        (x.relu().mean((2, 3)), "negative values are lost before the average: no ReLU here"),
        (x.flatten(2).median(2).values, "this is the median, the average is asked for"),
        (middle, "this is the place in the middle alone, not all places"),
        (x.abs().mean((2, 3)), "the signs are lost: the average may be negative"),
        (x.square().mean((2, 3)), "these are mean squares, the average is asked for"),
    ]
    others = "the numbers differ from the average over rows and columns"
    right = x.mean((2, 3))
    yield Finding(same(value, right), "it is the average over space", first(value, explanations, others))
    if not same(value, right):
        return
    for shape in SHAPES[1:]:
        y = features(shape, 1).requires_grad_()
        again = answer(y)
        agrees = isinstance(again, torch.Tensor) and same(again.detach(), y.detach().mean((2, 3)))
        yield Finding(
            agrees, f"also for a map of shape {shape}", "sizes are written into the code: ask x.shape"
        )
        mistake = "the gradient stops here: stay with tensors, without detach, item or numpy"
        yield Finding(agrees and again.requires_grad, "the gradient passes through it", mistake)
