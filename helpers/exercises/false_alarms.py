"""Exercise 5.2: how often does a protocol call two copies of one network clearly different?"""

from functools import cache

import numpy as np

from ..experiments.statistics import interval
from ..experiments.verdicts import welch
from .draw import Case
from .function import Exercise
from .values import number

SEEDS = 10  # of a replay
RATES = 5
SLOPE = 1.0  # points that each further rate costs


class Protocol:
    """Compares two copies of one network: ``protocol(seeds)`` gives the test scores of both, two lists.

    compare  a function of the scores of the copies, (2 copies, seeds, 2 splits, RATES), and of the
             validation scores of other runs, (2 copies, seeds, RATES): the test scores (2 copies, seeds)
    salt     another salt is another network
    """

    def __init__(self, compare, salt=0):
        self.compare, self.salt = compare, salt

    def __call__(self, seeds):
        """Pretend to train both copies with these seeds: two lists of scores, in points."""
        scores = np.stack([run(self.salt, int(seed)) for seed in seeds], 2)
        return self.compare(scores[0], scores[1, :, :, 0]).tolist()

    def __repr__(self):
        return "a protocol"


@cache
def run(salt, seed):
    """All runs of one seed, (compared or tuning, 2 copies, 2 splits, RATES); they share some of its luck."""
    rng = np.random.default_rng([seed, salt])
    return 70 - SLOPE * np.arange(RATES) + 2 * rng.normal() + 1.5 * rng.normal(size=(2, 2, 2, RATES))


def at(scores, rates):
    """The test scores (2, seeds) at these rates, (2,) or (2, seeds)."""
    rates = np.broadcast_to(np.asarray(rates).reshape(2, -1), scores.shape[:2])
    return np.take_along_axis(scores[:, :, 1], rates[..., None], 2)[..., 0]


def best_of_one(scores, tuning):
    """One tuning run a rate chooses the rate of all seeds."""
    return at(scores, tuning[:, 0].argmax(-1))


def own_rates(scores, tuning):
    """Every seed chooses its own rate, by its own validation score."""
    return at(scores, scores[:, :, 0].argmax(-1))


def best_on_test(scores, tuning):
    """The first copy reports its best test score; the second chooses as ``own_rates``."""
    return np.stack([scores[0, :, 1].max(-1), own_rates(scores, tuning)[1]])


# What the card hands out.  The learner finds out which of them keeps its promise.
PROTOCOLS = {"A": Protocol(best_of_one), "B": Protocol(own_rates), "C": Protocol(best_on_test)}


def fixed(gain=(0.0, 0.0), spread=1.0, shared=1.0):
    """All at the first rate; ``gain`` points for the copies, with so much luck, and so much of it shared."""

    def compare(scores, tuning):
        luck = scores[:, :, 1, 0] - scores[:, :, 1, 0].mean(0)
        together = scores[:, :, 1, 0].mean(0)
        return 70 + spread * luck + shared * (together - 70) + np.array(gain)[:, None]

    return compare


def gains(protocol, seeds):
    """The gains of the first copy over the second."""
    return np.subtract(*protocol(seeds))


def is_alarm(gain, factor=1.0):
    """Whether the interval of these gains, times a factor, does not contain zero."""
    mean, half = interval(gain)
    return abs(mean) > factor * half


def share(protocol, replays, alarm=is_alarm, first=lambda r: SEEDS * r, count=SEEDS):
    """The share of the replays that call the copies clearly different; other settings are the mistakes."""
    return float(np.mean([alarm(gains(protocol, range(first(r), first(r) + count))) for r in range(replays)]))


def share_of_alarms(protocol, replays):
    """The share of the replays that call the copies clearly different."""
    return share(protocol, replays)


def cases(rng):
    """One replay; many; alarms for either copy; luck that is shared; no spread; equal scores."""
    # Of these two networks replay 1 says the opposite of replay 0.
    yield Case("one replay that ends in an alarm", (Protocol(fixed((1.3, 0.0)), 18), 1))
    yield Case("one replay without an alarm", (Protocol(fixed((1.3, 0.0)), 10), 1))
    yield Case("alarms for the first copy", (Protocol(fixed((1.0, 0.0)), 1), 40))
    yield Case("alarms for the second copy", (Protocol(fixed((0.0, 1.2)), 2), 40))
    yield Case("an honest protocol", (Protocol(own_rates, 3), 150))
    yield Case("alarms for both copies", (Protocol(best_of_one, 4), 60))
    yield Case("copies that share much luck", (Protocol(fixed((0.6, 0.0), 1.0, 4.0), 5), 40))
    yield Case("a gain without any spread", (Protocol(fixed((0.0, 0.5), 0.0), 6), 3), border=True)
    yield Case("equal scores", (Protocol(fixed((0.0, 0.0), 0.0), 7), 3), border=True)


def with_alarm(alarm):
    """The share with another idea of an alarm, a function of the gains."""
    return lambda protocol, replays: share(protocol, replays, alarm)


def with_seeds(first, count=SEEDS):
    """The share with other seeds."""
    return lambda protocol, replays: share(protocol, replays, first=first, count=count)


def of_both(alarm):
    """The share with an alarm that is a function of the two lists of scores."""
    return lambda protocol, replays: float(
        np.mean([alarm(*protocol(range(SEEDS * r, SEEDS * (r + 1)))) for r in range(replays)])
    )


def apart(new, old):
    """Whether the intervals of both sides do not overlap."""
    (a, wide), (b, narrow) = interval(new), interval(old)
    return abs(a - b) > wide + narrow


def unpaired(new, old):
    """Whether Welch's interval does not contain zero."""
    gain = welch(new, old)
    return abs(gain.mean) > gain.half


def pooled(protocol, replays):
    """All replays as one long comparison."""
    return float(is_alarm(gains(protocol, range(SEEDS * replays))))


def against_each(alarm):
    """Whether the mean lies further from zero than a multiple of the spread."""
    return lambda g: abs(g.mean()) > alarm(len(g)) * g.std(ddof=1)


Exercise(
    "false alarms",
    asked="the share of the replays, 0 to 1, whose 95% interval of the paired gains does not contain zero",
    look="the seeds of replay r, 10r to 10r + 9; then whether the interval of its gains contains zero",
    reference=share_of_alarms,
    cases=cases,
    reads=number,
    mistakes={
        "only alarms for the first copy count; a false alarm has two directions": with_alarm(
            lambda g: g.mean() > interval(g)[1]
        ),
        "only alarms for the second copy count; a false alarm has two directions": with_alarm(
            lambda g: -g.mean() > interval(g)[1]
        ),
        "every replay gets the same seeds": with_seeds(lambda r: 0),
        "neighbouring replays share seeds: replay r begins with seed 10r": with_seeds(lambda r: r),
        "the seeds begin one too late: replay 0 has the seeds 0 to 9": with_seeds(lambda r: SEEDS * r + 1),
        "the replays are counted from 1: replay 0 has the seeds 0 to 9": with_seeds(
            lambda r: SEEDS * (r + 1)
        ),
        "a replay has ten seeds, not nine": with_seeds(lambda r: SEEDS * r, SEEDS - 1),
        "this is the share without an alarm": lambda *args: 1 - share(*args),
        "this is the number of alarms, not their share": lambda p, n: n * share(p, n),
        "this is in per cent": lambda *args: 100 * share(*args),
        "the two sides are not paired: this is Welch's interval": of_both(unpaired),
        "the intervals of both sides are compared; one interval of the gains was asked for": of_both(apart),
        "any mean gain that is not zero counts": with_alarm(lambda g: g.mean() != 0),
        "a replay counts where one copy wins more seeds; no interval is used": with_alarm(
            lambda g: (g > 0).sum() != (g < 0).sum()
        ),
        "1.96 belongs to the normal distribution; ten seeds need Student's t": with_alarm(
            against_each(lambda n: 1.96 / n**0.5)
        ),
        "this is the standard error alone, without Student's t": with_alarm(
            against_each(lambda n: 1 / n**0.5)
        ),
        "the spread is not divided by √n": with_alarm(lambda g: is_alarm(g, len(g) ** 0.5)),
        "the spread divides by n, not by n - 1 (ddof=1)": with_alarm(
            lambda g: is_alarm(g, (1 - 1 / len(g)) ** 0.5)
        ),
        "half of the half width is used": with_alarm(lambda g: is_alarm(g, 0.5)),
        "the whole width is used, not half of it": with_alarm(lambda g: is_alarm(g, 2)),
        "all replays are pooled into one long comparison": pooled,
    },
)
