"""Two relatives on the colour cue, each beside the same layer without what its name promises; own rates.

Non-local has a map for every place: beside it stands one map for all places.  Global context pools the image
with a map: beside it stands the plain average.  All of them add, and stand behind a ReLU.  With a ReLU behind
the sum, too, a layer can switch off a channel although it adds the same at every place.
"""

from functools import partial

from torch import nn

from .. import attention
from . import coming
from .family import score_family_cue


def rectified(channels, layer):
    """A layer that adds, and a ReLU behind its sum."""
    return nn.Sequential(layer(channels, reduction=4), nn.ReLU())


def beside_their_controls():
    """The colour cue with both relatives and their controls."""
    recipe = coming.cued_colour(1, ("wide",))
    layers = {
        "non-local": attention.NonLocal,
        "one map": attention.OneMap,
        "global context": attention.GlobalContext,
        "uniform context": attention.UniformContext,
    }
    recipe.variants |= {name: {"attention": partial(of, reduction=4)} for name, of in layers.items()}
    for name in ("non-local", "one map", "uniform context"):
        recipe.variants[f"{name} + ReLU"] = {"attention": partial(rectified, layer=layers[name])}
    recipe.metrics = score_family_cue
    return recipe


RECIPES = {"cued_colour_maps": beside_their_controls()}
