"""What helps where: one table over all stored sweeps, for RESULTS.md and the lessons; never typed."""

from dataclasses import dataclass

from ..experiments import statistics, store, verdicts
from .table import as_markdown, markdown


@dataclass
class Question:
    """One row of the table: a sweep, an attention variant in it, and its additive twin if it has one."""

    task: str
    sweep: str
    module: str
    variant: str
    twin: str = ""
    measure: str = "accuracy"


CUE = "classification, a colour cue"
SENSORS = "classification, unreliable sensors"
CLUTTER = "classification, clutter"
CLUTTER_SOFT = f"{CLUTTER}, round fragments"
UNSEEN = "recognition, unreliable sensors"
LIGHT = "recognition, light clutter"
MASK = "segmentation, clutter"
MASK_SOFT = f"{MASK}, round fragments"
MASK_CUE = "segmentation, a colour cue"
BOX = "detection, clutter"
BOX_FREE = f"{BOX}, digits anywhere"
BOX_CUE = "detection, a cue in the corner"
BOX_CUE_FREE = f"{BOX_CUE}, digits anywhere"
PHOTO = "photographs, ten classes"
OWN = "; own rates"
COMPARE = f", for comparison{OWN}"
FRONT = "normalised squeeze and twin in front of the ReLU; own rates"
BEHIND = "normalised squeeze; its twin with a ReLU of its own; own rates"
QUESTIONS = (
    Question(CUE, "cued_colour", "squeeze (SE)", "squeeze"),
    Question(CUE, "cued_colour_blind", f"squeeze (SE){OWN}", "squeeze"),
    Question(CUE, "cued_colour_blind", f"normalised squeeze{OWN}", "normalised", "added"),
    Question(CUE, "cued_colour_sums", FRONT, "normalised in front", "added in front"),
    Question(CUE, "cued_colour_sums", BEHIND, "normalised", "added + ReLU"),
    Question(CUE, "cued_colour_blind", f"spatial gate{OWN}", "gate"),
    Question(CUE, "cued_colour_blind", f"CBAM{OWN}", "cbam"),
    Question(CUE, "cued_colour_blind", f"static, a blind gate{COMPARE}", "static"),
    Question(CUE, "cued_colour_blind", f"a deeper network{COMPARE}", "deep"),
    Question(f"{CUE}, garments", "cued_colour_fashion", "normalised squeeze", "normalised", "added"),
    Question(SENSORS, "sensors", "squeeze (SE)", "squeeze"),
    Question(SENSORS, "sensors", "normalised squeeze", "normalised", "added"),
    Question(SENSORS, "sensors_blind", f"squeeze (SE){OWN}", "squeeze"),
    Question(SENSORS, "sensors_blind", f"squeeze (SE) with a leaky ReLU{OWN}", "alive squeeze"),
    Question(SENSORS, "sensors_blind", f"normalised squeeze{OWN}", "normalised", "added"),
    Question(SENSORS, "sensors_blind", BEHIND, "normalised", "added + ReLU"),
    Question(SENSORS, "sensors_sums", FRONT, "normalised in front", "added in front"),
    Question(SENSORS, "sensors_sums", f"squeeze (SE) with a norm{OWN}", "norm alone"),
    Question(SENSORS, "sensors_sums", f"squeeze (SE), wider{OWN}", "wider alone"),
    Question(SENSORS, "sensors_sums", f"a rule{COMPARE}", "even sensors"),
    Question(SENSORS, "sensors_blind", f"static, a blind gate{COMPARE}", "static"),
    Question(SENSORS, "sensors_blind", f"more channels{COMPARE}", "wide"),
    Question(CLUTTER, "clutter", "squeeze (SE)", "squeeze"),
    Question(CLUTTER, "clutter", "spatial gate", "gate", "gate added"),
    Question(CLUTTER, "clutter", "CBAM", "cbam", "cbam added"),
    Question(CLUTTER, "clutter", "attention pooling", "attention pooling"),
    Question(CLUTTER, "clutter", "max pooling, for comparison", "max pooling"),
    Question(CLUTTER, "clutter_blind", f"squeeze (SE){OWN}", "squeeze"),
    Question(CLUTTER, "clutter_blind", f"squeeze (SE) with an open start{OWN}", "open squeeze"),
    Question(CLUTTER, "clutter_blind", f"spatial gate{OWN}", "gate", "gate added"),
    Question(CLUTTER, "clutter_blind", f"CBAM{OWN}", "cbam"),
    Question(CLUTTER, "clutter_blind", f"CBAM with an open start{OWN}", "open cbam"),
    Question(CLUTTER, "clutter_blind", f"attention pooling{OWN}", "attention pooling"),
    Question(CLUTTER, "clutter_blind", f"a blind map{COMPARE}", "blind map"),
    Question(CLUTTER, "clutter_blind", f"a blind pooling{COMPARE}", "blind pooling"),
    Question(CLUTTER, "clutter_blind", f"max pooling{COMPARE}", "max pooling"),
    Question(CLUTTER, "clutter_blind", f"a generalised mean{COMPARE}", "generalised mean"),
    Question(CLUTTER, "clutter_blind", f"such a mean, its power 3{COMPARE}", "power 3"),
    Question(CLUTTER, "clutter_blind", f"such a mean, its power 6{COMPARE}", "power 6"),
    Question(CLUTTER, "clutter_blind", f"the largest tenth{COMPARE}", "top tenth"),
    Question(CLUTTER, "clutter_blind", f"more channels{COMPARE}", "wide"),
    Question(CLUTTER_SOFT, "clutter_soft", f"squeeze (SE){OWN}", "squeeze"),
    Question(CLUTTER_SOFT, "clutter_soft", f"spatial gate{OWN}", "gate", "gate added"),
    Question(CLUTTER_SOFT, "clutter_soft", f"CBAM{OWN}", "cbam"),
    Question(CLUTTER_SOFT, "clutter_soft", f"attention pooling{OWN}", "attention pooling"),
    Question(CLUTTER_SOFT, "clutter_soft", f"a blind map{COMPARE}", "blind map"),
    Question(CLUTTER_SOFT, "clutter_soft", f"a blind pooling{COMPARE}", "blind pooling"),
    Question(CLUTTER_SOFT, "clutter_soft", f"max pooling{COMPARE}", "max pooling"),
    Question(CLUTTER_SOFT, "clutter_soft", f"a generalised mean{COMPARE}", "generalised mean"),
    Question(CLUTTER_SOFT, "clutter_soft", f"more channels{COMPARE}", "wide"),
    Question(UNSEEN, "recognition", "squeeze (SE)", "squeeze", measure="recall@1"),
    Question(UNSEEN, "recognition", "normalised squeeze", "normalised", "added", "recall@1"),
    Question(UNSEEN, "recognition_blind", f"squeeze (SE){OWN}", "squeeze", measure="recall@1"),
    Question(UNSEEN, "recognition_blind", f"normalised squeeze{OWN}", "normalised", "added", "recall@1"),
    Question(UNSEEN, "recognition_blind", f"static, a blind gate{COMPARE}", "static", measure="recall@1"),
    Question(UNSEEN, "recognition_blind", f"more channels{COMPARE}", "wide", measure="recall@1"),
    Question(UNSEEN, "recognition_sums", FRONT, "normalised in front", "added in front", "recall@1"),
    Question(UNSEEN, "recognition_sums", BEHIND, "normalised", "added + ReLU", "recall@1"),
    Question(UNSEEN, "recognition_sums", f"a rule{COMPARE}", "even sensors", measure="recall@1"),
    Question(
        f"{UNSEEN}, garments", "recognition_fashion", "normalised squeeze", "normalised", "added", "recall@1"
    ),
    Question(LIGHT, "recognition_clutter", "squeeze (SE)", "squeeze", "squeeze added", "recall@1"),
    Question(LIGHT, "recognition_clutter", "CBAM", "cbam", "cbam added", "recall@1"),
    Question(MASK, "segmentation", "squeeze (SE)", "squeeze", "squeeze added", "IoU"),
    Question(MASK, "segmentation", "CBAM", "cbam", "cbam added", "IoU"),
    Question(MASK, "segmentation", "scSE", "scse", "scse added", "IoU"),
    Question(MASK, "segmentation", "attention gates on skips", "skip gates", "skip gates added", "IoU"),
    Question(MASK, "segmentation_blind", f"squeeze (SE){OWN}", "squeeze", "squeeze added", "IoU"),
    Question(MASK, "segmentation_blind", f"CBAM{OWN}", "cbam", measure="IoU"),
    Question(MASK, "segmentation_blind", f"seeing further{COMPARE}", "sees further", measure="IoU"),
    Question(MASK, "segmentation_blind", f"static, a blind gate{COMPARE}", "static", measure="IoU"),
    Question(MASK, "segmentation_blind", f"the map's average added{COMPARE}", "whole average", measure="IoU"),
    Question(
        MASK, "segmentation_blind", f"that of nine far places{COMPARE}", "nine far places", measure="IoU"
    ),
    Question(
        MASK, "segmentation_blind", f"that of 3 × 3 near places{COMPARE}", "near average", measure="IoU"
    ),
    Question(MASK_SOFT, "segmentation_soft", f"squeeze (SE){OWN}", "squeeze", "squeeze added", "IoU"),
    Question(MASK_SOFT, "segmentation_soft", f"CBAM{OWN}", "cbam", "cbam added", "IoU"),
    Question(MASK_SOFT, "segmentation_soft", f"attention gates on skips{OWN}", "skip gates", measure="IoU"),
    Question(MASK_SOFT, "segmentation_soft", f"static, a blind gate{COMPARE}", "static", measure="IoU"),
    Question(MASK_SOFT, "segmentation_soft", f"more channels{COMPARE}", "wide", measure="IoU"),
    Question(f"{MASK}, garments", "segmentation_fashion", "CBAM", "cbam", "cbam added", "IoU"),
    Question(MASK_CUE, "segmentation_cue", "squeeze (SE)", "squeeze", measure="IoU"),
    Question(MASK_CUE, "segmentation_cue", "normalised squeeze", "normalised", "added", "IoU"),
    Question(BOX, "detection", "squeeze (SE)", "squeeze", measure="AP50"),
    Question(BOX, "detection", "spatial gate", "gate", "gate added", "AP50"),
    Question(BOX, "detection", "CBAM", "cbam", "cbam added", "AP50"),
    Question(BOX, "detection_corners", f"spatial gate{OWN}", "gate", measure="AP50"),
    Question(BOX, "detection_corners", f"a blind map{COMPARE}", "blind map", measure="AP50"),
    Question(BOX, "detection_corners", f"the map's average added{COMPARE}", "whole average", measure="AP50"),
    Question(BOX, "detection_corners", f"that of 3 × 3 near places{COMPARE}", "near average", measure="AP50"),
    Question(BOX, "detection_corners", f"the same on each place alone{COMPARE}", "own place", measure="AP50"),
    Question(BOX_FREE, "detection_free", f"spatial gate{OWN}", "gate", "gate added", "AP50"),
    Question(BOX_FREE, "detection_free", f"CBAM{OWN}", "cbam", measure="AP50"),
    Question(BOX_FREE, "detection_free", f"a blind map{COMPARE}", "blind map", measure="AP50"),
    Question(
        BOX_FREE, "detection_free", f"the map's average added{COMPARE}", "whole average", measure="AP50"
    ),
    Question(
        BOX_FREE, "detection_free", f"that of 3 × 3 near places{COMPARE}", "near average", measure="AP50"
    ),
    Question(
        BOX_FREE, "detection_free", f"the same on each place alone{COMPARE}", "own place", measure="AP50"
    ),
    Question(BOX_CUE, "detection_cue", "squeeze (SE)", "squeeze", measure="AP50"),
    Question(BOX_CUE, "detection_cue", "normalised squeeze", "normalised", "added", "AP50"),
    Question(BOX_CUE, "detection_cue", "spatial gate", "gate", measure="AP50"),
    Question(BOX_CUE_FREE, "detection_cue_free", f"squeeze (SE){OWN}", "squeeze", measure="AP50"),
    Question(BOX_CUE_FREE, "detection_cue_free", f"normalised squeeze{OWN}", "normalised", "added", "AP50"),
    Question(BOX_CUE_FREE, "detection_cue_free", f"spatial gate{OWN}", "gate", measure="AP50"),
    Question(BOX_CUE_FREE, "detection_cue_free", f"a blind map{COMPARE}", "blind map", measure="AP50"),
    Question(BOX_CUE_FREE, "detection_cue_free", f"static, a blind gate{COMPARE}", "static", measure="AP50"),
    Question(
        f"{BOX_CUE}, garments", "detection_fashion", "normalised squeeze", "normalised", "added", "AP50"
    ),
    Question(PHOTO, "photographs", f"squeeze (SE){OWN}", "squeeze", "squeeze added"),
    Question(PHOTO, "photographs", f"spatial gate{OWN}", "gate"),
    Question(PHOTO, "photographs", f"CBAM{OWN}", "cbam"),
    Question(PHOTO, "photographs", f"CBAM with an open start{OWN}", "open cbam"),
    Question(PHOTO, "photographs", f"static, a blind gate{COMPARE}", "static"),
    Question(f"{PHOTO}, 2400 steps", "photographs_long", f"squeeze (SE){OWN}", "squeeze"),
    Question(f"{PHOTO}, 2400 steps", "photographs_long", f"CBAM{OWN}", "cbam"),
    Question(f"{PHOTO}, 2400 steps", "photographs_long", f"CBAM with an open start{OWN}", "open cbam"),
)
POOR = "\N{NO-BREAK SPACE}‡"
TOO_FAR = 0.04  # where two runs chose the rates, a twin that is further below plain is no rival
NO_PRAISE = (
    "‡: the twin is clearly worse than plain (its whole interval lies below zero; where two runs chose the "
    "rates, it is also more than four points below), so a lead over it is no praise of the gate."
)
HEAD = ["task", "attention", "gain over plain", "gain of its additive twin", "gate over twin", "seeds"]


def gain(stored, a, b, measure):
    """How much variant a gains over b in a stored sweep: a statistics.Difference."""
    return statistics.paired(store.column(stored, a, measure), store.column(stored, b, measure))


def size(verdict):
    """A gain in points with its interval, as plain text."""
    return f"{verdict.gain.mean * 100:+z.1f} ± {verdict.gain.half * 100:.1f}".replace("-", "−")


def in_points(verdict):
    """A gain in points; bold where it counts (``Verdict.counts``), ≈ where it is level."""
    text = f"**{size(verdict)}**" if verdict.counts else size(verdict)
    return text + "\N{NO-BREAK SPACE}≈" * (verdict.word == "level")


def unbroken(text):
    """A table's text with numbers that are not broken over lines: no-break spaces around every ±."""
    return text.replace(" ± ", "\N{NO-BREAK SPACE}±\N{NO-BREAK SPACE}")


def comparisons(question):
    """The one or three comparisons in a question's line: a list of verdicts.Row."""
    q = question
    pairs = [(q.variant, "plain")] + [(q.twin, "plain"), (q.variant, q.twin)] * bool(q.twin)
    return [verdicts.Row(q.sweep, a, b, q.measure) for a, b in pairs]


def judged(questions=QUESTIONS, folder=None):
    """The verdict on every comparison of the whole table, and the table's caption: ({Row: Verdict}, text)."""
    rows = list(dict.fromkeys(row for question in questions for row in comparisons(question)))
    sweeps = verdicts.read(rows, folder)
    words = verdicts.caption(rows, sweeps, bold="Bold", level="≈")
    return verdicts.judged(rows, sweeps), words


def twin_cells(question, said, folder=None):
    """What the additive twin gains over plain, and what the gate gains over it: two texts, or none.

    The second has a ‡ where the twin is worse than plain: by anything with rates of its own (one for every
    replicate), and otherwise by more than TOO_FAR.
    """
    asked = comparisons(question)[1:]
    if not asked:
        return []
    twin, over = (said[row] for row in asked)
    limit = 0 if "protocol" in store.load(question.sweep, folder) else TOO_FAR
    poor = twin.gain.high < 0 and twin.gain.mean < -limit
    return [in_points(twin), in_points(over) + (POOR if poor else "")]


def line(question, said, folder=None):
    """One line of the table as a list of texts, from the verdicts on all of it."""
    first, twin = said[comparisons(question)[0]], twin_cells(question, said, folder) or ["–", "–"]
    head = [f"{question.task} ({question.measure})", question.module]
    return [*head, in_points(first), *twin, str(first.gain.seeds)]


def table(questions=QUESTIONS, folder=None, among=None):
    """The whole table as Markdown, with its caption.  Points are hundredths of the measure.

    among  the questions over which Holm's correction runs, if these are only some of them
    """
    said, words = judged(among or questions, folder)
    return f"{as_markdown(HEAD, [line(question, said, folder) for question in questions])}\n\n{words}"


def shorter(questions, said):
    """Lines of the table as Markdown; what all of them have in common is said once, in the head."""
    (first, *head), rows = HEAD, [line(question, said) for question in questions]
    kinds = {(q.task.partition(", ")[0], q.measure) for q in questions}
    if len(kinds) == 1:
        ((kind, measure),) = kinds
        first = f"{kind} ({measure})"
        rows = [[q.task.removeprefix(f"{kind}, "), *row[1:]] for q, row in zip(questions, rows)]
    if len({row[-1] for row in rows}) == 1:
        first, head = f"{first}, {rows[0][-1]} seeds", head[:-1]
        rows = [row[:-1] for row in rows]
    return as_markdown([first, *head], rows)


def show_table(tasks=("",)):
    """Show the table in a notebook; ``tasks`` keeps the rows whose task begins with one of these words.

    Bold is what it is in the whole table: nobody gains by looking at fewer rows.
    """
    said, words = judged()
    rows = shorter([q for q in QUESTIONS if q.task.startswith(tuple(tasks))], said)
    words = words.replace("of this table", "of the whole table (RESULTS.md)")
    markdown(unbroken(f"{rows}\n\n{words} {NO_PRAISE}" if POOR in rows else f"{rows}\n\n{words}"))
