"""What a whole table of comparisons may say: intervals, Holm's correction over its rows, and "level".

The rows of a table are fixed before its numbers are seen.  A table with many rows finds something by luck
alone, so each of its verdicts is also judged as one of many (Holm, 1979).
"""

from dataclasses import dataclass

import numpy as np

from . import statistics, store, student
from .statistics import Difference

LEVEL = 0.02  # of the measure, two points: an interval that lies within calls two variants level
ALPHA = 0.05  # what a table may be wrong by, as a whole
MARK = "*"
# Two copies of one network, where two runs chose the rate for all seeds: 95% of their differences lay within
# 3.5 points in clutter and 4.0 on the sensors, at rates a factor of two apart.  (``calibration`` has a factor
# of three, and more in clutter.)  With "plain again" in a sweep its difference counts.
COPIES = 0.04


@dataclass(frozen=True)
class Row:
    """One line of a table, fixed before its numbers are seen: what variant ``a`` gains over variant ``b``.

    other  the measure of ``b``, where it is not that of ``a``: "other image" asks what a network gains by
           looking at its own image
    """

    sweep: str
    a: str
    b: str = "plain"
    measure: str = "accuracy"
    other: str = ""


@dataclass
class Verdict:
    """What the numbers allow to say of one row.

    gain      paired by seed: a statistics.Difference
    unpaired  the same gain by Welch's interval, for two sides that share no luck
    p         of the paired t-test;  adjusted  the same as one of all rows of its table (Holm)
    floor     the gain of "plain again" over "plain" in the same sweep, without its sign; None without one

    A level row may survive the correction as well: a difference that is there, and smaller than the margin.
    """

    row: Row
    gain: Difference
    unpaired: Difference
    p: float
    adjusted: float
    floor: float | None = None

    @property
    def survives(self):
        """Whether the difference stands among all rows of the table."""
        return self.adjusted < ALPHA

    @property
    def counts(self):
        """Whether it survives, and is larger than what two copies of one network differ by.

        The same network asked twice (``row.other``) has no second copy.
        """
        copies = COPIES if self.floor is None else self.floor
        return self.survives and (bool(self.row.other) or abs(self.gain.mean) > copies)

    @property
    def word(self):
        """What the row's own interval allows: "better", "worse", "level" or "no clear difference"."""
        if self.gain.low >= -LEVEL and self.gain.high <= LEVEL:
            return "level"
        below_floor = self.floor is not None and abs(self.gain.mean) <= self.floor
        if below_floor or self.gain.low <= 0 <= self.gain.high:
            return "no clear difference"
        return "better" if self.gain.mean > 0 else "worse"

    @property
    def stands(self):
        """``word``; a difference that does not survive among all rows is "no clear difference"."""
        return self.word if self.survives or self.word == "level" else "no clear difference"

    def __str__(self):
        size = f"{100 * self.gain.mean:+z.1f} ± {100 * self.gain.half:.1f} points"
        return f"{self.word} ({size}, {self.gain.seeds} replicates){MARK * self.survives}"


def p_value(values):
    """Two-sided p of Student's t-test that the mean of some gains is zero: 0 to 1.

    Gains without any spread have p = 1 if all are zero, and else p = 0.
    """
    values = np.asarray(values, dtype=float)
    mean, half = statistics.interval(values)
    if half == 0:
        return float(mean == 0)
    t = abs(mean) / half * student.stdtrit(len(values) - 1, 0.975)
    return float(student.two_sided(t, len(values) - 1))


def welch(a, b):
    """The gain of a over b when they share no luck: Welch's interval (Biometrika 1947), as a Difference.

    No wins are counted: without pairs there are none.
    """
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    (mean_a, _), (mean_b, _) = statistics.interval(a), statistics.interval(b)
    parts = a.var(ddof=1) / len(a), b.var(ddof=1) / len(b)
    error = sum(parts)
    if error == 0:
        return Difference(mean_a - mean_b, 0.0, 0, min(len(a), len(b)))
    freedom = error**2 / (parts[0] ** 2 / (len(a) - 1) + parts[1] ** 2 / (len(b) - 1))
    return Difference(mean_a - mean_b, student.stdtrit(freedom, 0.975) * error**0.5, 0, min(len(a), len(b)))


def holm(p_values):
    """Each p as one of many (Holm, Scandinavian Journal of Statistics 1979): the smallest counts n-fold.

    The next one counts (n - 1)-fold, and so on; none is smaller than the one before it, none exceeds 1.
    """
    p = np.asarray(p_values, dtype=float)
    order = p.argsort(kind="stable")
    adjusted = np.empty_like(p)
    adjusted[order] = np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1)).clip(max=1)
    return adjusted.tolist()


def read(rows, folder=None):
    """The stored sweeps that a table needs: {name: sweep}."""
    return {name: store.load(name, folder) for name in dict.fromkeys(row.sweep for row in rows)}


def judged(rows, sweeps):
    """The verdicts of a table: {row: Verdict}, in its order; Holm's correction runs over exactly these rows.

    sweeps  {name: stored sweep}, as ``read`` gives them

    Raises ValueError for no rows, for a row that stands twice, and for what the sweeps do not hold.
    """
    rows = list(rows)
    if not rows:
        raise ValueError("a table needs at least one row")
    if len(set(rows)) < len(rows):
        raise ValueError("a row stands twice in this table: it would count twice in Holm's correction")
    sides = [both_sides(row, sweeps[row.sweep]) for row in rows]
    gains = [statistics.paired(a, b) for a, b in sides]
    p = [p_value(np.subtract(a, b)) for a, b in sides]
    floors = [floor(sweeps[row.sweep], row.measure) for row in rows]
    apart = [welch(a, b) for a, b in sides]
    return {one[0]: Verdict(*one) for one in zip(rows, gains, apart, p, holm(p), floors, strict=True)}


def both_sides(row, stored):
    """The numbers of both variants of a row, in the order of the replicates."""
    return store.column(stored, row.a, row.measure), store.column(stored, row.b, row.other or row.measure)


def floor(stored, measure):
    """How far the plain network trained a second time lies from the first; None where it was not."""
    if "plain again" not in store.variants(stored):
        return None
    return abs(statistics.paired(*(store.column(stored, v, measure) for v in ("plain again", "plain"))).mean)


def beyond(stored):
    """What a difference has to be larger than, in words."""
    if all("plain again" in store.variants(one) for one in stored):
        return "is larger than the difference between plain and plain again"
    limit = "is above four points, our limit for two copies of one network (measured in two tasks)"
    if any("plain again" in store.variants(one) for one in stored):
        limit += ", or, where plain was trained twice, above the difference of the two"
    return limit


def caption(rows, sweeps, bold=MARK, level="Level"):
    """What the intervals of a table cover and what they do not, in a few sentences.

    It follows from the protocols of the sweeps: in a "rate for every replicate" the choice of the learning
    rate is part of what is drawn anew, in the first edition's it is not.

    bold, level  how the table marks what survives, and what is level
    """
    stored = [sweeps[name] for name in dict.fromkeys(row.sweep for row in rows)]
    covered = ["the random start", "the stream of training images"]
    left_out = ["the drawings behind the test images, the same for all"]
    own_rates = ["protocol" in one for one in stored]
    if all(own_rates):
        covered.append("the choice of the learning rate")
    else:
        of_some = " (in some of these sweeps)" * any(own_rates)
        left_out.insert(0, f"the choice of the learning rate, made once, by two runs{of_some}")
    if any(str(one.get("recipe", {}).get("make_batch")).startswith("unseen") for one in stored):
        left_out.append("other divisions of the classes, for the ten overlap")
    left_out += ["another optimiser than AdamW with one rise and fall of its rate", "a longer training"]
    return (
        f"{bold}: stands after Holm's correction over all {len(rows)} intervals of this table, and "
        f"{beyond(stored)}. {level}: the whole interval lies within {100 * LEVEL:.0f} points of zero. "
        f"The intervals (95%, paired by replicate) cover {' and '.join(covered)}. They do not cover "
        f"{'; '.join(left_out)}."
    )
