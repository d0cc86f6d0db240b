"""Detection: boxes of the whole digits among fragments, or of the digits in the corner patch's colour."""

from functools import partial

from .. import datasets, networks, training
from . import layers, metrics
from .base import Experiment, judged_under, only


def precisions(net, batch):
    """AP50 and AP75 of the network's boxes."""
    return metrics.average_precision(networks.decode(training.predict(net, batch.images)), batch)


def precision(net, batch):
    """AP50 of the network's boxes."""
    return precisions(net, batch)["AP50"]


def both_precisions(net, batch):
    """The mean of AP50 and AP75: where AP50 is near one, AP75 still tells two learning rates apart."""
    return sum(precisions(net, batch).values()) / 2


def score_detection(net, batch):
    """AP50 with the gates as they are, averaged, and of another image; AP75."""
    changed = judged_under(net, batch, ("mean", "other image"), precision, "AP50")
    return {**precisions(net, batch), **changed}


def detection():
    """The boxes of one to three whole digits among sixteen fragments."""
    return Experiment(
        make_batch=datasets.fragment_scenes,
        network=networks.CentreDetector,
        settings={},
        steps=250,
        lr=4e-3,
        variants={
            "plain": {},
            "wide": {"widths": (17, 34, 51, 51)},
            "squeeze": {"attention": layers.squeeze},
            "gate": {"attention": layers.spatial},
            "gate added": {"attention": layers.spatial_added},
            "cbam": {"attention": layers.authors_cbam},
            "cbam added": {"attention": layers.authors_cbam_added},
        },
        metrics=score_detection,
        judge=precision,
        measure="AP50",
        loss=networks.detection_loss,
        batch_size=48,
        test_images=1000,
    )


def detection_cue(source="digits", variants=(), tuned_on=""):
    """The boxes of the digits that have the colour of the patch in the corner."""
    return Experiment(
        make_batch=partial(datasets.corner_cue, source=source),
        network=networks.CentreDetector,
        settings={"in_channels": 3},
        steps=250,
        lr=4e-3,
        variants=only(
            {
                "plain": {},
                "wide": {"widths": (17, 34, 51, 51)},
                "static": {"attention": layers.static},
                "squeeze": {"attention": layers.squeeze},
                "normalised": {"attention": layers.normalised},
                "added": {"attention": layers.normalised_added},
                "gate": {"attention": layers.spatial},
            },
            variants,
        ),
        metrics=score_detection,
        judge=both_precisions,
        measure="AP50",
        loss=networks.detection_loss,
        batch_size=48,
        test_images=1000,
        source=source,
        tuned_on=tuned_on,
    )


RECIPES = {
    "detection": detection(),
    "detection_cue": detection_cue(),
    "detection_fashion": detection_cue("garments", ("plain", "wide", "normalised", "added"), "detection_cue"),
}
