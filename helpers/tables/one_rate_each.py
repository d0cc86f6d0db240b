"""Would the gains be others, if a network had one rate for all its replicates?  Asked of stored sweeps.

With own rates every replicate keeps the best of its runs, and that may help a network whose runs spread more.
Every run left its validation score in the results file.  So both choices can be compared on these images:
each replicate's own best rate, and for all ten the rate whose mean over them is best.
"""

from dataclasses import dataclass

import numpy as np

from ..experiments import statistics, store
from .table import show
from .what_helps_where import QUESTIONS, judged

COLUMNS = ["task", "network, rival", "own rates", "one rate each", "moved by"]


@dataclass
class Gain:
    """One gain of the whole table, on the validation images, by both choices of the rates.

    row     which two networks of which sweep: a verdicts.Row
    counts  whether the gain on the test images is bold in the whole table
    own     with a rate for every replicate;  one  with one rate for each network: statistics.Difference
    """

    row: object
    counts: bool
    own: statistics.Difference
    one: statistics.Difference

    @property
    def moved(self):
        """How much larger the gain is with one rate for each network, as a fraction of the measure."""
        return self.one.mean - self.own.mean


def validation(stored, variant):
    """The validation scores of a variant, (replicates, rates), of the rates that every replicate tried."""
    rows = sorted((r for r in stored["rows"] if r["variant"] == variant), key=lambda row: row["seed"])
    tried = [{lr: score for lr, score in row["validation"]} for row in rows]
    rates = sorted(set.intersection(*map(set, tried)))
    return np.array([[scores[lr] for lr in rates] for scores in tried])


def by_both(stored, a, b):
    """What variant a gains over b with own rates, and with one rate for each: two statistics.Difference."""
    a, b = validation(stored, a), validation(stored, b)
    own = statistics.paired(a.max(1), b.max(1))
    return own, statistics.paired(a[:, a.mean(0).argmax()], b[:, b.mean(0).argmax()])


def gains(folder=None):
    """Every gain of the whole table with own rates, where the rates were chosen by the table's measure."""
    found = []
    for row, verdict in judged(folder=folder)[0].items():
        stored = store.load(row.sweep, folder)
        if "protocol" in stored and row.measure == stored["recipe"]["measure"]:
            found.append(Gain(row, verdict.counts, *by_both(stored, row.a, row.b)))
    return found


def same_sign(gain):
    """Whether the interval of a gain with one rate each leaves out zero, on the side of the gain itself."""
    return gain.one.low > 0 if gain.own.mean > 0 else gain.one.high < 0


def show_one_rate_each(lines=4, folder=None):
    """Show the gains that move most when each network gets one rate, and say how many there are."""
    found = sorted(gains(folder), key=lambda gain: -abs(gain.moved))
    bold, tasks = [gain for gain in found if gain.counts], {q.sweep: q.task for q in QUESTIONS}
    rows = [
        [
            tasks[gain.row.sweep],
            f"{gain.row.a}, {gain.row.b}",
            *(f"{100 * d.mean:+z.1f} ± {100 * d.half:.1f}".replace("-", "−") for d in (gain.own, gain.one)),
            f"{100 * gain.moved:+z.1f}".replace("-", "−"),
        ]
        for gain in found[:lines]
    ]
    caption = (
        f"Of {len(found)} gains of the table in RESULTS.md, the {lines} that move most, in points on the "
        f"validation images. On average a gain moves by {100 * np.mean([abs(g.moved) for g in found]):.1f} "
        f"points. {len(bold)} of them stand there (are bold), and with one rate each the intervals of "
        f"{sum(map(same_sign, bold))} still leave out zero, on the same side."
    )
    show(rows, COLUMNS, caption=caption)
