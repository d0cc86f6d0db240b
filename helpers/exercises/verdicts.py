"""What checks of detectors share: a verdict is True or False; a gate or network with numbers of its own."""

import torch

from .base import Finding


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
