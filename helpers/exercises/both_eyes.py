"""Exercise 0.2: a score that no piece of the target can win alone."""

import torch

from ..networks.filter_bank import NOTHING, share
from .base import Refused, Untouched, custom, expect
from .calls import called
from .draw import generator, normal
from .function import CUT, as_function, gradients
from .values import number, same

# What is asked; two pictures, each by the energies of its pieces and of the rest; what has to hold.
RULES = (
    ("one piece: its share", ((1,), 3), ((3,), 1), lambda a, b: abs(a - 0.25) + abs(b - 0.75) < 1e-5),
    ("a dark piece: 0", ((4, 0), 1), ((3, 2, 0), 1), lambda a, b: max(a, b) < 1e-3),
    ("everything dark: 0", ((0, 0), 0), ((0,), 0), lambda a, b: max(a, b) < 1e-3),
    ("a 10,000th of the other: below 0.1", ((1, 1e-4), 0), ((1e-4, 1), 0.1), lambda a, b: max(a, b) < 0.1),
    ("more outside: lower", ((2, 3), 1), ((2, 3), 4), lambda a, b: a > b),
    ("more in the darkest of two: higher", ((1, 3), 2), ((1.5, 3), 2), lambda a, b: a < b),
    ("more in the darkest of three: higher", ((4, 2, 3), 2), ((4, 2.5, 3), 2), lambda a, b: a < b),
    ("pieces in another order: the same", ((1, 3), 2), ((3, 1), 2), lambda a, b: abs(a - b) < 1e-5),
    ("twice as bright: the same", ((1, 3), 2), ((4, 12), 8), lambda a, b: abs(a - b) < 1e-5),
)  # fmt: skip


def picture(rng, energies, outside):
    """Features (1, 3, 5, 12) with these energies in pieces of two columns and outside: (features, masks)."""
    region = torch.arange(12).div(2, rounding_mode="floor").clamp(max=len(energies)).expand(1, 1, 5, 12)
    y = normal(rng, 1, 3, 5, 12)
    for k, energy in enumerate((*energies, outside)):
        now = (y.sum(1, keepdim=True).square() * (region == k)).sum()
        y = torch.where(region == k, y * (energy / now).sqrt(), y)
    return y, [region == k for k in range(len(energies))]


def combined(rule):
    """A score made of the shares of all pieces, (K,)."""
    return lambda y, pieces: rule(torch.stack([share(y, piece) for piece in pieces]))


MISTAKES = {
    "all pieces are added up: one bright piece is enough": combined(torch.sum),
    "this is the mean over the pieces: one bright piece is enough": combined(torch.mean),
    "the brightest piece decides": combined(torch.max),
    "only the first piece is looked at": combined(lambda shares: shares[0]),
    "a piece counts in full as soon as it is not quite dark": combined(
        lambda shares: shares.sum() * (shares.min() > 0)
    ),
    "the pieces are only compared with each other; energy outside has to count": combined(
        lambda shares: shares.min() / shares.sum().clamp(min=NOTHING)
    ),
    "it is not divided by the energy of the whole picture": lambda y, pieces: min(
        (y.sum(1, keepdim=True).square() * piece).sum() for piece in pieces
    ),
    "the channels are squared before they are added": lambda y, pieces: combined(torch.min)(
        y.square().sum(1, keepdim=True).sqrt(), pieces
    ),
}


def cause(seen):
    """The known mistake that gives the learner's score for every picture, or NaN; else ""."""
    fits = (s for s, wrong in MISTAKES.items() if all(same(number(wrong(*a)), v, 1e-4) for a, v in seen))
    return next(fits, "0 / 0 is NaN" if any(value.isnan() for _, value in seen) else "")


@custom(
    "both eyes",
    asked="a score from 0 to 1 that is high only where every piece of the target has energy",
    look="the share of each piece, and a way to combine them in which the smallest decides",
)
def check_both_eyes(answer, seed, told):
    """answer: (features (1, C, H, W), a list of masks (1, 1, H, W)) -> a score that gradients can climb."""
    function, rng, seen = as_function(answer), generator(seed), []
    for told.now, *pictures, _ in RULES:
        for args in (picture(rng, *each) for each in pictures):
            got = called(function, args, number, names=("y", "pieces"))
            if got.raw is ...:
                raise Untouched
            expect(not (got.error or got.odd), f"{told.now}: {got}.", got.why, got.line)
            seen.append((args, got.value))
    scores = iter(value.item() for _, value in seen)
    for (what, *pictures, holds), pair in zip(RULES, zip(scores, scores)):
        tried = (f"pieces with {list(e)} and {o} outside got {s:.3g}" for (e, o), s in zip(pictures, pair))
        fine = holds(*pair) and all(0 <= s <= 1 + 1e-6 for s in pair)
        expect(fine, f"{what[0].upper()}{what[1:]}; but {', '.join(tried)}.", "" if fine else cause(seen))
        told.right.append(what)
    told.now, slope = "the gradient", gradients(function, picture(rng, (1, 3), 2), [0])
    if isinstance(slope, str):
        raise Refused(f"The score is right. With a gradient asked for, your code stopped with {slope}.")
    if slope[0] is None:
        raise Refused("The score is right, but no gradient reaches y, so that descent cannot climb it.", CUT)
    expect(slope[0].isfinite().all(), "The score is right, but its gradient is NaN or infinity.")
    told.right.append("gradient to y")


check_both_eyes.mistakes = MISTAKES
