"""Are the maps explanations?  The scores and the recipe that will take the place of ``localisation``.

Three things are new: no score depends on the order of equal cells; insertion begins from a blurred image, as
its authors have it, and from a black one beside it; a map is scored by its weights and by what they let pass.
"""

from .. import datasets, explain
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
    two_maps,
    untrained,
)
from .replicated import AGAIN, Replicated

DRAWS = 1  # random order of equal cells for each of CURVE_IMAGES images: four move the mean by 0.003


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


def score_maps(net, batch):
    """Accuracy, also with changed maps; for every map where it points, and whether the network needs it.

    The prefixes are those of ``localisation.score_localisation``: none for the network's own last map, "cam "
    for its Grad-CAM, "untrained " for the same of its random start, "first " for the earlier of two maps.
    """
    scores = accuracy_under(net, batch, CHANGES) | changed_one_by_one(net, batch) | passed_shares(net, batch)
    few = batch[:CURVE_IMAGES].images
    own = list(explain.own_maps(net, batch.images).values())
    if len(own) > 1:
        scores |= prefixed("first ", located_evenly(own[0], batch))
    maps = two_maps(net, batch.images)
    before = two_maps(untrained(net), batch.images)
    for name, found in maps.items():
        scores |= prefixed(name, located_evenly(found, batch))
        scores |= prefixed(name, faithful_evenly(net, found[: len(few)], few))
        scores |= prefixed(f"untrained {name}", located_evenly(before[name], batch))
    for name, found in references(batch[:CURVE_IMAGES]).items():
        scores |= prefixed(name, faithful_evenly(net, found, few))
    for step, names in enumerate(explain.from_the_top(net), 1):
        for name, found in two_maps(explain.redrawn(net, names), few).items():
            alike = explain.rank_correlation(maps[name][: len(few)], found).mean().item()
            scores[f"{name}redrawn {step}"] = abs(alike)
    return scores


def localisation():
    """The data and the networks of ``clutter``, asked about their maps.

    The additive twin of attention pooling is missing: it is the plain network in another parametrisation.
    """
    return Replicated(
        make_batch=datasets.cluttered_digits,
        network=RememberingNet,
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
