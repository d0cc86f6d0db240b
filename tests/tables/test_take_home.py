"""The page to take home: every line has its evidence, and the numbers in it are those that are stored."""

import re

import nbformat
import pytest
from places import ROOT

from helpers.experiments import photographs, store, verdicts
from helpers.experiments.inserted import inserted
from helpers.tables import take_home, two_copies, what_helps_where

LINES = {line.question: line for line in take_home.LINES}
SHORTCUT = "Is the shortcut free of gates?"
CHECKS = {line.question: line.evidence for line in take_home.CHECKLIST}


@pytest.mark.parametrize("line", [*take_home.LINES, *take_home.CHECKLIST], ids=lambda line: line.question)
def test_every_line_leads_to_a_lesson(line):
    assert line.advice.endswith(("?", ".")) and line.evidence.endswith(".")
    book = nbformat.read(ROOT / "notebooks" / f"{line.lesson}.ipynb", as_version=4)
    assert book.cells[0].source.startswith(f"# {line.lesson[:2]} ")


def gain(sweep, a, b="plain", measure="accuracy"):
    """What a gains over b in a stored sweep: a verdict."""
    row = verdicts.Row(sweep, a, b, measure)
    return verdicts.judged([row], verdicts.read([row]))[row]


def points(verdict):
    """A gain in points, as the lines have it."""
    return f"{100 * abs(verdict.gain.mean):.1f}"


def test_something_simpler():
    said = LINES["When not?"].evidence
    names = ("max pooling", "generalised mean", "attention pooling", "blind pooling")
    leads = [gain("clutter_blind", name) for name in names]
    assert all(lead.word == "better" for lead in leads)
    largest, one_number, attention, blind = map(points, leads)
    assert f"is {largest} points ahead of plain, a mean between average and maximum {one_number}" in said
    fixed = [gain("clutter_blind", f"power {p}") for p in (3, 6)]
    assert all(100 * lead.gain.mean > 7.45 for lead in fixed) and "(with a fixed power 7.5 or more)" in said
    assert f"attention pooling {attention}, and its copy that never looks {blind};" in said
    left = [gain("clutter_one_size", name).gain.mean for name in names]
    assert max(left) < 0.02 and "in front of the last layer these leads shrink to two points or less" in said
    family = {row["variant"] for row in store.load("family_clutter")["rows"]} - {"plain", "wide"}
    assert max(gain("family_clutter", name).gain.mean for name in family) < 0.04


def test_the_open_start_at_equal_rates():
    rows = {"cbam": [], "open cbam": []}
    for row in store.load("clutter_blind")["rows"]:
        rows.get(row["variant"], []).append(dict(row["validation"]))
    lead = {rate: 0.0 for rate in rows["cbam"][0]}
    for closed, opened in zip(rows["cbam"], rows["open cbam"]):
        lead = {rate: lead[rate] + 10 * (opened[rate] - closed[rate]) for rate in lead}
    leads = [round(lead[rate]) for rate in (0.1, 0.03, 0.01, 0.0033)]
    assert leads == [25, 6, -3, -7], "RESULTS.md says so, too"
    said = CHECKS["Does it start open, from scratch too?"]
    assert "open start helped at large rates, and not at small ones" in said


def test_the_same_steps_and_the_same_time():
    timed = {
        name: photographs.same_time(store.load("photographs"), store.load(f"photographs_{name}_time"))
        for name in ("cbam", "wide", "eights")
    }
    variants = {"eights": "wide in eights"}
    asked = [verdicts.Row(name, variants.get(name, name)) for name in timed]
    cbam, wide, eights = verdicts.judged(asked, timed).values()
    said = LINES["What does it cost?"].evidence
    assert gain("photographs", "cbam").word == "level" and cbam.counts and wide.counts and eights.counts
    assert f"{points(cbam)} points behind a plain" in said
    few, many = (10 * sum(store.column(store.load(f"photographs{k}"), "plain")) for k in ("", "_cbam_time"))
    assert f"(after 600 steps, where 315 more bring plain {many - few:.1f})" in said
    assert f"are {points(wide)} and {points(eights)} behind plain ones that had their time" in said
    assert f"took {100 * (photographs.STEP['cbam'] / photographs.STEP['plain'] - 1):.0f}% longer" in said


def test_four_times_the_steps_on_photographs():
    assert all(gain("photographs_long", name).word == "level" for name in ("cbam", "open cbam"))
    assert "each CBAM is level with plain, as before" in CHECKS["Has it learned for long enough?"]


def test_the_open_start_on_photographs():
    assert gain("photographs_long", "open cbam", "cbam").word == "level"
    assert "the two starts are level" in CHECKS["Does it start open, from scratch too?"]


def test_when():
    assert "far ahead" in LINES["When?"].evidence
    assert min(gain("cued_colour", "normalised", other).gain.low for other in ("plain", "static")) > 0.2
    assert gain("cued_colour_sums", "normalised in front", "added in front").word == "level"
    behind = gain("cued_colour_sums", "normalised", "added + ReLU")
    assert behind.word == gain("cued_colour_sums", "normalised", "added").word == "better"
    assert "where both stand after it, the twin is worse" in LINES["When?"].evidence
    assert gain("detection_cue_free", "normalised", "added", "AP50").word == "level"
    said = {(row.sweep, row.a, row.b): verdict for row, verdict in what_helps_where.judged()[0].items()}
    assert not said["segmentation_cue", "normalised", "plain"].counts, "it does not stand in the whole table"


def test_adding_does_as_much():
    said = LINES["Which one?"].evidence
    pairs = [("segmentation", name, "IoU") for name in ("squeeze", "cbam", "scse")]
    pairs += [("detection", name, "AP50") for name in ("gate", "cbam")]
    apart = [gain(sweep, name, f"{name} added", measure) for sweep, name, measure in pairs]
    assert max(abs(verdict.gain.mean) for verdict in apart) < 0.0055 and "half a point" in said
    for sweep, words in (
        ("detection_corners", "gains 6.5 {}, the gate 5.3"),
        ("detection_free", "0.0 and 1.3"),
    ):
        both = [points(gain(sweep, name, measure="AP50")) for name in ("blind map", "gate")]
        assert both == re.findall(r"\d\.\d", words) and words.format("points of AP50") in said
    again = gain("detection_long", "gate", measure="AP50")
    assert points(again) == "1.3" and again.counts and "then the 1.3 count" in said
    assert points(gain("detection_long", "blind map", measure="AP50")) == "0.0"


def test_the_start():
    rows = {row["start"]: row["all branch ends"] for row in inserted()}
    usual = {right for start, right in rows.items() if "as it starts" in start}
    opened = {right for start, right in rows.items() if "opened" in start or "exactly" in start}
    assert usual == {0, 1, 2} and opened == {18} and rows["nothing put in"] == 18
    assert rows["CBAM, as it starts"] == 0
    assert "0 of 20 right" in CHECKS["Is it as good as before, right after the gates were put in?"]
    places = ("MobileNetV2", "three branch ends", "all branch ends")
    right = {row["start"]: tuple(row[place] for place in places) for row in inserted()}
    assert right["squeeze, as it starts"] == (0, 14, 2)
    assert right["squeeze, opened to 0.98"] == (19, 19, 18)
    said = CHECKS[SHORTCUT]
    assert "0 of 20 right with three behind blocks, 14 with three at the ends of branches" in said
    assert "but 2 with all ten" in said and "19, 19 and 18" in said


def test_an_open_start_from_scratch():
    said = CHECKS["Does it start open, from scratch too?"]
    closed, opened = (points(gain("clutter_blind", name)) for name in ("cbam", "open cbam"))
    assert f"CBAM is {closed} points behind plain as it starts, and {opened} with" in said


def test_the_start_is_a_factor_and_not_what_a_gate_says():
    rows = {row["start"]: row for row in inserted()}
    for gate, factor in (("squeeze", 0.5), ("CBAM", 0.25)):
        closed, fixed = rows[f"{gate}, as it starts"], rows[f"no gate, times {factor}"]
        assert closed["MobileNetV2"] == fixed["MobileNetV2"] == 0
        assert max(closed["text detector"], fixed["text detector"]) < 0.1
        assert closed["three branch ends"] == fixed["three branch ends"] < 15
        assert closed["all branch ends"] == fixed["all branch ends"] <= 2


def test_the_other_lines_of_the_checklist():
    said = CHECKS["Do the gates look?"]
    blind, apart = "sensors_blind", "sensors_sums"
    levels = (blind, "squeeze"), (blind, "alive squeeze"), (apart, "wider alone")
    assert all(gain(*one).word == "level" for one in levels)
    other = [verdicts.Row(blind, "squeeze", "squeeze", "accuracy", "other image")]
    (used,) = verdicts.judged(other, verdicts.read(other)).values()
    assert f"another image's gates cost {points(used)} points" in said
    norm, both = gain(apart, "norm alone"), gain(apart, "normalised")
    assert (
        norm.counts and f"norm alone it gains {points(norm)}" in said and f"with both {points(both)}" in said
    )
    rule = gain(apart, "even sensors")
    assert f"gains {points(rule)}, and the best gate {points(both)}" in LINES["When not?"].evidence
    rule, gate = (points(gain("sensors_long", name)) for name in ("even sensors", "normalised"))
    assert f"after four times the steps {rule} and {gate} (" in LINES["When not?"].evidence
    ahead = [gain("recognition_long", "normalised", b, "recall@1") for b in ("plain", "even sensors")]
    lead, over = (f"{100 * one.gain.mean:.1f}" for one in ahead)
    assert f"the gate is {lead} points ahead of plain and {over} ahead of a rule" in LINES["When?"].evidence
    assert all(one.counts for one in ahead)
    assert gain("segmentation", "skip gates", measure="IoU").word == "level"
    said = CHECKS["Do two measures agree?"]
    corners = ("detection_corners", "detection_corners_places")
    fifty, (once, again) = (
        gain(corners[0], "gate", measure="AP50"),
        (gain(s, "gate", measure="AP75") for s in corners),
    )
    assert f"{points(fifty)} points of AP50. In AP75 it gains {points(once)}, and" in said
    assert f"once more, {points(again)} (" in said
    assert round(100 * gain("clutter_blind", "cbam").gain.mean) == -11
    assert "eleven points behind" in CHECKS["Has it learned for long enough?"]
    apart = (points(gain("clutter_starts", name, "cbam")) for name in ("four times", "one pool"))
    said = CHECKS["Does it start open, from scratch too?"]
    assert "four times as large gained {} points, one without maxima {};".format(*apart) in said
    small = points(gain("clutter_starts", "plain", "plain, a quarter"))
    assert f"plain, without any gate, lost {small} when its maps were a quarter as large." in said
    assert (
        gain("clutter_one_size", "cbam").word == "level" and "CBAM is level with plain as it starts." in said
    )
    masks = (points(gain(f"segmentation_{n}", "squeeze", measure="IoU")) for n in ("long", "blind"))
    assert "*squeeze* keeps {} of its {} points".format(*masks) in CHECKS["Has it learned for long enough?"]


def test_the_rates_of_the_checklist():
    scores = store.mean_scores(store.load("clutter_blind")["tuning"])
    said = CHECKS["Has each network its own learning rate?"]
    (slow, fast), plain = ([100 * scores[name][rate] for rate in (0.03, 0.1)] for name in ("cbam", "plain"))
    assert f"CBAM as it starts has {slow:.1f} of 100 at 0.03 and {fast:.1f} at 0.1" in said
    assert f"plain {plain[0]:.1f} and {plain[1]:.1f}." in said


def test_two_copies_of_plain():
    said = CHECKS["Is it more than luck?"]
    within = {r["task"]: r["within"] for r in two_copies.trained() if r["protocol"] == "one rate"}
    assert f"further apart, within {100 * within['clutter']:.1f}" in said


def test_the_time_that_lesson_04_reports():
    cells = nbformat.read(ROOT / "notebooks" / "04_cbam.ipynb", as_version=4).cells
    assert sum("and CBAM 18 to 20%." in cell.source for cell in cells) == 1
    assert "18 to 20% more time" in LINES["What does it cost?"].evidence


def test_the_lines_that_lesson_13_names():
    cells = nbformat.read(ROOT / "notebooks" / "13_real_networks.ipynb", as_version=4).cells
    number = list(CHECKS).index("Does it start open, from scratch too?") + 1
    named = set(re.findall(r"[Ll]ine (\d+)", " ".join(cell.source for cell in cells)))
    assert named == {f"{number}"}


def test_the_page_as_a_table():
    cells = take_home.rows()
    assert len(take_home.rows(take_home.CHECKLIST)) == len(CHECKS)
    assert len(cells) == len(take_home.LINES) and all(len(row) == 4 for row in cells)
    assert cells[0][3] == "[02](02_channel_attention.ipynb)"
