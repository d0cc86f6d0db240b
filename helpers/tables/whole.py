"""What helps where, for RESULTS.md: the table of the lessons with more controls beside its gains."""

from ..experiments import statistics, store
from .table import as_markdown
from .what_helps_where import NO_PRAISE, QUESTIONS, comparisons, gain, in_points, judged, twin_cells

# Twins that lesson 12 trained beside the same networks: {(sweep, variant): (its sweep, the twin)}
TWINS = {
    ("cued_colour", "squeeze"): ("family_cue", "squeeze added"),
    ("clutter", "squeeze"): ("family_clutter", "squeeze added"),
}
NONE, OF_12 = "–", "\N{NO-BREAK SPACE}†"
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
    f"†: the twin was trained for lesson 12, beside the same networks. {NO_PRAISE} "
    "A blind gate has learned weights that are the same for every image; for a spatial gate they are a map, "
    "for attention pooling a blind pooling (lesson 03; where two runs chose the rates, one whose weights do "
    "not sum to one). Lost: what the trained networks lose when every image gets the weights of another one "
    "(all gates but the first read what the changed ones let pass; without this, squeeze and scSE lose 16.7 "
    "and 24.6 in segmentation, and not 23.8 and 30.9; CBAM there, and CBAM and the spatial gate in clutter, "
    "on the colour cue and in detection with digits anywhere, lose about as much or more: lesson 08); "
    "near zero they hardly use what their "
    "weights say of an image. –: not stored."
)


def in_text(difference, sign="+"):
    """A difference in points with its interval, as plain text."""
    return f"{100 * difference.mean:{sign}z.1f} ± {100 * difference.half:.1f}".replace("-", "−")


def cells_of_a_twin(question, said, folder=None):
    """``twin_cells``, or those of the twin of lesson 12."""
    if comparisons(question)[1:]:
        return twin_cells(question, said, folder)
    if (question.sweep, question.variant) not in TWINS:
        return [NONE, NONE]
    sweep, twin = TWINS[question.sweep, question.variant]
    stored, pairs = store.load(sweep, folder), ((twin, "plain"), (question.variant, twin))
    return [in_text(gain(stored, *pair, question.measure)) + OF_12 for pair in pairs]


def blind_cell(question, stored):
    """What a blind layer of the same kind gains over plain, as text."""
    pooling = "static" if question.sweep == "clutter" else "blind pooling"  # its name in the first sweep
    blind = {"gate": "blind map", "attention pooling": pooling}
    if question.sweep != "clutter":
        blind |= {"squeeze": "static", "normalised": "static"}
    blind = blind.get(question.variant)
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
        cells += cells_of_a_twin(question, said, folder)
        lines.append([*cells, blind_cell(question, stored), lost_cell(question, stored)])
    return f"{as_markdown(HEAD, lines)}\n\n{words} {MARKS}"
