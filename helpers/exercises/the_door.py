"""Exercise 7.1: how many pairs of one class pass a threshold that few pairs of two classes pass?"""

import torch
import torch.nn.functional as F

from .draw import Case
from .function import Exercise
from .neighbours import vectors_of
from .values import number


def pairs(vectors, labels):
    """Cosine of every pair i < j, and whether it is of one class: two vectors (N (N - 1) / 2,)."""
    row, column = torch.triu_indices(len(labels), len(labels), offset=1)
    return (vectors @ vectors.T)[row, column], labels[row] == labels[column]


def above(scores, threshold):
    """The share of scores above a threshold."""
    return (scores > threshold).double().mean()


def threshold_of(judged, allowed, shift=0):
    """As low as a share ``allowed`` of ``judged`` permits; ``shift`` places lower is a mistake."""
    ordered = judged.sort(descending=True).values
    return ordered[min(max(int(allowed * len(ordered)) + shift, 0), len(ordered) - 1)]


def accepted(vectors, labels, allowed, shift=0):
    """vectors (N, D) of length one, labels (N,) -> share of same-class pairs that come in."""
    similar, same = pairs(vectors, labels)
    return above(similar[same], threshold_of(similar[~same], allowed, shift))


def telling(rng, n, dims, classes, allowed, shifts=(-1, 0, 1)):
    """Vectors and labels, drawn until one pair of two classes more or fewer changes the result."""
    while True:
        vectors, labels = vectors_of(rng, n, dims, classes)
        vectors = F.normalize(vectors, dim=1)
        if len({accepted(vectors, labels, allowed, shift).item() for shift in shifts}) == len(shifts):
            return vectors, labels


def cases(rng):
    """Random vectors; no pair of two classes allowed, few pairs, equal cosines at the border."""
    vectors = F.normalize(torch.tensor([[1.0, 0], [4, 3], [3, 4], [0, 1], [-1, 2]]).double(), dim=1)
    yield Case(
        "five images, half of the pairs of two classes allowed", (vectors, torch.tensor([0, 0, 1, 1, 0]), 0.5)
    )
    for n, dims, classes, allowed in ((30, 4, 3, 0.1), (41, 6, 3, 0.03), (25, 3, 2, 0.257), (36, 5, 4, 0.2)):
        v, labels = telling(rng, n, dims, classes, allowed)
        yield Case(f"{n} images, {allowed:.1%} of the pairs of two classes", (v, labels, allowed))
    strict = telling(rng, 30, 4, 3, 0.0, shifts=(0, 1))
    yield Case("no pair of two classes allowed", (*strict, 0.0), border=True)
    yield Case("a share that is less than one pair", (*strict, 0.0011), border=True)
    exact = torch.tensor([[1.0, 0], [0.6, 0.8], [0, 1], [0.8, 0.6]]).double()
    yield Case("a pair exactly at the threshold", (exact, torch.tensor([0, 0, 1, 0]), 0.34), border=True)
    copies = F.normalize(vectors_of(rng, 6, 3, 2)[0], dim=1).repeat(3, 1)
    labels = torch.tensor([0, 0, 1, 1, 2, 2]).repeat(3)
    labels[-2:] = 0
    yield Case("copies, so that cosines are equal", (copies, labels, 0.1), border=True)
    v, labels = vectors_of(rng, 24, 4, 3)
    yield Case("float32", (F.normalize(v, dim=1).float(), labels, 0.15), True, 2e-4)


def judged_by(which):
    """The threshold is taken from other pairs: which(vectors, labels) -> their cosines."""
    return lambda v, labels, allowed: above(
        pairs(v, labels)[0][pairs(v, labels)[1]], threshold_of(which(v, labels), allowed)
    )


def friends(v, labels):
    """The cosines of pairs of one class."""
    similar, same = pairs(v, labels)
    return similar[same]


def strangers(v, labels):
    """The cosines of pairs of two classes."""
    similar, same = pairs(v, labels)
    return similar[~same]


def let_in(which):
    """Other pairs are counted: which(vectors, labels) -> their cosines."""
    return lambda v, labels, allowed: above(which(v, labels), threshold_of(strangers(v, labels), allowed))


def with_diagonal(v, labels):
    """Pairs of one class, twice each and every image with itself."""
    return (v @ v.T)[labels[:, None] == labels]


def with_half_a_diagonal(v, labels):
    """Pairs of one class, once each, and every image with itself."""
    row, column = torch.triu_indices(len(labels), len(labels))
    return (v @ v.T)[row, column][labels[row] == labels[column]]


def at_least(v, labels, allowed):
    """>= where > is asked for."""
    return (friends(v, labels) >= threshold_of(strangers(v, labels), allowed)).double().mean()


Exercise(
    "the door",
    asked="the share of same-class pairs above the lowest threshold that `allowed` of the pairs of two "
    "classes exceed",
    look="sort the cosines of pairs of two classes from high to low; the one at int(allowed · number) stays "
    "outside",
    reference=accepted,
    cases=cases,
    reads=number,
    mistakes={
        "every image comes in with itself: leave the diagonal out": let_in(with_diagonal),
        "every image comes in with itself: leave the diagonal out (offset=1)": let_in(with_half_a_diagonal),
        "the threshold is taken over all pairs; only pairs of two classes set it": judged_by(
            lambda v, labels: pairs(v, labels)[0]
        ),
        "the threshold is taken over all pairs, the diagonal too": judged_by(
            lambda v, labels: (v @ v.T).flatten()
        ),
        "the threshold is taken from pairs of one class": judged_by(friends),
        "this is the share of pairs of two classes that come in": let_in(strangers),
        "this is the share of all pairs that come in": let_in(lambda v, labels: pairs(v, labels)[0]),
        "this is the share of right pairs that stay outside": lambda v, labels, allowed: (
            1 - accepted(v, labels, allowed)
        ),
        "too many pairs of two classes come in: sort from high to low": lambda v, labels, allowed: above(
            friends(v, labels),
            strangers(v, labels).sort().values[int(allowed * len(strangers(v, labels)))],
        ),
        "the door opens for low cosines": lambda v, labels, allowed: (
            (friends(v, labels) < threshold_of(-strangers(v, labels), allowed).neg()).double().mean()
        ),
        "this is the threshold, not the share above it": lambda v, labels, allowed: threshold_of(
            strangers(v, labels), allowed
        ),
        "the threshold is always 0": lambda v, labels, allowed: above(friends(v, labels), 0.0),
        "the threshold is always 0.5": lambda v, labels, allowed: above(friends(v, labels), 0.5),
        "1 - allowed is taken for a cosine": lambda v, labels, allowed: above(
            friends(v, labels), 1 - allowed
        ),
        "a quantile lies between two cosines and lets one pair too many in": lambda v, labels, allowed: above(
            friends(v, labels), strangers(v, labels).quantile(1 - allowed)
        ),
        "the threshold is one pair too low": lambda v, labels, allowed: accepted(v, labels, allowed, 1),
        "the threshold is one pair too high": lambda v, labels, allowed: accepted(v, labels, allowed, -1),
        "a pair exactly at the threshold comes in (>= for >)": at_least,
        "this is in per cent": lambda v, labels, allowed: 100 * accepted(v, labels, allowed),
        "this is the number of pairs, not their share": lambda v, labels, allowed: (
            len(friends(v, labels)) * accepted(v, labels, allowed)
        ),
    },
)
