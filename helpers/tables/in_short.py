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


def recall(*names):
    """A row of the recognition task with rates of its own on every seed."""
    return Row("recognition_sums", *names, measure="recall@1")


LINES = (
    Line(
        "**A colour cue elsewhere in the image says which digit to read.** A channel gate helps a lot ({}). "
        "Behind a ReLU its twin gains about half of this ({}), and with a ReLU of its own nearly all; "
        "where both stand in front of the ReLU, the two are level ({} between them). So most of the gain "
        "needs a look at the image, and no multiplication. A plain network with one more stage, and no gate, "
        "gains {}. After four times the steps, with rates for that length, the gate is 18 points ahead of "
        "plain, and 2 ahead of that deeper network.",
        (
            Row("cued_colour_blind", "normalised"),
            Row("cued_colour_blind", "added"),
            Row("cued_colour_sums", "normalised in front", "added in front"),
            Row("cued_colour_blind", "deep"),
            Row("cued_colour_sums", "added in front"),
            Row("cued_colour_sums", "added + ReLU"),
        ),
        ("better", "better", "level", "better", "better", "better"),
    ),
    Line(
        "**A colour cue in the corner, and boxes to draw.** A channel gate helps a lot ({}), and its twin is "
        "level with it ({} between them). Both find nearly everything there (AP50 near 99). In the stricter "
        "AP75 the gate is five points ahead of this twin, which stands behind a ReLU; we do not know why.",
        (
            Row("detection_cue_free", "normalised", measure="AP50"),
            Row("detection_cue_free", "normalised", "added", "AP50"),
        ),
        ("better", "level"),
    ),
    Line(
        "**Digits among fragments, masks or boxes to draw.** With masks a channel gate gains {}, its twin is "
        "level with it, and a gate that never looks at the image gains nothing. A linear layer of the map's "
        "average, without a gate, gains as much ({}); with nine near places in place of the whole map it "
        "gains little. After four times the steps, with rates for that length, the gate, its "
        "twin and that average still gain about five points each. With boxes a spatial gate "
        "gains {} where each digit has a quarter of the image for itself, but a map that never looks gains "
        "more ({}), and averages of near places, added without a gate, as much ({}). Where digits stand "
        "anywhere that map gains nothing ({}), and the gate's {} is too little "
        "to count.",
        (
            Row("segmentation_blind", "squeeze", measure="IoU"),
            Row("segmentation_blind", "whole average", measure="IoU"),
            Row("detection_corners", "gate", measure="AP50"),
            Row("detection_corners", "blind map", measure="AP50"),
            Row("detection_corners", "near average", measure="AP50"),
            Row("detection_free", "blind map", measure="AP50"),
            Row("detection_free", "gate", measure="AP50"),
            Row("segmentation_blind", "squeeze", "squeeze added", "IoU"),
            Row("segmentation_blind", "static", measure="IoU"),
        ),
        ("better", "better", "better", "better", "better", "level", "no gain", "level", "level"),
    ),
    Line(
        "**One digit among fragments to name.** After 400 steps no gate is ahead of the plain network. CBAM "
        "as it starts is behind ({}); with an open start it is not clearly behind ({}). Poolings are ahead: "
        "attention pooling ({}), but its copy that never looks at the image, too ({}); max pooling, which "
        "has nothing to learn ({}); and a mean between average and maximum, with a learned power ({}) or "
        "a fixed one ({}). "
        "After four times the steps, with rates for that length, CBAM is level with plain, the spatial gate "
        "is about one point ahead, and two points are left of the leads of attention pooling and max "
        "pooling. With a norm in front of the last layer, after 400 steps, plain reads five points more, the "
        "mean with a learned power is just under two points ahead of it, and all others are level with it. "
        "Among round fragments, without straight edges and without that norm, after 400 steps, max pooling "
        "gains {}, a mean with a learned power {}, attention pooling {}, which does not stand, and the gate "
        "nothing.",
        (
            Row("clutter_blind", "cbam"),
            Row("clutter_blind", "open cbam"),
            Row("clutter_blind", "attention pooling"),
            Row("clutter_blind", "blind pooling"),
            Row("clutter_blind", "max pooling"),
            Row("clutter_blind", "generalised mean"),
            Row("clutter_blind", "power 6"),
            Row("clutter_soft", "max pooling"),
            Row("clutter_soft", "generalised mean"),
            Row("clutter_soft", "attention pooling"),
            Row("clutter_soft", "gate"),
            Row("clutter_blind", "squeeze"),
            Row("clutter_blind", "gate"),
        ),
        ("no gain", "no gain", *["better"] * 7, "no gain", "level", "no gain", "level"),
    ),
    Line(
        "**Sensors that fail, other ones in every image.** A channel gate with normalised squeezed numbers "
        "gains {} on digits of known classes, and {} on digits never seen in training. But there is a rule "
        "that learns nothing: divide each sensor by its spread. It gains {} on known digits, and on unseen "
        "ones the gate is not clearly ahead of it. After four times the steps gate and rule are level on "
        "known digits, just under two points ahead of plain; on unseen ones the gate is then twelve points "
        "ahead of plain and ten ahead of the rule. The textbook gate gains nothing on known digits "
        "({}), and nothing clear on unseen ones.",
        (
            Row("sensors_blind", "normalised"),
            Row("recognition_blind", "normalised", measure="recall@1"),
            Row("sensors_sums", "even sensors"),
            Row("sensors_blind", "squeeze"),
            Row("sensors_blind", "alive squeeze"),
            Row("sensors_blind", "normalised", "added + ReLU"),
            Row("recognition_blind", "squeeze", measure="recall@1"),
            recall("even sensors"),
            recall("normalised in front", "added in front"),
            recall("normalised", "added + ReLU"),
            recall("added in front"),
            recall("added + ReLU"),
            Row("recognition_fashion", "normalised", measure="recall@1"),
        ),
        ("better", "better", "better", "level", "level", "better", *["no gain"] * 7),
    ),
    Line(
        "**Photographs of ten classes (CIFAR-10, a small ResNet).** After 600 steps every network with a "
        "gate is level with the plain one, squeeze-and-excitation ({}) and CBAM ({}) as well. After four "
        "times the steps these two still are ({} and {}). What a larger network changes is open.",
        (
            Row("photographs", "squeeze"),
            Row("photographs", "cbam"),
            Row("photographs_long", "squeeze"),
            Row("photographs_long", "cbam"),
            Row("photographs_long", "open cbam"),
            Row("photographs", "squeeze added"),
            Row("photographs", "gate"),
            Row("photographs", "open cbam"),
            Row("photographs", "static"),
        ),
        ("level",) * 9,
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
