"""Exercise 1.1: where does removing channels one at a time mislead?"""

import torch
from torch import nn

from ..networks import Average
from .draw import Case
from .function import Exercise
from .values import number


def changes(read, x, *channels):
    """Whether the answer is another one with these channels at zero, (N,) bool."""
    return read(x.index_fill(1, torch.tensor(channels), 0)).argmax(1) != read(x).argmax(1)


def combined(rule):
    """The share of images picked by rule(changed without both, without a, without b)."""

    def answer(read, x, a, b):
        picked = rule(changes(read, x, a, b), changes(read, x, a), changes(read, x, b))
        return picked.double().mean().item()

    return answer


def hidden(read, x, a, b):
    """The share of images whose answer stands without a, stands without b, and changes without both."""
    return combined(lambda both, a, b: both & ~a & ~b)(read, x, a, b)


def cases(rng):
    """Networks in which two channels say nearly the same; the same channel twice and one image as borders."""
    for what, (n, c, classes, side), (a, b) in (
        ("forty images, three channels", (40, 3, 3, 2), (0, 1)),
        ("ninety images", (90, 5, 3, 3), (1, 3)),
        ("the larger number first", (80, 6, 4, 2), (5, 2)),
        ("one place in each map", (150, 4, 4, 1), (0, 3)),
    ):
        read = nn.Sequential(Average(), nn.Linear(c, classes, bias=False)).double().eval()
        weight = torch.randn((classes, c), generator=rng)
        weight[:, b] = weight[:, a] + 0.7 * torch.randn(classes, generator=rng)
        read[1].weight.data = weight.double()
        x = torch.rand((n, c, 1, 1), generator=rng) * torch.rand((n, c, side, side), generator=rng)
        yield Case(what, (read, x.double(), a, b))
    yield Case("the same channel twice", (read, x.double(), 2, 2), border=True)
    yield Case("one image", (read, x[:1].double(), 0, 3), border=True)


def fall(read, x, a, b):
    """How far the logit of the answer falls without both, a mean over the images."""
    before, after = read(x), read(x.index_fill(1, torch.tensor((a, b)), 0))
    return (before - after).gather(1, before.argmax(1, keepdim=True)).mean().item()


Exercise(
    "hidden removals",
    asked="the share of images whose answer stands without a and without b, and changes without both",
    look="three comparisons with read(x).argmax(1), one for each removal; then `&` and `~` image by image",
    reference=hidden,
    cases=cases,
    reads=number,
    mistakes={
        "these are all images that change without both": combined(lambda both, a, b: both),
        "one harmless removal is enough here; both have to be harmless": combined(
            lambda both, a, b: both & ~(a & b)
        ),
        "only the removal of a is looked at alone": combined(lambda both, a, b: both & ~a),
        "only the removal of b is looked at alone": combined(lambda both, a, b: both & ~b),
        "these are the images that need one of the two": combined(lambda both, a, b: a | b),
        "these are the images that need each of the two": combined(lambda both, a, b: a & b),
        "shares are subtracted; look at every image three times": combined(
            lambda both, a, b: both.double() - a.double() - b.double()
        ),
        "this is how far the logit falls; count the images whose answer changes": fall,
        "these are images, not a share": lambda read, x, a, b: hidden(read, x, a, b) * len(x),
        "this is in per cent": lambda read, x, a, b: 100 * hidden(read, x, a, b),
    },
)
