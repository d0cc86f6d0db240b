"""Exercise 11.1: do all images get the same weights?"""

import torch

from .draw import Case, normal
from .function import Exercise
from .values import truth


def in_units(weights):
    """(N, K); weights that sum to one in every image in multiples of the uniform weight."""
    flat = weights.flatten(1)
    return flat * flat.shape[1] if torch.allclose(flat.sum(1), torch.ones_like(flat[:, 0])) else flat


def ignores(weights):
    """weights (N, ...) of N images -> whether every image gets the same weights, to within 0.01."""
    flat = in_units(weights)
    return bool((flat.amax(0) - flat.amin(0) < 0.01).all())


def cases(rng):
    """Gates that look and gates that do not, in many shapes; differences just below and above 0.01."""

    def random(*shape):
        return (normal(rng, *shape) - 0.5).sigmoid()

    def same(n, *shape):
        return random(1, *shape).expand(n, *shape).clone()

    vector = same(8, 32, 1, 1)
    yield Case("two images, two weights: looked at", (torch.tensor([[0.2, 0.5], [0.2, 0.6]]).double(),))
    yield Case("0.5 everywhere", (torch.full((8, 32, 1, 1), 0.5).double(),))
    yield Case("0.7 everywhere", (torch.full((8, 32, 1, 1), 0.7).double(),))
    yield Case("a channel gate that works", (random(8, 32, 1, 1),))
    yield Case("a learned vector, the same for every image", (vector,))
    yield Case("a learned map, the same for every image", (same(8, 1, 6, 9),))
    yield Case("a learned map, laid over every channel alike", (same(8, 1, 6, 9).expand(8, 4, 6, 9).clone(),))
    yield Case("weights that differ by rounding", (vector + 1e-4 * random(8, 32, 1, 1),))
    one = vector.clone()
    one[:, 5] = torch.linspace(0.4, 0.6, 8)[:, None, None]
    yield Case("one channel of 32 moves", (one,))
    per_image = torch.linspace(0.1, 0.9, 8).double()[:, None, None, None].expand(8, 1, 6, 9).clone()
    yield Case("one number per image, alike at every place", (per_image,))
    late = random(8, 1, 6, 9)
    late[1] = late[0]
    yield Case("a map whose first two images agree", (late,))
    last = same(8, 16, 1, 1)
    last[-1] += 0.1
    yield Case("only the last image differs", (last,))
    for image, channel, words in (
        (3, 7, "one image in the middle differs"),
        (-1, 0, "only the first weight moves"),
    ):
        last = same(8, 16, 1, 1)
        last[image, channel] += 0.1
        yield Case(words, (last,))
    fine = same(8, 1, 6, 9)
    fine[2] += 0.0005
    yield Case("a map with differences of 0.0005", (fine,))
    moved = random(1, 6, 9)
    yield Case("the same weights in other places", (torch.stack([moved.roll(k, -1) for k in range(8)]),))
    yield Case("weights that move by a few hundredths", (vector + 0.1 * random(8, 32, 1, 1),))
    for gap, words in ((0.0095, "just below"), (0.0105, "just above")):
        near = vector.clone()
        near[3, 7] += gap
        yield Case(f"one difference {words} 0.01", (near,))
    around = same(8, 16, 1, 1)
    around[1] += 0.007
    around[2] -= 0.007
    yield Case("0.007 above and 0.007 below the first image", (around,), border=True)
    nearly = same(8, 16)
    nearly = nearly / nearly[0].sum() + torch.linspace(0, 0.005, 8).double()[:, None]
    yield Case("only the first image sums to one", (nearly,), border=True)
    slope = vector + torch.linspace(0, 0.03, 8).double()[:, None, None, None]
    yield Case("0.03 from the first to the last, little between neighbours", (slope,))
    softmax = (0.25 * normal(rng, 8, 400)).softmax(1).view(8, 1, 20, 20)
    yield Case("a softmax over 400 places", (softmax,))
    yield Case("a softmax over 400 places, one map for all", (softmax[:1].expand_as(softmax).clone(),))
    yield Case("one image", (random(1, 5, 1, 1),))
    yield Case("weights (N, C), the same for every image", (same(4, 6),))
    yield Case("float32", (vector.float(),))


def below(measure):
    """The verdict of another measure of the weights in units, (N, K)."""
    return lambda weights: bool(measure(in_units(weights)) < 0.01)


def gap(flat):
    """The largest difference of each weight between two images."""
    return flat.amax(0) - flat.amin(0)


Exercise(
    "ignores the image",
    asked="True if no weight differs by 0.01 or more between two images; a softmax in multiples of 1 / K",
    look="axis 0 holds the images: largest minus smallest over it, for each weight, and the largest of these",
    reference=ignores,
    cases=cases,
    reads=truth,
    mistakes={
        "it says True to everything": lambda w: True,
        "it says False to everything": lambda w: False,
        "the verdict is turned round: True means ignored": lambda w: not ignores(w),
        "images and weights are mixed: take the spread over axis 0 alone": below(lambda f: f.std()),
        "this is the spread within an image; axis 0 holds the images": below(lambda f: gap(f.T).max()),
        "the distance from the first image is taken, not that of any two": below(
            lambda f: (f - f[:1]).abs().max()
        ),
        "a softmax sums to one in every image; one image is looked at": lambda w: (
            ignores(w)
            if (w[0].sum() - 1).abs() > 1e-5
            else bool((gap(w.flatten(1)) * w[0].numel()).max() < 0.01)
        ),
        "only the first two images are compared": lambda w: ignores(w[:2]),
        "only the first and the last image are compared": lambda w: ignores(w[[0, -1]]),
        "only neighbouring images are compared": below(
            lambda f: (f[1:] - f[:-1]).abs().max() if len(f) > 1 else torch.tensor(0.0)
        ),
        "it asks for equality to the last digit": lambda w: bool((w == w[:1]).all()),
        "it averages over the weights of an image first": below(lambda f: gap(f.mean(1, keepdim=True)).max()),
        "the average over the weights hides the one that moves": below(lambda f: gap(f).mean()),
        "the smallest difference decides; the largest has to": below(lambda f: gap(f).min()),
        "a softmax is not measured in multiples of 1 / places": lambda w: bool(
            gap(w.flatten(1)).max() < 0.01
        ),
        "every gate is measured in multiples of 1 / places; only a softmax is": lambda w: bool(
            (gap(w.flatten(1)) * w[0].numel()).max() < 0.01
        ),
        "this is the standard deviation, smaller than the largest difference": below(
            lambda f: f.std(0, correction=0).max()
        ),
        "this is the standard deviation, smaller than the largest difference; of one image it is NaN": below(
            lambda f: f.std(0).max()
        ),
        "this is the variance": below(lambda f: f.var(0, correction=0).max()),
        "the distance from the mean image is taken, not the largest difference": below(
            lambda f: (f - f.mean(0)).abs().max()
        ),
        "0.5 is looked for; a gate may ignore the image with any weights": lambda w: bool(
            (w.flatten(1) - 0.5).abs().max() < 0.01
        ),
        "only the first weight is looked at": below(lambda f: gap(f)[0]),
        "the limit is 0.1, not 0.01": lambda w: bool((gap(in_units(w)) < 0.1).all()),
        "the limit is 0.001, not 0.01": lambda w: bool((gap(in_units(w)) < 0.001).all()),
    },
)
