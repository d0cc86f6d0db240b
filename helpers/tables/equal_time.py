"""The same steps, or the same time?  What is left of a gain when plain has the other's time."""

from ..experiments import equal_time, statistics, store, verdicts
from ..experiments.verdicts import Row
from .table import as_markdown, markdown
from .what_helps_where import in_points, size, unbroken
from .whole import in_text

# (task in words, its measure, the network, the sweep, the sweep in which plain has that network's time)
ASKED = (
    ("a colour cue", "accuracy", "normalised", "cued_colour_blind", "cued_colour_time"),
    ("unreliable sensors", "accuracy", "normalised", "sensors_blind", "sensors_time"),
    ("clutter", "accuracy", "attention pooling", "clutter_blind", "clutter_time"),
    ("unseen digits, unreliable sensors", "recall@1", "normalised", "recognition_blind", "recognition_time"),
    ("masks in clutter", "IoU", "squeeze", "segmentation_blind", "segmentation_time"),
    ("boxes, a quarter for each digit", "AP50", "gate", "detection_corners", "detection_corners_time"),
    ("boxes, a quarter for each digit", "AP75", "gate", "detection_corners", "detection_corners_time"),
    ("photographs", "accuracy", "squeeze", "photographs", "photographs_squeeze_time"),
    ("photographs", "accuracy", "wide", "photographs", "photographs_wide_time"),
    ("photographs", "accuracy", "wide in eights", "photographs", "photographs_eights_time"),
    ("photographs", "accuracy", "cbam", "photographs", "photographs_cbam_time"),
)
HEAD = [
    "task",
    "network",
    "steps",
    "steps of plain in that time",
    "gain, same steps",
    "gain, same time",
    "more steps alone",
]


def judged(folder=None):
    """The verdicts for both: {(sweep, gate, measure): (for the same steps, for the same time)}."""
    few, many, sweeps = [], [], {}
    for _, measure, gate, short, longer in ASKED:
        sweeps[short] = store.load(short, folder)
        sweeps[longer] = equal_time.same_time(sweeps[short], store.load(longer, folder))
        few.append(Row(short, gate, measure=measure))
        many.append(Row(longer, gate, measure=measure))
    same_steps, same_time = verdicts.judged(few, sweeps), verdicts.judged(many, sweeps)
    return {(b.sweep, b.a, b.measure): (same_steps[a], same_time[b]) for a, b in zip(few, many)}


def more_steps(measure, short, longer, folder=None):
    """What plain gains by the additional steps alone: a statistics.Difference."""
    columns = (store.column(store.load(name, folder), "plain", measure) for name in (longer, short))
    return statistics.paired(*columns)


def table(folder=None):
    """The whole table as Markdown, with its caption.  Points are hundredths of the measure."""
    said, lines = judged(folder), []
    for task, measure, gate, short, longer in ASKED:
        steps = [store.load(name, folder)["recipe"]["steps"] for name in (short, longer)]
        for_steps, for_time = said[longer, gate, measure]
        alone = in_text(more_steps(measure, short, longer, folder))
        lines.append(
            [f"{task} ({measure})", gate, *map(str, steps), size(for_steps), in_points(for_time), alone]
        )
    words = (
        "Gains over plain in points, with 95% intervals, paired by replicate; each chose its rate. "
        "Same time: plain trained for as many steps as fit into the time of the other's steps on one core. "
        f"Bold: stands after Holm's correction over the {len(ASKED)} intervals of this column, and is larger "
        "than the difference between plain and plain again. ≈: the whole interval lies within two points of "
        "zero. Last column: what plain gains by its additional steps. "
    ) + cheaper_today()
    return f"{as_markdown(HEAD, lines)}\n\n{words}"


def cheaper_today():
    """What has become of the price since these steps were timed, in two sentences."""
    said = []
    for task, words in (("sensors", "on the sensors"), ("detection_corners", "with boxes")):
        plain, gate = equal_time.STEP[task].values()
        said.append(
            f"{words} {equal_time.LATER[task] - 100}% more than plain's, not {100 * gate / plain - 100:.0f}%"
        )
    return (
        "These steps were timed before the mean in our gates had a cheaper gradient. Today a step takes "
        f"{said[0]}, and {said[1]}; in the other rows with a gate one to five percent less, too "
        "(photographs: no clear change). With today's steps plain would make fewer of them in these rows, so "
        "the gains for the same time would probably be larger; we did not train that."
    )


def show():
    """Show the table in a notebook."""
    markdown(unbroken(table()))
