"""Exercise 5.3: a comparison that leaks.  A task that pretends to train shows each leak."""

import zlib
from collections import Counter

import numpy as np
import torch

from .base import expect
from .calls import result
from .draw import Case
from .function import Exercise
from .values import Odd, kind, several

RATES = 0.0005, 0.001, 0.002, 0.004, 0.008
MIDDLE = RATES[2]
SPLITS = "validation", "test"
FAILED = 0.1  # the accuracy of a run that diverged: guessing among ten classes


class PretendTask:
    """Scores as if networks were trained: each takes a microsecond and is remembered.

    best   {variant: (best rate on validation, best rate on test)}; default: the middle one of RATES
    fails  pairs (variant, seed) whose run diverges, whatever the rate
    luck   how far chance moves a score;  slope  what a rate twice or half as large as the best one costs

    ``score(variant, rate, seed, split)`` is the accuracy; ``asked`` counts what was asked for.
    """

    may_change = ("asked",)

    def __init__(self, best=None, fails=(), luck=0.02, slope=0.1):
        self.best, self.fails, self.luck, self.slope = best or {}, set(fails), luck, slope
        self.asked = Counter()

    def score(self, variant, rate, seed, split):
        """Train the variant with this rate and seed and judge it on a split: "validation" or "test"."""
        if split not in SPLITS:
            raise ValueError(f"split must be one of {SPLITS}, got {split!r}")
        self.asked[variant, rate, seed, split] += 1
        if (variant, seed) in self.fails:
            return FAILED
        best = self.best.get(variant, (MIDDLE, MIDDLE))[SPLITS.index(split)]
        name = f"{variant} {rate} {seed} {split}".encode()
        shared = np.random.default_rng([seed, SPLITS.index(split)]).normal(0, 0.03)  # pairs share this
        own = np.random.default_rng(zlib.crc32(name)).normal(0, self.luck)
        return float(0.7 - self.slope * abs(np.log2(rate / best)) + shared + own)

    def __repr__(self):
        return "a task"


def rate_of(task, variant, rates, seeds, split="validation", pick=max):
    """The rate that is best on a split, over all seeds."""
    return pick(rates, key=lambda rate: sum(task.score(variant, rate, seed, split) for seed in seeds))


def at(task, variant, rate, seeds, split="test"):
    """One score per seed."""
    return [task.score(variant, rate, seed, split) for seed in seeds]


def fair_scores(task, new, old, rates, seeds):
    """Test scores of new and of old at the rate that is best on validation, one for each seed."""
    return tuple(at(task, v, rate_of(task, v, rates, seeds), seeds) for v in (new, old))


def cases(rng):
    """One rate; other best rates on validation and test; failed runs; one seed; any order."""
    lowest, low, _, high, highest = RATES
    seeds = (15, 4, 23, 8, 42, 16)
    tuned = {"new": (lowest, high), "old": (highest, low)}
    yield Case("one rate, two seeds", (PretendTask(), "new", "old", (MIDDLE,), (7, 3)))
    yield Case("one rate, six seeds", (PretendTask(), "new", "old", (MIDDLE,), seeds))
    yield Case(
        "validation and test like other rates", (PretendTask(tuned, luck=0.001), "new", "old", RATES, seeds)
    )
    turned = {"a": (high, lowest), "b": (low, highest)}
    mixed = (high, lowest, highest, low)
    yield Case("rates in another order", (PretendTask(turned, luck=0.001), "a", "b", mixed, seeds[:3]))
    fails = [("new", 15), ("old", 42)]
    yield Case("two runs that fail", (PretendTask(tuned, fails, 0.001), "new", "old", RATES, seeds))
    yield Case("one seed", (PretendTask(tuned, luck=0.001), "new", "old", RATES, (5,)))


def pairs(value, want):
    """Read two lists of scores."""
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise Odd(f"got {kind(value)}, expected two lists")
    return torch.stack([several(side, one) for side, one in zip(value, want)])


def both(side):
    """side(task, variant, other, rates, seeds) -> scores, for new and for old."""
    return lambda task, new, old, rates, seeds: (
        side(task, new, old, rates, seeds),
        side(task, old, new, rates, seeds),
    )


def at_rates(choose, split="test"):
    """Scores at the two rates that choose(best of new, best of old, middle one) gives."""

    def wrong(task, new, old, rates, seeds):
        best = [rate_of(task, v, rates, seeds) for v in (new, old)]
        chosen = choose(*best, rates[len(rates) // 2])
        return tuple(at(task, v, rate, seeds, split) for v, rate in zip((new, old), chosen))

    return wrong


def leaky(drop=True):
    """The function on the card."""

    def wrong(task, new, old, rates, seeds):
        ours, theirs = [], []
        for seed in seeds:
            tried = [task.score(new, rate, seed, "test") for rate in rates]
            if not drop or max(tried) >= 0.2:
                ours.append(max(tried))
                theirs.append(task.score(old, rates[len(rates) // 2], seed, "test"))
        return ours, theirs

    return wrong


def without_failures(task, new, old, rates, seeds):
    """Seeds on which a run failed are left out."""
    kept = [pair for pair in zip(*fair_scores(task, new, old, rates, seeds)) if min(pair) > 0.2]
    return [a for a, _ in kept], [b for _, b in kept]


class Leaks(Exercise):
    """Beside the scores, what was asked of the task counts: the test once, and equal budgets for tuning."""

    def __call__(self, answer, seed, told):
        super().__call__(answer, seed, told)
        case = list(cases(None))[2]
        task, new, old, rates, seeds = case.args
        asked = result(case.what, lambda *args: (answer(*args), args[0].asked)[1], *case.args)
        tests, trials = Counter(), Counter()
        for (variant, rate, seed, split), times in asked.items():
            (tests if split == "test" else trials)[(variant, seed) if split == "test" else variant] += times
            expect(
                rate in rates and seed in seeds,
                f"A score was asked for rate {rate}, seed {seed}: not in the lists.",
            )
        most = max(tests, key=tests.get)
        expect(
            tests[most] == 1,
            f"The scores are right, but {most[0]} had {tests[most]} test scores with seed {most[1]}.",
            "whoever has seen several test scores has chosen among them: ask for one",
        )
        expect(
            trials[new] == trials[old],
            f"The scores are right, but new had {trials[new]} trials on validation and old {trials[old]}.",
            "the budgets for tuning differ",
        )
        told.right.append("one look at the test, equal budgets")


Leaks(
    "find the leak",
    asked="test scores of new and of old, one per seed in order, each at the rate that its validation chose",
    look="who chooses the rate (validation), for whom (each on its own), and which seeds count (all)",
    reference=fair_scores,
    cases=cases,
    reads=pairs,
    mistakes={
        "nothing is mended: the test chooses, old keeps the middle rate, failed runs are dropped": leaky(),
        "test scores still choose, and old keeps the middle rate": leaky(drop=False),
        "the test chooses the rate (the best test score); validation has to": both(
            lambda task, v, other, rates, seeds: [max(at(task, v, r, [s])[0] for r in rates) for s in seeds]
        ),
        "these are validation scores; choose there, report the test": at_rates(
            lambda n, o, middle: (n, o), "validation"
        ),
        "old keeps the middle rate; it needs a tuning of its own": at_rates(lambda n, o, middle: (n, middle)),
        "both keep the middle rate; each needs a tuning of its own": at_rates(
            lambda n, o, middle: [middle] * 2
        ),
        "old gets the rate that suits new; it needs its own": at_rates(lambda n, o, middle: (n, n)),
        "new gets the rate that suits old; it needs its own": at_rates(lambda n, o, middle: (o, o)),
        "seeds whose run failed are left out; a failed run counts": without_failures,
        "new and old are swapped": lambda *args: fair_scores(*args)[::-1],
        "the scores are sorted; they belong to the seeds in their order": lambda *args: tuple(
            map(sorted, fair_scores(*args))
        ),
        "the seeds are sorted; they stay in their order": lambda *args: fair_scores(
            *args[:4], sorted(args[4])
        ),
        "this is the rate with the lowest validation score": both(
            lambda task, v, other, rates, seeds: at(task, v, rate_of(task, v, rates, seeds, pick=min), seeds)
        ),
        "this is the average over the rates; one has to be chosen": both(
            lambda task, v, other, rates, seeds: [
                sum(at(task, v, r, [s])[0] for r in rates) / len(rates) for s in seeds
            ]
        ),
        "only the first seed is used": lambda *args: fair_scores(*args[:4], args[4][:1]),
    },
)
