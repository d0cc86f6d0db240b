"""Must a gate multiply?  Tasks where a channel gate gains, and its additive twin in three places.

Behind a ReLU a feature map is never negative.  A twin that only adds to it cannot switch a channel off; with
a ReLU behind the sum it can.  By the protocol of ``replicate``: every replicate chooses its own rate.
"""

from functools import partial

from .. import networks
from ..attention import ChannelAttention
from . import coming, layers

SUMS = ("normalised", "added", "added + ReLU")


def both_in_front(recipe, gate, twin, **network):
    """The recipe with two more variants: the gate and its twin in front of the ReLU, by another network."""
    recipe.variants["normalised in front"] = {**network, "attention": gate}
    recipe.variants["added in front"] = {**network, "attention": twin}
    return recipe


def with_a_rule(recipe):
    """The recipe with a rival that learns nothing: a broken sensor is louder than a digit."""
    recipe.variants["even sensors"] = {"backbone": networks.EvenSensors}
    return recipe


def taken_apart(recipe):
    """The recipe with what *normalised* has more than *squeeze* on the sensors, one at a time."""
    recipe.variants["norm alone"] = {"attention": layers.normalised}
    recipe.variants["wider alone"] = {
        "attention": partial(ChannelAttention, reduction=1, pools="avg", bias=True)
    }
    return recipe


def on_known_digits():
    """The sensors with known digits: the rule, both in front of the ReLU, and the gate taken apart."""
    recipe = coming.sensors(1, ("squeeze", "normalised"))
    recipe.variants["even sensors"] = {"network": networks.EvenSensors}
    in_front = {"network": networks.SensorNetInFront}
    both_in_front(recipe, layers.sensor_gate, layers.sensor_gate_added, **in_front)
    return taken_apart(recipe)


RECIPES = {
    "sensors_sums": on_known_digits(),
    "cued_colour_sums": both_in_front(
        coming.cued_colour(1, SUMS),
        layers.normalised,
        layers.normalised_added,
        network=networks.ConvNetInFront,
    ),
    "recognition_sums": with_a_rule(
        both_in_front(
            coming.recognition(1, SUMS),
            layers.sensor_gate,
            layers.sensor_gate_added,
            backbone=networks.SensorNetInFront,
        )
    ),
}
