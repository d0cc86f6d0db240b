"""What does a network lose with other gates, if no gate reads what a changed gate let pass?

``replace`` changes all gates of a network in one pass.  So behind a changed gate the next one sees another
feature map, and its own weights are not what they were.  Here every gate is asked first, in the network as it
is; then these weights are averaged, or borrowed from another image, and put back.  The networks are those of
the stored sweeps, trained again, and asked in both ways.
"""

from contextlib import ExitStack, contextmanager
from functools import partial

from ..gates import by_method as gates
from . import coming
from .base import judged_under, only, recorded
from .detection import precision
from .segmentation import segmentation

CHUNK = 500  # images that ``predict`` takes at a time; an image borrows from another one of its chunk
CHANGES = ("mean", "other image")


@contextmanager
def borrowed(net, batch, how):
    """Inside the with-block the gates have the untouched network's weights on this batch, changed.

    how  a name in ``gates.CHANGES``

    The with-block is for one ``predict`` of the batch's images, all of them.
    """
    chunks = -(-len(batch) // CHUNK)
    with ExitStack() as stack:
        for name, weights in recorded(net, batch).items():
            ready = iter([gates.CHANGES[how](part) for part in weights.chunk(chunks)])
            stack.enter_context(gates.replace(net, lambda _, ready=ready: next(ready), only=name))
        yield net


def asked_twice(net, batch, judge, measure):
    """The measure as the gates are, with changed gates, and with changed gates of the untouched network.

    {measure: ..., "mean": ..., "other image": ..., "mean, untouched": ..., "other image, untouched": ...}
    """
    scores = judged_under(net, batch, CHANGES, judge, measure)
    for how in CHANGES if gates.gates(net) else ():
        with borrowed(net, batch, how):
            scores[f"{how}, untouched"] = judge(net, batch)
    return scores


def asked(sweep, recipe, names, judge=None):
    """Some networks of a stored sweep, trained again with the rates that it chose, and asked in both ways.

    judge  gives the recipe's measure, where the rates were chosen by another number
    """
    recipe.tuned_on, recipe.variants = sweep, only(recipe.variants, ("plain", *names))
    recipe.metrics = partial(asked_twice, judge=judge or recipe.judge, measure=recipe.measure)
    return recipe


RECIPES = {
    "cued_colour_untouched": asked("cued_colour_blind", coming.cued_colour(), ("gate", "cbam")),
    "clutter_untouched": asked("clutter_blind", coming.clutter(), ("gate", "cbam")),
    "segmentation_untouched": asked(
        "segmentation", segmentation(), ("squeeze", "scse", "cbam", "skip gates")
    ),
    "detection_untouched": asked("detection_free", coming.detection(), ("gate", "cbam"), precision),
}
