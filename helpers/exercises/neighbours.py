"""What the exercises on recognition share: vectors of classes, and how often the nearest is right."""

import torch
import torch.nn.functional as F


def vectors_of(rng, n, dims, classes):
    """Random vectors (n, dims) of very different lengths, not centred, and labels (n,); float64."""
    labels = torch.randint(classes, (n,), generator=rng)
    centres = torch.randn((classes, dims), generator=rng, dtype=torch.float64)
    vectors = centres[labels] + 1.2 * torch.randn((n, dims), generator=rng, dtype=torch.float64) + 0.4
    return vectors * (3 * torch.rand((n, 1), generator=rng, dtype=torch.float64)).exp(), labels


def nearest_is_right(vectors, labels):
    """recall@1 of vectors (N, D) of any length: how often the nearest other one is of the same class."""
    directions = F.normalize(vectors, dim=1)
    nearest = (directions @ directions.T).fill_diagonal_(-torch.inf).argmax(1)
    return (labels[nearest] == labels).double().mean()
