"""What both sweeps of the family say of every member: gains, twins, and whether it uses its weights."""

from itertools import combinations

from ..experiments import statistics, store
from ..experiments.sweep import MARGIN
from .members import MEMBERS
from .table import as_markdown, markdown as show  # noqa: F401 lessons write standings.show(...)
from .what_helps_where import gain, in_points, unbroken

TWINS = {"squeeze": "squeeze added", "eca": "eca added", "bam": "bam added", "coordinate": "coordinate added"}
SORTED = (
    "clearly better than plain and wide",
    "clearly better than plain, not than wide",
    "no clear difference from plain",
    "clearly worse than plain",
)


def sorted_out(stored):
    """The members' names by what a sweep allows to say of them: {one of SORTED: [names]}."""
    groups = {words: [] for words in SORTED}
    for member in MEMBERS:
        plain, wide = (gain(stored, member.variant, rival, "accuracy") for rival in ("plain", "wide"))
        if plain.high < 0:
            words = SORTED[3]
        elif plain.low <= 0:
            words = SORTED[2]
        else:
            words = SORTED[0] if wide.low > 0 else SORTED[1]
        groups[words].append(member.name)
    return groups


def ranked(stored):
    """The members' variants, the best mean accuracy first."""
    return sorted(
        (member.variant for member in MEMBERS),
        key=lambda variant: -sum(store.column(stored, variant)),
    )


def agreement(one, other):
    """Of the pairs of members that both sweeps tell apart: (how many the same way round, how many not)."""
    same = opposite = 0
    for a, b in combinations((member.variant for member in MEMBERS), 2):
        first, second = (gain(stored, a, b, "accuracy") for stored in (one, other))
        if all(d.low > 0 or d.high < 0 for d in (first, second)):
            agree = (first.mean > 0) == (second.mean > 0)
            same, opposite = same + agree, opposite + (not agree)
    return same, opposite


def both_ends_are_worse(stored):
    """Whether, for every variant, the smallest and the largest rate tried are clearly worse than the best."""
    scores = store.mean_scores(stored["tuning"]).values()
    return all(max(of[min(of)], of[max(of)]) <= max(of.values()) - MARGIN for of in scores)


def table(sweeps):
    """What every member of the family gains, as Markdown: a table for every sweep.

    sweeps  {title: stored sweep}.  Gains are in points with 95% intervals, bold where these exclude zero.
    """
    tables = []
    for title, stored in sweeps.items():
        rows = []
        for member in MEMBERS:
            over = [gain(stored, member.variant, rival, "accuracy") for rival in ("plain", "wide")]
            if member.variant in TWINS:
                over.append(gain(stored, member.variant, TWINS[member.variant], "accuracy"))
            gains = [one_line(difference) for difference in over] + ["\N{EN DASH}"]
            rows.append([f"**{member.short}**", *gains[:3]])
        tables.append(as_markdown([title, "over plain", "over wide", "over its twin"], rows, right=(1, 2, 3)))
    return "\n\n".join(tables)


def one_line(difference):
    """A gain in points that a narrow column of a table does not break in two."""
    return unbroken(in_points(difference))


def lost(stored, variant, how):
    """Points lost when the weights are changed after training, paired by seed: a statistics.Difference."""
    own, changed = (store.column(stored, variant, measure) for measure in ("accuracy", how))
    return statistics.paired(own, changed)


def usage_table(cue, clutter):
    """Whether every member uses the weights it computes: a Markdown table over both sweeps.

    Points lost with the weights of another image; how far the average weight moves with the frame; for
    those that weigh places, how well their last map tells the digit from the fragments (AUROC).
    """
    lines = [
        "| | cue: lost with another image's weights | weight moves with the frame "
        "| clutter: lost with another image's weights | AUROC, digit against fragments |",
        "|---|---:|---:|---:|---:|",
    ]
    for member in MEMBERS:
        v = member.variant
        moves, seen = mean_of(cue, v, "gate moves by"), mean_of(clutter, v, "auroc distractors")
        losses = [one_line(lost(stored, v, "other image")) for stored in (cue, clutter)]
        lines.append(f"| **{member.name}** | {losses[0]} | {moves} | {losses[1]} | {seen} |")
    return "\n".join(lines)


def mean_of(stored, variant, measure):
    """The mean of a measure over the seeds, as text; a dash where the variant does not have it."""
    try:
        return f"{sum(values := store.column(stored, variant, measure)) / len(values):.2f}"
    except ValueError:
        return "\N{EN DASH}"
