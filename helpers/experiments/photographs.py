"""CIFAR-10's photographs and a small ResNet: does a gate help there?

Every replicate has 10,000 training images of its own; the 10,000 test images are the same for all.  On one
processor core the trainings of all six sweeps take about four hours (``hours``), on a slow one
eleven, and the judging less than one, as long as no grid of rates has to grow.
"""

from .. import networks, training
from ..datasets import cifar
from . import layers, store
from .base import judged_under
from .coming import opened_cbam
from .replicated import AGAIN, Replicated
from .scores import CHANGES, dead_units

STEPS = 600
LONG = 4  # times the steps
RATES = (0.001, 0.004, 0.016)
# Milliseconds of a training step of 64 images on one core, the networks taking turns: the median of 30 rounds
# of ten steps, with nothing else running, on the processor that trained the sweeps.  From them follow the
# hours, and for how many steps plain may train in the time that another network takes.
# "wide in eights" was timed later: 8.3 percent more than plain's, for 16 percent more parameters.  A step of
# "wide" took 43 percent more then, for 13 percent; with 18 and 20 channels in the first stage it is as slow.
STEP = {"plain": 14.1, "wide": 19.9, "wide in eights": 15.3, "squeeze": 15.8, "gate": 18.6, "cbam": 21.5}
LIKE = {AGAIN: "plain", "static": "plain", "squeeze added": "squeeze", "open cbam": "cbam"}
VARIANTS = {
    "wide": {"widths": (17, 34, 68)},
    "wide in eights": {"widths": (16, 32, 72)},
    "squeeze": {"attention": layers.squeeze},
    "squeeze added": {"attention": layers.squeeze_added},
    "static": {"attention": layers.static},
    "gate": {"attention": layers.spatial},
    "cbam": {"attention": layers.authors_cbam},
    "open cbam": {"attention": opened_cbam},
}


def score_photographs(net, batch):
    """Accuracy, also with changed gates, and the share of dead units."""
    return judged_under(net, batch, CHANGES) | dead_units(net, batch)


def photographs(steps=STEPS, names=tuple(VARIANTS)):
    """Ten classes of photographs, 32 x 32."""
    return Replicated(
        make_batch=cifar.cifar_photographs,
        network=networks.ResNet,
        settings={"halved": True},
        steps=steps,
        lr=0.004,
        rates=RATES,
        variants={"plain": {}, AGAIN: {}} | {name: VARIANTS[name] for name in names},
        metrics=score_photographs,
        judge=training.evaluate,
        test_images=10_000,
        folds=True,
        source="cifar10",
    )


def steps_in_the_time_of(name):
    """For how many steps plain may train in the time that STEPS of this network take."""
    return round(STEPS * STEP[name] / STEP["plain"])


RECIPES = {
    "photographs": photographs(),
    "photographs_cbam_time": photographs(steps_in_the_time_of("cbam"), ()),
    "photographs_squeeze_time": photographs(steps_in_the_time_of("squeeze"), ()),
    "photographs_wide_time": photographs(steps_in_the_time_of("wide"), ()),
    "photographs_eights_time": photographs(steps_in_the_time_of("wide in eights"), ()),
    "photographs_long": photographs(LONG * STEPS, ("wide", "squeeze", "cbam", "open cbam")),
}


def hours(recipe, replicates=10):
    """Hours of one processor core for a recipe's trainings, by the milliseconds of a step."""
    step = sum(STEP[LIKE.get(name, name)] for name in recipe.variants)
    return replicates * len(recipe.rates) * recipe.steps * step / 3_600_000


def same_time(stored, longer):
    """A sweep in which plain had as much time as another network, not as many steps: a stored sweep.

    stored  the sweep ``photographs``;  longer  that in which plain trained for the time of the other network
    Its plain networks take the place of those in ``stored``.  Compare with them that other network alone.
    """
    plain = ("plain", AGAIN)
    kept = [row for row in stored["rows"] if row["variant"] not in plain]
    rows = [row for row in longer["rows"] if row["variant"] in plain] + kept
    return {**stored, "rows": rows, "tuning": store.as_tuning(rows)}
