"""Why is CBAM behind plain in clutter after a short training?  It and its neighbours, each with own rates.

Each neighbour is CBAM with one thing changed: how large its weights are at the start, whether they are equal
at the start, the second pool of its channel gate, or the norm of its map.  Of every network each half is also
changed alone.  Beside them stand plain networks whose blocks only multiply, by four or by a quarter.
"""

from torch import nn

from .. import training
from ..attention import CBAM
from ..attention.insert import open_at
from ..gates import by_method as gates
from . import coming, layers
from .scores import score_clutter

HALVES = ("channel", "spatial")
CHANGES = ("other image", "mean", "one")


class FourTimes(nn.Module):
    """A feature map, four times as large.  (N, C, H, W) -> (N, C, H, W)"""

    def forward(self, x):
        return 4 * x


def four_times(channels):
    """CBAM with its usual start, and its result four times as large: it begins near 1, not at a quarter."""
    return nn.Sequential(layers.authors_cbam(channels), FourTimes())


def only_four_times(channels):
    """No gate: a plain network whose feature maps are made four times as large."""
    return FourTimes()


class Quarter(nn.Module):
    """A feature map, a quarter as large.  (N, C, H, W) -> (N, C, H, W)"""

    def forward(self, x):
        return x / 4


def only_a_quarter(channels):
    """No gate: a plain network whose feature maps are made a quarter as large, as CBAM does at its start."""
    return Quarter()


def equal_quarter(channels):
    """CBAM that begins at a quarter, as usual, with equal weights for all channels, places and images."""
    return open_at(layers.authors_cbam(channels), weight=0.5)


def one_pool(channels, norm=True):
    """CBAM whose channel gate reads averages only, and no maxima."""
    block = CBAM(channels, reduction=4, bias=True, norm=norm)
    channel = block.gates["channel"]
    channel.pools, channel.norms = ("avg",), channel.norms[:1]
    return block


def one_pool_four_times(channels):
    """CBAM without the maxima, and its result four times as large: neither of the two that cost."""
    return nn.Sequential(one_pool(channels), FourTimes())


def average_twice(channels):
    """CBAM whose channel gate counts its averages twice, where the other adds maxima."""
    block = layers.authors_cbam(channels)
    block.gates["channel"].pools = ("avg", "avg")
    return block


def no_norm(channels):
    """CBAM without a norm behind the convolution of its map."""
    return CBAM(channels, reduction=4, bias=True, norm=False)


def neither(channels):
    """CBAM without the second pool and without the norm."""
    return one_pool(channels, norm=False)


def score_halves(net, batch):
    """What ``score_clutter`` measures, and accuracy with one half of CBAM changed: {"channel, one": ...}."""
    scores = score_clutter(net, batch)
    for half in HALVES if gates.gates(net) else ():
        for how in CHANGES:
            with gates.replace(net, how, only=f"gates.{half}"):
                scores[f"{half}, {how}"] = training.evaluate(net, batch)
    return scores


def neighbours():
    """Clutter with CBAM, and with CBAMs that differ from it in one thing each, or in two."""
    recipe = coming.clutter(1, ("cbam", "open cbam"))
    makers = {
        "equal quarter": equal_quarter,
        "four times": four_times,
        "one pool": one_pool,
        "no norm": no_norm,
        "neither": neither,
        "one pool, four times": one_pool_four_times,
        "average twice": average_twice,
        "plain, four times": only_four_times,
        "plain, a quarter": only_a_quarter,
    }
    recipe.variants |= {name: {"attention": make} for name, make in makers.items()}
    recipe.metrics = score_halves
    return recipe


RECIPES = {"clutter_starts": neighbours()}
