"""Exercise 5.2 of lesson 05: a comparison that leaks.  A task that pretends to train shows each leak."""

import zlib
from collections import Counter

import numpy as np

from .base import Finding, exercise, solved

RATES = 0.0005, 0.001, 0.002, 0.004, 0.008
MIDDLE = RATES[2]
SPLITS = "validation", "test"
FAILED = 0.1  # the accuracy of a training that diverged: guessing among ten classes


class PretendTask:
    """Scores as if networks were trained: each takes a microsecond and is remembered.

    best   {variant: (best rate on validation, best rate on test)}; default: the middle one of RATES
    fails  pairs (variant, seed) whose training diverges, whatever the rate
    luck   how far chance moves a score;  slope  what a rate twice or half as large as the best one costs

    ``score(variant, rate, seed, split)`` is the accuracy; ``asked`` counts what was asked for.
    """

    def __init__(self, best=None, fails=(), luck=0.02, slope=0.1):
        self.best, self.fails, self.luck, self.slope = best or {}, set(fails), luck, slope
        self.asked = Counter()

    def score(self, variant, rate, seed, split):
        """Train the variant with this rate and seed and judge it on a split: "validation" or "test"."""
        if split not in SPLITS:
            raise ValueError(f"split must be one of {SPLITS}, got {split!r}")
        self.asked[variant, rate, seed, split] += 1
        return self.truth(variant, rate, seed, split)

    def truth(self, variant, rate, seed, split):
        """The score, without being counted."""
        if (variant, seed) in self.fails:
            return FAILED
        best = self.best.get(variant, (MIDDLE, MIDDLE))[SPLITS.index(split)]
        name = f"{variant} {rate} {seed} {split}".encode()
        shared = np.random.default_rng([seed, SPLITS.index(split)]).normal(0, 0.03)  # pairs share this
        own = np.random.default_rng(zlib.crc32(name)).normal(0, self.luck)
        return float(0.7 - self.slope * abs(np.log2(rate / best)) + shared + own)


@exercise("find the leak")
def check_find_the_leak(answer):
    """answer(task, new, old, rates, seeds) -> (scores of new, scores of old), one of each per seed."""
    seeds = (4, 8, 15, 16, 23, 42)
    task = PretendTask()
    got = solved(answer(task, "new", "old", (MIDDLE,), seeds))
    sides = two_lists(got, len(seeds))
    yield Finding(
        sides is not None,
        "two lists, a score per seed in each",
        f"got {shape_of(got)}: return (scores of new, scores of old)",
    )
    if sides is None:
        return
    mistake = one_rate_mistake(task, sides, seeds)
    yield Finding(not mistake, "with one rate: the test scores, seed by seed", mistake)
    if mistake:
        return
    lowest, low, _, high, highest = RATES
    tuned = {"new": (lowest, high), "old": (highest, low)}  # the test images would like another rate
    task = PretendTask(tuned, luck=0.001)
    sides = two_lists(answer(task, "new", "old", RATES, seeds), len(seeds)) or ([], [])
    for variant, got in zip(("new", "old"), sides):
        mistake = rate_mistake(task, variant, got, seeds, tuned)
        yield Finding(
            not mistake, f"the rate of the {variant} variant comes from the validation split", mistake
        )
        if mistake:
            return
    yield from spent(task, seeds)
    task = PretendTask(fails=[("new", 15), ("old", 42)])
    got = answer(task, "new", "old", RATES, seeds)
    mistake = failure_mistake(task, got, seeds)
    yield Finding(not mistake, "a training that fails counts", mistake)


def two_lists(got, length):
    """The answer as two lists of finite numbers of this length; None if it is something else."""
    try:
        sides = [[float(score) for score in side] for side in got]
    except (TypeError, ValueError):
        return None
    fine = len(sides) == 2 and all(len(side) == length and np.isfinite(side).all() for side in sides)
    return sides if fine else None


def shape_of(got):
    """What an answer is, in a few words."""
    if isinstance(got, list | tuple) and all(isinstance(side, list | tuple) for side in got):
        return f"{len(got)} lists of {[len(side) for side in got]}"
    return f"{type(got).__name__}" + (f" of {len(got)} numbers" if isinstance(got, list | tuple) else "")


def same(a, b):
    """Whether two lists hold the same numbers in the same order."""
    return len(a) == len(b) and np.allclose(a, b, rtol=0, atol=1e-9)


def one_rate_mistake(task, sides, seeds):
    """With one rate there is nothing to choose: what is wrong with the scores ("" if nothing)."""
    rate = MIDDLE
    on = {s: [[task.truth(v, rate, seed, s) for seed in seeds] for v in ("new", "old")] for s in SPLITS}
    if all(same(got, want) for got, want in zip(sides, on["test"])):
        return ""
    strangers = sorted({seed for _, _, seed, split in task.asked if split == "test"} - set(seeds))
    if strangers:
        return f"seed {strangers[0]} was not asked for: every seed of the list, and no other"
    if any(same(got, want) for got, want in zip(sides, on["validation"])):
        return "these are validation scores: what was used for choosing flatters, report the test"
    if same(sides[0], on["test"][1]):
        return "new and old are swapped"
    if all(same(sorted(got), sorted(want)) for got, want in zip(sides, on["test"])):
        return "the scores are not in the order of the seeds: the n-th of both has to be the n-th seed"
    rates = {rate for _, rate, _, _ in task.asked} - {rate}
    if rates:
        return "a rate was tried that is not among the rates"
    return "they are not the test scores of the two variants for these seeds"


def rate_mistake(task, variant, got, seeds, tuned):
    """Why a variant's scores are not those of its best rate on the validation split ("" if they are)."""
    at = {rate: [task.truth(variant, rate, seed, "test") for seed in seeds] for rate in RATES}
    right, tempting = tuned[variant]
    other = tuned["old" if variant == "new" else "new"][0]
    if same(got, at[right]):
        return ""
    if same(got, [max(scores) for scores in zip(*at.values())]) or same(got, at[tempting]):
        return "the test images choose the rate, and the score that they chose is reported"
    validation = {r: np.mean([task.truth(variant, r, seed, "validation") for seed in seeds]) for r in RATES}
    if same(got, [task.truth(variant, right, seed, "validation") for seed in seeds]):
        return "this is the validation score of the best rate; choose there, report the test"
    asked = {split for v, _, _, split in task.asked if v == variant}
    if same(got, at[MIDDLE]):
        return "it keeps the middle rate: it needs the same tuning as the other one, on its own"
    if same(got, at[other]) and "validation" not in asked:
        return "it gets the rate that suits the other one: each needs its own"
    if same(got, at[min(validation, key=validation.get)]):
        return "this is the rate with the lowest validation score"
    if same(got, np.mean(list(at.values()), 0)):
        return "this is the average over the rates; choose one"
    return "these are not the test scores at the rate that is best on validation"


def spent(task, seeds):
    """The findings on what was asked of the task: the test once per network, and equal budgets."""
    tests = Counter()
    for (variant, _, seed, split), times in task.asked.items():
        tests[variant, seed] += times * (split == "test")
    (variant, seed), most = max(tests.items(), key=lambda pair: pair[1])
    yield Finding(
        most == 1,
        "the test images are looked at once per variant and seed",
        f"{most} test scores of {variant} for seed {seed}: whoever has seen them all has chosen among them",
    )
    trials = {
        v: sum(n for (w, _, _, s), n in task.asked.items() if (v, s) == (w, "validation"))
        for v in ("new", "old")
    }
    strange = {rate for _, rate, _, _ in task.asked} - set(RATES)
    yield Finding(
        trials["new"] == trials["old"] and not strange,
        "both sides have the same budget for tuning",
        f"{trials['new']} trials for new, {trials['old']} for old"
        + (", and a rate that is not in the list" if strange else ""),
    )


def failure_mistake(task, got, seeds):
    """What happened to the two failed trainings ("" if they count as they are)."""
    strangers = sorted({seed for _, _, seed, split in task.asked if split == "test"} - set(seeds))
    if strangers:
        return f"seed {strangers[0]} was tried instead of a failed one: luck bought with a second ticket"
    sides = two_lists(got, len(seeds))
    if sides is None:
        return f"a failed run is left out ({shape_of(got)}): a method that fails on a seed has failed there"
    want = [[task.truth(v, MIDDLE, seed, "test") for seed in seeds] for v in ("new", "old")]
    for variant, side, true in zip(("new", "old"), sides, want):
        if not same(side, true):
            return f"a score of {variant} is not what its network reached: a failed run counts as it is"
    return ""
