"""Recognition: train on six classes, then recognise four that were never seen."""

from functools import cache

import numpy as np
import torch

from .tasks import cluttered_digits, unreliable_sensors

SEEN = 6  # classes of ten in training; the other four are for the test


@cache
def division(fold):
    """The ten classes in the order by which a fold divides them, a tuple."""
    return tuple(np.random.RandomState(fold).permutation(10).tolist())


def classes_of(split, fold):
    """Which classes a split shows; each fold divides the ten classes in another way.

    "train" and "test" have six and four.  To choose a learning rate, the six are divided again:
    "tuning" has four of them, "validation" the other two.
    """
    order = list(division(fold))
    parts = {
        "train": order[:SEEN],
        "test": order[SEEN:],
        "tuning": order[: SEEN - 2],
        "validation": order[SEEN - 2 : SEEN],
    }
    if split not in parts:
        raise ValueError(f"split must be one of {tuple(parts)}, got {split!r}")
    return parts[split]


def numbered(batch, classes):
    """The same batch with labels 0, 1, 2, ... in the order of ``classes``."""
    places = torch.zeros(10, dtype=torch.int64)
    places[classes] = torch.arange(len(classes))
    batch.labels = places[batch.labels]
    return batch


def unseen_sensors(n, split="train", seed=0, fold=0, **settings):
    """``unreliable_sensors`` with the classes of a split: in the test, classes never seen in training."""
    classes = classes_of(split, fold)
    return numbered(unreliable_sensors(n, split, seed, classes=classes, **settings), classes)


def unseen_clutter(n, split="train", seed=0, fold=0, size=28, fragments=2, **settings):
    """``cluttered_digits`` with little clutter and the classes of a split."""
    classes = classes_of(split, fold)
    return numbered(cluttered_digits(n, split, seed, size, fragments, classes=classes, **settings), classes)
