"""What checks of answers that are one number share."""

from math import isnan

import torch

from .base import Finding


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
