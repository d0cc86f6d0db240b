"""The table "what helps where": its numbers are the sweeps', and so are those of its six lines."""

import json
import re

import numpy as np
import pytest
from places import ROOT

from helpers import experiments
from helpers.experiments import channels, family as relatives, localisation, statistics, store, sums, verdicts
from helpers.experiments.verdicts import Row
from helpers.tables import halves, in_short, standings, what_helps_where, whole
from helpers.tables.what_helps_where import QUESTIONS, Question, judged, table


@pytest.fixture
def folder(tmp_path):
    """A sweep of two seeds in which the twin gains as much as the gate, made by hand."""
    made = {"plain": (0.2, 0.4), "gate": (0.5, 0.8), "gate added": (0.5, 0.7), "same": (0.2, 0.4)}
    rows = [
        {"variant": variant, "seed": seed, "metrics": {"IoU": value}}
        for variant, values in made.items()
        for seed, value in enumerate(values)
    ]
    (tmp_path / "tiny.json").write_text(json.dumps({"rows": rows}))
    return tmp_path


def test_a_row_by_hand(folder):
    lines = table([Question("a task", "tiny", "a gate", "gate", "gate added", "IoU")], folder).split("\n")
    # gate - plain: 0.3 and 0.4, so 35 ± 12.706 * 5; the twin: 0.3 and 0.3; gate - twin: 0 and 0.1
    assert lines[2] == "| a task (IoU) | a gate | +35.0 ± 63.5 | **+30.0 ± 0.0** | +5.0 ± 63.5 | 2 |"


def test_a_loss_has_a_true_minus_and_no_difference_is_not_bold(folder):
    same = Question("t", "tiny", "m", "same", measure="IoU")
    text = table([same, Question("t", "tiny", "m", "same", "gate added", "IoU")], folder)
    assert "| +0.0 ± 0.0\N{NO-BREAK SPACE}≈ |" in text and "**−30.0 ± 0.0**" in text


def test_without_a_twin_there_is_a_dash(folder):
    assert "| – | – | 2 |" in table([Question("t", "tiny", "m", "gate", measure="IoU")], folder)


def test_bold_does_not_depend_on_how_many_rows_are_shown():
    asked = [q for q in QUESTIONS if q.sweep == "sensors"]
    alone, among = table(asked), table(asked, among=QUESTIONS)
    assert "**−8.3 ± 5.2**" in alone and "**−8.3 ± 5.2**" not in among and "−8.3 ± 5.2" in among


def test_a_gain_that_two_copies_may_have_is_not_bold():
    asked = [q for q in QUESTIONS if q.sweep == "segmentation_fashion"]
    assert "| +3.5 ± 0.6 |" in table(asked) and "is above four points, our limit for two copies" in table(
        asked
    )


def test_the_caption_says_what_is_not_covered():
    text = table()
    assert "do not cover the choice of the learning rate, made once" in text and "all 181 intervals" in text
    assert text.count("**") == 2 * 82, (
        "84 of 181 stand after Holm's correction, 3 below the limit; one is shown twice"
    )


def test_every_question_names_a_variant_that_is_there():
    for q in QUESTIONS:
        recipe = experiments.EXPERIMENTS[q.sweep]
        assert q.measure == recipe.measure
        assert {q.variant, q.twin or q.variant} <= set(recipe.variants)


def test_every_twin_that_was_trained_is_shown_beside_its_gate():
    shown = {(q.sweep, q.twin) for q in QUESTIONS}
    shown |= {(sweep.removesuffix("_blind"), twin) for sweep, twin in shown}  # again, with own rates
    elsewhere = {*localisation.RECIPES, *channels.RECIPES, *relatives.RECIPES, *sums.RECIPES}
    for name, recipe in experiments.EXPERIMENTS.items():
        if name in elsewhere:
            continue
        twins = [v for v in recipe.variants if "added" in v and not name.endswith("_long")]
        twins = [
            v for v in twins if v != "pooling added"
        ]  # no control: it is the plain network (test_findings)
        assert not [twin for twin in twins if (name, twin) not in shown]


def test_the_six_lines_say_what_the_table_says():
    said, _ = judged()
    for line in in_short.LINES:
        assert [in_short.word(said[row]) for row in line.rows] == list(line.says), line.words
    assert in_short.lines().count("\n") + 1 == len(in_short.LINES) == 6
    for sweep, lead in (("detection_cue_free", 5.0), ("detection_cue", 3.7), ("detection_fashion", 6.5)):
        found = what_helps_where.gain(store.load(sweep), "normalised", "added", "AP75")
        assert round(100 * found.mean, 1) == lead and found.low > 0, "in AP75 the gate is ahead"
    strict = what_helps_where.gain(store.load("detection"), "gate", "plain", "AP75")
    assert abs(strict.mean) < 0.01 and strict.half < 0.01, "with boxes nothing is gained in AP75"


def test_the_six_lines_say_what_lesson_12_adds():
    cue = store.load("family_cue")
    names, over = store.variants(cue), what_helps_where.gain
    gained = {name: over(cue, name, "plain", "accuracy").mean for name in names}
    shares = [gained[twin] / gained[gate] for gate, twin in standings.TWINS.items()]
    assert len(shares) == 4 and round(min(shares), 1) == 0.2 and round(max(shares), 2) == 0.66
    best = sorted(gained.values())[-5:]
    assert {gained["non-local"], gained["self-attention"]} <= set(best) and best[-1] - best[0] < 0.03


def test_the_six_lines_say_how_the_gates_of_clutter_were_trained():
    clutter = store.load("clutter")
    kept, changed = (store.column(clutter, "squeeze", name) for name in ("accuracy", "other image"))
    assert abs(sum(kept) - sum(changed)) / 10 < 0.002, "the networks hardly use their gates"
    tried = store.mean_scores(clutter["tuning"])
    rates = sorted(tried["cbam"])
    assert max(tried["cbam"], key=tried["cbam"].get) == rates[-2], "the search ended at the first worse rate"
    assert len(tried["plain"]) == 9 and len(rates) == 6, "RESULTS.md says how many rates were tried"


def test_the_six_lines_and_their_page_say_how_far_copies_lay_apart():
    said = json.loads((store.RESULTS / "same_network_twice.json").read_text())["summary"]
    apart = {(row["task"], row["variant"]): row["within"] for row in said if row["protocol"] == "one rate"}
    limits = apart["clutter", "plain"], apart["sensors", "added"]
    assert [round(100 * limit, 1) for limit in limits] == [8.5, 13.6]
    clutter = store.load("clutter")
    for pooling in ("attention pooling", "max pooling"):
        found = what_helps_where.gain(clutter, pooling, "plain", "accuracy")
        assert found.mean < limits[0], "the gain waits for a better comparison"


def test_the_six_lines_say_what_four_times_the_steps_left():
    long, names = store.load("cued_colour_blind_long"), ("normalised", "added", "deep", "plain")
    gate, added, deep, plain = (sum(store.column(long, name, "accuracy")) / 10 for name in names)
    assert round(100 * (gate - plain)) == 18 and "is 18 points" in in_short.LINES[0].words
    assert round(100 * (gate - deep)) == 2 and "and 2 ahead of that deeper" in in_short.LINES[0].words
    assert round(100 * (gate - added)) == 4 and gate - deep < 0.03
    words = "are level on known digits, just under two points ahead of plain"
    assert sum(words in line.words for line in in_short.LINES) == 1
    sensors = store.load("sensors_long")
    for name in ("normalised", "even sensors"):
        assert 0.015 < what_helps_where.gain(sensors, name, "plain", "accuracy").mean < 0.02
    assert round((1 - deep) / (1 - gate), 1) == 1.9, "twice as many errors"
    strangers = store.load("recognition_long")
    ahead = [
        what_helps_where.gain(strangers, "normalised", b, "recall@1").mean for b in ("plain", "even sensors")
    ]
    assert [round(100 * lead) for lead in ahead] == [12, 10]
    assert "twelve points ahead of plain and ten ahead of the rule" in in_short.LINES[4].words


def test_lessons_03_and_04_and_the_six_lines_say_what_clutter_had_after_four_times_the_steps():
    def left(variant):
        return whole.in_text(
            what_helps_where.gain(store.load("clutter_long"), variant, "plain", "accuracy"), sign=""
        )

    said = said_in("03")
    attention, most = left("attention pooling"), left("max pooling")
    assert f"attention pooling is {attention} points ahead of *plain*, and max pooling {most}" in said
    assert f"the gate is {left('gate')} ahead" in said
    assert f"CBAM with its usual start is level with *plain* ({left('cbam')})" in said_in("04")
    long = store.load("clutter_long")
    behind = what_helps_where.gain(long, "gate", "cbam", "accuracy")
    assert (
        behind.wins == 10
        and f"CBAM is {whole.in_text(behind, sign='')} points behind the spatial" in said_in("04")
    )
    assert sorted(row["lr"] for row in long["rows"] if row["variant"] == "cbam")[4:] == [0.1] * 6, (
        "six of ten"
    )
    assert round(4 * sum(store.column(long, "cbam", "dead units")) / 10) == 3, "three of four units sleep"
    page = " ".join((ROOT / "RESULTS.md").read_text(encoding="utf-8").split())
    assert f"is level with plain ({left('cbam')}; after 400 steps" in page
    ahead = {
        rival: whole.in_text(what_helps_where.gain(long, "gate", rival, "accuracy"), sign="")
        for rival in ("blind map", "wide", "gate added")
    }
    assert (
        f"and {ahead['blind map']} ahead of the blind map" in said
        and f"and {ahead['blind map']} ahead of a map that never" in said
    )
    assert (
        f"{ahead['blind map']} ahead of a map that never looks and {ahead['wide']} ahead of a wider" in page
    )
    assert f"gain nothing ({left('blind map')} and {left('wide')})" in page
    assert (
        f"Its twin ends {left('gate added').strip('−')} below plain, so the {ahead['gate added']} over"
        in page
    )
    assert f"CBAM is {whole.in_text(behind, sign='')} behind the gate" in page
    assert sorted(row["lr"] for row in long["rows"] if row["variant"] == "plain")[4:] == [0.33] * 6, (
        "six of ten"
    )
    poolings = [left(name) for name in ("max pooling", "attention pooling")]
    assert all(round(float(points.split(" ")[0])) == 2 for points in poolings)
    assert "two points are left of the leads of attention pooling and max" in in_short.LINES[3].words
    assert left("gate").startswith("0.9") and "gate is about one point ahead" in in_short.LINES[3].words


def test_the_page_of_results_begins_with_the_gate_and_its_twin_on_the_colour_cue():
    page = " ".join((ROOT / "RESULTS.md").read_text(encoding="utf-8").split())
    stored = store.load("cued_colour_blind")
    gained = [
        whole.in_text(what_helps_where.gain(stored, name, "plain", "accuracy"), sign="")
        for name in ("normalised", "added")
    ]
    assert "*Normalised* gains {}, and its twin {}. But that twin".format(*gained) in page
    lengths = [store.load(f"cued_colour_{name}") for name in ("blind", "double", "blind_long")]
    leads = [what_helps_where.gain(sweep, "normalised", "plain", "accuracy") for sweep in lengths]
    twice, longest = (whole.in_text(lead, sign="") for lead in leads[1:])
    assert f"{longest} points are left over plain ({twice} after twice the training)" in page
    said = "{:.0f} points after 300 steps, {:.0f} after 600 and {:.0f} after 1200."
    assert said.format(*(100 * lead.mean for lead in leads)) in said_in("05")
    for sweep in lengths:
        wrong = {v: 10 - sum(store.column(sweep, v)) for v in ("plain", "wide", "normalised")}
        assert all(6.5 < wrong[v] / wrong["normalised"] < 8.5 for v in ("plain", "wide")), "seven to eight"


def test_the_page_of_results_has_the_rows_of_the_lessons_and_their_other_controls():
    short, page = table().split("\n"), whole.table().split("\n")
    assert all(line.endswith("| 10 |") for line in short[2 : 2 + len(QUESTIONS)]), "ten seeds, says the page"
    for ours, theirs in zip(page[2:], short[2 : 2 + len(QUESTIONS)], strict=False):
        assert ours.split(" | ")[:3] == theirs.split(" | ")[:3]
    cue, normed = page[2], page[4]
    assert cue.endswith("| +10.4 ± 7.4\u00a0† | +36.9 ± 7.5\u00a0† | −4.8 ± 3.0 | 53.5 ± 0.8 |")
    assert "**+27.1 ± 5.0** | −2.8 ± 1.5 |" in normed
    assert sum("\u00a0‡" in line for line in page[2:-2]) == 9, "nine twins are below plain"
    assert page[-1].startswith(short[-1]) and "†: the twin was trained for lesson 12" in page[-1]


def test_the_twins_of_lesson_12_stand_beside_the_same_networks():
    for (sweep, variant), (other, twin) in whole.TWINS.items():
        here, there = store.load(sweep), store.load(other)
        for name in (variant, "plain"):
            assert store.column(here, name) == store.column(there, name)
        assert standings.TWINS[variant] == twin


def test_the_page_of_results_says_how_many_end_far_below_the_others():
    cue = store.load("segmentation_cue")
    for name in ("plain", "squeeze"):
        assert sum(iou < 0.8 for iou in store.column(cue, name, "IoU")) == 3


def test_the_table_has_a_line_for_each_question(folder):
    asked = [Question("t", "tiny", "m", "gate", measure="IoU")] * 3
    assert len(table(asked, folder).split("\n")) == 7  # the caption stands below an empty line


def test_a_lesson_shows_its_rows_without_what_they_have_in_common(monkeypatch):
    shown = []
    monkeypatch.setattr("helpers.tables.table.display", lambda data, raw: shown.append(data))
    what_helps_where.show_table(("detection",))
    (data,) = shown
    assert data["text/markdown"] == data["text/plain"]
    head, _, *rows, empty, words = data["text/plain"].split("\n")
    assert head.startswith("| detection (AP50), 10 seeds | attention |") and "| seeds |" not in head
    asked = [q for q in QUESTIONS if q.task.startswith("detection")]
    assert [row.split(" | ")[0] for row in rows] == [f"| {q.task.partition(', ')[2]}" for q in asked]
    assert "all 181 intervals of the whole table (RESULTS.md)" in words and empty == ""


def test_rows_that_differ_keep_their_words():
    asked = [next(q for q in QUESTIONS if q.measure == measure) for measure in ("accuracy", "IoU")]
    head, _, first, second = what_helps_where.shorter(asked, judged()[0]).split("\n")
    assert head.startswith("| task, 10 seeds | attention |")
    assert first.startswith(f"| {asked[0].task} (accuracy) |") and second.count(" | ") == 4


def test_the_page_of_results_says_what_the_sensors_showed():
    page = " ".join((ROOT / "RESULTS.md").read_text(encoding="utf-8").split())
    page = page[page.index("**A rule may do as much as a gate, or more.**") :]
    asked = {
        "sensors_blind": [
            ("normalised", "plain"),
            ("normalised", "added + ReLU"),
            ("alive squeeze", "plain"),
        ],
        "sensors_sums": [
            ("normalised in front", "added in front"),
            ("normalised in front", "plain"),
            ("even sensors", "plain"),
            ("even sensors", "normalised"),
            ("norm alone", "plain"),
            ("wider alone", "plain"),
        ],
        "sensors_rules": [
            ("loud ones even", "plain"),
            ("quiet ones even", "plain"),
            ("loud ones off", "plain"),
            ("even sensors + gate", "even sensors"),
        ],
        "sensors_long": [
            ("normalised", "plain"),
            ("even sensors", "plain"),
            ("normalised", "even sensors"),
            ("normalised", "added + ReLU"),
            ("added + ReLU", "plain"),
            ("squeeze", "plain"),
            ("alive squeeze", "plain"),
            ("wide", "plain"),
            ("static", "plain"),
        ],
    }
    for sweep, pairs in asked.items():
        for a, b in pairs:
            found = what_helps_where.gain(store.load(sweep), a, b, "accuracy")
            assert whole.in_text(found, sign="") in page, (a, b)
    stored = store.load("sensors_blind")
    own, other = (store.column(stored, "squeeze", name) for name in ("accuracy", "other image"))
    assert f"cost {whole.in_text(statistics.paired(own, other), sign='')}" in page


def test_the_page_and_lesson_08_say_what_a_look_at_the_whole_image_brings():
    def gained(a, b="plain"):
        return whole.in_text(what_helps_where.gain(store.load("segmentation_blind"), a, b, "IoU"), sign="")

    page = " ".join((ROOT / "RESULTS.md").read_text(encoding="utf-8").split())
    every, far, near = (gained(name) for name in ("whole average", "nine far places", "near average"))
    behind, apart = gained("squeeze", "whole average"), gained("nine far places", "near average")
    assert f"map's average, gains {every} and is level with *squeeze* ({behind} behind)." in page
    assert f"nine far places it gains {far}, with that of nine near ones {near} (these" in page
    said = said_in("08")
    assert f"level with *squeeze* ({behind} behind)." in said
    alone = whole.in_text(
        what_helps_where.gain(store.load("segmentation_blind"), "own place", "plain", "IoU"), sign="+"
    )
    assert f"on each place alone nothing ({alone})" in page and f"*Own place* gains nothing ({alone})" in said
    means = [text.split(" ")[0] for text in (every, far, near)]
    assert f"layer gains {means[1]} points, with nine near ones {means[2]}: {apart} points less." in said
    assert "{} points without a gate, {} with nine far places, {} with nine near".format(*means) in said


def test_lesson_08_and_the_pages_say_what_is_left_of_the_gains_after_four_times_the_steps():
    long, short = store.load("segmentation_long"), store.load("segmentation_blind")

    def gained(a, b="plain", sweep=long):
        return whole.in_text(what_helps_where.gain(sweep, a, b, "IoU"), sign="")

    def mean(a, sweep=long):
        return gained(a, sweep=sweep).split(" ")[0]

    page, changes = (
        " ".join((ROOT / n).read_text(encoding="utf-8").split()) for n in ("RESULTS.md", "CHANGES.md")
    )
    gate, twin, average = (gained(name) for name in ("squeeze", "squeeze added", "whole average"))
    assert (
        f"after 1000 steps, *squeeze* keeps {gate} of its {mean('squeeze', short)} points, its twin {twin},"
        in page
    )
    assert (
        f"without a gate {average} of {mean('whole average', short)}, and CBAM has {gained('cbam')}." in page
    )
    assert f"A view that is wider gains {gained('sees further')}, a gate that never looks nothing" in page
    assert f"nothing ({gained('static')})" in page
    assert f"are level ({gained('squeeze', 'whole average')} between them, lesson 08)" in page
    assert (
        f"*squeeze* keeps {gate} of its {mean('squeeze', short)} points of IoU and its twin {twin};"
        in changes
    )
    said = said_in("08")
    had = [f"{10 * sum(store.column(sweep, 'plain', 'IoU')):.1f}" for sweep in (long, short)]
    assert f"After 1000 steps *plain* has {had[0]} in place of {had[1]}" in said
    keeps = (
        f"keeps {mean('squeeze')} of its {mean('squeeze', short)} points, its twin {mean('squeeze added')}, "
    )
    keeps += f"*whole average* {mean('whole average')} of {mean('whole average', short)}, "
    keeps += f"and CBAM has {mean('cbam')}"
    assert keeps in said and f"*Sees further* has {mean('sees further')}." in said
    assert f"after 250 ({10 * sum(store.column(short, 'squeeze', 'IoU')):.1f})" in said
    leads = (
        [a - b for a, b in zip(*(store.column(s, n, "IoU") for n in ("squeeze", "plain")))]
        for s in (short, long)
    )
    assert f"its lead shrinks by only {whole.in_text(statistics.paired(*leads), sign='')}" in said
    assert f"are level ({gained('squeeze', 'whole average')})" in said
    for name in ("plain", "squeeze"):
        climbed = (10 * sum(store.column(sweep, name, "IoU")) for sweep in (long, short))
        assert round(float.__sub__(*climbed)) == 6 and "both gained about six points since then" in said
    assert f"CBAM is {gained('cbam', 'squeeze added')} ahead of the twin of *squeeze*" in said
    behind, ahead = gained("squeeze", "cbam", short), gained("cbam", "squeeze")
    assert f"CBAM was {behind} behind *squeeze* after 250 steps; now it is {ahead} ahead" in said


def test_lesson_04_and_the_pages_say_what_is_left_of_cbam_taken_apart():
    parts = store.load("clutter_starts")

    def gained(a, b="cbam", sign=""):
        return whole.in_text(what_helps_where.gain(parts, a, b, "accuracy"), sign=sign)

    def first(text):
        return text.split(" ")[0]

    page, changes = (
        " ".join((ROOT / n).read_text(encoding="utf-8").split()) for n in ("RESULTS.md", "CHANGES.md")
    )
    said = said_in("04")
    behind, norm = gained("plain"), gained("no norm", sign="+")
    small, large = gained("plain", "plain, a quarter"), gained("plain, four times", "plain")
    names = ("four times", "one pool", "average twice", "equal quarter")
    larger, pool, twice, equal = (gained(name) for name in names)
    level = gained("one pool, four times", "plain", "+")
    means = {row["variant"]: sum(store.column(parts, row["variant"])) for row in parts["rows"]}
    right_most = max(means, key=means.get)
    few = what_helps_where.gain(parts, "average twice", "one pool", "accuracy")

    assert (
        f"CBAM {behind} behind), a loss half as large" in page
        and f"*Cbam*, trained anew, is {behind} behind *plain*." in said
    )
    assert f"a quarter as large is {small} behind, too, and four times as large {large} ahead" in page
    assert f"a quarter as large is {small} behind." in said
    assert "*plain, four times* right of all." in said and right_most == "plain, four times"
    assert 0.4 < float(first(small)) / float(first(behind)) < 0.6, "half of the loss"
    assert f"four times as large gains {larger}, without the maxima in its channel gate {pool}, with" in page
    assert f"counted twice in their place {twice}, with equal weights at a quarter {equal}, and" in page
    assert f"without its norm nothing ({norm})" in page
    assert f"level with plain ({level})" in page and f"level with *plain* ({level})" in said
    assert f"*Four times* gains {larger} over *cbam*" in said
    assert f"the block without maxima gains {pool}." in said
    assert f"counted twice CBAM gains {twice}, level with *one pool*." in said
    assert few.low > -0.02 and few.high < 0.02, "level"
    less = gained("one pool, four times", "four times")
    assert f"Near 1, to take the maxima away gains only {less}." in said
    assert float(first(less)) < float(first(pool)), "only"
    numbers = [first(text) for text in (behind, small, larger, pool)]
    words = "is {} points behind plain after 400 .* is {} points behind.* gains {} points .* {} without"
    assert re.search(words.format(*map(re.escape, numbers)), changes)


def test_the_lessons_and_pages_say_what_is_left_with_a_norm_in_front_of_the_last_layer():
    sized, without = store.load("clutter_one_size"), store.load("clutter_blind")

    def gained(a, b="plain", sign="+"):
        return whole.in_text(what_helps_where.gain(sized, a, b, "accuracy"), sign=sign)

    def apart(here, a, there, b):
        return whole.in_text(statistics.paired(store.column(here, a), store.column(there, b)), sign="")

    page, changes = (
        " ".join((ROOT / n).read_text(encoding="utf-8").split()) for n in ("RESULTS.md", "CHANGES.md")
    )
    page = page[page.index("- **With a norm in front of the last layer") :]
    said, short = said_in("03"), said_in("04")
    said = said[said.index("### A norm in front of the last layer") :]
    norm, look = apart(sized, "plain", without, "plain"), gained("attention pooling", "blind pooling", "")
    assert f"*Plain* then reads {norm} points more after 400 steps than in the table" in page
    assert f"That is {norm} more than in the first table" in said
    assert f"plain itself gains {norm} points" in changes
    assert (
        "*plain* five to six points" in said_in("03")
        and "plain reads five points more" in in_short.LINES[3].words
    )
    names = (
        "attention pooling",
        "max pooling",
        "generalised mean",
        "blind pooling",
        "gate",
        "squeeze",
        "cbam",
    )
    for name in names:
        assert gained(name) in page and (gained(name) in said or name not in names[:4]), name
    second = gained("attention pooling", "plain again", "")
    assert f"attention pooling has {second}.)" in said and f"(over the second copy {second})" in page
    assert f"over *blind pooling*, brings {look}." in said and f"its blind copy, brings {look}." in page
    less = [apart(without, name, sized, name) for name in names[1:3]]
    still = [apart(without, name, sized, "plain") for name in names[1:3]]
    assert "with it they have {} and {} points less.".format(*less) in said
    assert "nothing from the norm ({} and {} less)".format(*less) in page
    assert "they are still {} and {} ahead of *plain* with it.".format(*still) in said
    assert "they are still {} and {} ahead of *plain* with it.".format(*still) in page
    means = [f"{10 * sum(store.column(sized, name)):.1f}" for name in ("cbam", "plain")]
    assert "reads {} of 100, and *plain* {}: ".format(*means) + f"{gained('cbam')}, level" in short
    behind = gained("gate", "cbam", "")
    assert f"CBAM is still {behind} behind *gate*" in short and f"({behind} behind the gate)" in page
    numbers = [gained(name) for name in ("attention pooling", "max pooling", "gate", "cbam")]
    assert "are level with it ({}, {}, {}, {})".format(*numbers) in changes


def test_the_lessons_and_pages_say_what_half_a_norm_brings():
    sized, without = store.load("clutter_one_size"), store.load("clutter_blind")

    def apart(a, here, b, sign=""):
        return whole.in_text(statistics.paired(store.column(sized, a), store.column(here, b)), sign=sign)

    page, changes = (
        " ".join((ROOT / n).read_text(encoding="utf-8").split()) for n in ("RESULTS.md", "CHANGES.md")
    )
    said, of_cbam = said_in("03"), said_in("04")
    size, centring = apart("size alone", without, "plain", "+"), apart("centring alone", without, "plain")
    more = apart("plain", sized, "centring alone")
    assert (
        f"alone* brings nothing ({size}), *centring alone* {centring}, and the whole norm is {more}" in said
    )
    assert f"*plain* gains nothing ({size}), with its average moved to zero alone {centring} ({more}" in page
    assert f"*plain* gains nothing by it ({size})" in of_cbam
    again, ahead = apart("cbam, size alone", without, "cbam"), apart("cbam, size alone", sized, "size alone")
    assert f"it is {ahead} ahead of *plain* with the same half. That is {again} more" in of_cbam
    assert f"CBAM gains {again} by the first half alone, and is {ahead} ahead" in page
    assert f"CBAM gains {again} where only the size" in changes
    found = statistics.paired(*(store.column(sized, name) for name in ("cbam, size alone", "size alone")))
    assert found.low > 0, "CBAM is not behind"


def test_lesson_04_says_what_an_open_start_brings_the_gate():
    stored, said = store.load("clutter_blind"), said_in("04")
    ahead, behind = (
        whole.in_text(what_helps_where.gain(stored, *pair, "accuracy"), sign="")
        for pair in (("open gate", "plain"), ("open gate", "open cbam"))
    )
    assert f"*open gate* is ahead of *plain* by {ahead}, and *open cbam* is {behind} behind it" in said


def test_lesson_04_says_how_unlike_ten_networks_use_their_halves():
    parts, said = store.load("clutter_starts"), said_in("04")
    what, where = (halves.lost(parts, "cbam", half) for half in ("channel", "spatial"))
    assert "The ten *cbam* use their halves very differently" in said
    assert abs(what).min() < 1 and what.max() > 50 and where.min() < 10 and where.max() > 40
    pool, both = (halves.lost(parts, name, "channel") for name in ("one pool", "one pool, four times"))
    assert max(abs(pool).max(), abs(both).max()) < 1 and "costs nothing in any network" in said
    opened = halves.lost(parts, "open cbam", "channel")
    assert sum(abs(opened) < 1) == 9
    assert "the channel half is a fixed scale, as in nine of the ten *open cbam*" in said


def test_lesson_09_and_the_pages_say_what_is_left_anywhere_after_four_times_the_steps():
    long = store.load("detection_long")

    def gained(a, b="plain", by="AP50"):
        return whole.in_text(what_helps_where.gain(long, a, b, by), sign="")

    page, changes = (
        " ".join((ROOT / n).read_text(encoding="utf-8").split()) for n in ("RESULTS.md", "CHANGES.md")
    )
    said = said_in("09")
    had = [f"{10 * sum(store.column(s, 'plain', 'AP50')):.1f}" for s in (long, store.load("detection_free"))]
    assert "plain has {} in place of {}, and three leads".format(*had) in page
    assert "*Plain* has {} now, in place of {}.".format(*had) in said
    names = ("gate", "cbam", "near average", "blind map", "gate added")
    gate, both, near, blind, twin = (gained(name) for name in names)
    assert f"the gate gains {gate}, CBAM {both}, and averages of near places, without a gate, {near}." in page
    assert f"The gate is {gate} points ahead of it, CBAM {both} and *near average* {near}." in said
    level, ahead = gained("gate", "near average"), gained("gate", "gate added")
    assert f"these averages are level ({level} between them)" in page
    assert f"the gate is level with it ({level} ahead)" in said
    assert f"The gate is {ahead} ahead of its twin, which gains nothing ({twin}), as the blind" in page
    assert f"The gate is {ahead} ahead of it, on ten" in said and f"is level with *plain* (+{twin})" in said
    assert f"map ({blind})." in page and f"level with *plain* ({blind})" in said
    assert f"In AP75 the gate gains nothing ({gained('gate', by='AP75')})" in page
    assert (
        f"gate is {gate} ahead of plain in AP50, and averages of near places, without a gate, {near};"
        in changes
    )
    assert f"never looks gains {blind}." in changes
    assert f"it has {gate.split(' ')[0]} points again, which count" in in_short.LINES[2].words
    rows = [Row("detection_long", name, measure=m) for m in ("AP50", "AP75") for name in names]
    judged_here = verdicts.judged(rows, verdicts.read(rows))
    counted = [row.a for row, verdict in judged_here.items() if verdict.counts and verdict.gain.mean > 0]
    assert sorted(counted) == ["cbam", "gate", "near average"], "in AP50, and nothing in AP75"


def test_lesson_09_and_the_page_say_what_averages_gain_without_a_gate():
    def gained(sweep, a, b="plain", by="AP50"):
        return whole.in_text(what_helps_where.gain(store.load(sweep), a, b, by), sign="")

    near, every = (
        [gained(f"detection_{s}", f"{a} average") for s in ("corners", "free")] for a in ("near", "whole")
    )
    ahead = gained("detection_free", "gate", "near average")
    page = " ".join((ROOT / "RESULTS.md").read_text(encoding="utf-8").split())
    assert f"gains {near[0]} points of AP50, as much as the gate; anywhere it gains {near[1]}" in page
    assert (
        f"the gate is {ahead} ahead of it (neither gain stands there). With the average of the whole map it "
        f"gains {' and '.join(every)}." in page
    )
    said = said_in("09")
    alone = gained("detection_corners", "own place").replace("-", "−")
    assert f"as much AP50 as the gate ({near[0]}), *whole average* hardly anything ({every[0]})" in said
    assert f"*own place* nothing ({alone})" in said
    anywhere = gained("detection_free", "own place").replace("-", "−")
    assert f"The same layer on each place alone gains nothing ({alone} and {anywhere})." in page
    neighbours = gained("detection_free", "near average", "own place")
    assert f"without neighbours, it is {neighbours} ahead, on all ten seeds" in said
    assert f"about one point more ({near[1]};" in said and f"level with it ({ahead} ahead)" in said
    assert f"hardly: {every[0]} | {every[1]}, does not stand" in said


def test_the_page_says_what_maps_of_ones_own_are_worth():
    def gained(a, b="plain"):
        return whole.in_text(what_helps_where.gain(store.load("cued_colour_maps"), a, b, "accuracy"), sign="")

    page = " ".join((ROOT / "RESULTS.md").read_text(encoding="utf-8").split())
    assert f"non-local gains {gained('non-local')}. The same layer" in page
    assert f"map for all places of an image, gains {gained('one map')}. It looks" in page
    rectified = [gained(f"{name} + ReLU") for name in ("one map", "uniform context")]
    ahead = [gained("non-local + ReLU", f"{name} + ReLU") for name in ("one map", "uniform context")]
    assert f"one map gains {rectified[0]}, and the layer of global context" in page
    assert (
        f"in place of its map {rectified[1]}. Non-local with such a ReLU is {' and '.join(ahead)} ahead"
        in page
    )
    assert f"has one map, gains {gained('global context')}, and with the plain" in page
    assert f"average {gained('uniform context')}: that its map" in page
    said = said_in("12")
    assert f"has no more than *non-local*, is {ahead[0]} ahead of it" in said
    assert f"91 of 100: {rectified[1]} points over *plain*. *Non-local + ReLU* is {ahead[1]} ahead" in said


def test_the_caption_says_what_the_untouched_gates_cost():
    def lost(task, name, way=", untouched"):
        again = store.load(f"{task}_untouched")
        own = store.column(again, name, {"segmentation": "IoU", "detection": "AP50"}.get(task, "accuracy"))
        return 10 * (sum(own) - sum(store.column(again, name, f"other image{way}")))

    said = [
        f"{lost('segmentation', name, way):.1f}"
        for way in (", untouched", "")
        for name in ("squeeze", "scse")
    ]
    assert "lose {} and {} in segmentation, and not {} and {};".format(*said) in whole.MARKS, said
    others = [
        ("segmentation", "cbam"),
        *((t, v) for t in ("clutter", "cued_colour", "detection") for v in ("gate", "cbam")),
    ]
    for task, name in others:
        assert lost(task, name) > lost(task, name, "") - 2.1, (task, name)


def test_the_page_and_lesson_07_say_what_a_longer_training_did_with_strangers():
    def gained(a, b="plain", sweep="recognition_long", by="recall@1"):
        return whole.in_text(what_helps_where.gain(store.load(sweep), a, b, by), sign="")

    def grown(a, b):
        sweeps = [store.load(f"recognition_{n}") for n in ("long", "sums")]
        leads = [np.subtract(*(store.column(s, v, "recall@1") for v in (a, b))) for s in sweeps]
        return whole.in_text(statistics.paired(*leads), sign="")

    page = " ".join((ROOT / "RESULTS.md").read_text(encoding="utf-8").split())
    page = page[page.index("**With digits never seen, the gate is ahead") :]
    before = gained("even sensors", sweep="recognition_sums")
    behind = gained("normalised", "even sensors", "recognition_sums")
    assert (
        f"the rule gains {before} points of recall@1, and the gate is not clearly ahead of it ({behind})"
        in page
    )
    long, short = (
        10 * sum(store.column(store.load(sweep), "plain", "recall@1"))
        for sweep in ("recognition_long", "recognition_sums")
    )
    assert f"plain has {long:.1f} of 100 in place of {short:.1f}." in page and round(long - short) == 10
    gate, rule, twin = (gained(name) for name in ("normalised", "even sensors", "added + ReLU"))
    leads = [gained("normalised", rival) for rival in ("even sensors", "added + ReLU")]
    assert (
        f"There the gate gains {gate} and the rule {rule}. The gate is {leads[0]} ahead of the rule" in page
    )
    assert f"{leads[1]} ahead of its twin with a ReLU of its own (which gains {twin})" in page
    rest = [gained(name).replace("-", "−") for name in ("squeeze", "wide", "static")]
    assert f"gate gains {rest[0]}, more channels {rest[1]}, a blind gate {rest[2]}." in page
    grew, shrank = grown("normalised", "even sensors"), grown("plain", "even sensors")
    assert (
        f"over the rule grew, by {grew}; that the rule's lead over plain shrank is not clear (by {shrank})"
        in page
    )
    judged = [gained("even sensors", sweep=f"recognition_{n}", by="verification") for n in ("sums", "long")]
    judged += [gained("normalised", b, by="verification") for b in ("even sensors", "added + ReLU")]
    kept = "by verification the rule keeps it ({}, then {}). There the gate is {} ahead of the rule and {}"
    assert kept.format(*judged) in page
    behind, together = (gained("even sensors + gate", b) for b in ("even sensors", "plain"))
    assert f"equally loud, it still gains {behind} over the rule alone" in page
    said = said_in("07")
    assert f"it still gains {behind} points over the rule alone ({together} over *plain*)." in said
    assert f"the rule, by {leads[0]} points, and of its twin with a ReLU of its own, by {leads[1]}." in said
    assert (
        f"its gain of {gate} over *plain*. So the gate's lead over the rule grew, by {grew} points." in said
    )
    assert (
        f"lead over *plain*, {before} before, is {rule} now; that it shrank is not clear (by {shrank})."
        in said
    )
    assert f"The twin, too, is ahead of the rule ({gained('added + ReLU', 'even sensors')})." in said
    changes = " ".join((ROOT / "CHANGES.md").read_text(encoding="utf-8").split())
    assert f"the gate is {leads[0]} ahead of the rule" in changes and f"{leads[1]} ahead of a twin" in changes


def test_the_page_of_results_says_what_round_fragments_change():
    page = " ".join((ROOT / "RESULTS.md").read_text(encoding="utf-8").split())
    page = page[page.index("- **Straight edges.**") :]
    round_ones, squares = store.load("segmentation_soft"), store.load("segmentation_blind")

    def gain_of(a, b="plain"):
        return whole.in_text(what_helps_where.gain(round_ones, a, b, "IoU"), sign="")

    for name in ("squeeze", "cbam", "skip gates"):
        found = what_helps_where.gain(round_ones, name, "plain", "IoU")
        sign = "+" if name == "skip gates" else ""
        assert whole.in_text(found, sign=sign) in page, name
    for name in ("squeeze", "cbam"):
        assert f"({100 * what_helps_where.gain(squares, name, 'plain', 'IoU').mean:.1f}" in page, name
    means = [f"{10 * sum(store.column(sweep, 'plain', 'IoU')):.0f}" for sweep in (round_ones, squares)]
    assert f"plain has {means[0]} of 100 there in place of {means[1]}." in page
    twin, ahead = gain_of("squeeze added", "plain"), gain_of("cbam", "cbam added")
    assert f"The twin of *squeeze* gains {twin}, too; CBAM is {ahead} ahead of its own." in page
    assert f"A blind gate gains {gain_of('static')}, more channels {gain_of('wide')}." in page
    assert f"CBAM is {ahead} ahead of its own." in said_in("08")
    every, near = gain_of("whole average"), gain_of("near average")
    alone = whole.in_text(what_helps_where.gain(round_ones, "own place", "plain", "IoU"), "+")
    level, more = gain_of("whole average", "squeeze"), gain_of("cbam", "whole average")
    assert f"without a gate, gains {every} and is level with *squeeze* there, too ({level} ahead);" in page
    assert (
        f"near places gains {near}, the same layer on each place alone {alone}. CBAM is {more} ahead" in page
    )
    assert f"gains {every}, level with *squeeze* ({level} ahead)" in said_in("08")
    assert f"gain nothing ({near} and {alone}). CBAM is {more} ahead of *whole average*" in said_in("08")
    round_ones, squares = store.load("clutter_soft"), store.load("clutter_blind")
    for name in ("attention pooling", "max pooling"):
        found, before = (what_helps_where.gain(s, name, "plain", "accuracy") for s in (round_ones, squares))
        assert f"{whole.in_text(found, sign='')} ({100 * before.mean:.1f}" in page, name
    assert f"gate {whole.in_text(what_helps_where.gain(round_ones, 'gate', 'plain', 'accuracy'), '')}" in page
    means = [f"{10 * sum(store.column(sweep, 'plain')):.0f}" for sweep in (round_ones, squares)]
    assert f"plain has {means[0]} in place of {means[1]}." in page
    for name, words in (
        ("generalised mean", "a generalised mean {} (8.0)"),
        ("blind pooling", "that never looks gains {}"),
        ("blind map", "a blind map {}"),
        ("wide", "more channels {}; the gate's"),
    ):
        found = what_helps_where.gain(round_ones, name, "plain", "accuracy")
        assert words.format(whole.in_text(found, sign="")) in page, name
    twin = what_helps_where.gain(round_ones, "plain", "gate added", "accuracy")
    assert f"the gate's twin is {whole.in_text(twin, sign='')} behind plain" in page
    round_ones = store.load("segmentation_soft")
    ahead = what_helps_where.gain(round_ones, "cbam", "squeeze", "IoU")
    assert ahead.low > 0, "the two change places"


def said_in(lesson):
    """The text cells of a lesson, as one text."""
    cells = json.loads(next((ROOT / "notebooks").glob(f"{lesson}_*.ipynb")).read_text(encoding="utf-8"))[
        "cells"
    ]
    return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")


def test_what_lessons_02_03_and_09_say_of_the_newest_sweeps():
    def gained(sweep, a, b="plain", measure="accuracy"):
        return whole.in_text(what_helps_where.gain(store.load(sweep), a, b, measure), sign="")

    said = said_in("02")
    perfect = gained("sensors_rules", "loud ones off").split(" ")[0]
    assert f"The perfect switch gains {perfect}, and" in said
    assert f"the gate adds nothing ({gained('sensors_rules', 'even sensors + gate', 'even sensors')})" in said
    said = said_in("03")
    attention, most = (gained("clutter_soft", a) for a in ("attention pooling", "max pooling"))
    before = [gained("clutter_blind", a).split(" ")[0] for a in ("attention pooling", "max pooling")]
    again = gained("clutter_soft", "attention pooling", "plain again")
    assert f"Attention pooling is {attention} points ahead of *plain* ({before[0]} among squares)" in said
    assert f"and {again} ahead of *plain again* (4.3 among" in said
    assert f"gains {most} ({before[1]} among squares)" in said
    look = gained("clutter_soft", "attention pooling", "blind pooling")
    never, mean = (gained("clutter_soft", a) for a in ("blind pooling", "generalised mean"))
    assert f"never looks is {never} ahead of *plain*; for the look {look} are left" in said
    assert f"and the generalised mean {mean} (8.0)" in said
    squares, round_ones = store.load("clutter_blind"), store.load("clutter_soft")
    grew = {
        name: sum(store.column(round_ones, name)) - sum(store.column(squares, name))
        for name in store.variants(round_ones)
    }
    assert [name for name in grew if 10 * grew[name] < 0.5] == ["attention pooling"], "it alone reads no more"
    blind, one_number = (gained("clutter_blind", a) for a in ("blind pooling", "generalised mean"))
    for_the_look = gained("clutter_blind", "attention pooling", "blind pooling")
    behind = [gained("clutter_blind", "generalised mean", b) for b in ("max pooling", "attention pooling")]
    assert (
        f"*blind pooling* is {blind.split(' ')[0]} ahead: for the look at the image {for_the_look} are left"
        in said
    )
    assert f"which learns one number, is {behind[1].split(' ')[0]} ahead of it" in said
    page = " ".join((ROOT / "RESULTS.md").read_text(encoding="utf-8").split())
    assert f"the same for all images, gains {blind}. So {for_the_look} are left for the look" in page
    assert f"gains {one_number}: {behind[0]} more than max pooling, {behind[1]} more than attention" in page
    fixed = [gained("clutter_blind", f"power {p}") for p in (3, 6)]
    assert f"or 6, about its end, the mean gains {fixed[0]} and {fixed[1]} (lesson 03)" in page
    behind = [gained("clutter_blind", "generalised mean", f"power {p}") for p in (3, 6)]
    assert f"kept fixed it has {behind[0]} points less" in said and f"(With 6 it has {behind[1]} less" in said
    starts = gained("clutter_blind", "open squeeze"), gained("clutter_blind", "squeeze").replace("-", "−")
    assert f"level with plain, too (+{starts[0]}, usual start {starts[1]})" in page
    ahead = gained("detection_cue_free", "normalised", "added", "AP75")
    page = " ".join((ROOT / "RESULTS.md").read_text(encoding="utf-8").split())
    assert f"{ahead} points ahead of its twin" in said_in("09")
    assert f"In AP75 the gate is {ahead} points ahead" in page


def test_lesson_09_and_the_page_of_results_say_what_ap75_had_in_quarters():
    def gained(sweep, variant, measure, sign=""):
        found = what_helps_where.gain(store.load(sweep), variant, "plain", measure)
        return whole.in_text(found, sign=sign)

    more, less = (gained("detection_corners", "coordinates", measure) for measure in ("AP50", "AP75"))
    told = f"gains {more.split(' ')[0]} points of AP50 and loses {less.split(' ')[0].strip('−-')} of AP75"
    assert told in said_in("09")
    page = " ".join((ROOT / "RESULTS.md").read_text(encoding="utf-8").split())
    once, again = (
        gained(sweep, "gate", "AP75") for sweep in ("detection_corners", "detection_corners_places")
    )
    assert f"own rates +{once} over one copy of plain, and {again} when all were trained once more" in page


def test_the_page_of_results_says_how_many_units_are_dead_where_squeeze_gains():
    page = " ".join((ROOT / "RESULTS.md").read_text(encoding="utf-8").split())
    stored = store.load("segmentation_blind")
    rows = [row["metrics"] for row in stored["rows"] if row["variant"] == "squeeze"]
    dead = sorted((row["dead units"], row["IoU"]) for row in rows)
    assert f"{dead[0][0]:.0%} to {dead[-1][0]:.0%} of the hidden units" in page
    assert f"still has an IoU of {100 * dead[-1][1]:.1f} of 100" in page
    assert f"Plain has {10 * sum(store.column(stored, 'plain', 'IoU')):.1f}, the mean of ten" in page


def test_the_page_of_results_and_lesson_03_say_how_the_maps_of_clutter_rank():
    page = " ".join((ROOT / "RESULTS.md").read_text(encoding="utf-8").split())
    short, long = store.load("clutter_blind"), store.load("clutter_long")

    def mean(sweep, variant, measure):
        return sum(store.column(sweep, variant, measure)) / 10

    ranks = [mean(*of, "auroc distractors") for of in ((short, "cbam"), (long, "gate"), (short, "gate"))]
    right = [100 * mean(*of, "accuracy") for of in ((short, "cbam"), (long, "gate"))]
    on_digit = [100 * mean(sweep, "gate", "energy inside") for sweep in (long, short)]
    assert (
        f"after 400 steps (AUROC {ranks[0]:.2f}, the" in page and f"read {right[0]:.0f} of 100. After" in page
    )
    assert (
        f"rank worse ({ranks[1]:.2f}; after 400 steps {ranks[2]:.2f}), and its networks read {right[1]:.0f}"
        in page
    )
    assert (
        f"Then {on_digit[0]:.0f}% of a map's weight lies on the digit, after 400 steps {on_digit[1]:.0f}%"
        in page
    )
    below = [
        sum(rank < 0.79 for rank in store.column(of, "gate", "auroc distractors")) for of in (short, long)
    ]
    assert below == [4, 10]
    assert "four of ten gates ranked worse than ink in 20 × 20 pixels" in said_in("03")
    assert "After 1600 steps all ten did" in said_in("03")
    chose = [row["lr"] for row in long["rows"] if row["variant"] == "plain again"]
    tried = store.mean_scores(long["tuning"])
    means = [f"{100 * tried['plain'][rate]:.1f}" for rate in (0.1, 0.33)]
    assert "0.1 gives as much: {} of 100 validation images, and {}.".format(*means) in said_in("03")
    assert chose.count(0.33) == 1 and tried["plain again"][0.33] < tried["plain again"][0.1]
    alike = [
        [r["metrics"] for r in of["rows"] if (r["variant"], r["lr"]) == ("gate", 0.1)] for of in (short, long)
    ]
    inside = [f"{100 * sum(m['energy inside'] for m in of) / len(of):.0f}%" for of in alike]
    ranks = [f"{sum(m['auroc distractors'] for m in of) / len(of):.2f}" for of in alike]
    assert "rate 0.1 ({} and {}, AUROC {} and {})".format(*inside, *ranks) in said_in("03")


def test_lesson_09_and_the_page_of_results_say_what_one_map_for_all_images_leaves_in_both_measures():
    stored = store.load("detection_corners_places")
    left = {
        measure: statistics.paired(
            store.column(stored, "gate", f"by heart, new averages, {measure}"),
            store.column(stored, "plain", measure),
        )
        for measure in ("AP50", "AP75")
    }
    page = " ".join((ROOT / "RESULTS.md").read_text(encoding="utf-8").split())
    ahead, behind = (whole.in_text(gain, sign="").strip("−") for gain in left.values())
    assert (
        f"still {ahead} points of AP50 ahead" in page and f"this map they are {behind} behind plain" in page
    )
    assert f"still {ahead} points of AP50 ahead" in said_in("09") and left["AP50"].wins == 9
    assert f"there they are {behind} points behind *plain*" in said_in("09")
