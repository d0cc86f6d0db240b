"""What both sweeps of the family say of every member: gains, twins, and whether it uses its weights."""

from ..experiments import store, verdicts
from ..experiments.sweep import MARGIN
from .members import MEMBERS
from .table import as_markdown, markdown
from .what_helps_where import in_points, size, unbroken

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

    Clear is what stands after Holm's correction over all gains of the sweep's table, and is larger than
    what two copies of one network differ by.
    """
    groups, said = {words: [] for words in SORTED}, judged(stored)
    for member in MEMBERS:
        plain, wide = said[member.variant, "plain"], said[member.variant, "wide"]
        if not plain.counts:
            words = SORTED[2]
        elif plain.gain.mean < 0:
            words = SORTED[3]
        else:
            words = SORTED[0] if wide.counts and wide.gain.mean > 0 else SORTED[1]
        groups[words].append(member.name)
    return groups


def ranked(stored):
    """The members' variants, the best mean accuracy first."""
    return sorted(
        (member.variant for member in MEMBERS),
        key=lambda variant: -sum(store.column(stored, variant)),
    )


def both_ends_are_worse(stored):
    """Whether, for every variant, the smallest and the largest rate tried are clearly worse than the best."""
    scores = store.mean_scores(stored["tuning"]).values()
    return all(max(of[min(of)], of[max(of)]) <= max(of.values()) - MARGIN for of in scores)


def one_line(verdict):
    """A gain in points that a narrow column of a table does not break in two."""
    return unbroken(in_points(verdict))


def losses(stored, how):
    """Points lost when the weights are changed after training: {variant: verdicts.Verdict}, one table."""
    names = [member.variant for member in MEMBERS]
    rows = [verdicts.Row("this", name, name, "accuracy", how) for name in names]
    return {row.a: verdict for row, verdict in verdicts.judged(rows, {"this": stored}).items()}


def summary(sweeps):
    """What both sweeps say of every member, as one Markdown table in points with 95% intervals.

    sweeps  {title: stored sweep}.  For each: the gain over plain, the gain over the additive twin, and the
    loss with the weights of another image.  Bold is what stands after Holm's correction over all gains of a
    sweep and is larger than what two copies differ by.  A loss is no gain: it has no mark, and no plus.
    """
    head, columns = ["member"], []
    for title, stored in sweeps.items():
        head += [f"{title}: over plain", "over its twin", "lost with another image's weights"]
        columns.append((judged(stored), losses(stored, "other image")))
    rows = []
    for member in MEMBERS:
        v, cells = member.variant, [member.short]
        for gains, lost in columns:
            found = [gains[v, "plain"], gains.get((v, TWINS.get(v)))]
            cells += [one_line(one) if one else "\N{EN DASH}" for one in found]
            cells.append(unbroken(size(lost[v])).replace("+", ""))
        rows.append(cells)
    return as_markdown(head, rows, right=range(1, len(head)))


def show_summary(sweeps):
    """Show ``summary`` in a notebook."""
    markdown(summary(sweeps))
