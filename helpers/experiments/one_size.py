"""Do poolings and gates gain in clutter because the logits get larger?  Here their size cannot differ.

A maximum is larger than an average, and a gate makes features smaller.  Behind one linear layer that alone
changes how fast a network learns.  So in every network here the pooled features are normalised: each has
mean 0 and deviation 1 over the batch, whatever the pooling and the gate give.
"""

from torch import nn

from ..attention import AttentionPool, GeneralisedMean, StaticPool
from ..networks.classifiers import Average, Maximum
from . import coming


def one_size(pool):
    """A head channels -> module: this pooling, and a norm without learned numbers.  (N, C, H, W) -> (N, C)"""

    def head(channels):
        return nn.Sequential(pool(channels), nn.BatchNorm1d(channels, affine=False))

    return head


def average(channels):
    """The average over all places."""
    return Average()


def maximum(channels):
    """The largest value of each channel."""
    return Maximum()


def static_pooling(channels):
    """Attention pooling that is blind to the image."""
    return StaticPool()


def generalised_mean(channels):
    """A mean between average and maximum, with one learned number."""
    return GeneralisedMean()


POOLINGS = {
    "max pooling": maximum,
    "attention pooling": AttentionPool,
    "blind pooling": static_pooling,
    "generalised mean": generalised_mean,
}


def in_one_size(times=1, names=("squeeze", "gate", "cbam"), pools=tuple(POOLINGS)):
    """Clutter with gates and poolings, and in all networks a norm in front of the last layer."""
    recipe = coming.clutter(times, names)
    recipe.settings = recipe.settings | {"head": one_size(average)}
    recipe.variants |= {name: {"head": one_size(POOLINGS[name])} for name in pools}
    return recipe


RECIPES = {"clutter_one_size": in_one_size()}
NEXT = {
    "clutter_one_size_long": in_one_size(
        coming.LONG, ("gate", "cbam"), ("max pooling", "attention pooling", "generalised mean")
    )
}
