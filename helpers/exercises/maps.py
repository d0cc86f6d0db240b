"""What checks of answers about feature maps share: random inputs, comparisons, sentences."""

import torch
import torch.nn.functional as F

from .base import Finding


def features(shape, seed=0):
    """A random feature map, float64, not centred on zero: mean and max over channels then differ."""
    rng = torch.Generator().manual_seed(seed)
    return torch.randn(shape, generator=rng, dtype=torch.float64) + 0.5


def kernel_of(size, seed=1):
    """A random kernel (1, 2, size, size), float64."""
    rng = torch.Generator().manual_seed(seed)
    return torch.randn((1, 2, size, size), generator=rng, dtype=torch.float64) / size


def scores_of(x, kernel, pools=("mean", "max")):
    """The scores (N, 1, H, W) of the true answer."""
    known = {"mean": x.mean(1, keepdim=True), "max": x.amax(1, keepdim=True)}
    return F.conv2d(torch.cat([known[pool] for pool in pools], 1), kernel, padding=kernel.shape[-1] // 2)


def same(a, b):
    """Whether two tensors have one shape and agree to 1e-5."""
    return a.shape == b.shape and torch.allclose(a.double(), b.double(), rtol=0, atol=1e-5)


def explain(answer, explanations):
    """The sentence of the first wrong result that the answer equals, or None."""
    return next((sentence for wrong, sentence in explanations if same(answer, wrong)), None)


def sound(answer, what="it gives numbers"):
    """A tensor without NaN: the finding, to be yielded before anything is compared."""
    if not isinstance(answer, torch.Tensor):
        return Finding(False, what, f"it returned {type(answer).__name__}, not a tensor")
    if not torch.isfinite(answer).all():
        return Finding(
            False, what, "there is NaN or infinity in the result: look for a division by zero or log(0)"
        )
    return Finding(True, what)


def of_shape(answer, shape, mistake):
    """The finding on the shape."""
    what = f"shape {tuple(shape)}"
    return Finding(tuple(answer.shape) == tuple(shape), what, f"got {tuple(answer.shape)}: {mistake}")
