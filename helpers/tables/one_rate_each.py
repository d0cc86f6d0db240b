"""Would the gains be others, if a network had one rate for all its replicates?  Asked of stored sweeps.

With own rates every replicate keeps the best of its runs, and that may help a network whose runs spread more.
Every run left its validation score in the results file.  So both choices can be compared on these images:
each replicate's own best rate, and for all ten the rate whose mean over them is best.
"""

from dataclasses import dataclass

import numpy as np

from ..experiments import statistics, verdicts
from .table import show
from .what_helps_where import QUESTIONS, judged

COLUMNS = ["task", "network, rival", "own rates", "one rate each", "moved by"]
OTHER_JUDGE = "AP50"  # in detection the mean of AP50 and AP75 chose the rates


@dataclass
class Gain:
    """One gain of the whole table, on the validation images, by both choices of the rates.

    row        which two networks of which sweep: a verdicts.Row
    own, one   with a rate for every replicate, and with one rate for each network: statistics.Difference
    moved      how much larger it is with one rate for each network: statistics.Difference
    stands     for each choice, whether it is bold by the rule of the whole table: (own, one)
    """

    row: object
    own: statistics.Difference
    one: statistics.Difference
    moved: statistics.Difference
    stands: tuple = ()


def validation(stored, variant):
    """The validation scores of a variant, (replicates, rates), of the rates that every replicate tried."""
    rows = sorted((r for r in stored["rows"] if r["variant"] == variant), key=lambda row: row["seed"])
    tried = [{lr: score for lr, score in row["validation"]} for row in rows]
    rates = sorted(set.intersection(*map(set, tried)))
    return np.array([[scores[lr] for lr in rates] for scores in tried])


def by_both(stored, variant):
    """The scores of ten replicates, (2, replicates): each with its own best rate, and all with one rate."""
    scores = validation(stored, variant)
    return np.stack([scores.max(1), scores[:, scores.mean(0).argmax()]])


def gain_of(stored, row):
    """What variant a of a row gains over b by both choices: a Gain, not yet judged."""
    (own_a, one_a), (own_b, one_b) = (by_both(stored, variant) for variant in (row.a, row.b))
    pairs = (own_a, own_b), (one_a, one_b), (one_a - one_b, own_a - own_b)
    return Gain(row, *(statistics.paired(*pair) for pair in pairs))


def gains(folder=None):
    """Every gain of the whole table with own rates, where the rates were chosen by the table's measure."""
    rows = [row for row in judged(folder=folder)[0] if row.measure != OTHER_JUDGE]
    sweeps = verdicts.read(rows, folder)
    rows = [row for row in rows if "protocol" in sweeps[row.sweep]]
    found = [gain_of(sweeps[row.sweep], row) for row in rows]
    stands = [stand(found, sweeps, k) for k in (0, 1)]
    for gain, *both in zip(found, *stands):
        gain.stands = tuple(both)
    return found


def stand(found, sweeps, k):
    """Which gains survive Holm's correction and are larger than plain again's; k: 0 own rates, 1 one rate."""
    scores = [[by_both(sweeps[gain.row.sweep], v)[k] for v in (gain.row.a, gain.row.b)] for gain in found]
    adjusted = verdicts.holm([verdicts.p_value(np.subtract(a, b)) for a, b in scores])
    floors = [
        abs(np.subtract(*(by_both(sweeps[gain.row.sweep], v)[k] for v in ("plain again", "plain"))).mean())
        for gain in found
    ]
    sizes = [abs(np.subtract(a, b).mean()) for a, b in scores]
    return [p < verdicts.ALPHA and size > floor for p, size, floor in zip(adjusted, sizes, floors)]


def show_one_rate_each(lines=4, folder=None):
    """Show the gains that move most when each network gets one rate, and say how many stand."""
    found = sorted(gains(folder), key=lambda gain: -abs(gain.moved.mean))
    tasks = {question.sweep: question.task for question in QUESTIONS}
    rows = [
        [
            tasks[gain.row.sweep],
            f"{gain.row.a}, {gain.row.b}",
            *(f"{100 * d.mean:+z.1f} ± {100 * d.half:.1f}".replace("-", "−") for d in (gain.own, gain.one)),
            f"{100 * gain.moved.mean:+z.1f} ± {100 * gain.moved.half:.1f}".replace("-", "−"),
        ]
        for gain in found[:lines]
    ]
    own, one = (sum(gain.stands[k] for gain in found) for k in (0, 1))
    both = sum(all(gain.stands) for gain in found)
    caption = (
        f"Of {len(found)} gains of the table in RESULTS.md, the {lines} that move most, in points on the "
        f"validation images. On average a gain moves by "
        f"{100 * np.mean([abs(gain.moved.mean) for gain in found]):.1f} points. By the table's own rule "
        f"{own} of them stand with own rates, {one} with one rate each, and {both} with both."
    )
    show(rows, COLUMNS, caption=caption)
