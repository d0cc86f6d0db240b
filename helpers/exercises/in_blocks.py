"""Exercise 14.2: two scalings in blocks of images, without a second whole map."""

import torch
from torch.utils._python_dispatch import TorchDispatchMode

from .base import Refused
from .draw import Case, normal
from .function import Exercise, as_function


def scale_both(x, what, where, images):
    """x * what * where, a block of images at a time, into one new map."""
    out = torch.empty_like(x)
    for first in range(0, len(x), images):
        block = slice(first, first + images)
        torch.mul(x[block], what[block], out=out[block])
        out[block] *= where[block]
    return out


def cases(rng):
    """One image first; then blocks that fit and blocks that leave a rest."""
    for what, (n, c, h, w), images in (
        ("one image", (1, 2, 1, 2), 1),
        ("a block for every image", (3, 2, 4, 5), 1),
        ("blocks that fit", (4, 3, 5, 4), 2),
        ("a last block that is smaller", (5, 3, 4, 4), 2),
        ("one block for all", (3, 4, 2, 5), 3),
        ("a block larger than the batch", (2, 3, 4, 5), 7),
    ):
        yield Case(
            what,
            (normal(rng, n, c, h, w), normal(rng, n, c, 1, 1), normal(rng, n, 1, h, w), images),
            border=images > n,
        )


class _Sizes(TorchDispatchMode):
    """The sizes of all new tensors."""

    def __init__(self):
        super().__init__()
        self.new = []

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        output = func(*args, **(kwargs or {}))
        given = {t.data_ptr() for t in (*args, *(kwargs or {}).values()) if isinstance(t, torch.Tensor)}
        if isinstance(output, torch.Tensor) and not func.is_view and output.data_ptr() not in given:
            self.new.append(output.numel())
        return output


class InBlocks(Exercise):
    """After the numbers: no new tensor but the result is larger than a block."""

    def __call__(self, answer, seed, told):
        super().__call__(answer, seed, told)
        x, images = torch.rand(12, 4, 8, 8), 3
        told.now = "what is kept"
        with _Sizes() as sizes:
            as_function(answer)(x, torch.rand(12, 4, 1, 1), torch.rand(12, 1, 8, 8), images)
        block, whole = x[:images].numel(), x.numel()
        large = sorted(size for size in sizes.new if size > block)
        if len(large) > 1 or (large and large[0] > whole):
            raise Refused(
                f"The numbers are right. For 12 images in blocks of 3, {len(large)} new tensors are larger "
                f"than a block, the largest of {large[-1]:,} numbers; only the result may be.",
                "a whole map is written beside the result: something is multiplied for all images at once",
            )
        told.right.append("only the result is larger than a block")


def skewed(change):
    """The right answer on changed arguments."""
    return lambda x, what, where, images: scale_both(*change(x, what, where), images)


def without_rest(x, what, where, images):
    """Whole blocks only."""
    out = torch.zeros_like(x)
    for first in range(0, len(x) - images + 1, images):
        block = slice(first, first + images)
        out[block] = x[block] * what[block] * where[block]
    return out


def same_weights(x, what, where, images):
    """Every block gets the weights of the first."""
    out = torch.empty_like(x)
    for first in range(0, len(x), images):
        part = x[first : first + images]
        out[first : first + images] = part * what[: len(part)] * where[: len(part)]
    return out


def first_only(x, what, where, images):
    """One block is scaled, the rest is left as it was."""
    out = x.clone()
    out[:images] *= what[:images] * where[:images]
    return out


InBlocks(
    "in blocks",
    asked="x * what * where in blocks of so many images, and no other new tensor larger than a block",
    look="the slice of images: the same one for x, what, where and the result",
    reference=scale_both,
    cases=cases,
    mistakes={
        "the last block is left out where it is smaller": without_rest,
        "every block gets the weights of the first images": same_weights,
        "only the first block is scaled": first_only,
        "where is left out": skewed(lambda x, what, where: (x, what, torch.ones_like(where))),
        "what is left out": skewed(lambda x, what, where: (x, torch.ones_like(what), where)),
        "the weights of what are used twice": skewed(
            lambda x, what, where: (x * what, what, torch.ones_like(where))
        ),
        "the weights are added to each other, not multiplied": lambda x, what, where, images: (
            x * (what + where)
        ),
        "only one block is returned, the last": lambda x, what, where, images: scale_both(
            x, what, where, images
        )[(len(x) - 1) // images * images :],
    },
)
