"""What is measured: recipes that fit on a screen, their sweeps, and the statistics that judge them."""

from . import channels, classification, detection, family, localisation, recognition, segmentation
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
}
for _name, _recipe in EXPERIMENTS.items():
    _recipe.name = _name

__all__ = [
    "EXPERIMENTS",
    "Experiment",
    "accuracy_under",
    "auroc_against_distractors",
    "auroc_clean",
    "authors_cbam",
    "energy_inside",
    "enlarge",
    "judged_under",
    "recorded",
    "score_cued_colour",
    "sensor_gates",
    "squeeze",
    "test_batch",
    "train",
]
