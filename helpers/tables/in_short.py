"""What helps where, in six lines for the README: words with the gains of the whole table in them."""

from dataclasses import dataclass

from ..experiments.verdicts import Row
from .what_helps_where import QUESTIONS, judged, size


@dataclass
class Line:
    """One line.  ``words`` has places ``{}`` for the first gains, in points; the rest is tested, not shown.

    rows   the comparisons, each one of the whole table
    says   the verdict that the words give each of them: "better", "level", or "no gain"
    """

    words: str
    rows: tuple[Row, ...]
    says: tuple[str, ...]


LINES = (
    Line(
        "**A colour cue elsewhere in the image says which digit to read.** A channel gate gains {}. "
        "Most of this needs a look at the image, and no multiplication: where gate and twin stand in "
        "front of the ReLU, the two are level ({} between them), and a plain network with one more "
        "stage gains {}. After four times the steps, with rates for that length, the gate is 18 points "
        "ahead of plain, and 2 ahead of that deeper network.",
        (
            Row("cued_colour_blind", "normalised"),
            Row("cued_colour_sums", "normalised in front", "added in front"),
            Row("cued_colour_blind", "deep"),
            Row("cued_colour_sums", "added in front"),
            Row("cued_colour_sums", "added + ReLU"),
        ),
        ("better", "level", "better", "better", "better"),
    ),
    Line(
        "**The mask of one digit among fragments.** A channel gate gains {}. Its twin is level with it, "
        "and an average of the whole map, which a linear layer adds without a gate, gains as much ({}). "
        "A gate that never looks at the image gains nothing. After four times the steps, with rates for "
        "that length, the gate, its twin and that average still gain about five points each.",
        (
            Row("segmentation_blind", "squeeze", measure="IoU"),
            Row("segmentation_blind", "whole average", measure="IoU"),
            Row("segmentation_blind", "squeeze", "squeeze added", "IoU"),
            Row("segmentation_blind", "static", measure="IoU"),
        ),
        ("better", "better", "level", "level"),
    ),
    Line(
        "**Boxes around digits among fragments.** Where each digit has a quarter of the image for "
        "itself, a spatial gate gains {}. A map that never looks at the image gains more ({}), and "
        "averages of near places, added without a gate, as much ({}). Where digits stand anywhere that "
        "map gains nothing ({}), and the gate's {} is too little to count; after four times the steps "
        "it has 1.3 points again, which count, and those averages are level with it. With a colour cue "
        "in the corner a channel gate gains {}, and its twin is level with it ({} between them). In the "
        "stricter AP75 it is five points ahead of this twin; we do not know why.",
        (
            Row("detection_corners", "gate", measure="AP50"),
            Row("detection_corners", "blind map", measure="AP50"),
            Row("detection_corners", "near average", measure="AP50"),
            Row("detection_free", "blind map", measure="AP50"),
            Row("detection_free", "gate", measure="AP50"),
            Row("detection_cue_free", "normalised", measure="AP50"),
            Row("detection_cue_free", "normalised", "added", "AP50"),
        ),
        ("better", "better", "better", "level", "no gain", "better", "level"),
    ),
    Line(
        "**One digit among fragments to name.** After 400 steps no gate is ahead of the plain network. "
        "CBAM as it starts is behind ({}), with an open start not clearly ({}). Poolings are ahead: "
        "attention pooling ({}), but its copy that never looks at the image, too ({}); max pooling, "
        "which has nothing to learn ({}); and a mean between average and maximum ({}). After four times "
        "the steps, with rates for that length, CBAM is level with plain, the spatial gate is about one "
        "point ahead, and two points are left of the leads of attention pooling and max pooling. With a "
        "norm in front of the last layer, after 400 steps, plain reads five points more, the mean is "
        "just under two points ahead of it, and all others are level with it.",
        (
            Row("clutter_blind", "cbam"),
            Row("clutter_blind", "open cbam"),
            Row("clutter_blind", "attention pooling"),
            Row("clutter_blind", "blind pooling"),
            Row("clutter_blind", "max pooling"),
            Row("clutter_blind", "generalised mean"),
            Row("clutter_blind", "squeeze"),
            Row("clutter_blind", "gate"),
        ),
        ("no gain", "no gain", *["better"] * 4, "no gain", "level"),
    ),
    Line(
        "**Sensors that fail, other ones in every image.** A channel gate with normalised squeezed "
        "numbers gains {} on digits of known classes, and {} on digits never seen in training. But a "
        "rule that learns nothing gains {} on known digits: divide each sensor by its spread. After "
        "four times the steps gate and rule are level on known digits, just under two points ahead of "
        "plain; on unseen ones the gate is then twelve points ahead of plain and ten ahead of the rule. "
        "The textbook gate gains nothing on known digits ({}), and nothing clear on unseen ones.",
        (
            Row("sensors_blind", "normalised"),
            Row("recognition_blind", "normalised", measure="recall@1"),
            Row("sensors_sums", "even sensors"),
            Row("sensors_blind", "squeeze"),
            Row("sensors_blind", "alive squeeze"),
            Row("recognition_blind", "squeeze", measure="recall@1"),
        ),
        ("better", "better", "better", "level", "level", "no gain"),
    ),
    Line(
        "**Photographs of ten classes (CIFAR-10, a small ResNet).** After 600 steps every network with "
        "a gate is level with the plain one, squeeze-and-excitation ({}) and CBAM ({}) as well. After "
        "four times the steps these two still are ({} and {}). What a larger network changes is open.",
        (
            Row("photographs", "squeeze"),
            Row("photographs", "cbam"),
            Row("photographs_long", "squeeze"),
            Row("photographs_long", "cbam"),
            Row("photographs", "gate"),
            Row("photographs", "open cbam"),
        ),
        ("level",) * 6,
    ),
)


def word(verdict):
    """What a verdict of the whole table says of a gain: "level", "better" or "no gain"."""
    if verdict.word == "level":
        return "level"
    return "better" if verdict.counts and verdict.gain.mean > 0 else "no gain"


def lines(folder=None):
    """The six lines as a Markdown list."""
    said, _ = judged(QUESTIONS, folder)
    return "\n".join(f"- {line.words.format(*(size(said[row]) for row in line.rows))}" for line in LINES)
