"""What many checks need: random feature maps, two answers compared, and the words for it."""

from math import isnan

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


def number(value):
    """A result as a float: a number, or a tensor or array with one element; None for anything else."""
    if isinstance(value, bool | str):
        return None
    try:
        found = float(value)
    except (TypeError, ValueError, RuntimeError):
        return None
    return None if isnan(found) else found


def one_number(got, each=""):
    """The finding on the kind of result, and the number itself or None."""
    value = number(got)
    if value is not None:
        return Finding(True, "it gives one number"), value
    if isinstance(got, torch.Tensor) and got.dim() and len(got):
        mistake = f"it gives a tensor of shape {tuple(got.shape)}: {each}"
    else:
        mistake = f"it gives {got if isinstance(got, float) else type(got).__name__}, not a number"
    return Finding(False, "it gives one number", mistake), None


def explained(value, explanations):
    """The sentence of the first wrong number that ``value`` equals, or None."""
    return next((text for wrong, text in explanations if abs(value - wrong) < 1e-6), None)


def truth_of(got):
    """A verdict as True or False; None for anything else."""
    if isinstance(got, torch.Tensor) and got.numel() == 1 and got.dtype == torch.bool:
        return bool(got)
    if type(got).__name__ in ("bool", "bool_"):
        return bool(got)
    return None


def verdict_finding(got):
    """The finding on the kind of result: True or False is wanted."""
    words = {list: "a list", float: "a number", int: "a number"}
    kind = words.get(type(got), type(got).__name__)
    mistake = f"it returned {kind}: compare it with a threshold and return True or False"
    return Finding(truth_of(got) is not None, "it gives True or False", mistake)


def built(make, seed=3):
    """A gate with random numbers of its own, float64."""
    state = torch.get_rng_state()
    torch.manual_seed(seed)
    gate = make().double()
    torch.set_rng_state(state)
    return gate
