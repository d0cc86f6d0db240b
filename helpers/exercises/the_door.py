"""The exercise "the door"."""

import torch.nn.functional as F

from .base import Finding, exercise, solved
from .compare import number, one_number
from .retrieval import door_mistake, let_in, pairs_once, vectors_of


@exercise("the door")
def check_door(answer):
    """answer(vectors, labels, allowed): vectors (N, D) of length 1 -> share of same-class pairs let in."""
    vectors, labels = vectors_of(30, 4, 3, 67)
    vectors = F.normalize(vectors, dim=1)
    kind, value = one_number(solved(answer(vectors, labels, 0.1)), "the share of pairs let in is one number")
    yield kind
    if value is None:
        return
    fine = 0 <= value <= 1
    yield Finding(fine, "a share from 0 to 1", f"it gives {value:.2f}: divide by the number of such pairs")
    if not fine:
        return
    for allowed, shape in ((0.1, (30, 4, 3, 67)), (0.03, (41, 6, 3, 6)), (0.257, (25, 3, 2, 9))):
        vectors, labels = vectors_of(*shape)
        vectors = F.normalize(vectors, dim=1)
        similar, same = pairs_once(vectors, labels)
        value = number(answer(vectors, labels, allowed))
        fine = value is not None and abs(value - let_in(similar[same], similar[~same], allowed)) < 1e-6
        mistake = "" if fine else door_mistake(value, vectors, labels, allowed)
        strangers = int((~same).sum())
        yield Finding(
            fine, f"right for {len(labels)} vectors, {allowed:.1%} of {strangers} strangers allowed", mistake
        )
        if not fine:
            return
    value = number(answer(vectors, labels, 0.0))
    strict = (similar[same] > similar[~same].max()).double().mean().item()
    fine = value is not None and abs(value - strict) < 1e-6
    yield Finding(
        fine,
        "right where no stranger may come in",
        "the threshold has to be the highest cosine of a pair of two classes: is it one place off?",
    )
