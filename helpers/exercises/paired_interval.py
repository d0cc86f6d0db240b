"""Exercise 5.1: the mean gain over the seeds that both variants have, and half its 95% interval."""

import numpy as np
import torch

from ..experiments.student import stdtrit
from .draw import Case
from .function import Exercise
from .values import several


def scores(rows, variant):
    """{seed: accuracy} of one variant."""
    return {row["seed"]: row["accuracy"] for row in rows if row["variant"] == variant}


def gains(rows, a, b):
    """a - b for every seed that both have."""
    new, old = scores(rows, a), scores(rows, b)
    return np.array([new[seed] - old[seed] for seed in new if seed in old])


def interval(rows, a, b):
    """(mean gain of a over b, half width of its 95% t-interval)."""
    g = gains(rows, a, b)
    return g.mean(), half(g)


def half(g, quantile=None, ddof=1, root=True):
    """Half the width of the interval; other settings are the mistakes."""
    n = len(g)
    factor = stdtrit(n - 1, 0.975) if quantile is None else quantile
    return factor * g.std(ddof=ddof) / (n**0.5 if root else n)


def table(rng, seeds, only_a=(), only_b=(), shuffled=True, names=("new", "old"), unit=0.01):
    """Rows of two variants and of others whose names hold theirs; seeds in a random order.

    unit  what a point is: 0.01 where accuracies are fractions
    """
    level = {seed: 70 + 5 * torch.randn((), generator=rng).item() for seed in (*seeds, *only_a, *only_b)}
    rows = []
    for name, own, shift in ((names[0], only_a, 1), (names[1], only_b, 0)):
        for seed in (*seeds, *own):
            luck = 2 * torch.randn((), generator=rng).item()
            points = level[seed] + shift + luck + 20 * (seed in own)
            rows.append({"variant": name, "seed": seed, "accuracy": points * unit})
    for other in (f"{names[0]} again", f"{names[1]}er", "plain"):
        rows += [{"variant": other, "seed": seed, "accuracy": unit} for seed in seeds]
    order = torch.randperm(len(rows), generator=rng).tolist() if shuffled else range(len(rows))
    return [rows[k] for k in order]


def by_hand():
    """Three pairs of rows, few enough to be shown whole: the gains are 0.1, 0.2 and 0.3."""
    scores = {"a": (0.7, 0.9, 0.8), "b": (0.6, 0.7, 0.5)}
    return [{"variant": v, "seed": k, "accuracy": scores[v][k]} for v in scores for k in range(3)]


def cases(rng):
    """Few, in order and shuffled; seeds of one side only; two seeds; failed runs; equal gains."""
    yield Case("three seeds", (by_hand(), "a", "b"))
    yield Case("five seeds, in order", (table(rng, (3, 8, 5, 1, 9), shuffled=False), "new", "old"))
    yield Case("five seeds, rows in any order", (table(rng, (3, 8, 5, 1, 9)), "new", "old"))
    yield Case("twelve seeds", (table(rng, range(12)), "new", "old"))
    yield Case("a over b, where b is better", (table(rng, (4, 2, 7, 6), names=("b", "a")), "a", "b"))
    yield Case("seeds that only one side has", (table(rng, (11, 7, 13, 12), (5, 6), (3,)), "new", "old"))
    yield Case(
        "as many seeds on both sides, but not the same", (table(rng, (9, 2, 8, 4), (5,), (3,)), "new", "old")
    )
    yield Case("accuracies in points", (table(rng, (1, 5, 2, 9), unit=1.0), "new", "old"))
    yield Case("two seeds", (table(rng, (6, 1)), "new", "old"), border=True)
    failed = table(rng, (4, 0, 2, 3, 1), names=("eca", "plain eca"))
    failed[0]["accuracy"] = 0.0
    next(row for row in failed if row["variant"] == "eca" and row["seed"] == 0)["accuracy"] = 0.0
    yield Case("an accuracy of exactly 0, and a seed 0", (failed, "eca", "plain eca"), border=True)
    even = [
        {"variant": v, "seed": s, "accuracy": 0.5 + s / 16 + (v == "new") / 32}
        for v in ("new", "old")
        for s in range(4)
    ]
    yield Case("equal gains: a width of 0", (even, "new", "old"), border=True)


def changed(mean=lambda g: g.mean(), width=half):
    """Another mean or width of the right gains."""
    return lambda rows, a, b: (mean(gains(rows, a, b)), width(gains(rows, a, b)))


def pairing(pairs):
    """Gains that are paired by something else than the seed: pairs(rows, a, b) -> two lists."""

    def wrong(rows, a, b):
        new, old = pairs(rows, a, b)
        g = np.array([x - y for x, y in zip(new, old)])
        return g.mean(), half(g)

    return wrong


def by_place(rows, a, b):
    """The n-th row of a meets the n-th row of b."""
    return list(scores(rows, a).values()), list(scores(rows, b).values())


def by_rank(rows, a, b):
    """The n-th seed of a, sorted, meets the n-th seed of b."""
    return [[value for _, value in sorted(scores(rows, v).items())] for v in (a, b)]


def apart(pooled):
    """The width of two independent samples."""

    def wrong(rows, a, b):
        new, old = ([scores(rows, v)[s] for s in scores(rows, a) if s in scores(rows, b)] for v in (a, b))
        n, spread = len(new), np.sqrt(np.var(new, ddof=1) / len(new) + np.var(old, ddof=1) / len(old))
        return gains(rows, a, b).mean(), stdtrit(2 * n - 2 if pooled else n - 1, 0.975) * spread

    return wrong


def filled(rows, a, b):
    """A missing seed counts as 0."""
    new, old = scores(rows, a), scores(rows, b)
    g = np.array([new.get(s, 0) - old.get(s, 0) for s in {**new, **old}])
    return g.mean(), half(g)


def part_of_name(rows, a, b):
    """Rows are taken whose variant contains the name."""
    new, old = ({r["seed"]: r["accuracy"] for r in rows if v in r["variant"]} for v in (a, b))
    g = np.array([new[s] - old[s] for s in new if s in old])
    return g.mean(), half(g)


def falsy(rows, a, b):
    """An accuracy of 0 is taken for a missing one."""
    new, old = scores(rows, a), scores(rows, b)
    g = np.array([new[s] - old[s] for s in new if new.get(s) and old.get(s)])
    return g.mean(), half(g)


Exercise(
    "paired interval",
    asked="the mean gain of a over b and half the width of its 95% interval, over the seeds that both have",
    look="the pairs: the same seed on both sides; then mean, and t(0.975, n - 1) · spread / √n",
    reference=interval,
    cases=cases,
    reads=several,
    mistakes={
        "this is the gain of b over a": lambda rows, a, b: interval(rows, b, a),
        "mean and half width are swapped": lambda rows, a, b: interval(rows, a, b)[::-1],
        "these are the two ends of the interval": lambda rows, a, b: (
            interval(rows, a, b)[0] - interval(rows, a, b)[1],
            sum(interval(rows, a, b)),
        ),
        "this is the sum of the gains, not their mean": changed(np.sum),
        "this is the median of the gains": changed(np.median),
        "the mean of |a - b|: a seed that loses has to count as a loss": changed(lambda g: np.abs(g).mean()),
        "this is the largest gain": changed(np.max),
        "this is the whole width of the interval, not half": changed(width=lambda g: 2 * half(g)),
        "1.96 belongs to the normal distribution; few seeds need Student's t": changed(
            width=lambda g: half(g, 1.96)
        ),
        "the normal distribution is used; few seeds need Student's t": changed(
            width=lambda g: half(g, stdtrit(np.inf, 0.975))
        ),
        "twice the standard error is used; few seeds need Student's t": changed(width=lambda g: half(g, 2.0)),
        "this is the standard error alone, without Student's t": changed(width=lambda g: half(g, 1.0)),
        "the spread is not divided by √n": changed(width=lambda g: half(g) * len(g) ** 0.5),
        "the spread is divided by n, not by √n": changed(width=lambda g: half(g, root=False)),
        "the spread divides by n, not by n - 1 (ddof=1)": changed(width=lambda g: half(g, ddof=0)),
        "n gains have n - 1 degrees of freedom, not n": changed(
            width=lambda g: half(g, stdtrit(len(g), 0.975))
        ),
        "n gains have n - 1 degrees of freedom, not n - 2": changed(
            width=lambda g: half(g, stdtrit(max(len(g) - 2, 1), 0.975))
        ),
        "t(0.95) leaves 5% on each side; 95% in the middle needs t(0.975)": changed(
            width=lambda g: half(g, stdtrit(len(g) - 1, 0.95))
        ),
        "this is the variance, not the spread": changed(width=lambda g: half(g) * g.std(ddof=1)),
        "the two sides are not paired: the width is that of two samples": apart(True),
        "the two sides are not paired: their spreads are added": apart(False),
        "the rows are paired by their place in the table, not by their seed": pairing(by_place),
        "the n-th seed of one side meets the n-th of the other; it has to be the same seed": pairing(by_rank),
        "a seed that one side lacks counts as 0": filled,
        "a row is taken for a variant whose name only contains the one asked for": part_of_name,
        "an accuracy of 0 is taken for a missing one": falsy,
        "the accuracies are multiplied by 100": lambda rows, a, b: tuple(
            100 * v for v in interval(rows, a, b)
        ),
    },
)
