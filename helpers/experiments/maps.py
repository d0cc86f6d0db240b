"""Are the maps explanations?  The scores and the recipe that will take the place of ``localisation``.

Four things are new: no score depends on the order of equal cells; insertion begins from a blurred image, as
its authors have it, and from a black one beside it; a map is scored by its weights and by what they let pass;
no normalisation is read before it has averages, and every network forgets by draws of its own.
"""

import torch
from torch import nn

from .. import datasets, explain, training
from ..attention import AddedPlaceGate, AttentionPool, PlaceGate
from ..explain import ties
from ..explain.passing import passing
from . import layers
from .base import accuracy_under
from .localisation import (
    CHANGES,
    CURVE_IMAGES,
    RememberingNet,
    changed_one_by_one,
    prefixed,
    references,
    untrained,
)
from .replicated import AGAIN, Replicated

DRAWS = 1  # random order of equal cells for each of CURVE_IMAGES images: four move the mean by 0.003
REDRAWS = (1000, 2000)  # added to a network's seed: two draws of what it forgets, the first one is compared


class NumberedNet(RememberingNet):
    """A network that remembers its random start, and the seed that it came from."""

    def __init__(self, **settings):
        super().__init__(**settings)
        self.seed = torch.initial_seed()


def shares(maps, batch):
    """Which share of a map lies in the box, on the digit, and on the fragments: means over images."""
    batch = batch.to(maps.device)
    return {
        "energy": explain.energy(maps, explain.box_mask(batch.box, batch.images.shape[-1])).mean().item(),
        "on digit": explain.energy(maps, batch.mask).mean().item(),
        "on fragments": explain.energy(maps, batch.distractors).mean().item(),
    }


def located_evenly(maps, batch):
    """Where maps point: pointing game over ties, shares, AUROC of the digit's pixels, means over images."""
    batch = batch.to(maps.device)
    hits = ties.pointing_share(maps, batch.box, batch.images.shape[-1])
    return {
        "pointing": hits.mean().item(),
        **shares(maps, batch),
        "auroc mask": explain.auroc(maps, batch.mask, ~batch.mask).nanmean().item(),
        "auroc distractors": explain.auroc(maps, batch.mask, batch.distractors).nanmean().item(),
    }


def faithful_evenly(net, maps, images):
    """Areas under the curves of deletion (low is good) and insertion (high is good), over ties: means.

    "insertion" begins from a blurred image, "insertion from black" from a black one.
    """
    ways = {
        "deletion": {},
        "insertion": {"insert": True, "start": "blurred"},
        "insertion from black": {"insert": True},
    }
    return {
        name: explain.area(ties.curve_over_ties(net, images, maps, draws=DRAWS, **way)).mean().item()
        for name, way in ways.items()
    }


def passed_shares(net, batch):
    """Where the activation goes: "passed energy" and so on, of what the pooling takes in.

    "first passed" is the same of what the earlier of two maps lets through.
    """
    passed = passing(net, batch.images)
    own = [name for name in passed if name != "pool"]
    scores = prefixed("passed ", shares(passed["pool"], batch))
    return scores | (prefixed("first passed ", shares(passed[own[0]], batch)) if len(own) > 1 else {})


def with_averages(net, images, names=("",)):
    """The network, when the normalisations of the named layers have the averages of these images.

    Nothing else is changed, and no other normalisation (default: all of them; "" is the whole network).
    """
    inside = [layer for name in names for layer in net.get_submodule(name).modules()]
    norms = [layer for layer in inside if isinstance(layer, nn.modules.batchnorm._BatchNorm)]
    net.eval()
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None  # the plain mean of what it sees, and no running one
        norm.train()
    with torch.no_grad():
        net(images.to(training.device_of(net)))
    return net.eval()


def forgotten(net, names, images, draw):
    """A copy in which the named layers are drawn again, and their normalisations have averages of images."""
    return with_averages(explain.redrawn(net, names, seed=draw + net.seed), images, names)


def two_maps(net, images, target=None):
    """{"": the network's own last map, if it has one; "cam ": its Grad-CAM}.

    target  classes that Grad-CAM explains (default: the network's own answers)
    """
    maps = {"cam ": explain.grad_cam(net, images, target=target)}
    for own in explain.own_maps(net, images).values():
        maps[""] = own
    return maps


def size_of_likeness(maps, others):
    """The size of the mean rank correlation: 1 the same order (or the opposite one), 0 no relation."""
    return abs(explain.rank_correlation(maps, others).mean().item())


def kept_when_redrawn(net, batch):
    """How alike maps stay when one layer after the other, from the head down, forgets what it learned.

    "redrawn 1" and so on: the map as it was and after a step; Grad-CAM explains the first answers throughout.
    "two redrawn 1" and so on: the map after a step and after the same step with other random numbers, two
    copies that share only what they have not forgotten.
    """
    few, scores = batch[:CURVE_IMAGES].images, {}
    answers = training.predict(net, few).argmax(1)
    before = two_maps(net, few, answers)
    for step, names in enumerate(explain.from_the_top(net), 1):
        copies = (forgotten(net, names, batch.images, draw) for draw in REDRAWS)
        one, two = (two_maps(other, few, answers) for other in copies)
        for name, found in one.items():
            scores[f"{name}redrawn {step}"] = size_of_likeness(before[name], found)
            scores[f"{name}two redrawn {step}"] = size_of_likeness(two[name], found)
    return scores


def score_maps(net, batch):
    """Accuracy, also with changed maps; for every map where it points, and whether the network needs it.

    The prefixes are those of ``localisation.score_localisation``: none for the network's own last map, "cam "
    for its Grad-CAM, "untrained " for the same of its random start, "first " for the earlier of two maps.
    The random start has seen the images once, for the averages of its normalisations.
    """
    scores = accuracy_under(net, batch, CHANGES) | changed_one_by_one(net, batch) | passed_shares(net, batch)
    few = batch[:CURVE_IMAGES].images
    own = list(explain.own_maps(net, batch.images).values())
    if len(own) > 1:
        scores |= prefixed("first ", located_evenly(own[0], batch))
    maps = two_maps(net, batch.images)
    before = two_maps(with_averages(untrained(net), batch.images), batch.images)
    for name, found in maps.items():
        scores |= prefixed(name, located_evenly(found, batch))
        scores |= prefixed(name, faithful_evenly(net, found[: len(few)], few))
        scores |= prefixed(f"untrained {name}", located_evenly(before[name], batch))
    for name, found in references(batch[:CURVE_IMAGES]).items():
        scores |= prefixed(name, faithful_evenly(net, found, few))
    return scores | kept_when_redrawn(net, batch)


def localisation():
    """The data and the networks of ``clutter``, asked about their maps.

    The additive twin of attention pooling is missing: it is the plain network in another parametrisation.
    """
    return Replicated(
        make_batch=datasets.cluttered_digits,
        network=NumberedNet,
        settings={"attend": (1, 2)},
        steps=400,
        lr=0.03,
        rates=(0.01, 0.03, 0.1, 0.3),
        variants={
            "plain": {},
            AGAIN: {},
            "wide": {"widths": (17, 34, 68)},
            "gate": {"attention": layers.spatial},
            "gate added": {"attention": layers.spatial_added},
            "attention pooling": {"head": AttentionPool},
            "place gate": {"attention": PlaceGate, "attend": (2,)},
            "place gate added": {"attention": AddedPlaceGate, "attend": (2,)},
        },
        metrics=score_maps,
        test_images=1000,
    )


NEXT = {"localisation": localisation()}
