"""How the networks of the recipes to come are judged: the measures, what changed gates do, dead units."""

from torch import nn

from .. import training
from ..gates import by_method as gates
from .base import judged_under
from .classification import (
    score_clutter as first_clutter,
    score_cued_colour as first_cued_colour,
    score_sensors as first_sensors,
)
from .detection import precision, precisions
from .recognition import recall, score_recognition as first_recognition
from .segmentation import overlap

CHANGES = ("mean", "other image", "one")


def under(net, batch, judge, measure):
    """The measure as the gates are, and with each change: {measure: ..., "mean": ..., ...}; dead units."""
    return judged_under(net, batch, CHANGES, judge, measure) | dead_units(net, batch)


def opened(net, batch, judge, measure):
    """The measure as the gates are and with every gate open, {measure: ..., "one": ...}; dead units."""
    return judged_under(net, batch, ("one",), judge, measure) | dead_units(net, batch)


def dead_units(net, batch):
    """{"dead units": the share of the gates' hidden units that no image wakes}, {} without such units."""
    hidden = [
        m for g in gates.gates(net).values() for m in g.modules() if isinstance(m, nn.ReLU | nn.LeakyReLU)
    ]
    awake = {}

    def listen(layer, _, output):
        woken = (output > 0).transpose(0, 1).flatten(1).any(1)
        awake[layer] = awake[layer] | woken if layer in awake else woken

    hooks = [layer.register_forward_hook(listen) for layer in hidden]
    try:
        training.predict(net, batch.images)
    finally:
        for hook in hooks:
            hook.remove()
    units = [float(unit) for woken in awake.values() for unit in woken]
    return {"dead units": 1 - sum(units) / len(units)} if units else {}


def score_clutter(net, batch):
    """What the first edition measured, with every gate open, too, and dead units."""
    return first_clutter(net, batch) | opened(net, batch, training.evaluate, "accuracy")


def score_sensors(net, batch):
    """What the first edition measured, with every gate open, too, and dead units."""
    return first_sensors(net, batch) | opened(net, batch, training.evaluate, "accuracy")


def score_cued_colour(net, batch):
    """What the first edition measured, with every gate open, too, and dead units."""
    return first_cued_colour(net, batch) | opened(net, batch, training.evaluate, "accuracy")


def score_segmentation(net, batch):
    """IoU, also under changed gates, and dead units."""
    return under(net, batch, overlap, "IoU")


def score_detection(net, batch):
    """AP50, also under changed gates, AP75, and dead units."""
    return {**precisions(net, batch), **under(net, batch, precision, "AP50")}


def score_recognition(net, batch):
    """What the first edition measured, with every gate open, too, and dead units."""
    return first_recognition(net, batch) | opened(net, batch, recall, "recall@1")
