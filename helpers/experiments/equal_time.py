"""The same steps, or the same time?  Plain networks that train for the time that a gate's steps take.

A step with a gate is slower.  So beside every sweep in which a gate or a pooling gains stands one in which
plain, twice, makes more steps: as many as fit into the same time.  ``same_time`` puts the two together.
"""

from .. import datasets
from . import coming
from .photographs import same_time
from .replicated import AGAIN

# Milliseconds of a training step on one core, the networks of a task taking turns: the median of 14 rounds of
# ten steps, with nothing else running, on the processor that trained these sweeps (AMD EPYC, AVX-512).
STEP = {
    "cued_colour": {"plain": 11.1, "normalised": 12.8},
    "sensors": {"plain": 15.2, "normalised": 18.0},
    "clutter": {"plain": 21.1, "attention pooling": 22.4},
    "recognition": {"plain": 15.7, "normalised": 18.0},
    "segmentation": {"plain": 23.0, "squeeze": 26.6},
    "detection_corners": {"plain": 26.6, "gate": 36.9},
}
# The same step in percent of plain's, timed again when the mean in our gates had got a cheaper gradient: the
# median of four measurements like those above.  The sweeps below have the steps of the first times.
LATER = {
    "cued_colour": 113,
    "sensors": 112,
    "clutter": 105,
    "recognition": 110,
    "segmentation": 111,
    "detection_corners": 134,
}
# The sweep beside which each of these stands: with the same steps for everybody.
BESIDE = {
    "cued_colour": "cued_colour_blind",
    "sensors": "sensors_blind",
    "clutter": "clutter_blind",
    "recognition": "recognition_blind",
    "segmentation": "segmentation_blind",
    "detection_corners": "detection_corners",
}


def steps_in_the_time_of(task, steps):
    """For how many steps plain may train in the time that the other network of a task takes for ``steps``."""
    plain, other = STEP[task].values()
    return round(steps * other / plain)


def for_the_time(task, recipe):
    """A recipe of plain and plain again, with more steps."""
    recipe.steps = steps_in_the_time_of(task, recipe.steps)
    recipe.variants = {name: recipe.variants[name] for name in ("plain", AGAIN)}
    return recipe


RECIPES = {
    "detection_corners_time": for_the_time(
        "detection_corners", coming.detection(make_batch=datasets.fragment_scenes)
    ),
    "segmentation_time": for_the_time("segmentation", coming.segmentation()),
    "sensors_time": for_the_time("sensors", coming.sensors()),
    "recognition_time": for_the_time("recognition", coming.recognition()),
    "cued_colour_time": for_the_time("cued_colour", coming.cued_colour()),
    "clutter_time": for_the_time("clutter", coming.clutter()),
}

__all__ = ["BESIDE", "LATER", "RECIPES", "STEP", "for_the_time", "same_time", "steps_in_the_time_of"]
