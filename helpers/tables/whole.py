"""What helps where, for RESULTS.md: the table of the lessons with more controls beside its gains."""

from ..experiments import statistics, store
from .table import as_markdown
from .what_helps_where import QUESTIONS, comparisons, gain, in_points, judged

# Twins that lesson 12 trained beside the same networks: {(sweep, variant): (its sweep, the twin)}
TWINS = {
    ("cued_colour", "squeeze"): ("family_cue", "squeeze added"),
    ("clutter", "squeeze"): ("family_clutter", "squeeze added"),
}
NONE, OF_12, POOR = "–", "\N{NO-BREAK SPACE}†", "\N{NO-BREAK SPACE}‡"
TOO_FAR = 0.04  # where two runs chose the rates, a twin that is further below plain is no rival
HEAD = [
    "task",
    "attention",
    "gain over plain",
    "gain of its additive twin",
    "gate over twin",
    "gain of a blind gate",
    "lost with another image's weights",
]
MARKS = (
    "The last two columns, and the numbers with †, are not among these intervals, so none of them is bold. "
    "†: the twin was trained for lesson 12, beside the same networks. ‡: the twin is worse than plain (where "
    "two runs chose the rates: by more than four points), so a lead over it is no praise of the gate. A "
    "blind gate has learned weights that are the same for every image; for a spatial gate they are a map, "
    "in clutter a blind pooling. Lost: what the trained networks lose when every image gets the weights of "
    "another one; near zero they hardly use what their weights say of an image. –: not stored."
)


def in_text(difference, sign="+"):
    """A difference in points with its interval, as plain text."""
    return f"{100 * difference.mean:{sign}z.1f} ± {100 * difference.half:.1f}".replace("-", "−")


def twin_cells(question, said, folder=None):
    """What the additive twin gains over plain, and what the gate gains over it: two texts."""
    asked = comparisons(question)[1:]
    if asked:
        twin, over = (said[row] for row in asked)
        limit = 0 if "protocol" in store.load(question.sweep, folder) else TOO_FAR
        poor = twin.gain.high < 0 and twin.gain.mean < -limit
        return [in_points(twin), in_points(over) + (POOR if poor else "")]
    if (question.sweep, question.variant) not in TWINS:
        return [NONE, NONE]
    sweep, twin = TWINS[question.sweep, question.variant]
    stored, pairs = store.load(sweep, folder), ((twin, "plain"), (question.variant, twin))
    return [in_text(gain(stored, *pair, question.measure)) + OF_12 for pair in pairs]


def blind_cell(question, stored):
    """What a blind layer of the same kind gains over plain, as text."""
    kinds = ("attention pooling",) if question.sweep == "clutter" else ("squeeze", "normalised")
    blind = {"gate": "blind map", **dict.fromkeys(kinds, "static")}.get(question.variant)
    if blind not in store.variants(stored):
        return NONE
    return in_text(gain(stored, blind, "plain", question.measure))


def lost_cell(question, stored):
    """What the trained networks lose with the weights of another image, as text."""
    rows = [row["metrics"] for row in stored["rows"] if row["variant"] == question.variant]
    if "other image" not in rows[0]:
        return NONE
    own, changed = ([row[name] for row in rows] for name in (question.measure, "other image"))
    return in_text(statistics.paired(own, changed), sign="")


def table(folder=None):
    """The whole table as Markdown, with its caption.  Points are hundredths of the measure."""
    said, words = judged(QUESTIONS, folder)
    lines = []
    for question in QUESTIONS:
        stored, first = store.load(question.sweep, folder), said[comparisons(question)[0]]
        cells = [f"{question.task} ({question.measure})", question.module, in_points(first)]
        cells += twin_cells(question, said, folder)
        lines.append([*cells, blind_cell(question, stored), lost_cell(question, stored)])
    return f"{as_markdown(HEAD, lines)}\n\n{words} {MARKS}"
