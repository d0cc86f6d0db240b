"""The exercise "ignores the image"."""

import torch

from .base import Finding, exercise, solved
from .compare import features, truth_of, verdict_finding


def random_weights(shape, seed=0):
    """A sigmoid's weights from random scores, float64."""
    rng = torch.Generator().manual_seed(seed)
    return torch.randn(shape, generator=rng, dtype=torch.float64).sigmoid()


def gate_cases():
    """[(what it is, weights, whether the image is ignored)]."""
    vector, chart = (8, 32, 1, 1), (8, 1, 6, 9)
    static = random_weights((1, *vector[1:]), 1).expand(vector).clone()
    trembling = static + 1e-4 * random_weights(vector, 2)
    one_of_many = static.clone()
    one_of_many[:, 5, 0, 0] = torch.linspace(0.4, 0.6, 8)
    striped = random_weights((1, 1, 6, 9), 7).expand(8, 4, 6, 9).clone()
    per_image = torch.linspace(0.1, 0.9, 8).double()[:, None, None, None].expand(chart).clone()
    late = random_weights(chart, 3)
    late[1] = late[0]
    moved = torch.stack([random_weights(chart[1:], 4).roll(k, -1) for k in range(8)])
    small = static + 0.1 * (random_weights(vector, 5) - 0.5)
    scores = 0.5 * features((8, 1, 20, 20), 6)
    softmax = scores.flatten(2).softmax(2).view_as(scores)
    return [
        ("a bottleneck of zero width: 0.5 everywhere", torch.full(vector, 0.5).double(), True),
        ("a channel gate that works", random_weights(vector), False),
        ("a learned vector, the same for every image", static, True),
        ("0.7 everywhere", torch.full(vector, 0.7).double(), True),
        ("a learned map, laid over every channel alike", striped, True),
        ("a learned vector with rounding of a ten-thousandth", trembling, True),
        ("one number per image, alike at every place", per_image, False),
        ("a map whose first two images happen to agree", late, False),
        ("the same weights in other places", moved, False),
        ("weights that move by a few hundredths", small, False),
        ("a gate in which one channel of 32 moves", one_of_many, False),
        ("a softmax over 400 places", softmax, False),
        ("a softmax over 400 places, one map for all", softmax[:1].expand_as(softmax).clone(), True),
    ]


def in_units(weights):
    """Weights that sum to one, in multiples of the uniform weight."""
    flat = weights.flatten(1)
    return weights * flat.shape[1] if torch.allclose(flat.sum(1), torch.ones(1).double()) else weights


def between(weights):
    """The largest standard deviation between images."""
    return weights.std(0).max()


WRONG_GATES = (
    (lambda w: in_units(w).std() < 0.01, "it mixes images and weights: take the spread over axis 0 alone"),
    (
        lambda w: in_units(w).flatten(1).std(1).mean() < 0.01,
        "this is the spread within an image: axis 0 holds the images",
    ),
    (
        lambda w: w.shape[1] > 1 and w.std(1).mean() < 0.01,
        "this is the spread over axis 1: axis 0 holds the images",
    ),
    (lambda w: bool((w == w[0]).all()), "it asks for equality to the last digit: allow for rounding"),
    (
        lambda w: (in_units(w)[0] - in_units(w)[1]).abs().max() < 0.01,
        "it compares two images: ask all of them",
    ),
    (
        lambda w: in_units(w).flatten(1).mean(1).std() < 0.01,
        "it averages over the weights first: in another order they still average the same",
    ),
    (lambda w: in_units(w).std(0).mean() < 0.01, "the average over the weights drowns the one that moves"),
    (lambda w: between(w) < 0.01, "weights that sum to one are small: judge them in multiples of 1 / places"),
    (lambda w: in_units(w).var(0).max() < 0.01, "this is the variance, the square of what is wanted"),
    (lambda w: between(in_units(w)) > 0.01, "the verdict is turned round: True means that it is ignored"),
    (
        lambda w: (w.min() >= 0.49) and (w.max() <= 0.51),
        "it looks for 0.5: a gate may ignore the image with any weights",
    ),
    (lambda w: True, "it says True to everything"),
    (lambda w: False, "it says False to everything"),
)


@exercise("ignores the image")
def check_ignores_the_image(answer):
    """answer(weights): weights (N, ...) of N images -> whether all images get the same weights."""
    cases = gate_cases()
    first = cases[0][1]
    given = first.clone()
    got = solved(answer(first))
    yield verdict_finding(got)
    if truth_of(got) is None:
        return
    yield Finding(torch.equal(first, given), "the weights are left as they were", "it changes them in place")
    said = [truth_of(answer(weights.clone())) for _, weights, _ in cases]
    for (what, _, ignored), verdict in zip(cases, said):
        mistake = "" if verdict == ignored else gate_mistake(said, cases, ignored)
        yield Finding(verdict == ignored, f"{what}: {'ignored' if ignored else 'looked at'}", mistake)
        if verdict != ignored:
            return


def gate_mistake(said, cases, ignored):
    """The wrong detector that says the same of every case, in words."""
    for wrong, sentence in WRONG_GATES:
        if [bool(wrong(weights)) for _, weights, _ in cases] == said:
            return sentence
    return f"wanted {ignored}: does every weight stay within 0.01 over the images, or not?"
