"""The exercise "reweight"."""

import torch

from .base import Finding, exercise, solved

SIZES = ((2, 3, 4, 5), (3, 2, 5, 3), (1, 4, 3, 6), (3, 3, 3, 3))  # (N, C, H, W)


def features(shape, seed=0, low=0.5):
    """Features (N, C, H, W) from low to low + 1, float64."""
    return torch.rand(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64) + low


def weights_for(shape, seed=1):
    """A vector (N, C) and a map (N, H, W) of weights from 0.1 to 0.9."""
    n, c, h, w = shape
    return 0.8 * features((n, c), seed, 0.125), 0.8 * features((n, h, w), seed + 1, 0.125)


def open_weights(shape):
    """A vector (N, C) and a map (N, H, W) of ones."""
    n, c, h, w = shape
    return torch.ones(n, c, dtype=torch.float64), torch.ones(n, h, w, dtype=torch.float64)


def near(a, b):
    """Equal up to rounding, and of one shape."""
    return a.shape == b.shape and torch.allclose(a.double(), b.double(), rtol=1e-5, atol=1e-9)


def usable(value, shape):
    """A finding: the value is a tensor of this shape, real, without NaN."""
    what = f"the result has the shape {tuple(shape)} and no NaN"
    if not isinstance(value, torch.Tensor):
        return Finding(False, what, f"got {type(value).__name__}, not a tensor")
    if tuple(value.shape) != tuple(shape):
        return Finding(False, what, wrong_shape(tuple(value.shape), tuple(shape)))
    if not value.is_floating_point():
        return Finding(False, what, f"got {value.dtype}: a comparison or a cast too many")
    if value.isnan().any():
        return Finding(False, what, "NaN: look for a division by zero or a root of less than 0")
    return Finding(True, what)


def wrong_shape(got, shape):
    """What a wrong shape probably means."""
    if got == () and len(shape) == 1:
        return "got one number: sum over channels, rows and columns, but not over the images"
    if len(shape) == 1 and len(got) > 1:
        return f"got {got}: there are axes left, sum over (1, 2, 3)"
    if len(shape) == 4 and got == (shape[0], 1, *shape[2:]):
        return f"got {got}: the channels were added, keep them apart"
    return f"got {got}"


@exercise("reweight")
def check_reweight(function):
    """reweight_each(x (N, C, H, W), what (N, C), where (N, H, W)) -> (N, C, H, W)."""
    solved(function(features((3, 3, 3, 3)), *weights_for((3, 3, 3, 3))))
    for shape in SIZES:
        finding = axes_line_up(function, shape)
        if finding.holds:
            finding = usable(function(features(shape), *weights_for(shape)), shape)
        if not finding.holds:
            yield finding
            return
    yield Finding(True, "the axes line up and the shape stays (N, C, H, W), also where H is not W")
    x = features(SIZES[0])
    kept = x.clone()
    function(x, *weights_for(SIZES[0]))
    untouched = torch.equal(x, kept)
    yield Finding(untouched, "x itself is left alone", "x was changed in place: write x * ..., not x *= ...")
    if not untouched:
        return
    y = function(x, *open_weights(SIZES[0]))
    yield Finding(near(y, x), "weights of 1 change nothing", wrong_at_one(function, x, y))
    if not near(y, x):
        return
    yield from closed(function)
    for shape in SIZES:
        x, (what, where) = features(shape, 5, low=-0.5), weights_for(shape, 6)
        y = function(x, what, where)
        if y.isnan().any():
            yield usable(y, shape)
            return
        if not near(y, x * what[:, :, None, None] * where[:, None]):
            yield Finding(False, f"right on random features {shape}", wrong_product(x, what, where, y))
            return
    yield Finding(True, "right on random features of four shapes")


def runs(function, shape):
    """None if the function runs on this shape, else the first line of its RuntimeError."""
    try:
        function(features(shape), *weights_for(shape))
    except RuntimeError as error:
        return str(error).split("\n")[0]
    return None


def axes_line_up(function, shape):
    """A finding: the function runs; if broadcasting fails, where it would run tells what is wrong."""
    error = runs(function, shape)
    if error is None:
        return Finding(True, "the axes line up")
    guesses = {
        (
            3,
            3,
            4,
            5,
        ): "where (N, H, W) is read as (C, H, W): give it an axis for the channels, where[:, None]",
        (2, 3, 4, 3): "what stands on the columns: its new axes belong after the channels, not before",
        (2, 3, 2, 3): "what (N, C) is read as (H, W): give it two axes at its end, what[:, :, None, None]",
        (2, 3, 4, 4): "the rows and columns of where are swapped",
    }
    advice = next((text for other, text in guesses.items() if runs(function, other) is None), error)
    return Finding(False, "the axes line up", advice)


def wrong_at_one(function, x, y):
    """What weights of 1 give away."""
    if near(y, 2 * x):
        zero = [0 * weights for weights in open_weights(SIZES[0])]
        if near(function(x, *zero), x):
            return "x was added once more: a weight of 0 has to leave nothing"
        return "x came back doubled: the two weights were added, multiply by both"
    if near(y, x + 2) or near(y, x + 1):
        return "the weights were added to x: attention multiplies"
    if near(y, torch.ones_like(x)):
        return "these are the weights alone: multiply x by them"
    if near(y, x * torch.sigmoid(torch.ones_like(x)) ** 2):
        return "a sigmoid was taken: these weights are already between 0 and 1"
    if (y / x).max() < 0.9 and (y / x).std() < 1e-6:
        return "x shrank: something normalises the weights, use them as they are"
    return f"a value of {x.flatten()[0]:.3f} became {y.flatten()[0]:.3f}"


def close(part, image):
    """Weights of 1, but for one channel or place of one image; and features without that part."""
    (what, where), expected = open_weights(SIZES[0]), features(SIZES[0])
    if part == "channel":
        what[image, 2], expected[image, 2] = 0, 0
    else:
        where[image, 2, 0], expected[image, :, 2, 0] = 0, 0
    return what, where, expected


def closed(function):
    """Findings: a channel, then a place, of one image is closed, and exactly that is silent."""
    x = features(SIZES[0])
    for part, its in (("channel", "vector"), ("place", "map")):
        what, where, expected = close(part, image=1)
        y = function(x, what, where)
        spreads = not near(function(x, *close(part, image=0)[:2])[1], x[1])
        if spreads or not near(y[expected != 0], x[expected != 0]):
            mistake = f"other parts changed too: each image has its own {its}"
        elif near(y, x):
            mistake = f"nothing happened: the weights per {part} are not used"
        else:
            mistake = f"the closed {part} still answers: x * what * where is one product"
        silent = f"a weight of 0 silences one {part} of one image, and no more"
        yield Finding(near(y, expected) and not spreads, silent, mistake)


def wrong_product(x, what, where, y):
    """What the wrong product most likely is."""
    channels, places = what[:, :, None, None], where[:, None]
    if near(y, x * torch.minimum(channels, places)):
        return "the smaller of the two weights was chosen: multiply by both"
    if near(y, x * (channels * places).sqrt()) or near(y, x * (channels * places) ** 2):
        return "a power or a root of the weights was taken: use them as they are"
    if near(y, x * (channels >= 0.5) * (places >= 0.5)):
        return "the weights were cut to 0 or 1: keep them soft"
    if near(y, x.relu() * channels * places) or near(y, x.abs() * channels * places):
        return "negative features were lost: x may be below 0"
    return f"expected x * what * where, the first value differs: {y.flatten()[0]:.4f}"
