"""Exercise 7.2: recall@1 when an image may only find those that were seen by other sensors."""

import torch
import torch.nn.functional as F

from .draw import Case
from .function import Exercise
from .neighbours import vectors_of
from .values import number


def states_in_common(clean):
    """In how many sensors two images agree, working in both or broken in both: (N, N)."""
    return (clean[:, None] == clean).sum(2)


def nearest_among(similar, allowed):
    """The most similar allowed image (N,), and whether there is one (N,)."""
    return similar.masked_fill(~allowed, -torch.inf).argmax(1), allowed.any(1)


def hits(similar, allowed, labels):
    """For every image that may find another one: whether the nearest is of its class."""
    nearest, asked = nearest_among(similar, allowed)
    return (labels[nearest] == labels)[asked]


def others(n):
    """Everybody but the image itself, (n, n) bool."""
    return ~torch.eye(n, dtype=torch.bool)


def recall_elsewhere(vectors, labels, clean, most):
    """vectors (N, D) of length one, labels (N,), clean (N, S) bool -> recall@1 among other sensors."""
    allowed = (states_in_common(clean) <= most) & others(len(labels))
    return hits(vectors @ vectors.T, allowed, labels).double().mean()


def telling(rng, n, sensors, most, classes=3):
    """Vectors that know the sensors better than the class, and in which every slip changes the result."""
    while True:
        vectors, labels = vectors_of(rng, n, 4, classes)
        clean = torch.rand((n, sensors), generator=rng) < 0.45
        by_sensor = torch.randn((sensors, 4), generator=rng, dtype=torch.float64)
        vectors = F.normalize(F.normalize(vectors, dim=1) + 0.6 * clean.double() @ by_sensor, dim=1)
        slips = (most - 1, most, most + 1, sensors)
        if len({recall_elsewhere(vectors, labels, clean, k).item() for k in slips}) == len(slips):
            return vectors, labels, clean, most


def lonely(rng, n=40):
    """Images of which those with two working sensors share a state with everybody, and may find nobody."""
    states = torch.tensor([[True, True], [True, False], [False, True]])
    while True:
        vectors, labels = vectors_of(rng, n, 4, 3)
        clean = states[torch.randint(3, (n,), generator=rng)]
        case = F.normalize(vectors, dim=1), labels, clean, 0
        if len({f(*case).item() for f in (recall_elsewhere, lonely_miss, lonely_find_the_first)}) == 3:
            return case


def cases(rng):
    """Four images; many; images that may find nobody; every state in common allowed; copies."""
    vectors = F.normalize(torch.tensor([[1.0, 0], [0.9, 0.3], [0.5, 0.8], [0, 1]]).double(), dim=1)
    clean = torch.tensor([[True, True], [True, False], [False, False], [True, True]])
    yield Case("four images, two sensors", (vectors, torch.tensor([0, 1, 0, 1]), clean, 1))
    for n, sensors, most in ((40, 6, 3), (70, 8, 4), (90, 7, 5), (55, 8, 3), (60, 5, 2)):
        yield Case(f"{n} images, at most {most} of {sensors} states", telling(rng, n, sensors, most))
    v, labels, clean, _ = telling(rng, 40, 6, 3)
    yield Case("all states may be in common: recall@1", (v, labels, clean, 6), border=True)
    yield Case("some images may find nobody", lonely(rng))
    v, labels, clean, most = telling(rng, 40, 6, 2)
    labels[3] = 99
    yield Case("a class with one image, which counts as a miss", (v, labels, clean, most), border=True)
    away = torch.tensor([0.0, 2.0, 4.1]).double()
    away = torch.stack([away.cos(), away.sin()], 1)
    apart = torch.eye(3, dtype=torch.bool)
    yield Case("every cosine is negative", (away, torch.tensor([0, 0, 1]), apart, 1), border=True)
    v, labels, clean, most = telling(rng, 50, 8, 4)
    yield Case("float32", (v.float(), labels, clean, most), border=True, tolerance=2e-4)


def among(allowed):
    """Other candidates: allowed(clean, most, labels) -> (N, N), the image itself left out."""
    return lambda v, labels, clean, most: (
        hits(v @ v.T, allowed(clean, most, labels) & others(len(labels)), labels).double().mean()
    )


def by_count(count):
    """Another count of what two images have in common: count(clean as numbers) -> (N, N)."""
    return among(lambda clean, most, labels: count(clean.long()) <= most)


def same_class(labels):
    """Pairs of one class, (N, N)."""
    return labels[:, None] == labels


def filtered_afterwards(v, labels, clean, most):
    """The nearest of all; queries whose nearest has too much in common are left out."""
    nearest, _ = nearest_among(v @ v.T, others(len(labels)))
    asked = (clean == clean[nearest]).sum(1) <= most
    return (labels[nearest] == labels)[asked].double().mean()


def lonely_miss(v, labels, clean, most):
    """Queries that may find nobody count as misses."""
    allowed = (states_in_common(clean) <= most) & others(len(labels))
    return hits(v @ v.T, allowed, labels).double().sum() / len(labels)


def lonely_find_the_first(v, labels, clean, most):
    """Queries that may find nobody are not left out: argmax gives them image 0."""
    allowed = (states_in_common(clean) <= most) & others(len(labels))
    nearest, _ = nearest_among(v @ v.T, allowed)
    return (labels[nearest] == labels).double().mean()


def with_itself(v, labels, clean, most):
    """The image itself is a candidate where all states may be in common."""
    return hits(v @ v.T, states_in_common(clean) <= most, labels).double().mean()


def nothing_left_out(v, labels, clean, most):
    """Where all states may be in common an image finds itself; where none may, it finds image 0."""
    nearest, _ = nearest_among(v @ v.T, states_in_common(clean) <= most)
    return (labels[nearest] == labels).double().mean()


def zeros_for_others(v, labels, clean, most):
    """What is not allowed gets the cosine 0, which is larger than a negative one."""
    allowed = (states_in_common(clean) <= most) & others(len(labels))
    nearest = ((v @ v.T) * allowed).argmax(1)
    return (labels[nearest] == labels)[allowed.any(1)].double().mean()


def farthest(v, labels, clean, most):
    """The least similar of the allowed images."""
    allowed = (states_in_common(clean) <= most) & others(len(labels))
    return hits(-(v @ v.T), allowed, labels).double().mean()


def elsewhere(change):
    """The right number, changed: change(share, labels)."""
    return lambda v, labels, clean, most: change(recall_elsewhere(v, labels, clean, most), labels)


Exercise(
    "other sensors",
    asked="recall@1 among the other images that share at most `most` sensor states with the query; queries "
    "that may find none are left out",
    look="a matrix (N, N) of the states in common; cosines of pairs that are not allowed become -inf",
    reference=recall_elsewhere,
    cases=cases,
    reads=number,
    mistakes={
        "this is recall@1 of all images: the sensors are not looked at": among(
            lambda clean, most, labels: torch.ones(len(labels), len(labels), dtype=torch.bool)
        ),
        "turned round: only images with more than `most` states in common are found": among(
            lambda clean, most, labels: states_in_common(clean) > most
        ),
        "at least `most` states in common; at most is asked for": among(
            lambda clean, most, labels: states_in_common(clean) >= most
        ),
        "fewer than `most` states in common; exactly `most` is allowed, too": among(
            lambda clean, most, labels: states_in_common(clean) < most
        ),
        "only sensors that work in both are counted; broken in both is in common, too": by_count(
            lambda c: c @ c.T
        ),
        "only sensors that are broken in both are counted": by_count(lambda c: (1 - c) @ (1 - c).T),
        "the states that differ are counted": by_count(lambda c: (c[:, None] != c).sum(2)),
        "the working sensors of the other image are counted, without the query": by_count(
            lambda c: c.sum(1).expand(len(c), len(c))
        ),
        "only images of the query's class are left out; strangers with the same sensors stay": among(
            lambda clean, most, labels: (states_in_common(clean) <= most) | ~same_class(labels)
        ),
        "only images of other classes are left out; those of the query's class stay": among(
            lambda clean, most, labels: (states_in_common(clean) <= most) | same_class(labels)
        ),
        "the nearest of all is taken first, and then dropped if it has too much in common": (
            filtered_afterwards
        ),
        "queries that may find nobody count as misses; leave them out": lonely_miss,
        "queries that may find nobody find image 0 (argmax of a row of -inf); leave them out": (
            lonely_find_the_first
        ),
        "where all states may be in common, every image finds itself": with_itself,
        "an image may find itself, and queries that may find nobody find image 0 (argmax of a row of -inf)": (
            nothing_left_out
        ),
        "0 for what is not allowed: a negative cosine is smaller than that": zeros_for_others,
        "the farthest images are taken": farthest,
        "this is the share of misses": elsewhere(lambda share, labels: 1 - share),
        "this is in per cent": elsewhere(lambda share, labels: 100 * share),
        "this is what the control costs, not the recall itself": lambda v, labels, clean, most: (
            recall_elsewhere(v, labels, clean, clean.shape[1]) - recall_elsewhere(v, labels, clean, most)
        ),
    },
)
