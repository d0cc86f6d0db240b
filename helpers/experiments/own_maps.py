"""Two relatives on the colour cue, each beside the same layer without what its name promises; own rates.

Non-local has a map for every place: beside it stands one map for all places.  Global context pools the image
with a map: beside it stands the plain average.
"""

from functools import partial

from .. import attention
from . import coming
from .family import score_family_cue


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
    recipe.metrics = score_family_cue
    return recipe


RECIPES = {"cued_colour_maps": beside_their_controls()}
