"""What is measured: recipes that fit on a screen, their sweeps, and the statistics that judge them."""

from ..datasets.pictures import folder, labelled
from . import (
    blind,
    channels,
    classification,
    coming,
    detection,
    equal_time,
    family,
    learned_places,
    localisation,
    maps,
    one_size,
    own_maps,
    photographs,
    recognition,
    rules,
    segmentation,
    starts,
    sums,
    untouched,
)
from .base import Experiment, accuracy_under, judged_under, recorded, test_batch, train
from .classification import (
    auroc_against_distractors,
    auroc_clean,
    energy_inside,
    enlarge,
    score_cued_colour,
    sensor_gates,
)
from .layers import authors_cbam, squeeze

EXPERIMENTS = {
    **classification.RECIPES,
    **recognition.RECIPES,
    **segmentation.RECIPES,
    **detection.RECIPES,
    **localisation.RECIPES,
    **channels.RECIPES,
    **family.RECIPES,
    **sums.RECIPES,
    **rules.RECIPES,
    **blind.RECIPES,
    **coming.RECIPES,
    **learned_places.RECIPES,
    **equal_time.RECIPES,
    **photographs.RECIPES,
    **untouched.RECIPES,
    **own_maps.RECIPES,
    **starts.RECIPES,
    **one_size.RECIPES,
}
for _name, _recipe in EXPERIMENTS.items():
    _recipe.name = _name

# Recipes whose sweeps are not stored yet, some in the place of an older one: find("next/NAME").
NEXT = {**coming.NEXT, **maps.NEXT, **one_size.NEXT}
for _name, _recipe in NEXT.items():
    _recipe.name = _name


def find(name):
    """The recipe of a name, "next/NAME" for the one to come; ValueError if there is none."""
    table = NEXT if name.startswith("next/") else EXPERIMENTS
    stem = name.removeprefix("next/")
    if stem not in table:
        there = [*EXPERIMENTS, *(f"next/{n}" for n in NEXT)]
        raise ValueError(f"there is no experiment {name!r}; there are {there}")
    return table[stem]


from .comparing import compare  # noqa: E402 it needs ``find``

__all__ = [
    "EXPERIMENTS",
    "NEXT",
    "Experiment",
    "accuracy_under",
    "auroc_against_distractors",
    "auroc_clean",
    "authors_cbam",
    "compare",
    "energy_inside",
    "enlarge",
    "find",
    "folder",
    "judged_under",
    "labelled",
    "recorded",
    "score_cued_colour",
    "sensor_gates",
    "squeeze",
    "test_batch",
    "train",
]
