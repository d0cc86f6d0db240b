"""What helps where, in six lines for the README: words with the gains of the whole table in them."""

from dataclasses import dataclass

from ..experiments.verdicts import Row
from .what_helps_where import QUESTIONS, judged, size


@dataclass
class Line:
    """One line.  ``words`` has a place ``{}`` for the gain of every row, in points.

    rows   the comparisons, each one of the whole table
    says   the verdict that the words give each of them: "better", "level", or "no gain"
    """

    words: str
    rows: tuple[Row, ...]
    says: tuple[str, ...]


LINES = (
    Line(
        "**A colour cue elsewhere in the image says which digit to read.** A channel gate helps a lot "
        "({}). Its twin, which adds instead of multiplying, gains about half as much behind a ReLU ({}). "
        "With both in front of the ReLU, where a sum can switch a channel off, the twin gains nearly all "
        "({}) and is level with the gate ({} between them). With both behind it, a twin with a ReLU of its "
        "own gains {}, and the gate is {} ahead. So most of the gain does not need the multiplication: a "
        "sum that looks at the image brings it, if a ReLU follows. All this is after 300 steps. After four "
        "times as many, with the same rates, a larger, deeper network without a gate is less than three "
        "points behind the gate, with twice as many errors.",
        (
            Row("cued_colour", "normalised"),
            Row("cued_colour", "added"),
            Row("cued_colour_sums", "added in front"),
            Row("cued_colour_sums", "normalised in front", "added in front"),
            Row("cued_colour_sums", "added + ReLU"),
            Row("cued_colour_sums", "normalised", "added + ReLU"),
        ),
        ("better", "better", "better", "level", "better", "better"),
    ),
    Line(
        "**A colour cue in the corner, and boxes to draw.** A channel gate helps a lot ({}), and its twin is "
        "level with it in AP50 ({} between them), where both are near 99 of 100. So in AP50 the gain can be "
        "had without the multiplication. In the stricter AP75 the gate has 3.7 points more with digits, too "
        "little to count, and 6.5 more with garments, whose rates were not chosen for them: a hint, and no "
        "result.",
        (
            Row("detection_cue", "normalised", measure="AP50"),
            Row("detection_cue", "normalised", "added", "AP50"),
        ),
        ("better", "level"),
    ),
    Line(
        "**Digits among fragments, masks or boxes to draw.** With masks a channel gate gains {}, and its "
        "twin, which only adds, is level with it ({} between them). A gate that never looks gains nothing "
        "({}), and a plain network that sees further gains {}. With boxes a spatial gate gains {} "
        "in AP50 where each digit stands in a quarter of its own. There a map that never looks gains more "
        "({}), and with one average map for all images the gate still has 3.0 ± 0.9. Where digits stand "
        "anywhere, the blind map gains nothing ({}), and the gate too little to count ({}).",
        (
            Row("segmentation_blind", "squeeze", measure="IoU"),
            Row("segmentation_blind", "squeeze", "squeeze added", "IoU"),
            Row("segmentation_blind", "static", measure="IoU"),
            Row("segmentation_blind", "sees further", measure="IoU"),
            Row("detection_corners", "gate", measure="AP50"),
            Row("detection_corners", "blind map", measure="AP50"),
            Row("detection_free", "blind map", measure="AP50"),
            Row("detection_free", "gate", measure="AP50"),
        ),
        ("better", "level", "level", "better", "better", "better", "level", "no gain"),
    ),
    Line(
        "**One digit among fragments to name.** After 400 steps no gate is ahead of the plain network, "
        "with a rate of its own for every network: squeeze-and-excitation {} (these networks hardly use "
        "their gates), spatial gate {}, CBAM {} as it starts, {} with an open start (which lets it learn "
        "at larger rates; at the smallest rate it does harm). Attention pooling gains {}. Max pooling, "
        "which has nothing to learn, gains {}. In a first look at three seeds after 1600 steps CBAM was no "
        "longer behind as it starts, and both poolings led by about three.",
        (
            Row("clutter_blind", "squeeze"),
            Row("clutter_blind", "gate"),
            Row("clutter_blind", "cbam"),
            Row("clutter_blind", "open cbam"),
            Row("clutter_blind", "attention pooling"),
            Row("clutter_blind", "max pooling"),
        ),
        ("no gain", "level", "no gain", "no gain", "better", "better"),
    ),
    Line(
        "**Digits never seen in training, and sensors that fail.** A channel gate with normalised squeezed "
        "numbers and a wider hidden layer gains {}. Its twin shows no gain behind the ReLU ({}). With both "
        "in front of the ReLU the gate is {} ahead of its twin; with both behind it, {} ahead of a twin "
        "with a ReLU of its own. Neither lead stands, nor do the gains of these twins ({} and {}). So it "
        "is open whether the multiplication is needed. The gain of a rule that learns nothing and divides "
        "each sensor by its spread does not stand, either ({}); but the gate is not clearly ahead of this "
        "rule. With garments the gate gains {}, and with known digits, by another loss and measure, {}: "
        "too little to count. The textbook gate did not learn which sensors work, and shows no gain ({}). "
        "What a longer training changes is open.",
        (
            Row("recognition", "normalised", measure="recall@1"),
            Row("recognition", "added", measure="recall@1"),
            Row("recognition_sums", "normalised in front", "added in front", "recall@1"),
            Row("recognition_sums", "normalised", "added + ReLU", "recall@1"),
            Row("recognition_sums", "added in front", measure="recall@1"),
            Row("recognition_sums", "added + ReLU", measure="recall@1"),
            Row("recognition_sums", "even sensors", measure="recall@1"),
            Row("recognition_fashion", "normalised", measure="recall@1"),
            Row("sensors", "normalised"),
            Row("recognition", "squeeze", measure="recall@1"),
        ),
        ("better", *["no gain"] * 9),
    ),
    Line(
        "**Photographs of ten classes (CIFAR-10, a small ResNet).** After 600 steps on 10,000 photographs "
        "all networks with a gate are level with the plain one: squeeze-and-excitation {}, its twin {}, "
        "spatial gate {}, CBAM {} as it starts, {} with an open start, a gate that never looks {}. These "
        "networks read about half of the photographs. What a longer training or a larger network changes "
        "is open.",
        (
            Row("photographs", "squeeze"),
            Row("photographs", "squeeze added"),
            Row("photographs", "gate"),
            Row("photographs", "cbam"),
            Row("photographs", "open cbam"),
            Row("photographs", "static"),
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
