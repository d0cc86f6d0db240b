"""Exercise 7.1: which share of the images has one of its own class among the k nearest others?"""

import torch
import torch.nn.functional as F

from .draw import Case, scaled
from .function import Exercise
from .values import number


def vectors_of(rng, n, dims, classes):
    """Random vectors (n, dims) of very different lengths, not centred, and labels (n,); float64."""
    labels = torch.randint(classes, (n,), generator=rng)
    centres = torch.randn((classes, dims), generator=rng, dtype=torch.float64)
    vectors = centres[labels] + 1.2 * torch.randn((n, dims), generator=rng, dtype=torch.float64) + 0.4
    return vectors * (3 * torch.rand((n, 1), generator=rng, dtype=torch.float64)).exp(), labels


def cosines(vectors, itself=-torch.inf):
    """(N, N) with ``itself`` on the diagonal."""
    directions = F.normalize(vectors, dim=1)
    return (directions @ directions.T).fill_diagonal_(itself)


def hits(similar, labels, k):
    """Of the k highest in every row, which are of the row's class: (N, k) bool."""
    return labels[similar.topk(k, dim=1).indices] == labels[:, None]


def recall(similar, labels, k):
    """How often one of the k highest in a row is of its class."""
    return hits(similar, labels, k).any(1).double().mean()


def recall_at(vectors, labels, k):
    """vectors (N, D) of any length, labels (N,) -> recall@k, from 0 to 1."""
    return recall(cosines(vectors), labels, k)


def cases(rng):
    """Few and many images; negative cosines, copies under two labels, no partner at the border."""

    def ordinary():
        flat = torch.tensor([[1.0, 0], [5, 1], [0, 1], [0.1, 0.9]]).double()
        yield Case("four images", (flat, torch.tensor([0, 0, 1, 0]), 1))
        for k, n, dims in ((1, 60, 5), (1, 90, 3), (3, 70, 4), (5, 80, 6), (2, 50, 3)):
            yield Case(f"{n} images, k = {k}", (*vectors_of(rng, n, dims, 4 + k), k))

    yield from scaled(ordinary())
    turn = torch.tensor([0.0, 2.1, 4.2]).double()
    away = torch.stack([turn.cos(), turn.sin()], 1)
    yield Case("every cosine is negative, no two labels are equal", (away, torch.arange(3), 1), border=True)
    copies = vectors_of(rng, 6, 4, 2)[0].repeat(4, 1)
    yield Case("copies of one vector under several labels", (copies, torch.arange(24), 1), border=True)
    vectors, labels = vectors_of(rng, 20, 4, 3)
    labels[4] = 99
    yield Case("a class with one image", (vectors, labels, 19), border=True)
    two = torch.tensor([[1.0, 2], [3, 1]]).double()
    yield Case("two images of one class", (two, torch.tensor([7, 7]), 1), border=True)


def with_similar(similar):
    """recall@k with other similarities than the cosines of the others."""
    return lambda vectors, labels, k: recall(similar(vectors), labels, k)


def without(vectors):
    """Inner products without the diagonal."""
    return (vectors @ vectors.T).fill_diagonal_(-torch.inf)


def of_hits(judge):
    """Another judgement of the right neighbours: judge(hits, labels)."""
    return lambda vectors, labels, k: judge(hits(cosines(vectors), labels, k), labels)


def dropped(vectors, labels, k):
    """The first of the k + 1 nearest is dropped, as if it were the image itself."""
    return (hits(cosines(vectors, 1.0), labels, min(k + 1, len(labels)))[:, 1:]).any(1).double().mean()


def partners_only(vectors, labels, k):
    """Images without a partner are left out."""
    there = (labels[:, None] == labels).sum(1) > 1
    return hits(cosines(vectors), labels, k).any(1)[there].double().mean()


Exercise(
    "recall at k",
    asked="the share of images with one of their own class among the k nearest others (largest cosines)",
    look="cosines need vectors of length one, and an image is not its own neighbour: -inf on the diagonal",
    reference=recall_at,
    cases=cases,
    reads=number,
    mistakes={
        "every image finds itself: take the diagonal out": with_similar(lambda v: cosines(v, 2.0)),
        "long vectors win: divide every vector by its length first": with_similar(without),
        "these are distances of the vectors as they are: divide them by their length first": with_similar(
            lambda v: -torch.cdist(v, v).fill_diagonal_(torch.inf)
        ),
        "the farthest images are taken": with_similar(lambda v: -cosines(v, torch.inf)),
        "the columns are normalised, not the vectors": with_similar(lambda v: without(F.normalize(v, dim=0))),
        "each vector's own mean is taken off: that is a correlation": with_similar(
            lambda v: cosines(v - v.mean(1, keepdim=True))
        ),
        "the mean of all vectors is taken off first": with_similar(lambda v: cosines(v - v.mean(0))),
        "0 on the diagonal: where every cosine is negative, an image is its own neighbour": with_similar(
            lambda v: cosines(v, 0.0)
        ),
        "the first of the k + 1 nearest is dropped; among copies it need not be the image itself": dropped,
        "images without a partner are left out; they count as a miss": partners_only,
        "k is not used: this is recall@1": lambda v, labels, k: recall_at(v, labels, 1),
        "one place too few: the image itself took one of the k": lambda v, labels, k: (
            hits(cosines(v, 2.0), labels, k)[:, 1:].any(1).double().mean()
        ),
        "one neighbour too many is looked at": lambda v, labels, k: recall_at(
            v, labels, min(k + 1, len(v) - 1)
        ),
        "this is the share of right ones among the k (precision)": of_hits(
            lambda h, labels: h.double().mean()
        ),
        "all k have to be right here; one right one is a hit": of_hits(
            lambda h, labels: h.all(1).double().mean()
        ),
        "this is a majority of the k; one right one is a hit": of_hits(
            lambda h, labels: (2 * h.sum(1) > h.shape[1]).double().mean()
        ),
        "only the k-th neighbour is looked at": of_hits(lambda h, labels: h[:, -1].double().mean()),
        "this is the share of all right ones that was found": of_hits(
            lambda h, labels: (h.sum(1) / ((labels[:, None] == labels).sum(1) - 1).clamp(min=1)).mean()
        ),
        "this is the share of misses": lambda v, labels, k: 1 - recall_at(v, labels, k),
        "this is in per cent": lambda v, labels, k: 100 * recall_at(v, labels, k),
        "this is the number of hits, not their share": lambda v, labels, k: len(v) * recall_at(v, labels, k),
        "places in the list are compared with labels": lambda v, labels, k: (
            (cosines(v).topk(k, dim=1).indices == labels[:, None]).any(1).double().mean()
        ),
    },
)
