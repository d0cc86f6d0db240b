"""What does a trained spatial gate lose with other maps than its own: without a look, or without a place?

The gates of ``detection_corners`` and ``detection_free``, trained again and asked more.  The *average map* of
a gate tells where digits stand in these scenes, also if the gate only follows digits.  So there is a second
one, called *by heart*: the average over scenes whose digits stand anywhere.  Either map alone has no look;
taken away from each map, it leaves a look without that average; *moved*, it fits no place; one number has
neither.  The maps are those of the untouched network.  A changed map also does damage, so everything is asked
a second time with new averages in the normalisations, as in ``update_bn``.  Whether a gate has learned the
places by heart these changes do not settle: a moved map for every image is not among them.
"""

from contextlib import ExitStack, contextmanager
from copy import deepcopy
from functools import partial

from torch.optim.swa_utils import update_bn

from .. import datasets, networks, training
from ..gates import by_method as gates
from . import coming
from .detection import precisions

SCENES = 1000  # images for an average map
BATCHES = 10  # of 48 images, for new averages of the normalisations
MOVED = 3  # places: as far as the groups of centres are wide, so that a moved map fits none of them


def average_maps(net, images):
    """{gate name: its mean map over the images, (1, 1, H, W)} of a network as it is."""
    with gates.record(net) as seen:
        training.predict(net, images)
    return {name: maps.mean(0, keepdim=True) for name, maps in seen.items()}


def flat(average):
    """The mean of a map at every place: (1, 1, H, W) -> (1, 1, H, W)."""
    return average.mean((2, 3), keepdim=True).expand_as(average)


def always(average):
    """A change: this map for every image."""
    return lambda weights: average.expand_as(weights)


def less(average):
    """A change: each map less this one, around one number, kept between 0 and 1."""
    return lambda weights: (weights - average + flat(average)).clamp(0, 1)


def changes_of(average, by_heart):
    """{name: {gate name: change}}: what is put in the place of a gate's own maps."""
    moved = {name: known.roll((MOVED, MOVED), (2, 3)) for name, known in by_heart.items()}
    return {
        "own maps": {name: lambda weights: weights for name in average},
        "average map": {name: always(known) for name, known in average.items()},
        "by heart": {name: always(known) for name, known in by_heart.items()},
        "less average map": {name: less(known) for name, known in average.items()},
        "less by heart": {name: less(known) for name, known in by_heart.items()},
        "less moved": {name: less(known) for name, known in moved.items()},
        "one number": {name: always(flat(known)) for name, known in average.items()},
    }


@contextmanager
def changed(net, changes):
    """Inside the with-block every gate works with its own change."""
    with ExitStack() as stack:
        for name, change in changes.items():
            stack.enter_context(gates.replace(net, change, only=name))
        yield net


def group_places(side=12):
    """Where a centre may lie in the scenes with quarters: (side, side) bool."""
    scenes = datasets.fragment_scenes(SCENES, "test", 5)
    return (networks.target_heatmap(scenes.boxes, scenes.present, side) == 1).any(0)


def auroc(inside, outside):
    """How often a value of ``inside`` is larger than one of ``outside``, ties as a half: 0 to 1."""
    above = (inside[:, None] > outside).double() + 0.5 * (inside[:, None] == outside).double()
    return above.mean().item()


def score_maps(net, batch, make_batch):
    """AP50 and AP75 with each change, without and with new averages; does the map by heart show the groups?

    make_batch  makes the images for new averages; the groups are asked of the gates with 12 x 12 places
    """
    scores = precisions(net, batch)
    if not gates.gates(net):
        return scores
    by_heart = average_maps(net, datasets.free_scenes(SCENES, "test", 5).images)
    images = make_batch(48 * BATCHES, "tuning", 6).images.split(48)
    for name, changes in changes_of(average_maps(net, batch.images), by_heart).items():
        fresh = deepcopy(net)
        with changed(fresh, changes):
            scores |= {f"{name}, {measure}": one for measure, one in precisions(fresh, batch).items()}
            update_bn(images, fresh)
            anew = precisions(fresh.eval(), batch)
            scores |= {f"{name}, new averages, {measure}": one for measure, one in anew.items()}
    groups = group_places()
    for stage, known in enumerate(by_heart.values(), 1):
        if known.shape[2:] == groups.shape:
            shown = known[0, 0]
            scores[f"groups, stage {stage}"] = auroc(shown[groups], shown[~groups])
    return scores


def asked(make_batch):
    """Plain, plain again and the spatial gate in these scenes."""
    recipe = coming.detection(1, ("gate",), make_batch)
    recipe.metrics = partial(score_maps, make_batch=make_batch)
    return recipe


RECIPES = {
    "detection_corners_places": asked(datasets.fragment_scenes),
    "detection_free_places": asked(datasets.free_scenes),
}
