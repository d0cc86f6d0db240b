"""The exercise "paired interval"."""

import numpy as np
from scipy.special import ndtri, stdtrit

from .base import Finding, exercise, solved

SEEDS = 100, 7, 11, 12, 13  # of the first table; deliberately not 0, 1, 2


def table(seeds, new_only=(), old_only=(), order=None):
    """Stored rows of "new" and "old" in points, some seeds of one of them only, in a random order."""
    rng = np.random.default_rng(len(seeds))
    shared = {seed: float(rng.normal(70, 5)) for seed in (*seeds, *new_only, *old_only)}
    rows = [{"variant": "old", "seed": s, "accuracy": shared[s]} for s in (*seeds, *old_only)]
    gains = {seed: float(rng.normal(1, 2)) for seed in shared}
    rows += [
        {"variant": "new", "seed": s, "accuracy": shared[s] + gains[s] + 40 * (s in new_only)}
        for s in (*seeds, *new_only)
    ]
    rows += [{"variant": "other", "seed": s, "accuracy": 0.0} for s in seeds]
    if order is not None:
        rows = [rows[k] for k in np.random.default_rng(order).permutation(len(rows))]
    return rows


def scores(rows, variant, seeds):
    """The accuracies of one variant in the order of ``seeds``."""
    found = {row["seed"]: row["accuracy"] for row in rows if row["variant"] == variant}
    return np.array([found[seed] for seed in seeds])


@exercise("paired interval")
def check_paired_interval(answer):
    """answer(rows, a, b): the rows of a table, two variants -> (mean gain of a over b, half width)."""
    rows = table(SEEDS)
    given = [dict(row) for row in rows]
    got = solved(answer(rows, "new", "old"))
    pair = two_numbers(got)
    yield Finding(pair is not None, "two numbers", f"wanted (mean, half width), got {kind(got)}")
    if pair is None:
        return
    yield Finding(rows == given, "your input is left as it was", "the function changes the table")
    if rows != given:
        return
    new, old = scores(rows, "new", SEEDS), scores(rows, "old", SEEDS)
    fine = close(pair[0], (new - old).mean())
    yield Finding(fine, "the mean gain of five seeds", "" if fine else mean_mistake(pair, new, old))
    if not fine:
        return
    fine = close(pair[1], half_of(new - old))
    yield Finding(fine, "half the width of its 95% interval", "" if fine else half_mistake(pair[1], new, old))
    if not fine:
        return
    others = (
        ("the same rows in another order", table(SEEDS, order=3), SEEDS),
        ("twelve seeds", table(range(12), order=1), range(12)),
        ("seeds that only one side has", table(SEEDS, (5, 6), (3,), 2), SEEDS),
        ("as many seeds on both sides, but not the same", table(SEEDS, (5,), (3,), 2), SEEDS),
    )
    for what, rows, seeds in others:
        pair = two_numbers(answer(rows, "new", "old"))
        gains = scores(rows, "new", seeds) - scores(rows, "old", seeds)
        fine = pair is not None and close(pair[0], gains.mean()) and close(pair[1], half_of(gains))
        yield Finding(fine, what, "" if fine else table_mistake(what, pair))
        if not fine:
            return


def two_numbers(got):
    """The answer as two finite floats; None if it is something else."""
    try:
        pair = [float(number) for number in got]
    except (TypeError, ValueError):
        return None
    return pair if len(pair) == 2 and np.isfinite(pair).all() else None


def kind(got):
    """What an answer is, in a word or two."""
    length = f" of {len(got)}" if isinstance(got, list | tuple) else ""
    return f"{type(got).__name__}{length}" + (" with NaN or infinity" if length == " of 2" else "")


def close(a, b):
    """Whether two numbers agree to a millionth."""
    return abs(a - b) < 1e-6 * max(1, abs(b))


def half_of(gains):
    """Half the width of the 95% t-interval."""
    return stdtrit(len(gains) - 1, 0.975) * gains.std(ddof=1) / len(gains) ** 0.5


def mean_mistake(pair, new, old):
    """What a wrong mean points to."""
    gains = new - old
    known = (
        (
            gains.mean() - half_of(gains),
            "this is the lower end of the interval; return the mean and the half width",
        ),
        (half_of(gains), "mean and half width are swapped"),
        (-gains.mean(), "this is the gain of b over a; it has to be a minus b"),
        (new.mean(), "this is the mean of a alone; take the gains a - b first"),
        (gains.sum(), "this is the sum of the gains; divide by their number"),
        (np.abs(gains).mean(), "this is the mean of |a - b|; a seed that loses has to count as a loss"),
        (np.median(gains), "this is the median of the gains; take their mean"),
        (gains.max(), "this is the luckiest seed; take the mean over all"),
        (gains.mean() / 100, "this is a hundredth of the gain; leave the numbers as they are in the rows"),
    )
    text = next((sentence for value, sentence in known if close(pair[0], value)), None)
    return text or f"got {pair[0]:.3f}, the mean of a - b over the seeds is {gains.mean():.3f}"


def half_mistake(half, new, old):
    """What a wrong half width points to."""
    gains, n = new - old, len(new)
    spread, student = gains.std(ddof=1), stdtrit(n - 1, 0.975)
    apart = np.sqrt(new.var(ddof=1) / n + old.var(ddof=1) / n)
    known = (
        (2 * half_of(gains), "this is the whole width; half of it is wanted"),
        (gains.mean() + half_of(gains), "this is the upper end of the interval; half its width is wanted"),
        (
            ndtri(0.975) * spread / n**0.5,
            "1.96 belongs to the normal distribution; few seeds need Student's t",
        ),
        (1.96 * spread / n**0.5, "1.96 belongs to the normal distribution; few seeds need Student's t"),
        (2 * spread / n**0.5, "twice the standard error is a rule of thumb; few seeds need Student's t"),
        (spread / n**0.5, "this is the standard error alone; the factor of Student's t is missing"),
        (student * spread, "this is not divided by the square root of the number of seeds"),
        (student * spread / n, "you divided by the number of seeds; it has to be its square root"),
        (
            student * gains.std() / n**0.5,
            "the spread is divided by n; a sample's spread needs n - 1 (ddof=1)",
        ),
        (stdtrit(n, 0.975) * spread / n**0.5, "n gains have n - 1 degrees of freedom, not n"),
        (
            stdtrit(n - 1, 0.95) * spread / n**0.5,
            "0.95 leaves 5% on each side; 95% in the middle needs 0.975",
        ),
        (student * gains.var(ddof=1) / n**0.5, "this is the variance; the spread is its square root"),
        (stdtrit(2 * n - 2, 0.975) * apart, "the two sides are not paired: the spread is that of the gains"),
        (student * apart, "the two sides are not paired: take the spread of the gains a - b"),
        (half_of(new), "this is the interval of a alone; take the spread of the gains"),
    )
    text = next((sentence for value, sentence in known if close(half, value)), None)
    return text or f"got {half:.3f}, wanted t(0.975, n - 1) · spread / √n = {half_of(gains):.3f}"


def table_mistake(what, pair):
    """Why a table in another order, or with other seeds, gives another result."""
    if pair is None:
        return "it gives no two numbers there: only seeds that both variants have can be paired"
    if what.startswith("the same rows"):
        return "the rows are paired by their place in the table; they have to be paired by their seed"
    if what.startswith("seeds that only"):
        return "a seed that only one variant has is counted; only the common seeds make pairs"
    if what.startswith("as many"):
        return "the n-th seed of one side meets the n-th of the other; they have to be the same seed"
    return f"got a mean of {pair[0]:.3f} and a half width of {pair[1]:.3f}: is a number of seeds fixed in it?"
