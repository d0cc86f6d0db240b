"""Must a gate multiply?  Two tasks where a channel gate gains, and its additive twin in three places.

Behind a ReLU a feature map is never negative.  A twin that only adds to it cannot switch a channel off; with
a ReLU behind the sum it can.  By the protocol of ``replicate``: every replicate chooses its own rate.
"""

from .. import networks
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


RECIPES = {
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
