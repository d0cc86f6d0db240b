"""The table of one sweep for a lesson: what every variant gains over each rival, and over its own twin."""

from ..experiments import statistics, store
from ..experiments.store import parameter_count
from .table import as_markdown, markdown
from .what_helps_where import gain, in_points, unbroken


def gain_in_points(stored, variant, rival, measure):
    """A gain with its interval and on how many seeds it is a gain; bold where the interval excludes zero."""
    difference = gain(stored, variant, rival, measure)
    return f"{unbroken(in_points(difference))} ({difference.wins}/{difference.seeds})"


def verdict_table(stored, variants, rivals=("plain", "wide"), twins=None, measure="accuracy"):
    """A stored sweep as Markdown: a row per variant; points are hundredths of the measure.

    rivals  the variants that each row is compared with;  twins  {variant: its additive twin}
    Raises ValueError for a variant that is not in the results.
    """
    twins = twins or {}
    head = ["", "learned numbers", measure, *(f"gain over {rival}" for rival in rivals), "gain over its twin"]
    rows = []
    for variant in variants:
        mean, half = statistics.interval(store.column(stored, variant, measure))
        score = unbroken(f"{100 * mean:.1f} ± {100 * half:.1f}")
        others = [None if rival == variant else rival for rival in rivals] + [twins.get(variant)]
        gains = [gain_in_points(stored, variant, other, measure) if other else "–" for other in others]
        rows.append([variant, f"{parameter_count(stored, variant):,}", score, *gains])
    return as_markdown(head, rows)


def show_verdicts(stored, variants, rivals=("plain", "wide"), twins=None, measure="accuracy"):
    """Show ``verdict_table`` in a notebook."""
    markdown(verdict_table(stored, variants, rivals, twins, measure))
