"""Recipes that take the place of those of the same name when their sweeps are complete: find("next/NAME").

The six tasks by the protocol of ``replicate``.  "plain again" is in every table, and beside every gate stands
the same layer blind to the image, or another control; short, and four times as long.  Each variant is there
for a sentence.
"""

from functools import partial

from .. import attention, datasets, networks
from ..attention import (
    AddedAttentionPool,
    AliveChannelAttention,
    AttentionPool,
    AverageAdded,
    GeneralisedMean,
    StaticMap,
    StaticPool,
    TopPool,
)
from ..attention.insert import open_at
from . import layers
from .detection import both_precisions
from .recognition import recall
from .replicated import AGAIN, Replicated
from .scores import (
    score_clutter,
    score_cued_colour,
    score_detection,
    score_recognition,
    score_segmentation,
    score_sensors,
)
from .segmentation import overlap

LONG = 4  # times the steps of the short recipe
PLAIN = {"plain": {}, AGAIN: {}}
alive = partial(AliveChannelAttention, reduction=1, pools="avg", bias=True, norm=True)
alive_textbook = partial(AliveChannelAttention, reduction=4, pools="avg", bias=True)


def blind_map(channels):
    """The spatial gate's control: one learned weight per place, the same for every image."""
    return StaticMap()


def opened_squeeze(channels):
    """The textbook's channel gate, which starts with all weights at 0.98."""
    return open_at(layers.squeeze(channels))


def opened_gate(channels):
    """CBAM's map, which starts with all weights at 0.98."""
    return open_at(layers.spatial(channels))


def opened_cbam(channels):
    """CBAM with its authors' settings, which starts with all weights at 0.98."""
    return open_at(layers.authors_cbam(channels))


def generalised_mean(channels):
    """A pooling with one learned number, between average and maximum."""
    return GeneralisedMean()


def top_tenth(channels):
    """A pooling that averages the largest tenth of each channel's places."""
    return TopPool()


def blind_pooling(channels):
    """Attention pooling's control: one learned score for every place, the same for every image."""
    return StaticPool()


def chosen(variants, names):
    """Plain twice, and the variants that are named; all of them for no names."""
    return PLAIN | ({name: variants[name] for name in names} if names else variants)


CLUTTER = {
    "wide": {"widths": (17, 34, 68)},
    "max pooling": {"head": "max"},
    "generalised mean": {"head": generalised_mean},
    "top tenth": {"head": top_tenth},
    "blind pooling": {"head": blind_pooling},
    "attention pooling": {"head": AttentionPool},
    "pooling added": {"head": AddedAttentionPool},
    "squeeze": {"attention": layers.squeeze},
    "open squeeze": {"attention": opened_squeeze},
    "gate": {"attention": layers.spatial},
    "gate added": {"attention": layers.spatial_added},
    "open gate": {"attention": opened_gate},
    "blind map": {"attention": blind_map},
    "cbam": {"attention": layers.authors_cbam},
    "open cbam": {"attention": opened_cbam},
}


def clutter(times=1, names=(), make_batch=datasets.cluttered_digits):
    """One whole digit among fragments of others."""
    return Replicated(
        make_batch=make_batch,
        network=networks.ConvNet,
        settings={"attend": (1, 2)},
        steps=400 * times,
        lr=0.1,
        rates=(0.01, 0.03, 0.1, 0.3) if times == 1 else (0.003, 0.01, 0.03, 0.1),
        variants=chosen(CLUTTER, names),
        metrics=score_clutter,
    )


SENSORS = {
    "wide": {"widths": (34, 68)},
    "static": {"attention": layers.static},
    "squeeze": {"attention": layers.squeeze},
    "alive squeeze": {"attention": alive_textbook},
    "normalised": {"attention": layers.sensor_gate},
    "alive": {"attention": alive},
    "added": {"attention": layers.sensor_gate_added},
    "added + ReLU": {"attention": layers.sensor_gate_rectified},
}


def sensors(times=1, names=()):
    """One digit seen by eight sensors; in every image other sensors send only noise."""
    return Replicated(
        make_batch=datasets.unreliable_sensors,
        network=networks.SensorNet,
        settings={},
        steps=350 * times,
        lr=0.03,
        rates=(0.003, 0.01, 0.03, 0.1),
        variants=chosen(SENSORS, names),
        metrics=score_sensors,
    )


CUED = {
    "wide": {"widths": (26, 52)},
    "deep": {"widths": (24, 48, 64), "halvings": 3},
    "static": {"attention": layers.static},
    "squeeze": {"attention": layers.squeeze},
    "normalised": {"attention": layers.normalised},
    "added": {"attention": layers.normalised_added},
    "added + ReLU": {"attention": layers.normalised_rectified},
    "gate": {"attention": layers.spatial},
    "cbam": {"attention": layers.authors_cbam},
}


def cued_colour(times=1, names=()):
    """Three digits in three colours; the colour of the frame says which one counts."""
    return Replicated(
        make_batch=datasets.cued_colour,
        network=networks.ConvNet,
        settings={"in_channels": 3, "widths": (24, 48), "head": "flatten", "halvings": 2, "size": 24},
        steps=300 * times,
        lr=0.01,
        rates=(0.003, 0.01, 0.03, 0.1) if times == 1 else (0.001, 0.003, 0.01, 0.03),
        variants=chosen(CUED, names),
        metrics=score_cued_colour,
    )


SEGMENTATION = {
    "wide": {"widths": (9, 18, 36)},
    "sees further": {"network": networks.DilatedUNet},
    "static": {"attention": layers.static},
    "blind map": {"attention": blind_map},
    "squeeze": {"attention": layers.squeeze},
    "squeeze added": {"attention": layers.squeeze_added},
    "open squeeze": {"attention": opened_squeeze},
    "cbam": {"attention": layers.authors_cbam},
    "cbam added": {"attention": layers.authors_cbam_added},
    "open cbam": {"attention": opened_cbam},
    "scse": {"attention": layers.scse},
    "skip gates": {"skip": attention.AttentionGate},
}


def segmentation(times=1, names=(), make_batch=datasets.cluttered_digits, fragment=9):
    """The mask of the one whole digit among ten fragments of others."""
    return Replicated(
        make_batch=partial(make_batch, fragments=10, fragment=fragment),
        network=networks.UNet,
        settings={},
        steps=250 * times,
        lr=0.03,
        rates=(0.003, 0.01, 0.03, 0.1),
        variants=chosen(SEGMENTATION, names),
        metrics=score_segmentation,
        judge=overlap,
        measure="IoU",
        loss=networks.mask_loss,
        batch_size=32,
        test_images=1000,
    )


DETECTION = {
    "wide": {"widths": (17, 34, 51, 51)},
    "coordinates": {"network": networks.PlacedDetector},
    "static": {"attention": layers.static},
    "blind map": {"attention": blind_map},
    "squeeze": {"attention": layers.squeeze},
    "gate": {"attention": layers.spatial},
    "gate added": {"attention": layers.spatial_added},
    "cbam": {"attention": layers.authors_cbam},
}


def detection(times=1, names=(), make_batch=datasets.free_scenes):
    """The boxes of one to three whole digits among sixteen fragments."""
    return Replicated(
        make_batch=make_batch,
        network=networks.CentreDetector,
        settings={},
        steps=250 * times,
        lr=0.1,
        rates=(0.01, 0.03, 0.1, 0.3),
        variants=chosen(DETECTION, names),
        metrics=score_detection,
        judge=both_precisions,
        measure="AP50",
        loss=networks.detection_loss,
        batch_size=48,
        test_images=1000,
    )


DETECTION_CUE = {
    "wide": {"widths": (17, 34, 51, 51)},
    "static": {"attention": layers.static},
    "blind map": {"attention": blind_map},
    "squeeze": {"attention": layers.squeeze},
    "normalised": {"attention": layers.normalised},
    "added": {"attention": layers.normalised_added},
    "gate": {"attention": layers.spatial},
}


def detection_cue():
    """The boxes of the digits that have the colour of the patch in the corner, anywhere in the image."""
    recipe = detection(make_batch=datasets.free_corner_cue)
    recipe.settings, recipe.variants = {"in_channels": 3}, chosen(DETECTION_CUE, ())
    return recipe


RECOGNITION = {
    "wide": {"widths": (34, 68)},
    "static": {"attention": layers.static},
    "squeeze": {"attention": layers.squeeze},
    "normalised": {"attention": layers.sensor_gate},
    "alive": {"attention": alive},
    "added": {"attention": layers.sensor_gate_added},
    "added + ReLU": {"attention": layers.sensor_gate_rectified},
}


def recognition(times=1, names=()):
    """Digits seen by unreliable sensors: six classes to learn from, four others to recognise."""
    return Replicated(
        make_batch=datasets.unseen_sensors,
        network=networks.Embedder,
        settings={"backbone": networks.SensorNet},
        steps=300 * times,
        lr=0.03,
        rates=(0.003, 0.01, 0.03, 0.1),
        variants=chosen(RECOGNITION, names),
        metrics=score_recognition,
        judge=recall,
        measure="recall@1",
        loss=networks.prototype_loss,
        test_images=1000,
        folds=True,
    )


def with_rule(recipe, even):
    """The recipe, and beside its gates a rule: every sensor is divided by its spread; nothing is learned."""
    recipe.variants["even sensors"] = even
    return recipe


def with_gate_behind(recipe):
    """The recipe, and behind its rule the normalised gate: has the gate something that the rule has not?"""
    recipe.variants["even sensors + gate"] = {
        **recipe.variants["even sensors"],
        "attention": layers.sensor_gate,
    }
    return recipe


def with_average(recipe, window=None):
    """The recipe, and beside its gates a layer that adds an average: of the whole map, or of near places."""
    name = "near average" if window else "whole average"
    recipe.variants[name] = {"attention": partial(AverageAdded, window=window)}
    return recipe


ALL_SOFT = ("wide", "max pooling", "generalised mean", "blind pooling", "attention pooling")
ALL_SOFT += ("squeeze", "gate", "gate added", "blind map", "cbam")

RECIPES = {
    "clutter_soft": clutter(1, ALL_SOFT, datasets.soft_clutter),
    "clutter_long": clutter(
        LONG, ("wide", "max pooling", "attention pooling", "gate", "gate added", "blind map", "cbam")
    ),
    "sensors_long": with_rule(
        sensors(LONG, ("wide", "static", "squeeze", "alive squeeze", "normalised", "added + ReLU")),
        {"network": networks.EvenSensors},
    ),
    "recognition_long": with_gate_behind(
        with_rule(
            recognition(LONG, ("wide", "static", "squeeze", "normalised", "added + ReLU")),
            {"backbone": networks.EvenSensors},
        )
    ),
    "segmentation_long": with_average(
        segmentation(LONG, ("sees further", "static", "squeeze", "squeeze added", "cbam"))
    ),
    "detection_long": with_average(
        detection(LONG, ("coordinates", "blind map", "gate", "gate added", "cbam")), window=3
    ),
    "cued_colour_double": cued_colour(2, ("wide", "normalised")),
}
NEXT = {
    "clutter_double": clutter(2, ("wide", "gate")),
    "clutter_eightfold": clutter(8, ("wide", "gate")),
    "cued_colour_eightfold": cued_colour(8, ("wide", "normalised")),
}
