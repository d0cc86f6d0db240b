"""Recognition: embeddings of classes that were never seen in training."""

from functools import partial

from .. import datasets, networks, training
from ..gates import by_method as gates
from . import layers, metrics
from .base import Experiment, judged_under, only
from .classification import auroc_clean


def recall(net, batch):
    """recall@1: how often the nearest other test image is of the same, never seen, class."""
    return metrics.hit_rate(training.predict(net, batch.images), batch.labels)


def score_recognition(net, batch):
    """recall@1, also under changed gates, and how well pairs of one class are told from pairs of two."""
    scores = judged_under(net, batch, ("mean", "other image"), recall, "recall@1")
    scores["verification"] = metrics.verification_auroc(training.predict(net, batch.images), batch.labels)
    if batch.clean is not None and gates.gates(net):
        scores["auroc clean"] = auroc_clean(net, batch)
    return scores


def recognition(source="digits", variants=(), tuned_on=""):
    """Digits seen by unreliable sensors: six classes to learn from, four others to recognise."""
    return Experiment(
        make_batch=partial(datasets.unseen_sensors, source=source),
        network=networks.Embedder,
        settings={"backbone": networks.SensorNet},
        steps=300,
        lr=4e-3,
        variants=only(
            {
                "plain": {},
                "wide": {"widths": (34, 68)},
                "static": {"attention": layers.static},
                "squeeze": {"attention": layers.squeeze},
                "normalised": {"attention": layers.sensor_gate},
                "added": {"attention": layers.sensor_gate_added},
            },
            variants,
        ),
        metrics=score_recognition,
        judge=recall,
        measure="recall@1",
        loss=networks.prototype_loss,
        test_images=1000,
        folds=True,
        source=source,
        tuned_on=tuned_on,
    )


def recognition_clutter():
    """Digits with a little clutter, where everything that matters is in sight."""
    return Experiment(
        make_batch=datasets.unseen_clutter,
        network=networks.Embedder,
        settings={"backbone": networks.ConvNet, "head": "max"},
        steps=300,
        lr=4e-3,
        variants={
            "plain": {},
            "wide": {"widths": (18, 35, 70)},
            "squeeze": {"attention": layers.squeeze},
            "squeeze added": {"attention": layers.squeeze_added},
            "cbam": {"attention": layers.authors_cbam},
            "cbam added": {"attention": layers.authors_cbam_added},
        },
        metrics=score_recognition,
        judge=recall,
        measure="recall@1",
        loss=networks.prototype_loss,
        test_images=1000,
        folds=True,
    )


RECIPES = {
    "recognition": recognition(),
    "recognition_clutter": recognition_clutter(),
    "recognition_fashion": recognition("garments", ("plain", "wide", "normalised", "added"), "recognition"),
}
