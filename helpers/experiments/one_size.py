"""Do poolings and gates gain in clutter because the logits get larger?  Here their size cannot differ.

A maximum is larger than an average, and a gate makes features smaller.  Behind one linear layer that alone
changes how fast a network learns.  So in every network here the pooled features are normalised: each has
mean 0 and deviation 1 over the batch, whatever the pooling and the gate give.  Two halves of such a norm tell
whether it is the size of the features or their average that matters.
"""

from functools import partial

from torch import nn

from ..attention import AttentionPool, GeneralisedMean, StaticPool
from ..networks.classifiers import Average, Maximum
from . import coming, layers


def one_size(pool):
    """A head channels -> module: this pooling, and a norm without learned numbers.  (N, C, H, W) -> (N, C)"""

    def head(channels):
        return nn.Sequential(pool(channels), nn.BatchNorm1d(channels, affine=False))

    return head


class HalfNorm(nn.Module):
    """One half of a batch normalisation without learned numbers.  (N, C) -> (N, C)

    keep  "average": each channel is divided by its deviation over the batch, and its average is not moved;
          "size": its average is moved to 0, and its deviation stays
    """

    def __init__(self, channels, keep):
        super().__init__()
        self.norm, self.keep = nn.BatchNorm1d(channels, affine=False), keep

    def forward(self, x):
        norm = self.norm
        normalised = norm(x)  # in training this updates the running averages, too
        mean, variance = norm.running_mean, norm.running_var
        if self.training:
            mean, variance = x.mean(0), x.var(0, correction=0)
        deviation = (variance + norm.eps).sqrt()
        return normalised + mean / deviation if self.keep == "average" else normalised * deviation


def half_normed(channels, keep):
    """A head: the average over all places, and half a norm."""
    return nn.Sequential(Average(), HalfNorm(channels, keep))


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


HALVES = {
    "size alone": {"head": partial(half_normed, keep="average")},
    "centring alone": {"head": partial(half_normed, keep="size")},
}


def with_halves(recipe):
    """The recipe with plain networks that have half of the norm, and a CBAM whose features have one size."""
    recipe.variants |= HALVES
    recipe.variants["cbam, size alone"] = {"attention": layers.authors_cbam} | HALVES["size alone"]
    return recipe


def in_one_size(times=1, names=("squeeze", "gate", "cbam"), pools=tuple(POOLINGS)):
    """Clutter with gates and poolings, and in all networks a norm in front of the last layer."""
    recipe = coming.clutter(times, names)
    recipe.settings = recipe.settings | {"head": one_size(average)}
    recipe.variants |= {name: {"head": one_size(POOLINGS[name])} for name in pools}
    return recipe


RECIPES = {"clutter_one_size": with_halves(in_one_size())}
NEXT = {
    "clutter_one_size_long": in_one_size(
        coming.LONG, ("gate", "cbam"), ("max pooling", "attention pooling", "generalised mean")
    )
}
