"""What both sweeps of the family say of every member: gains, twins, and whether it uses its weights."""

from itertools import combinations

from ..experiments import store, verdicts
from ..experiments.sweep import MARGIN
from .members import MEMBERS
from .table import as_markdown, markdown as show  # noqa: F401 lessons write standings.show(...)
from .what_helps_where import in_points, unbroken

TWINS = {"squeeze": "squeeze added", "eca": "eca added", "bam": "bam added", "coordinate": "coordinate added"}
SORTED = (
    "clearly better than plain and wide",
    "clearly better than plain, not than wide",
    "no clear difference from plain",
    "clearly worse than plain",
)


def compared(stored, pairs):
    """The verdict on every pair (a, b) of variants as one table: {(a, b): verdicts.Verdict}."""
    said = verdicts.judged([verdicts.Row("this", a, b) for a, b in pairs], {"this": stored})
    return {(row.a, row.b): verdict for row, verdict in said.items()}


def rivals_of(member):
    """With whom a member is compared: plain, wide, and its additive twin if it has one."""
    twin = TWINS.get(member.variant)
    return ("plain", "wide", twin) if twin else ("plain", "wide")


def judged(stored):
    """The verdicts of a sweep's table, every member against its rivals: {(variant, rival): Verdict}."""
    return compared(stored, [(member.variant, rival) for member in MEMBERS for rival in rivals_of(member)])


def sorted_out(stored):
    """The members' names by what a sweep allows to say of them: {one of SORTED: [names]}.

    Clear is what stands after Holm's correction over all gains of the sweep's table.
    """
    groups, said = {words: [] for words in SORTED}, judged(stored)
    for member in MEMBERS:
        plain, wide = said[member.variant, "plain"], said[member.variant, "wide"]
        if not plain.survives:
            words = SORTED[2]
        elif plain.gain.mean < 0:
            words = SORTED[3]
        else:
            words = SORTED[0] if wide.survives and wide.gain.mean > 0 else SORTED[1]
        groups[words].append(member.name)
    return groups


def ranked(stored):
    """The members' variants, the best mean accuracy first."""
    return sorted(
        (member.variant for member in MEMBERS),
        key=lambda variant: -sum(store.column(stored, variant)),
    )


def agreement(one, other):
    """Of the pairs of members that both sweeps tell apart: (how many the same way round, how many not).

    A sweep tells a pair apart where the difference stands after Holm's correction over all pairs.
    """
    pairs = list(combinations((member.variant for member in MEMBERS), 2))
    first, second = (compared(stored, pairs) for stored in (one, other))
    apart = [pair for pair in pairs if first[pair].survives and second[pair].survives]
    same = sum(bool(first[pair].gain.mean * second[pair].gain.mean > 0) for pair in apart)
    return same, len(apart) - same


def both_ends_are_worse(stored):
    """Whether, for every variant, the smallest and the largest rate tried are clearly worse than the best."""
    scores = store.mean_scores(stored["tuning"]).values()
    return all(max(of[min(of)], of[max(of)]) <= max(of.values()) - MARGIN for of in scores)


def table(sweeps):
    """What every member of the family gains, as Markdown: a table for every sweep.

    sweeps  {title: stored sweep}.  Gains are in points with 95% intervals, bold where they stand after
    Holm's correction over the sweep's table.
    """
    tables = []
    for title, stored in sweeps.items():
        said = judged(stored)
        rows = []
        for member in MEMBERS:
            gains = [one_line(said[member.variant, rival]) for rival in rivals_of(member)]
            gains += ["\N{EN DASH}"] * (3 - len(gains))
            rows.append([f"**{member.short}**", *gains])
        tables.append(as_markdown([title, "over plain", "over wide", "over its twin"], rows, right=(1, 2, 3)))
    return "\n\n".join(tables)


def one_line(verdict):
    """A gain in points that a narrow column of a table does not break in two."""
    return unbroken(in_points(verdict))


def losses(stored, how):
    """Points lost when the weights are changed after training: {variant: verdicts.Verdict}, one table."""
    names = [member.variant for member in MEMBERS]
    rows = [verdicts.Row("this", name, name, "accuracy", how) for name in names]
    return {row.a: verdict for row, verdict in verdicts.judged(rows, {"this": stored}).items()}


def usage_table(cue, clutter):
    """Whether every member uses the weights it computes: a Markdown table over both sweeps.

    Points lost with the weights of another image; by what share of itself the weight, averaged over the
    images of one frame, differs between frames; for
    those that weigh places, how well their last map tells the digit from the fragments (AUROC).
    """
    lines = [
        "| | cue: lost with another image's weights | mean weight differs between frames by "
        "| clutter: lost with another image's weights | AUROC, digit against fragments |",
        "|---|---:|---:|---:|---:|",
    ]
    lost = [losses(stored, "other image") for stored in (cue, clutter)]
    for member in MEMBERS:
        v = member.variant
        moves, seen = mean_of(cue, v, "gate moves by"), mean_of(clutter, v, "auroc distractors")
        points = [one_line(of[v]) for of in lost]
        lines.append(f"| **{member.name}** | {points[0]} | {moves} | {points[1]} | {seen} |")
    return "\n".join(lines)


def mean_of(stored, variant, measure):
    """The mean of a measure over the seeds, as text; a dash where the variant does not have it."""
    try:
        return f"{sum(values := store.column(stored, variant, measure)) / len(values):.2f}"
    except ValueError:
        return "\N{EN DASH}"
