"""Segmentation: the mask of the whole digit among fragments, or of the digit in the frame's colour."""

from functools import partial

from .. import attention, datasets, networks, training
from . import layers, metrics
from .base import Experiment, judged_under, only


def overlap(net, batch):
    """IoU of the predicted with the true mask, mean over the images."""
    return metrics.iou(training.predict(net, batch.images), batch)


def score_segmentation(net, batch):
    """IoU with the gates as they are, averaged, and of another image."""
    return judged_under(net, batch, ("mean", "other image"), overlap, "IoU")


def segmentation(source="digits", variants=(), tuned_on=""):
    """The mask of the one whole digit among ten fragments of others."""
    return Experiment(
        make_batch=partial(datasets.cluttered_digits, fragments=10, fragment=9, source=source),
        network=networks.UNet,
        settings={},
        steps=250,
        lr=5e-3,
        variants=only(
            {
                "plain": {},
                "wide": {"widths": (9, 18, 36)},
                "squeeze": {"attention": layers.squeeze},
                "squeeze added": {"attention": layers.squeeze_added},
                "cbam": {"attention": layers.authors_cbam},
                "cbam added": {"attention": layers.authors_cbam_added},
                "scse": {"attention": layers.scse},
                "scse added": {"attention": layers.scse_added},
                "skip gates": {"skip": attention.AttentionGate},
                "skip gates added": {"skip": attention.AddedAttentionGate},
            },
            variants,
        ),
        metrics=score_segmentation,
        judge=overlap,
        measure="IoU",
        loss=networks.mask_loss,
        batch_size=32,
        test_images=1000,
        source=source,
        tuned_on=tuned_on,
    )


def segmentation_cue():
    """The mask of the digit that has the frame's colour."""
    return Experiment(
        make_batch=partial(datasets.cued_colour, size=32, shift=4),
        network=networks.UNet,
        settings={"in_channels": 3},
        steps=250,
        lr=5e-3,
        variants={
            "plain": {},
            "wide": {"widths": (9, 18, 36)},
            "static": {"attention": layers.static},
            "squeeze": {"attention": layers.squeeze},
            "normalised": {"attention": layers.normalised},
            "added": {"attention": layers.normalised_added},
        },
        metrics=score_segmentation,
        judge=overlap,
        measure="IoU",
        loss=networks.mask_loss,
        batch_size=32,
        test_images=1000,
    )


RECIPES = {
    "segmentation": segmentation(),
    "segmentation_cue": segmentation_cue(),
    "segmentation_fashion": segmentation("garments", ("plain", "wide", "cbam", "cbam added"), "segmentation"),
}
