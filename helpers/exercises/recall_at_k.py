"""The exercise "recall at k"."""

import torch

from .base import Finding, exercise, solved
from .compare import number, one_number
from .retrieval import recall_mistake, recall_of, similarities, vectors_of


@exercise("recall at k")
def check_recall(answer):
    """answer(vectors, labels, k): vectors (N, D) of any length, labels (N,) -> recall@k, a number."""
    vectors, labels = vectors_of(300, 5, 5, 4)
    given = vectors.clone()
    kind, value = one_number(
        solved(answer(vectors, labels, 1)), "take the mean over the images at the very end"
    )
    yield kind
    if value is None:
        return
    untouched = torch.equal(vectors, given)
    yield Finding(untouched, "your input is left as it was", "the function changes vectors in place")
    if not untouched:
        return
    for k, (n, dims, seed) in ((1, (300, 5, 4)), (1, (410, 3, 1)), (3, (350, 4, 2)), (5, (280, 6, 3))):
        vectors, labels = vectors_of(n, dims, 4 + k, seed)
        value = number(answer(vectors, labels, k))
        fine = value is not None and abs(value - recall_of(similarities(vectors), labels, k)) < 1e-6
        mistake = "" if fine else recall_mistake(value, vectors, labels, k)
        yield Finding(fine, f"right for {n} vectors of {dims} numbers, k = {k}", mistake)
        if not fine:
            return
    yield opposite(answer)
    yield twins(answer)


def opposite(answer):
    """Three vectors that point away from each other: every cosine between two of them is negative."""
    turn = torch.tensor([0.0, 2.1, 4.2], dtype=torch.float64)
    vectors = torch.stack([turn.cos(), turn.sin()], 1)
    value = number(answer(vectors, torch.arange(3), 1))
    return Finding(
        value == 0.0,
        "three vectors that point away from each other, of three classes: 0",
        "here every cosine is negative, so 0 on the diagonal makes an image its own neighbour: "
        "fill it with -inf",
    )


def twins(answer):
    """Every vector four times, each copy of another class: the nearest is always wrong."""
    vectors = vectors_of(6, 4, 2, 4)[0].repeat(4, 1)
    labels = torch.arange(24)
    value = number(answer(vectors, labels, 1))
    return Finding(
        value == 0.0,
        "copies of one vector under several labels: 0",
        "an image found itself: among equal vectors the first of topk need not be the query; "
        "take the diagonal out instead of dropping the first",
    )
