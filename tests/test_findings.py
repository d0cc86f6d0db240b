"""What the course concludes: each conclusion is a test, with its sentence, sweep, control and number.

The lessons quote these sentences.  A conclusion stands here only if a control could have removed it, and its
verdict comes from the whole table of them (Holm's correction runs over all rows of ``FINDINGS``).
"""

from dataclasses import dataclass

import pytest
import torch
from places import ROOT

from helpers import networks
from helpers.attention import AddedAttentionPool
from helpers.experiments import photographs, statistics, store, verdicts
from helpers.experiments.verdicts import Row
from helpers.tables import pairs


@dataclass
class Finding:
    """A conclusion.  ``row`` holds its sweep and its control (b, or a measure of the changed network).

    beyond  points by which the whole interval lies away from zero, at least
    """

    sentence: str
    row: Row
    word: str
    beyond: float = 0.0


CUE, CLUTTER, BOX, PHOTO = "cued_colour_blind", "clutter", "detection", "photographs"
CUE_LONG, CLUTTER_LONG = "cued_colour_blind_long", "clutter_long"  # four times the steps
SENSORS, APART, LONG = "sensors_blind", "sensors_sums", "photographs_long"
SENSORS_LONG = "sensors_long"
ONE_SIZE = "clutter_one_size"
UNSEEN, UNSEEN_LONG = "recognition_blind", "recognition_long"
FINDINGS = (
    # a cue elsewhere: cued colour
    Finding(
        "After 300 steps the channel gate reads far more digits than its additive twin.",
        Row(CUE, "normalised", "added"),
        "better",
        20,
    ),
    Finding(
        "The same gate blind to the image does not help: the gain needs a look at the image.",
        Row(CUE, "normalised", "static"),
        "better",
        45,
    ),
    Finding("More channels do not give what the gate gives.", Row(CUE, "normalised", "wide"), "better", 40),
    Finding(
        "The twin, which only adds, is far ahead of the plain network too: part of the gain needs no gate.",
        Row(CUE, "added"),
        "better",
        15,
    ),
    Finding(
        "With both in front of the ReLU the twin is level with the gate.",
        Row("cued_colour_sums", "normalised in front", "added in front"),
        "level",
    ),
    Finding(
        "With both behind it the gate is ahead of a twin with a ReLU of its own.",
        Row("cued_colour_sums", "normalised", "added + ReLU"),
        "better",
        2,
    ),
    Finding(
        "There the twin is far ahead of the same twin behind the ReLU.",
        Row("cued_colour_sums", "added in front", "added"),
        "better",
        15,
    ),
    Finding(
        "A ReLU behind the sum does nearly as much.",
        Row("cued_colour_sums", "added + ReLU", "added"),
        "better",
        15,
    ),
    Finding(
        "The gate is the same on either side of the ReLU.",
        Row("cued_colour_sums", "normalised in front", "normalised"),
        "level",
    ),
    Finding(
        "After 1200 steps, with rates for this length, the gate is still ahead of plain,",
        Row(CUE_LONG, "normalised"),
        "better",
        15,
    ),
    Finding("of its twin,", Row(CUE_LONG, "normalised", "added"), "better", 3),
    Finding("of a deeper network without a gate,", Row(CUE_LONG, "normalised", "deep"), "better", 1.5),
    Finding("and level with the textbook's gate.", Row(CUE_LONG, "normalised", "squeeze"), "level"),
    # sensors that fail, known digits, every network with rates of its own
    Finding("On the sensors the normalised gate is ahead of plain,", Row(SENSORS, "normalised"), "better", 2),
    Finding("of plain trained again,", Row(SENSORS, "normalised", "plain again"), "better", 2),
    Finding("of the same gate blind to the image,", Row(SENSORS, "normalised", "static"), "better", 2),
    Finding("of more channels,", Row(SENSORS, "normalised", "wide"), "better", 2),
    Finding("and of a twin with a ReLU of its own.", Row(SENSORS, "normalised", "added + ReLU"), "better", 2),
    Finding("The textbook gate is level with plain there,", Row(SENSORS, "squeeze"), "level"),
    Finding("with fewer dead units, too,", Row(SENSORS, "alive squeeze"), "level"),
    Finding(
        "Units kept alive do not move the normalised gate.", Row(SENSORS, "alive", "normalised"), "level"
    ),
    Finding(
        "There the gate is ahead of its twin in front of the ReLU, too.",
        Row(APART, "normalised in front", "added in front"),
        "better",
        1,
    ),
    Finding("The norm alone brings most of its gain,", Row(APART, "norm alone", "squeeze"), "better", 1),
    Finding("and more hidden units alone bring nothing.", Row(APART, "wider alone"), "level"),
    Finding(
        "After 350 steps a rule that learns nothing is ahead of plain,",
        Row(APART, "even sensors"),
        "better",
        4,
    ),
    Finding("and of the gate.", Row(APART, "even sensors", "normalised"), "better", 1),
    # the same four times as long
    Finding(
        "After 1400 steps the normalised gate is still ahead of plain,",
        Row(SENSORS_LONG, "normalised"),
        "better",
        1.5,
    ),
    Finding("of a wider network,", Row(SENSORS_LONG, "normalised", "wide"), "better", 1),
    Finding("of its blind copy,", Row(SENSORS_LONG, "normalised", "static"), "better", 1),
    Finding("and level with its twin with a ReLU,", Row(SENSORS_LONG, "normalised", "added + ReLU"), "level"),
    Finding("which is level with plain, too,", Row(SENSORS_LONG, "added + ReLU"), "level"),
    Finding("and with the rule.", Row(SENSORS_LONG, "normalised", "even sensors"), "level"),
    Finding("The textbook gate is level with plain,", Row(SENSORS_LONG, "squeeze"), "level"),
    Finding("with units that cannot die, too.", Row(SENSORS_LONG, "alive squeeze"), "level"),
    # one whole digit among fragments: clutter, 400 steps
    Finding(
        "With one learning rate for all, the spatial gate is ten points ahead of the plain network.",
        Row("clutter_one_rate", "gate"),
        "better",
        8,
    ),
    Finding(
        "After 400 steps attention pooling is ahead of average pooling.",
        Row(CLUTTER, "attention pooling"),
        "better",
        3,
    ),
    Finding(
        "After 400 steps it is also ahead of a learned map that is the same for every image.",
        Row(CLUTTER, "attention pooling", "static"),
        "better",
        3,
    ),
    Finding(
        "After 400 steps max pooling, which learns nothing, is ahead of average pooling too.",
        Row(CLUTTER, "max pooling"),
        "better",
        5,
    ),
    Finding(
        "The trained network uses its spatial gate: the gates of another image cost forty points.",
        Row(CLUTTER, "gate", "gate", "accuracy", "other image"),
        "better",
        35,
    ),
    # classes never seen: recognition
    Finding(
        "On unseen digits with broken sensors the normalised gate is ahead of plain,",
        Row(UNSEEN, "normalised", measure="recall@1"),
        "better",
        5,
    ),
    Finding("of plain trained again,", Row(UNSEEN, "normalised", "plain again", "recall@1"), "better", 4),
    Finding("of more channels,", Row(UNSEEN, "normalised", "wide", "recall@1"), "better", 4),
    Finding("and of its additive twin.", Row(UNSEEN, "normalised", "added", "recall@1"), "better", 3),
    Finding(
        "The textbook gate is not used there: another image's gates cost nothing.",
        Row(UNSEEN, "squeeze", "squeeze", "recall@1", "other image"),
        "level",
    ),
    Finding(
        "After four times the steps the normalised gate is ahead of plain on digits never seen,",
        Row(UNSEEN_LONG, "normalised", measure="recall@1"),
        "better",
        8,
    ),
    Finding(
        "of plain trained again,", Row(UNSEEN_LONG, "normalised", "plain again", "recall@1"), "better", 8
    ),
    Finding("of more channels,", Row(UNSEEN_LONG, "normalised", "wide", "recall@1"), "better", 8),
    Finding("of its blind copy,", Row(UNSEEN_LONG, "normalised", "static", "recall@1"), "better", 6),
    Finding(
        "of its twin with a ReLU of its own,",
        Row(UNSEEN_LONG, "normalised", "added + ReLU", "recall@1"),
        "better",
        3,
    ),
    Finding("and of the rule.", Row(UNSEEN_LONG, "normalised", "even sensors", "recall@1"), "better", 6),
    Finding(
        "Behind the rule, where all sensors are equally loud, it gains, too.",
        Row(UNSEEN_LONG, "even sensors + gate", "even sensors", "recall@1"),
        "better",
        3,
    ),
    # a mask: segmentation
    Finding(
        "With round fragments squeeze gains, too,",
        Row("segmentation_soft", "squeeze", measure="IoU"),
        "better",
        2,
    ),
    Finding("so does CBAM,", Row("segmentation_soft", "cbam", measure="IoU"), "better", 3),
    Finding(
        "and the twin of squeeze is level with it there, too,",
        Row("segmentation_soft", "squeeze", "squeeze added", "IoU"),
        "level",
    ),
    Finding("and a blind gate with plain,", Row("segmentation_soft", "static", measure="IoU"), "level"),
    Finding("and gates on the skips do not.", Row("segmentation_soft", "skip gates", measure="IoU"), "level"),
    Finding(
        "A linear layer of the map's average, without a gate, gains,",
        Row("segmentation_blind", "whole average", measure="IoU"),
        "better",
        4,
    ),
    Finding(
        "and is level with squeeze-and-excitation.",
        Row("segmentation_blind", "whole average", "squeeze", "IoU"),
        "level",
    ),
    Finding(
        "With nine far places it gains more than with nine near ones.",
        Row("segmentation_blind", "nine far places", "near average", "IoU"),
        "better",
        2,
    ),
    Finding(
        "After 250 steps of segmentation squeeze-and-excitation is ahead of a wider network.",
        Row("segmentation", "squeeze", "wide", "IoU"),
        "better",
        4,
    ),
    Finding(
        "Its additive twin is level with it: the gain can be had without a multiplication.",
        Row("segmentation", "squeeze", "squeeze added", "IoU"),
        "level",
    ),
    Finding(
        "CBAM and its additive twin are level there.",
        Row("segmentation", "cbam", "cbam added", "IoU"),
        "level",
    ),
    Finding(
        "Attention gates on skips are level with the plain U-Net.",
        Row("segmentation", "skip gates", "plain", "IoU"),
        "level",
    ),
    Finding(
        "With rates of its own squeeze-and-excitation is ahead of a gate that never looks.",
        Row("segmentation_blind", "squeeze", "static", "IoU"),
        "better",
        4,
    ),
    Finding(
        "A map that never looks is level with the plain U-Net.",
        Row("segmentation_blind", "blind map", measure="IoU"),
        "level",
    ),
    Finding(
        "A U-Net that sees further, with no attention and no parameter more, is ahead of the plain one.",
        Row("segmentation_blind", "sees further", measure="IoU"),
        "better",
        1,
    ),
    Finding(
        "Squeeze-and-excitation is ahead of it.",
        Row("segmentation_blind", "squeeze", "sees further", "IoU"),
        "better",
        1,
    ),
    Finding(
        "After four times the steps squeeze-and-excitation is still ahead of the plain U-Net,",
        Row("segmentation_long", "squeeze", measure="IoU"),
        "better",
        4,
    ),
    Finding("so is its twin,", Row("segmentation_long", "squeeze added", measure="IoU"), "better", 4),
    Finding("level with it,", Row("segmentation_long", "squeeze", "squeeze added", "IoU"), "level"),
    Finding(
        "and an average added without a gate,",
        Row("segmentation_long", "whole average", measure="IoU"),
        "better",
        4,
    ),
    Finding("level with it, too.", Row("segmentation_long", "squeeze", "whole average", "IoU"), "level"),
    Finding("CBAM is ahead of plain,", Row("segmentation_long", "cbam", measure="IoU"), "better", 4),
    Finding(
        "a view that is wider, too,", Row("segmentation_long", "sees further", measure="IoU"), "better", 2
    ),
    Finding(
        "and a gate that never looks is not.", Row("segmentation_long", "static", measure="IoU"), "level"
    ),
    # clutter with a norm in front of the last layer: the size of the features cannot differ
    Finding(
        "With a norm in front of the last layer attention pooling is level with plain after 400 steps,",
        Row(ONE_SIZE, "attention pooling"),
        "level",
    ),
    Finding("so is max pooling,", Row(ONE_SIZE, "max pooling"), "level"),
    Finding("so is the spatial gate,", Row(ONE_SIZE, "gate"), "level"),
    Finding("and so is CBAM as it starts.", Row(ONE_SIZE, "cbam"), "level"),
    # CBAM taken apart in clutter
    Finding(
        "In clutter CBAM without the maxima of its channel gate is ahead of CBAM,",
        Row("clutter_starts", "one pool", "cbam"),
        "better",
        3,
    ),
    Finding(
        "so is CBAM with its usual start, four times as large,",
        Row("clutter_starts", "four times", "cbam"),
        "better",
        4,
    ),
    Finding(
        "and plain, without a gate, is ahead of plain whose maps are a quarter as large.",
        Row("clutter_starts", "plain", "plain, a quarter"),
        "better",
        3,
    ),
    Finding(
        "Four times as large and without maxima, CBAM is level with plain.",
        Row("clutter_starts", "one pool, four times"),
        "level",
    ),
    Finding(
        "Averages counted twice, in place of averages and maxima, bring the points back, too.",
        Row("clutter_starts", "average twice", "cbam"),
        "better",
        3,
    ),
    Finding(
        "and an open start is ahead of equal weights at a quarter.",
        Row("clutter_starts", "open cbam", "equal quarter"),
        "better",
        3,
    ),
    Finding(
        "Without the maxima the channel half is not used: another image's vector costs nothing.",
        Row("clutter_starts", "one pool", "one pool", "accuracy", "channel, other image"),
        "level",
    ),
    Finding(
        "CBAM uses it.",
        Row("clutter_starts", "cbam", "cbam", "accuracy", "channel, other image"),
        "better",
        10,
    ),
    # boxes: detection
    Finding(
        "In detection among fragments the spatial gate and its twin are level: the gain needs no gate.",
        Row(BOX, "gate", "gate added", "AP50"),
        "level",
    ),
    Finding("CBAM and its additive twin are level there.", Row(BOX, "cbam", "cbam added", "AP50"), "level"),
    Finding(
        "In quarters a map that never looks at the image gains at least as much as the gate, in AP50 ...",
        Row("detection_corners", "blind map", measure="AP50"),
        "better",
        5,
    ),
    Finding(
        "... and more than the gate in AP75.",
        Row("detection_corners", "blind map", "gate", "AP75"),
        "better",
        2,
    ),
    Finding(
        "There a detector without a gate that sees further gains as much as the gate,",
        Row("detection_corners", "near average", "gate", "AP50"),
        "level",
    ),
    Finding(
        "and far more than one that adds the average of the whole map.",
        Row("detection_corners", "near average", "whole average", "AP50"),
        "better",
        3,
    ),
    Finding(
        "It is the neighbours that it looks at: the same layer on each place alone is far behind.",
        Row("detection_corners", "near average", "own place", "AP50"),
        "better",
        4,
    ),
    Finding(
        "Where digits stand anywhere the gate is level with it.",
        Row("detection_free", "gate", "near average", "AP50"),
        "level",
    ),
    Finding(
        "There the trained gate is used: the gates of another image cost six points.",
        Row("detection_corners", "gate", "gate", "AP50", "other image"),
        "better",
        3,
    ),
    Finding(
        "Of the sensors' rule the half that turns the broken ones down does what the whole does,",
        Row("sensors_rules", "loud ones even", "even sensors"),
        "level",
    ),
    Finding("and the other half nothing.", Row("sensors_rules", "quiet ones even"), "level"),
    Finding(
        "A perfect switch, which turns the broken sensors off, is ahead of the rule,",
        Row("sensors_rules", "loud ones off", "even sensors"),
        "better",
        1,
    ),
    Finding(
        "and of the gate that was trained.",
        Row("sensors_rules", "loud ones off", "normalised"),
        "better",
        3,
    ),
    Finding(
        "Behind the rule the gate adds nothing.",
        Row("sensors_rules", "even sensors + gate", "even sensors"),
        "level",
    ),
    Finding(
        "On the colour cue non-local gains,",
        Row("cued_colour_maps", "non-local"),
        "better",
        40,
    ),
    Finding(
        "and is far ahead of the same layer with one map for all places.",
        Row("cued_colour_maps", "non-local", "one map"),
        "better",
        25,
    ),
    Finding(
        "But one map is as far ahead of itself with a ReLU behind its sum.",
        Row("cued_colour_maps", "one map + ReLU", "one map"),
        "better",
        20,
    ),
    Finding(
        "Beside such a ReLU a few points are left for maps of one's own.",
        Row("cued_colour_maps", "non-local + ReLU", "one map + ReLU"),
        "better",
        3,
    ),
    Finding(
        "Without any map, with such a ReLU, the plain average gains nearly as much as non-local.",
        Row("cued_colour_maps", "uniform context + ReLU"),
        "better",
        40,
    ),
    Finding(
        "Among round fragments max pooling gains,",
        Row("clutter_soft", "max pooling"),
        "better",
        3,
    ),
    Finding(
        "and is ahead of attention pooling there, too.",
        Row("clutter_soft", "max pooling", "attention pooling"),
        "better",
        1,
    ),
    Finding("The spatial gate is level with plain there,", Row("clutter_soft", "gate"), "level"),
    Finding("and with a map that never looks.", Row("clutter_soft", "gate", "blind map"), "level"),
    Finding(
        "A mean with a learned power is ahead of attention pooling there,",
        Row("clutter_soft", "generalised mean", "attention pooling"),
        "better",
        2,
    ),
    Finding(
        "which is less than two points ahead of its copy that never looks.",
        Row("clutter_soft", "attention pooling", "blind pooling"),
        "level",
    ),
    Finding(
        "Where digits stand anywhere the map that never looks is level with the plain network.",
        Row("detection_free", "blind map", measure="AP50"),
        "level",
    ),
    Finding("CBAM is level with it there, too.", Row("detection_free", "cbam", measure="AP50"), "level"),
    Finding(
        "After four times the steps the gate is less than two points ahead of it there,",
        Row("detection_long", "gate", measure="AP50"),
        "level",
    ),
    Finding("the map that never looks is not,", Row("detection_long", "blind map", measure="AP50"), "level"),
    Finding("the gate's twin is not,", Row("detection_long", "gate added", measure="AP50"), "level"),
    Finding(
        "and averages of near places, without a gate, are level with the gate.",
        Row("detection_long", "gate", "near average", "AP50"),
        "level",
    ),
    Finding(
        "With a cue in the corner the channel gate is far ahead of the same gate blind to the image.",
        Row("detection_cue_free", "normalised", "static", "AP50"),
        "better",
        25,
    ),
    Finding(
        "Its additive twin is level with it in AP50, where both are near 99 of 100.",
        Row("detection_cue_free", "normalised", "added", "AP50"),
        "level",
    ),
    Finding(
        "In AP75 it is ahead of this twin, which stands behind a ReLU.",
        Row("detection_cue_free", "normalised", "added", "AP75"),
        "better",
        3,
    ),
    Finding(
        "The spatial gate, which sees the whole image by its four kernels, gains far less there.",
        Row("detection_cue_free", "normalised", "gate", "AP50"),
        "better",
        15,
    ),
    Finding(
        "A map that never looks gains a point there, and no more.",
        Row("detection_cue_free", "blind map", measure="AP50"),
        "level",
    ),
    # maps
    Finding(
        "A place gate is used: an average map in its place costs twenty points.",
        Row("localisation", "place gate", "place gate", "accuracy", "last mean"),
        "better",
        15,
    ),
    Finding(
        "Attention pooling is used: an average map in its place costs sixty points.",
        Row("localisation", "attention pooling", "attention pooling", "accuracy", "last mean"),
        "better",
        55,
    ),
    # the family
    Finding(
        "On the cue squeeze-and-excitation is ahead of its additive twin.",
        Row("family_cue", "squeeze", "squeeze added"),
        "better",
        25,
    ),
    Finding(
        "On the cue non-local is far ahead of global context (they differ in more than their maps).",
        Row("family_cue", "non-local", "global context"),
        "better",
        35,
    ),
    Finding(
        "In clutter squeeze-and-excitation is not used: another image's weights cost nothing.",
        Row("family_clutter", "squeeze", "squeeze", "accuracy", "other image"),
        "level",
    ),
    # clutter again, every network with rates of its own
    Finding("With rates of its own CBAM is behind in clutter.", Row("clutter_blind", "cbam"), "worse", 5),
    Finding(
        "With an open start it is far ahead of CBAM as it starts.",
        Row("clutter_blind", "open cbam", "cbam"),
        "better",
        5,
    ),
    Finding("The spatial gate is level with plain.", Row("clutter_blind", "gate"), "level"),
    Finding(
        "After four times the steps CBAM as it starts is level with plain.",
        Row(CLUTTER_LONG, "cbam"),
        "level",
    ),
    Finding("There the gate is ahead, by less than two points.", Row(CLUTTER_LONG, "gate"), "level"),
    Finding("The wider network there gains nothing,", Row(CLUTTER_LONG, "wide"), "level"),
    Finding("nor does a map that never looks.", Row(CLUTTER_LONG, "blind map"), "level"),
    Finding("Max pooling is still ahead of plain,", Row(CLUTTER_LONG, "max pooling"), "better", 1),
    Finding("attention pooling, too,", Row(CLUTTER_LONG, "attention pooling"), "better", 1),
    Finding("and the two are level.", Row(CLUTTER_LONG, "max pooling", "attention pooling"), "level"),
    Finding("Attention pooling is ahead of plain.", Row("clutter_blind", "attention pooling"), "better", 3),
    Finding("A pooling that never looks is ahead, too,", Row("clutter_blind", "blind pooling"), "better", 1),
    Finding(
        "so about two points are left for the look at the image.",
        Row("clutter_blind", "attention pooling", "blind pooling"),
        "better",
        1,
    ),
    Finding(
        "A generalised mean, which learns one number, is ahead of attention pooling,",
        Row("clutter_blind", "generalised mean", "attention pooling"),
        "better",
        2,
    ),
    Finding(
        "and within two points of max pooling.",
        Row("clutter_blind", "generalised mean", "max pooling"),
        "level",
    ),
    Finding(
        "With a fixed power of 3 the mean is level with the learned one,",
        Row("clutter_blind", "power 3", "generalised mean"),
        "level",
    ),
    Finding("with one of 6, too.", Row("clutter_blind", "power 6", "generalised mean"), "level"),
    Finding(
        "So such a mean that learns nothing is ahead of attention pooling.",
        Row("clutter_blind", "power 3", "attention pooling"),
        "better",
        1,
    ),
    Finding("Squeeze with an open start is level with plain.", Row("clutter_blind", "open squeeze"), "level"),
    Finding(
        "Max pooling, which learns nothing, is ahead of attention pooling.",
        Row("clutter_blind", "max pooling", "attention pooling"),
        "better",
        1,
    ),
    # photographs, after a short training: nothing is more than two points from plain
    Finding("On photographs CBAM is level with plain.", Row(PHOTO, "cbam"), "level"),
    Finding("So is CBAM with an open start,", Row(PHOTO, "open cbam"), "level"),
    Finding("the spatial gate,", Row(PHOTO, "gate"), "level"),
    Finding("squeeze-and-excitation,", Row(PHOTO, "squeeze"), "level"),
    Finding("its twin,", Row(PHOTO, "squeeze added"), "level"),
    Finding("a gate that never looks,", Row(PHOTO, "static"), "level"),
    Finding("and more channels.", Row(PHOTO, "wide"), "level"),
    Finding("The start moves CBAM by less than two points.", Row(PHOTO, "open cbam", "cbam"), "level"),
    Finding("After four times the steps CBAM is still level with plain,", Row(LONG, "cbam"), "level"),
    Finding("and so are CBAM with an open start,", Row(LONG, "open cbam"), "level"),
    Finding("and squeeze-and-excitation.", Row(LONG, "squeeze"), "level"),
    Finding("There the two starts of CBAM are level, too.", Row(LONG, "open cbam", "cbam"), "level"),
)
# What the first edition called a finding, and what a control or a correction leaves of it: nothing.
WITHDRAWN = (
    Finding("In clutter no gate helps, and the spatial gate is behind.", Row(CLUTTER, "gate"), "worse"),
    Finding("In clutter squeeze-and-excitation is behind.", Row(CLUTTER, "squeeze"), "worse"),
    Finding(
        "Max pooling beats attention pooling.", Row(CLUTTER, "max pooling", "attention pooling"), "better"
    ),
    Finding("The place gate is worse than no gate.", Row("localisation", "place gate"), "worse"),
    Finding(
        "On unseen garments the normalised gate helps a little.",
        Row("recognition_fashion", "normalised", measure="recall@1"),
        "better",
    ),
)


@pytest.fixture(scope="module")
def said():
    """The verdict on every row, with Holm's correction over all findings."""
    rows = [finding.row for finding in FINDINGS]
    return verdicts.judged(rows, verdicts.read(rows))


def test_every_conclusion_stands_once():
    assert len({f.row for f in FINDINGS}) == len(FINDINGS)
    assert not {f.row for f in FINDINGS} & {f.row for f in WITHDRAWN}


@pytest.mark.parametrize("finding", FINDINGS, ids=lambda f: f.sentence)
def test_conclusion(finding, said):
    verdict = said[finding.row]
    assert verdict.word == finding.word, str(verdict)
    if finding.word != "level":
        nearest = min(abs(verdict.gain.low), abs(verdict.gain.high))
        assert verdict.survives and 100 * nearest >= finding.beyond, str(verdict)
        assert verdict.counts, "two copies of one network differ as much"


@pytest.mark.parametrize("finding", WITHDRAWN, ids=lambda f: f.sentence)
def test_what_was_withdrawn_is_no_larger_than_two_copies_of_one_network(finding):
    (verdict,) = verdicts.judged([finding.row], verdicts.read([finding.row])).values()
    assert verdict.word == finding.word, "alone, its interval excludes zero"
    assert not verdict.counts


@pytest.mark.parametrize("a, b", [("open cbam", "plain"), ("gate", "blind map")])
def test_in_clutter_no_gate_is_ahead_of_its_control(a, b):
    """CBAM with an open start has lost its loss and gains nothing; a map that never looks does as well."""
    row = Row("clutter_blind", a, b)
    (verdict,) = verdicts.judged([row], verdicts.read([row])).values()
    assert verdict.word == "no clear difference" and verdict.gain.mean < 0, str(verdict)


def test_on_unseen_digits_the_lead_over_a_blind_gate_stands_alone_and_not_among_all_findings():
    row = Row(UNSEEN, "normalised", "static", "recall@1")
    for others, survives in (([], True), ([finding.row for finding in FINDINGS], False)):
        rows = [row, *others]
        verdict = verdicts.judged(rows, verdicts.read(rows))[row]
        assert verdict.word == "better" and verdict.survives == survives, str(verdict)


def test_a_rule_that_learns_nothing_is_not_clearly_behind_the_gate_of_the_sensors():
    """Control: every sensor is divided by its spread, and the network has no gate."""
    row = Row("recognition_sums", "normalised", "even sensors", "recall@1")
    (verdict,) = verdicts.judged([row], verdicts.read([row])).values()
    assert verdict.word == "no clear difference" and verdict.gain.mean < 0.04, str(verdict)


@pytest.mark.parametrize("a", ["global context", "one map"])
def test_one_map_for_all_places_is_not_clearly_ahead_of_no_map(a):
    """Control: the layer of global context with the plain average in place of its map."""
    row = Row("cued_colour_maps", a, "uniform context")
    (verdict,) = verdicts.judged([row], verdicts.read([row])).values()
    assert verdict.word == "no clear difference" and verdict.gain.mean < 0, str(verdict)


def test_where_digits_stand_anywhere_no_detector_is_clearly_ahead_of_the_plain_one():
    """Control: scenes in which no digit has a quarter of its own.  In AP50, and in AP75."""
    rivals = ("wide", "coordinates", "blind map", "gate", "gate added", "cbam")
    rows = [Row("detection_free", name, measure=measure) for measure in ("AP50", "AP75") for name in rivals]
    for verdict in verdicts.judged(rows, verdicts.read(rows)).values():
        assert verdict.gain.mean < 0 or not verdict.counts, str(verdict)


def test_on_cued_colour_more_training_takes_more_than_half_of_the_lead_in_points():
    """Control: four times the steps, with rates for this length."""
    rows = [
        Row(name, "normalised", rival)
        for rival in ("plain", "wide", "deep", "added")
        for name in (CUE, CUE_LONG)
    ]
    leads = [verdict.gain for verdict in verdicts.judged(rows, verdicts.read(rows)).values()]
    assert all(after.high < before.low / 2 for before, after in zip(leads[::2], leads[1::2]))


def test_in_errors_a_deeper_network_and_the_twin_came_closer_to_the_gate():
    """Control: the same trainings, counted in wrong answers, where a ceiling takes nothing away."""

    def errors(name, rival):
        wrong = (1 - sum(store.column(store.load(name), v)) / 10 for v in (rival, "normalised"))
        return next(wrong) / next(wrong)

    rivals = ("plain", "wide", "added", "deep")
    closer = {rival: errors(CUE_LONG, rival) / errors(CUE, rival) for rival in rivals}
    assert max(closer["deep"], closer["added"]) < 0.7 and min(closer["plain"], closer["wide"]) > 0.95
    older = errors("cued_colour_long", "added") / errors("cued_colour", "added")
    assert older > 0.95, "at the rates of the short training the twin seemed to come no closer"
    assert store.own_rates(store.load("cued_colour_long"))["added", 0] == 0.008, "too small for this length"
    scores = store.mean_scores(store.load(CUE_LONG)["tuning"])["added"]
    assert scores[0.03] - scores[0.01] > 0.02


def test_trained_again_the_same_seeds_give_other_twins_but_the_same_gates():
    """Two sweeps share code, seeds and rates of three networks; why the twins differ we do not know."""
    sums, blind = store.load("cued_colour_sums"), store.load(CUE)

    def apart(name):
        return [100 * (a - b) for a, b in zip(store.column(sums, name), store.column(blind, name))]

    assert max(map(abs, apart("normalised"))) < 1 and round(apart("added")[3]) == 20
    assert {store.own_rates(sweep)["added", 3] for sweep in (sums, blind)} == {0.03}


def test_a_gates_map_does_not_depend_on_what_the_head_has_learned_and_grad_cam_does():
    """Control: the head is drawn anew (Adebayo et al., NeurIPS 2018)."""
    stored = store.load("localisation")
    assert set(store.column(stored, "gate", "redrawn 1")) == {1.0}
    assert max(store.column(stored, "gate", "cam redrawn 1")) < 0.75


def test_where_the_cue_decides_the_first_gate_follows_it_and_nothing_else():
    """Control: the same share for the digit's class."""
    stored = store.load("channels")
    for variant in ("squeeze", "normalised"):
        assert min(store.column(stored, variant, "gate 1 by cue")) > 0.98
        assert max(store.column(stored, variant, "gate 1 by class")) < 0.01


def test_with_the_gate_a_close_pair_of_channels_is_redundant_and_costs_more_than_another_pair():
    """Control: the pairs that are least alike; and the plain network, where it is the other way round."""
    stored = store.load("channels")
    gated, plain = (
        {(kind, how): pairs.lost(stored, v, kind, how) for kind in pairs.KINDS for how in pairs.CHANGES}
        for v in ("normalised", "plain")
    )
    assert gated["close", "stand-in"].max() < 0.5
    assert (gated["close", "both off"] > gated["apart", "both off"]).all()
    assert (plain["close", "both off"] < plain["apart", "both off"]).all()


def test_the_additive_twin_of_attention_pooling_is_the_plain_network():
    """So it is no control: two parametrisations of one function, which ten seeds called different.

    (x + u x + b) averaged is m + (u m + b) 1, with m the average of x; the linear layer W m + c behind it
    becomes (W + W 1 u) m + (c + b W 1).
    """
    twin = networks.build(networks.ConvNet, 3, head=AddedAttentionPool).double().eval()
    plain = networks.build(networks.ConvNet, 4).double().eval()
    plain.stages.load_state_dict(twin.stages.state_dict())
    score, linear = twin.pool.score, twin.classify
    with torch.no_grad():
        ones = linear.weight.sum(1, keepdim=True)  # W 1
        plain.classify.weight.copy_(linear.weight + ones * score.weight.view(1, -1))
        plain.classify.bias.copy_(linear.bias + score.bias * ones[:, 0])
        images = torch.randn(8, 1, 40, 40, dtype=torch.float64)
        torch.testing.assert_close(plain(images), twin(images), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(
    "file, words, sweep, variant, measures",
    [
        ("RESULTS.md", "({} ± 0.3 of AP50)", "corners", "blind map", ("AP50",)),
        ("RESULTS.md", "spatial gate ({} ± 0.5)", "corners", "gate", ("AP50",)),
        ("RESULTS.md", "CBAM {} ± 0.3", "free", "cbam", ("AP50",)),
    ],
)
def test_numbers_in_prose_are_those_that_are_stored(file, words, sweep, variant, measures):
    asked = [Row(f"detection_{sweep}", variant, measure=measure) for measure in measures]
    gains = [100 * verdict.gain.mean for verdict in verdicts.judged(asked, verdicts.read(asked)).values()]
    said = words.format(*(f"{gain:+.1f}".replace("-", "−") for gain in gains))
    assert said in (ROOT / file).read_text(encoding="utf-8")


def test_after_the_same_time_cbam_is_behind_on_photographs():
    short, longer = store.load("photographs"), store.load("photographs_cbam_time")
    timed = photographs.same_time(short, longer)
    rows = [Row("this", name) for name in ("cbam", "open cbam")]
    for verdict in verdicts.judged(rows, {"this": timed}).values():
        assert verdict.counts and verdict.gain.low > -0.07 and verdict.gain.high < -0.03
    plain = statistics.paired(store.column(longer, "plain"), store.column(short, "cbam"))
    level = verdicts.judged([Row(PHOTO, "cbam")], {PHOTO: short})[Row(PHOTO, "cbam")]
    said = " ".join((ROOT / "RESULTS.md").read_text(encoding="utf-8").split())
    assert f"({100 * level.gain.mean:.1f} ± {100 * level.gain.half:.1f})".replace("-", "−") in said
    assert f"is {100 * plain.mean:.1f} ± {100 * plain.half:.1f} points" in said
