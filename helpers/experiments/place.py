"""Does a trained spatial gate gain by the place, by its look, or by neither?  Other maps in place of its own.

The gates of ``detection_corners`` and ``detection_free``, trained as there and asked three more questions.
An average map has the place and no look.  One number for all places has neither.  A map from which the
average map is taken has the look and no place.  By the protocol of ``replicate``.
"""

from .. import datasets
from ..gates import by_method as gates
from . import coming
from .detection import precisions


def average_map(weights):
    """The mean over the images: (N, 1, H, W), the same map for every image."""
    return weights.mean(0, keepdim=True).expand_as(weights)


def one_number(weights):
    """The mean over images and places: (N, 1, H, W), one number everywhere."""
    return weights.mean((0, 2, 3), keepdim=True).expand_as(weights)


def without_the_place(weights):
    """Each map less the average map, around the one number: (N, 1, H, W), kept between 0 and 1."""
    return (weights - average_map(weights) + one_number(weights)).clamp(0, 1)


CHANGED = {
    "average map": average_map,
    "one number": one_number,
    "without the place": without_the_place,
}


def score_place(net, batch):
    """AP50 and AP75 with the gates as they are, and with each other map: {"one number, AP75": ...}."""
    scores = precisions(net, batch)
    for name, change in CHANGED.items() if gates.gates(net) else ():
        with gates.replace(net, change):
            scores |= {f"{name}, {measure}": value for measure, value in precisions(net, batch).items()}
    return scores


def asked(make_batch):
    """Plain, plain again and the spatial gate in these scenes."""
    recipe = coming.detection(1, ("gate",), make_batch)
    recipe.metrics = score_place
    return recipe


RECIPES = {
    "detection_corners_place": asked(datasets.fragment_scenes),
    "detection_free_place": asked(datasets.free_scenes),
}
