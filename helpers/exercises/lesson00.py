"""Checks of lesson 00: reweight with weights of its own for each image, and the share of each image."""

import torch

from .base import Finding, exercise, solved

SIZES = ((2, 3, 4, 5), (3, 2, 5, 3), (1, 4, 3, 6), (3, 3, 3, 3))  # (N, C, H, W)


def features(shape, seed=0):
    """Features (N, C, H, W) from 0.5 to 1.5, float64, so that no channel or place is silent."""
    return torch.rand(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64) + 0.5


def weights_for(shape, seed=1):
    """A vector (N, C) and a map (N, H, W) of weights from 0.1 to 0.9."""
    n, c, h, w = shape
    generator = torch.Generator().manual_seed(seed)
    vector = torch.rand((n, c), generator=generator, dtype=torch.float64)
    place = torch.rand((n, h, w), generator=generator, dtype=torch.float64)
    return 0.1 + 0.8 * vector, 0.1 + 0.8 * place


def near(a, b):
    """Equal up to rounding."""
    return torch.allclose(a, b, rtol=1e-6, atol=1e-9)


def is_tensor(value, shape):
    """Findings on type, shape, precision and NaN: yields the first that fails, or a line that all hold."""
    if not isinstance(value, torch.Tensor):
        yield Finding(False, "a tensor comes back", f"got {type(value).__name__}")
    elif tuple(value.shape) != tuple(shape):
        yield Finding(False, f"the result has the shape {tuple(shape)}", wrong_shape(value, shape))
    elif not value.is_floating_point():
        yield Finding(
            False, "the result is a real number", f"got {value.dtype}: a comparison or a cast too many"
        )
    elif value.isnan().any():
        yield Finding(False, "no NaN comes back", "NaN: look for a division by zero or a root of less than 0")
    else:
        yield Finding(True, f"the result has the shape {tuple(shape)} and no NaN")


def wrong_shape(value, shape):
    """What a wrong shape probably means."""
    got = tuple(value.shape)
    if got == ():
        return "got one number: sum over channels, rows and columns, but not over the images"
    if len(shape) == 1 and len(got) > 1:
        return f"got {got}: there are axes left to sum over"
    return f"got {got}"


def aligned(function, shape):
    """A finding: the function runs on this shape; the error that broadcasting raises is explained."""
    try:
        function(features(shape), *weights_for(shape))
    except RuntimeError as error:
        advice = "give the vector two axes at its end and the map one in its middle"
        return Finding(False, "the axes line up", f"{str(error).split(chr(10))[0]}; {advice}")
    return Finding(True, "the axes line up")


@exercise("reweight")
def check_reweight(function):
    """reweight_each(x (N, C, H, W), what (N, C), where (N, H, W)) -> (N, C, H, W)."""
    square = (3, 3, 3, 3)
    solved(function(features(square), *weights_for(square)))
    for shape in SIZES:
        fits = aligned(function, shape)
        if not fits.holds:
            yield fits
            return
    for shape in SIZES:
        (finding,) = is_tensor(function(features(shape), *weights_for(shape)), shape)
        if not finding.holds:
            yield finding
            return
    yield Finding(True, "the shape stays (N, C, H, W), also where H is not W")
    x = features(SIZES[0])
    n, c, h, w = x.shape
    kept = x.clone()
    ones = function(x, torch.ones(n, c).double(), torch.ones(n, h, w).double())
    yield Finding(near(ones, kept), "weights of 1 change nothing", wrong_at_one(ones, kept))
    untouched = torch.equal(x, kept)
    yield Finding(untouched, "x itself is left alone", "x was changed in place: write x * ..., not x *= ...")
    if not (untouched and near(ones, kept)):
        return
    yield from both_count(function)
    for shape in SIZES:
        x, (what, where) = features(shape, 5), weights_for(shape, 6)
        y, right = function(x, what, where), x * what[:, :, None, None] * where[:, None]
        if not near(y, right):
            yield Finding(False, f"right on random features {shape}", wrong_product(x, what, where, y))
            return
    yield Finding(True, "right on random features of four shapes")


def wrong_at_one(got, x):
    """What weights of 1 give away."""
    if near(got, 2 * x):
        return "x came back doubled: add nothing, x * what * where is one product"
    if near(got, x + 2) or near(got, x + 1):
        return "the weights were added: attention multiplies"
    if near(got, x * torch.sigmoid(torch.ones(()).double()) ** 2):
        return "a sigmoid was taken: these weights are already between 0 and 1"
    if got.min() < x.min() / 1.5:
        return "x shrank: something normalises the weights, use them as they are"
    return f"a value of {x.flatten()[0]:.3f} became {got.flatten()[0]:.3f}"


def both_count(function):
    """Closing one channel, then one place, of one image: exactly that is silent."""
    x = features(SIZES[0])
    n, c, h, w = x.shape
    what, where = torch.ones(n, c).double(), torch.ones(n, h, w).double()
    what[0, 1] = 0
    expected = x.clone()
    expected[0, 1] = 0
    y = function(x, what, where)
    mistake = "the other images or channels changed too, or this one did not: each image has its own vector"
    if near(y, x):
        mistake = "nothing happened: the channel weights are not used"
    yield Finding(near(y, expected), "a weight of 0 silences one channel of one image", mistake)
    what, expected = torch.ones(n, c).double(), x.clone()
    where[1, 2, 0] = 0
    expected[1, :, 2, 0] = 0
    y = function(x, what, where)
    mistake = "other places changed too, or this one did not: each image has its own map, rows before columns"
    if near(y, x):
        mistake = "nothing happened: the place weights are not used"
    yield Finding(near(y, expected), "a weight of 0 silences one place of one image", mistake)


def wrong_product(x, what, where, y):
    """What the wrong product most likely is."""
    channels, places = what[:, :, None, None], where[:, None]
    if near(y, x * (channels + places) / 2) or near(y, x * (channels + places)):
        return "the two weights were added: multiply by both"
    if near(y, x * torch.minimum(channels, places)) or near(y, x * torch.maximum(channels, places)):
        return "one of the two weights was chosen: multiply by both"
    if near(y, x * (channels * places).sqrt()) or near(y, x * (channels * places) ** 2):
        return "a power or a root of the weights was taken: use them as they are"
    if near(y, x * (channels > 0.5) * (places > 0.5)):
        return "the weights were cut to 0 or 1: keep them soft"
    return f"expected x * what * where, the first value differs: {y.flatten()[0]:.4f}"


def reference_share(y, target):
    """The reference: (N, C, H, W) and (N, 1, H, W) bool -> (N,)."""
    energy = y.sum(1).square()
    return (energy * target[:, 0]).sum((1, 2)) / energy.sum((1, 2)).clamp(min=1e-12)


def targets(shape, seed=3):
    """A random target (N, 1, H, W) bool, neither empty nor full."""
    n, _, h, w = shape
    target = torch.rand((n, 1, h, w), generator=torch.Generator().manual_seed(seed)) < 0.4
    target[:, :, 0, 0], target[:, :, -1, -1] = True, False
    return target


@exercise("energy share")
def check_energy_share(function):
    """share_of_each(y (N, C, H, W), target (N, 1, H, W) bool) -> (N,)."""
    first = (2, 3, 4, 5)
    answer = solved(function(features(first), targets(first)))
    (finding,) = is_tensor(answer, (2,))
    yield finding
    if not finding.holds:
        return
    full = function(features(first), torch.ones(2, 1, 4, 5, dtype=torch.bool))
    got = round(full[0].item(), 3)
    yield Finding(
        near(full, torch.ones(2).double()), "all of the energy is in the whole picture", full_hint(got)
    )
    if not near(full, torch.ones(2).double()):
        return
    y, target = features(first), targets(first)
    louder = function(3 * y, target)
    holds = near(louder, answer)
    yield Finding(holds, "the share does not depend on the volume", "3 * y has another share than y")
    for shape in SIZES:
        y, target = features(shape, 7), targets(shape, 8)
        got, right = function(y, target), reference_share(y, target)
        if tuple(got.shape) != tuple(right.shape) or not near(got, right):
            yield Finding(False, f"right on random features {shape}", wrong_share(y, target, got))
            return
    yield Finding(True, "right on random features of four shapes")
    silent = function(torch.zeros(2, 3, 4, 5).double(), target_half())
    if silent.isnan().any():
        mistake = "0 / 0 gives NaN: keep the divisor above zero with clamp(min=1e-12)"
    else:
        mistake = f"got {silent[0].item():.3f}"
    yield Finding(bool((silent == 0).all()), "a picture without energy has the share 0", mistake)


def target_half():
    """The left half of two pictures of 4 x 5."""
    target = torch.zeros(2, 1, 4, 5, dtype=torch.bool)
    target[..., :2] = True
    return target


def full_hint(got):
    """What a share other than 1 for the whole picture means."""
    if abs(got) < 1e-9:
        return "got 0: the energy outside the target was taken"
    if got > 1:
        return f"got {got}: divide by the energy of the whole picture"
    return f"got {got}: divide each image's energy by its own total, not by that of the batch"


def wrong_share(y, target, got):
    """What the wrong share most likely is."""
    inside = target.to(y)
    added, squares = y.sum(1, keepdim=True), y.square().sum(1, keepdim=True)
    candidates = {
        "the square is missing: energy is the square of the added channels": added,
        "squared before adding: first add the channels, then square": squares,
        "the channels were not added: only the first one counts": y[:, :1].square(),
        "the largest channel was taken: add the channels": y.amax(1, keepdim=True).square(),
    }
    for mistake, energy in candidates.items():
        if near(got, (energy * inside).sum((1, 2, 3)) / energy.sum((1, 2, 3))):
            return mistake
    energy = added.square()
    if near(got, inside.mean((1, 2, 3)).expand_as(got)):
        return "this is the area of the target: the features are not used"
    means = (energy * inside).sum((1, 2, 3)) / inside.sum((1, 2, 3))
    if near(got, means / energy.mean((1, 2, 3))) or near(got, means / (means + outside_mean(energy, inside))):
        return "means were compared: the share is a ratio of sums"
    if near(got, (energy * inside).sum((1, 2, 3)) / (energy * (1 - inside)).sum((1, 2, 3))):
        return "divided by the energy outside: divide by all of it"
    first = (energy * inside[:1]).sum((1, 2, 3)) / energy.sum((1, 2, 3))
    if near(got, first):
        return "the first image's target was used for all: each image has its own"
    return f"expected {reference_share(y, target)[0].item():.4f} for the first image, got {got[0].item():.4f}"


def outside_mean(energy, inside):
    """The mean energy outside the target, (N,)."""
    return (energy * (1 - inside)).sum((1, 2, 3)) / (1 - inside).sum((1, 2, 3))
