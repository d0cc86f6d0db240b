"""The table of one sweep for a lesson: what every variant gains over each rival, and over its own twin."""

from ..experiments import statistics, store, verdicts
from ..experiments.store import parameter_count
from .table import as_markdown, markdown
from .what_helps_where import in_points, unbroken

HOW_TO_READ = (
    "Points, with 95% intervals. (9/10): a gain on 9 of 10 seeds. **Bold**: it stands after Holm's "
    "correction (lesson 05) over this table, and {beyond}. ≈: level, the whole interval lies within two "
    "points of zero. Bold with ≈: clearly not zero, and small. {covered}"
)
SEEDS_ALONE = "The intervals refer to the seeds alone, not to the choice of the learning rates."
RATES_TOO = "Every network chose its own rate on every seed, so the intervals cover that choice, too."


def rows_of(variants, rivals=("plain", "wide"), twins=None, measure="accuracy"):
    """Every comparison of such a table: a verdicts.Row for each variant and rival, and for each twin."""
    asked = [(variant, rival) for variant in variants for rival in rivals if rival != variant]
    asked += (twins or {}).items()
    return [verdicts.Row("this", a, b, measure) for a, b in dict.fromkeys(asked)]


def verdict_table(stored, variants, rivals=("plain", "wide"), twins=None, measure="accuracy"):
    """A stored sweep as Markdown: a row per variant; points are hundredths of the measure.

    rivals  the variants that each row is compared with;  twins  {variant: its additive twin}
    A gain is bold where it counts: it stands after Holm's correction over the whole table, and two copies of
    one network do not differ as much.
    Raises ValueError for a variant that is not in the results.
    """
    twins = {variant: twin for variant, twin in (twins or {}).items() if variant in variants}
    said = verdicts.judged(rows_of(variants, rivals, twins, measure), {"this": stored})
    head = ["", "parameters", measure, *(f"gain over {rival}" for rival in rivals)]
    head += ["gain over its twin"] * bool(twins)
    rows = []
    for variant in variants:
        mean, half = statistics.interval(store.column(stored, variant, measure))
        score = unbroken(f"{100 * mean:.1f} ± {100 * half:.1f}")
        others = (*rivals, *[twins.get(variant)] * bool(twins))
        asked = [verdicts.Row("this", variant, rival, measure) for rival in others]
        gains = [with_wins(said[row]) if row in said else "–" for row in asked]
        rows.append([variant, f"{parameter_count(stored, variant):,}", score, *gains])
    return as_markdown(head, rows)


def with_wins(verdict):
    """A gain with its interval, and on how many seeds it is a gain."""
    return f"{unbroken(in_points(verdict))} ({verdict.gain.wins}/{verdict.gain.seeds})"


def show_verdicts(stored, variants, rivals=("plain", "wide"), twins=None, measure="accuracy"):
    """Show ``verdict_table`` in a notebook, and how to read it, which follows from the sweep's protocol."""
    covered = RATES_TOO if "protocol" in stored else SEEDS_ALONE
    how = HOW_TO_READ.format(beyond=verdicts.beyond([stored]), covered=covered)
    markdown(f"{verdict_table(stored, variants, rivals, twins, measure)}\n\n{how}{other_twins(twins)}")


def other_twins(twins):
    """A sentence for each twin that is not named after its gate: which one is meant?"""
    named = (twins or {}).items()
    return "".join(f" The twin of *{one}* is *{twin}* here." for one, twin in named if twin != f"{one} added")
