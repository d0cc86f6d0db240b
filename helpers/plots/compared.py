"""The picture of a learner's own comparison."""

from .seeds import seed_points


def own_points(result):
    """Every replicate of every variant of a ``Comparison`` as a point, mean and 95% interval: a Figure."""
    return seed_points(result.stored, label="accuracy on the test pictures", title="your comparison")
