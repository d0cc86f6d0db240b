"""Are the maps explanations?  Where each network's maps point, and what happens when they are changed."""

import copy

import torch

from .. import datasets, explain, networks, training
from ..attention import AddedAttentionPool, AddedPlaceGate, AttentionPool, PlaceGate
from ..gates import by_method as gates
from . import layers
from .base import Experiment, accuracy_under

CURVE_IMAGES = 200  # for what needs many forward passes
CHANGES = ("mean", "invert", "shuffle", "other image")


class RememberingNet(networks.ConvNet):
    """A ConvNet that remembers its random start."""

    def __init__(self, **settings):
        super().__init__(**settings)
        self.start = {name: value.clone() for name, value in self.state_dict().items()}


def untrained(net):
    """The network as it was before its training."""
    before = copy.deepcopy(net)
    before.load_state_dict(net.start)
    return before.eval()


def two_maps(net, images):
    """{"": the network's own last map, if it has one; "cam ": its Grad-CAM}."""
    maps = {"cam ": explain.grad_cam(net, images)}
    for own in explain.own_maps(net, images).values():
        maps[""] = own
    return maps


def located(maps, batch):
    """Where maps point: pointing game and energy in the box, AUROC of the digit's pixels, means."""
    size, device = batch.images.shape[-1], maps.device
    batch = batch.to(device)
    return {
        "pointing": explain.pointing(maps, batch.box, size).float().mean().item(),
        "energy": explain.energy(maps, explain.box_mask(batch.box, size)).mean().item(),
        "auroc mask": explain.auroc(maps, batch.mask, ~batch.mask).nanmean().item(),
        "auroc distractors": explain.auroc(maps, batch.mask, batch.distractors).nanmean().item(),
    }


def faithful(net, maps, images):
    """Area under the curves of deletion (low is good) and insertion (high is good), means."""
    curves = {"deletion": False, "insertion": True}
    return {
        name: explain.area(explain.curve(net, images, maps, insert=insert)).mean().item()
        for name, insert in curves.items()
    }


def references(batch, size=10):
    """Maps that know nothing of a network, and the map that knows the truth: {prefix: (N, 1, size, size)}."""
    blob = explain.centre_blob(batch.images, size)
    random = torch.rand(blob.shape, generator=torch.Generator().manual_seed(0))
    return {
        "random ": random,
        "blob ": blob,
        "intensity ": explain.blurred_intensity(batch.images, size),
        "truth ": explain.cells(batch.mask, blob),
    }


def changed_one_by_one(net, batch):
    """Accuracy when one map alone is changed: "last mean" and so on, and "first mean" if there is another."""
    scores = {}
    names = list(explain.own_maps(net, batch[:2].images))
    for place, name in {"first": names[0], "last": names[-1]}.items() if names else ():
        for how in CHANGES if place == "last" or len(names) > 1 else ():
            with gates.replace(net, how, name):
                scores[f"{place} {how}"] = training.evaluate(net, batch)
    return scores


def first_located(net, batch):
    """Where the first of several maps points, "first pointing" and so on; empty if there is only one."""
    maps = list(explain.own_maps(net, batch.images).values())
    return prefixed("first ", located(maps[0], batch)) if len(maps) > 1 else {}


def score_localisation(net, batch):
    """Accuracy, also with changed maps; for every map where it points, and whether the network needs it.

    "last mean" and so on: the accuracy when the last map alone is changed, the one whose place is judged;
    "first": the same, and where it points, of an earlier map.  No prefix is the network's own last map,
    "cam " Grad-CAM, "untrained " the same of the network's random start; the others are those of
    ``references``.  "redrawn 1" to "redrawn 4": how alike a map stays (the size of the mean rank
    correlation) when the head, then also one stage after the other from the last to the first, forgets
    what it learned.
    """
    scores = accuracy_under(net, batch, CHANGES)
    few = batch[:CURVE_IMAGES].images
    scores |= changed_one_by_one(net, batch) | first_located(net, batch)
    maps = two_maps(net, batch.images)
    before = two_maps(untrained(net), batch.images)
    for name, found in maps.items():
        scores |= prefixed(name, located(found, batch))
        scores |= prefixed(name, faithful(net, found[: len(few)], few))
        scores |= prefixed(f"untrained {name}", located(before[name], batch))
    for name, found in references(batch[:CURVE_IMAGES]).items():
        scores |= prefixed(name, faithful(net, found, few))
    for step, names in enumerate(explain.from_the_top(net), 1):
        for name, found in two_maps(explain.redrawn(net, names), few).items():
            alike = explain.rank_correlation(maps[name][: len(few)], found).mean().item()
            scores[f"{name}redrawn {step}"] = abs(alike)
    return scores


def prefixed(prefix, scores):
    """The same scores with a prefix before every name."""
    return {prefix + name: value for name, value in scores.items()}


def localisation():
    """The data and the networks of ``clutter``, asked about their maps."""
    return Experiment(
        make_batch=datasets.cluttered_digits,
        network=RememberingNet,
        settings={"attend": (1, 2)},
        steps=400,
        lr=16e-3,
        variants={
            "plain": {},
            "wide": {"widths": (17, 34, 68)},
            "gate": {"attention": layers.spatial},
            "gate added": {"attention": layers.spatial_added},
            "attention pooling": {"head": AttentionPool},
            "pooling added": {"head": AddedAttentionPool},
            "place gate": {"attention": PlaceGate, "attend": (2,)},
            "place gate added": {"attention": AddedPlaceGate, "attend": (2,)},
        },
        metrics=score_localisation,
        test_images=1000,
    )


RECIPES = {"localisation": localisation()}
