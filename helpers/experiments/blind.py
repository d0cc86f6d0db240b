"""Does it help to look?  Beside every gate stand weights that are blind to the image, with ten replicates.

All six tasks, by the protocol of ``replicate``: every replicate chooses its own rate.
"""

from functools import partial

from .. import datasets
from ..attention import AverageAdded, GeneralisedMean
from . import coming

IN_CLUTTER = ("wide", "max pooling", "generalised mean", "top tenth", "blind pooling", "attention pooling")
IN_CLUTTER += ("squeeze", "open squeeze", "gate", "gate added", "open gate", "blind map", "cbam", "open cbam")
OF_MASKS = ("wide", "sees further", "static", "blind map", "squeeze", "squeeze added", "cbam", "open cbam")
OF_MASKS += ("skip gates",)
OF_ROUND = ("wide", "static", "squeeze", "squeeze added", "cbam", "cbam added", "skip gates")
IN_COLOUR = ("wide", "deep", "static", "squeeze", "normalised", "added", "gate", "cbam")
IN_COLOUR_LONG = ("wide", "deep", "squeeze", "normalised", "added")
OF_SENSORS = ("wide", "static", "squeeze", "alive squeeze", "normalised", "alive", "added", "added + ReLU")
UNSEEN = ("wide", "static", "squeeze", "normalised", "alive", "added")
OF_BOXES = ("wide", "coordinates", "blind map", "gate", "gate added", "cbam")


def fixed_power(channels, power):
    """The generalised mean's control: its power is a number that is not learned."""
    pooling = GeneralisedMean()
    del pooling.p  # the learned power; a plain number takes its place
    pooling.p = power
    return pooling


def with_powers(recipe):
    """The recipe, and beside the generalised mean fixed powers: its start, 3, and about its end, 6."""
    recipe.variants |= {f"power {p}": {"head": partial(fixed_power, power=float(p))} for p in (3, 6)}
    return recipe


def with_averages(recipe):
    """The recipe, and layers without a gate that add an average of the map, of near places, or of none."""
    recipe.variants |= {
        "whole average": {"attention": AverageAdded},
        "near average": {"attention": partial(AverageAdded, window=3)},
        "own place": {"attention": partial(AverageAdded, window=1)},
    }
    return recipe


def with_far_places(recipe):
    """The recipe, and a layer without a gate that adds an average of nine places all over the map."""
    recipe.variants["nine far places"] = {"attention": partial(AverageAdded, grid=3)}
    return recipe


RECIPES = {
    "segmentation_blind": with_far_places(with_averages(coming.segmentation(1, OF_MASKS))),
    "segmentation_soft": with_averages(coming.segmentation(1, OF_ROUND, datasets.soft_clutter, 11)),
    "detection_free": with_averages(coming.detection(1, OF_BOXES)),
    "detection_corners": with_averages(
        coming.detection(1, ("coordinates", "blind map", "gate"), datasets.fragment_scenes)
    ),
    "clutter_blind": with_powers(coming.clutter(1, IN_CLUTTER)),
    "cued_colour_blind": coming.cued_colour(1, IN_COLOUR),
    "sensors_blind": coming.sensors(1, OF_SENSORS),
    "recognition_blind": coming.recognition(1, UNSEEN),
    "detection_cue_free": coming.detection_cue(),
    "cued_colour_blind_long": coming.cued_colour(coming.LONG, IN_COLOUR_LONG),
}
