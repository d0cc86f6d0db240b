"""What an answer gave: read as what was asked for, compared, and shown in a few characters."""

import numbers
import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

MANY = 10_000  # a list longer than this is no answer here
FEW = 8  # so many numbers are shown one by one; whole numbers are short, and three times as many fit
LETTERS = 280  # of a value that is no tensor: two rows of a table
LONG = re.compile(r"\d+\.\d{5,}")  # a number with more digits than a reader wants


class Odd(Exception):
    """The value is not of the kind that was asked for; the text says what it is, ``why`` how it came."""

    def __init__(self, text, why=""):
        super().__init__(text)
        self.why = why


@dataclass
class Outcome:
    """What one call gave: a value that was read, or words for what came instead.

    value  a tensor, or plain Python;  odd  why it could not be read;  error  what it raised, in words
    raw    the value as it came;  line  the learner's line that raised;  why  what explains ``odd``
    """

    value: Any = None
    odd: str = ""
    error: str = ""
    raw: Any = None
    line: str = ""
    why: str = ""

    def __str__(self):
        return self.odd or (
            f"your code stopped with {self.error}" if self.error else f"got {show(self.value)}"
        )


def kind(value):
    """What something is, in words."""
    if isinstance(value, torch.Tensor):
        return f"a tensor {tuple(value.shape)} of {str(value.dtype).removeprefix('torch.')}"
    words = {type(None): "None (is a return missing?)", type(...): "the stub's dots", bool: "True or False"}
    words |= {int: "a whole number", float: "a number", str: "text", list: "a list", tuple: "a tuple"}
    words |= {dict: "a dict", np.bool_: "True or False", np.float64: "a number"}
    return words.get(type(value), f"something of type {type(value).__name__}")


def tensor(value, want):
    """Read a tensor of the kind of ``want``."""
    if not isinstance(value, torch.Tensor):
        raise Odd(f"got {kind(value)}, expected a tensor")
    groups = [
        "True and False" if t.dtype == torch.bool else "floats" if t.is_floating_point() else "whole numbers"
        for t in (value, want)
    ]
    if groups[0] != groups[1] or value.is_complex():
        raise Odd(f"got {kind(value)}, expected a tensor of {groups[1]}")
    if groups[0] == "floats" and value.dtype != want.dtype:
        why = "a new tensor has the default dtype: make it with the input's own .new_zeros(...), or give it "
        why += "the input's .dtype"
        raise Odd(
            f"got {kind(value)}, expected {str(want.dtype).removeprefix('torch.')}, like the input", why
        )
    return value.detach()


def number(value, want=None):
    """Read one number: Python's, NumPy's, or a tensor of one entry."""
    if isinstance(value, torch.Tensor | np.ndarray):
        size = value.numel() if isinstance(value, torch.Tensor) else value.size
        if size != 1 or value.dtype in (torch.bool, np.dtype(bool)):
            raise Odd(f"got {kind(value)}, expected one number")
    elif isinstance(value, bool | np.bool_) or not isinstance(value, numbers.Real | np.number):
        raise Odd(f"got {kind(value)}, expected a number")
    return torch.tensor(float(value), dtype=torch.float64)


def whole(value, want=None):
    """Read one whole number: an int, or what NumPy and torch have for it."""
    read = number(value)
    if isinstance(value, float | np.floating) or (hasattr(value, "dtype") and "float" in str(value.dtype)):
        raise Odd(f"got {float(read):g}, a float; expected a whole number", "/ gives a float; // does not")
    return read


def truth(value, want=None):
    """Read True or False."""
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, torch.Tensor) and value.numel() == 1 and value.dtype == torch.bool:
        return bool(value)
    raise Odd(f"got {kind(value)}, expected True or False")


def truths(value, want):
    """Read as many True and False as ``want`` has."""
    if not isinstance(value, list | tuple) or len(value) != len(want):
        raise Odd(f"got {kind(value)}, expected {len(want)} times True or False")
    return tuple(truth(one) for one in value)


def one_of(answers):
    """Read one of these words."""

    def read(value, want=None):
        if not isinstance(value, str) or value not in answers:
            got = repr(value)[:60] if isinstance(value, str) else kind(value)
            raise Odd(f"got {got}, expected one of {list(answers)}")
        return value

    return read


def several(value, want):
    """Read as many numbers as ``want`` has, from a list, a tuple, an array or a tensor."""
    if not isinstance(value, list | tuple | np.ndarray | torch.Tensor) or len(value) != len(want):
        length = f" of {len(value)}" if isinstance(value, list | tuple) else ""
        raise Odd(f"got {kind(value)}{length}, expected {len(want)} numbers")
    return torch.stack([number(v) for v in value])


def whole_numbers(value, want):
    """Read as many whole numbers as ``want`` has."""
    several(value, want)
    return torch.stack([whole(v) for v in value])


def same(a, b, tolerance=1e-5):
    """Whether two read values agree; shapes are compared before numbers, and NaN equals NaN."""
    if not isinstance(a, torch.Tensor) or not isinstance(b, torch.Tensor):
        return type(a) is type(b) and a == b
    if a.shape != b.shape:
        return False
    a, b = a.detach().double(), b.detach().double()
    scale = b.nan_to_num(0, 0, 0).abs().max().item() if b.numel() else 0
    return torch.allclose(a, b, rtol=tolerance, atol=tolerance * min(1, scale) + 1e-12, equal_nan=True)


def alike(one, other, tolerance=1e-5):
    """Whether two outcomes are the same: both raise alike, or both give the same."""
    if one.error or other.error or one.odd or other.odd:
        return one.error.split(":")[0] == other.error.split(":")[0] and one.odd == other.odd
    return same(one.value, other.value, tolerance)


def few(value):
    """How many numbers of a tensor are shown one by one."""
    return FEW if value.is_floating_point() else 3 * FEW


def show(value):
    """A value in a few characters."""
    if isinstance(value, torch.Tensor):
        if value.numel() == 1 and value.dim() == 0:
            return f"{value.item():.4g}" if value.is_floating_point() else str(value.item())
        if value.numel() <= few(value):
            return _rounded(value.detach().tolist())
        return f"a tensor of shape {tuple(value.shape)}"
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}"
    if isinstance(value, torch.nn.Module):
        return type(value).__name__
    if hasattr(value, "images"):
        return f"a batch of {len(value.images)} images"
    text = LONG.sub(lambda found: f"{float(found[0]):.4g}", repr(value))
    return text if len(text) <= LETTERS else text[: LETTERS - 3] + "..."


def _rounded(value):
    """Nested lists with four digits."""
    if isinstance(value, list):
        return "[" + ", ".join(_rounded(v) for v in value) + "]"
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def contrast(want, outcome):
    """ "expected ..., got ...": whole where it is small, the place that differs most where it is not."""
    got = outcome.value
    if outcome.odd or outcome.error:
        return str(outcome)
    if (
        isinstance(want, torch.Tensor)
        and isinstance(got, torch.Tensor)
        and max(got.numel(), want.numel()) > few(want)
    ):
        if got.shape != want.shape:
            return f"expected shape {tuple(want.shape)}, got shape {tuple(got.shape)}"
        off = (got.double() - want.double()).abs().nan_to_num(torch.inf, torch.inf)
        place = [int(k) for k in np.unravel_index(int(off.argmax()), want.shape)]
        there = tuple(place)
        return f"at {place} expected {show(want[there])}, got {show(got[there])}"
    return f"expected {show(want)}, got {show(got)}"
