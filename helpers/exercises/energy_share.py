"""The exercise "energy share"."""

import torch

from .base import Finding, exercise, solved
from .reweight import SIZES, features, near, usable


def reference_share(y, target):
    """(N, C, H, W) and (N, 1, H, W) bool -> (N,)."""
    energy = y.sum(1, keepdim=True).square()
    return (energy * target).sum((1, 2, 3)) / energy.sum((1, 2, 3)).clamp(min=1e-12)


def targets(shape, seed=3):
    """A random target (N, 1, H, W) bool, neither empty nor full."""
    n, _, h, w = shape
    target = features((n, 1, h, w), seed, 0.0) < 0.4
    target[:, :, 0, 0], target[:, :, -1, -1] = True, False
    return target


@exercise("energy share")
def check_energy_share(function):
    """share_of_each(y (N, C, H, W), target (N, 1, H, W) bool) -> (N,)."""
    shape = SIZES[0]
    whole = torch.ones(2, 1, 4, 5, dtype=torch.bool)
    finding = usable(solved(function(features(shape), targets(shape))), (2,))
    yield finding
    if not finding.holds:
        return
    got = function(features(shape), whole)
    holds = near(got, torch.ones(2))
    yield Finding(holds, "the whole picture has the share 1", wrong_whole(got[0].item()))
    if not holds:
        return
    for shape in SIZES:
        y, target = features(shape, 7, low=-0.4), targets(shape, 8)
        got = function(y, target)
        if got.isnan().any():
            yield usable(got, shape[:1])
            return
        if not near(got, reference_share(y, target)):
            yield Finding(False, f"right on random features {shape}", wrong_share(y, target, got))
            return
    yield Finding(True, "right on random features of four shapes")
    silent = function(torch.zeros(2, 3, 4, 5, dtype=torch.float64), targets(SIZES[0]))
    if silent.isnan().any():
        mistake = "0 / 0 gives NaN: keep the divisor above zero with clamp(min=1e-12)"
    else:
        mistake = f"got {silent[0].item():.3f}"
    yield Finding(bool((silent == 0).all()), "a picture without energy has the share 0", mistake)


def wrong_whole(got):
    """What a share other than 1 for the whole picture means."""
    if abs(got) < 1e-9:
        return "got 0: this is the energy outside the target"
    if got > 1:
        return f"got {got:.3g}: divide by the energy of the whole picture, not by a part or a count"
    if got > 0.9:
        return f"got {got:.5f}: too much was added to the divisor, 1e-12 is enough"
    return f"got {got:.3f}: divide each image's energy by its own total, not by that of the batch"


def wrong_share(y, target, got):
    """What the wrong share most likely is."""
    inside, added = target.to(y), y.sum(1, keepdim=True)
    energy, total = added.square(), (1, 2, 3)
    maps = {
        "the square is missing: energy is the square of the added channels": added,
        "the absolute value is not the energy: square the added channels": added.abs(),
        "squared before adding: first add the channels, then square": y.square(),
        "absolute values were added: add the channels as they are": y.abs().sum(1, keepdim=True).square(),
        "the channels were not added: only the first one counts": y[:, :1].square(),
        "the largest channel was taken: add the channels": y.amax(1, keepdim=True).square(),
    }
    guesses = {text: (values * inside).sum(total) / values.sum(total) for text, values in maps.items()}
    guesses["this is the area of the target: the features are not used"] = inside.mean(total)
    mean = (energy * inside).sum(total) / inside.sum(total)
    outside = (energy * (1 - inside)).sum(total) / (1 - inside).sum(total)
    for means in (mean / energy.mean(total), mean / (mean + outside)):
        if near(got, means):
            return "means were compared: the share is a ratio of sums"
    first = (energy * inside[:1]).sum(total) / energy.sum(total)
    guesses["the first image's target was used for all: each image has its own"] = first
    for text, value in guesses.items():
        if near(got, value):
            return text
    right = reference_share(y, target)[0].item()
    return f"expected {right:.4f} for the first image, got {got.flatten()[0].item():.4f}"
