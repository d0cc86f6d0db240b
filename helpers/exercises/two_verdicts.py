"""Exercise 6.1: is a gate used, and is it useful?  Two questions to three columns of scores."""

import torch

from ..experiments.statistics import interval
from ..experiments.verdicts import welch
from .draw import Case
from .function import Exercise
from .values import truths

FLOOR = 4.0


def above(gain, least=0.0):
    """Whether the 95% interval lies above zero, and the mean above a least gain."""
    mean, half = interval(gain)
    return bool(mean - half > 0 and mean > least)


def minus(a, b):
    """Seed by seed: what a gains over b."""
    return [x - y for x, y in zip(a, b)]


def two_verdicts(own, other_image, plain, floor):
    """(used, useful) of a gate, from scores in points that are paired by seed."""
    return above(minus(own, other_image)), above(minus(own, plain), floor)


def column(rng, mean, spread, seeds=10):
    """Scores of some seeds, in points: exactly this mean and spread but for the rounding to one digit."""
    luck = torch.randn(seeds, generator=rng, dtype=torch.float64)
    luck = (luck - luck.mean()) / luck.std()
    return [round(value, 1) for value in (mean + spread * luck).tolist()]


def less(rng, scores, by, spread=0.5):
    """The same seeds, so many points worse on average."""
    return [round(one - other, 1) for one, other in zip(scores, column(rng, by, spread, len(scores)))]


def cases(rng):
    """All four verdicts; a gain below the floor; gains that are not clear; a swap that helps; shared luck."""
    own = column(rng, 80, 6)
    every = {
        "used and useful": (30, 12),
        "used, and no better than plain": (30, 0.0),
        "better than plain, and not used": (0.0, 12),
        "neither used nor useful": (0.0, 0.0),
        "a gain below the floor": (20, 3),
        "worse than plain": (20, -9),
        "another image's gates are better": (-5, 9),
        "a use of two points": (2, 8),
        "a gain larger than the use": (10, 15),
    }
    for what, (other, plain) in every.items():
        yield Case(what, (own, less(rng, own, other), less(rng, own, plain), FLOOR))
    yield Case("a gain just above another floor", (own, less(rng, own, 9), less(rng, own, 2.8), 2.0))
    yield Case("a large gain that is not clear", (own, less(rng, own, 25), less(rng, own, 6, 12), FLOOR))
    yield Case("a use that is not clear", (own, less(rng, own, 6, 12), less(rng, own, 9), FLOOR))
    yield Case("an interval around the floor", (own, less(rng, own, 25), less(rng, own, 5.3, 3), FLOOR))
    few = own[:3]
    yield Case("three seeds", (few, less(rng, few, 2, 1), less(rng, few, 6, 3), FLOOR))


def changed(used=lambda u, g, floor: above(u), useful=lambda u, g, floor: above(g, floor)):
    """The answer with a question asked in another way, of the gains u over other_image and g over plain."""

    def wrong(own, other_image, plain, floor):
        given = minus(own, other_image), minus(own, plain), floor
        return bool(used(*given)), bool(useful(*given))

    return wrong


def clear(gain):
    """Whether the interval of the gains does not contain zero, on whichever side."""
    mean, half = interval(gain)
    return abs(mean) > half


def mean(gain):
    """The mean of the gains."""
    return sum(gain) / len(gain)


def low(gain):
    """The lower end of the interval."""
    return interval(gain)[0] - interval(gain)[1]


def most(gain):
    """Whether more than half of the seeds gain."""
    return sum(g > 0 for g in gain) > len(gain) / 2


def unpaired(own, other_image, plain, floor):
    """The two questions to Welch's interval, which knows no pairs."""
    use, gain = welch(own, other_image), welch(own, plain)
    return bool(use.low > 0), bool(gain.low > 0 and gain.mean > floor)


Exercise(
    "two verdicts",
    asked="(used, useful): own over other_image, the interval above zero; own over plain, the same, and the "
    "mean gain above the floor",
    look="two gains, paired by seed: own minus other_image, own minus plain; only the second has a floor",
    reference=two_verdicts,
    cases=cases,
    reads=truths,
    mistakes={
        "used and useful are swapped": lambda *args: two_verdicts(*args)[::-1],
        "the floor is not asked for: a gain that two copies of one network may have counts": changed(
            useful=lambda u, g, floor: above(g)
        ),
        "useful looks at the mean gain alone; its interval may contain zero": changed(
            useful=lambda u, g, floor: mean(g) > floor
        ),
        "used looks at the mean alone; its interval may contain zero": changed(
            lambda u, g, floor: mean(u) > 0
        ),
        "your code wants the whole interval above the floor; only the mean has to be": (
            changed(useful=lambda u, g, floor: low(g) > floor)
        ),
        "the floor is put to the use as well": changed(lambda u, g, floor: above(u, floor)),
        "a clear loss counts as a gain": changed(
            useful=lambda u, g, floor: clear(g) and abs(mean(g)) > floor
        ),
        "other gates that are clearly better count as use": changed(lambda u, g, floor: clear(u)),
        "useful compares the swapped network with plain": changed(
            useful=lambda u, g, floor: above(minus(g, u), floor)
        ),
        "used compares the swapped network with plain": changed(lambda u, g, floor: above(minus(u, g))),
        "the seeds are not paired: this is Welch's interval": unpaired,
        "what is used counts as useful": changed(useful=lambda u, g, floor: above(u)),
        "a gate that is not used can help, too: the two questions are separate": changed(
            useful=lambda u, g, floor: above(u) and above(g, floor)
        ),
        "the number of wins is counted; an interval was asked for": changed(
            lambda u, g, floor: most(u), lambda u, g, floor: most(g)
        ),
    },
)
