"""The same steps, or the same time: the table of RESULTS.md and lesson 14, and what the texts say of it."""

import pytest
from places import ROOT

from helpers.experiments import equal_time as recipes, find, photographs, store
from helpers.tables import equal_time
from helpers.tables.what_helps_where import size
from helpers.tables.whole import in_text


@pytest.fixture(scope="module")
def said():
    return equal_time.judged()


def test_plain_trains_for_the_time_of_the_other_networks_steps():
    for task, beside in recipes.BESIDE.items():
        plain, other = recipes.STEP[task].values()
        few, many = find(beside), find(f"{task}_time")
        assert many.steps == round(few.steps * other / plain) > few.steps
        assert list(many.variants) == ["plain", "plain again"] and many.rates == few.rates
        assert {beside, f"{task}_time"} <= {name for row in equal_time.ASKED for name in row[3:]}


def test_the_gain_for_the_same_time_is_that_for_the_same_steps_less_what_the_steps_bring(said):
    for _, measure, gate, short, longer in equal_time.ASKED:
        for_steps, for_time = said[longer, gate, measure]
        alone = equal_time.more_steps(measure, short, longer)
        assert for_time.gain.mean == pytest.approx(for_steps.gain.mean - alone.mean)
        columns = store.load(short), store.load(longer)
        own = [store.column(columns[0], gate, measure), store.column(columns[1], "plain", measure)]
        assert 10 * for_time.gain.mean == pytest.approx(sum(own[0]) - sum(own[1]))


def test_every_gain_is_smaller_than_after_the_same_steps(said):
    assert all(for_time.gain.mean < for_steps.gain.mean for for_steps, for_time in said.values())


def test_the_texts_say_what_the_table_says(said):
    names = ("RESULTS.md", "notebooks/02_channel_attention.ipynb", "notebooks/06_classification.ipynb")
    page, what, classes = (" ".join((ROOT / name).read_text(encoding="utf-8").split()) for name in names)
    steps, time = said["sensors_time", "normalised", "accuracy"]
    assert time.word == "level" and steps.counts
    few, many = (f"{100 * one.gain.mean:.1f}" for one in (steps, time))
    assert f"{size(time).removeprefix('+')} of {few} points are left" in page
    before, after = said["detection_corners_time", "gate", "AP75"]
    ahead, behind = size(before).removeprefix("+"), size(after).removeprefix("−")
    assert f"gate's {ahead} points of AP75 become a loss of {behind}" in page
    assert after.word == "worse" and after.counts
    wide, its_time = said["photographs_wide_time", "wide", "accuracy"][1], find("photographs_wide_time").steps
    assert (
        f"{in_text(wide.gain).strip('−')} behind plain networks that had its time, {its_time} steps" in page
    )
    eights = said["photographs_eights_time", "wide in eights", "accuracy"][1]
    its_time, step = find("photographs_eights_time").steps, photographs.STEP
    assert (
        f"It is {in_text(eights.gain).strip('−')} behind plain networks that had its time, {its_time} steps"
        in page
    )
    assert eights.counts and f"steps take {step['wide in eights'] / step['plain'] - 1:.0%} more time" in page
    assert f"after the same *time* less of the {few} points is left" in what, "lesson 14 asks for the number"
    assert f"gains {few} points after as many steps (less after the same time" in classes
    gains = [key for key, (before, _) in said.items() if before.counts and "AP75" not in key]
    assert len(gains) == 6 and all(said[key][1].counts and said[key][1].gain.low > 0 for key in gains)


def test_the_page_has_the_table_of_today():
    assert equal_time.table() in (ROOT / "RESULTS.md").read_text(encoding="utf-8")


def test_lesson_14_says_the_times_and_the_table(said):
    text = " ".join((ROOT / "notebooks" / "14_fast.ipynb").read_text(encoding="utf-8").split())
    plain, gated = recipes.STEP["sensors"].values()
    few, many = find("sensors_blind").steps, find("sensors_time").steps
    assert f"gate took {gated / plain - 1:.0%} longer" in text
    assert f"time of its {few} steps *plain* made {many}" in text
    short, longer = store.load("sensors_blind"), store.load("sensors_time")
    gate, again = store.column(short, "normalised"), store.column(longer, "plain again")
    assert f"a second copy of *plain*, {10 * (sum(gate) - sum(again)):.1f} of " in text
    alone = equal_time.more_steps("accuracy", "sensors_blind", "sensors_time")
    assert f"{many - few} more steps alone bring *plain* {100 * alone.mean:.1f}" in text
    behind = said["detection_corners_time", "gate", "AP75"][1].gain.mean
    assert f"become a loss of {-100 * behind:.1f}" in text
    squeeze, cbam = (
        -100 * said[f"photographs_{name}_time", name, "accuracy"][1].gain.mean for name in ("squeeze", "cbam")
    )
    assert f"*squeeze* is {squeeze:.1f} and CBAM {cbam:.1f} points behind" in text
    wide = -100 * said["photographs_wide_time", "wide", "accuracy"][1].gain.mean
    assert f"slower steps and no gate, is {wide:.1f} behind" in text
    eights = -100 * said["photographs_eights_time", "wide in eights", "accuracy"][1].gain.mean
    assert f"in place of 17, 34 and 68, only {eights:.1f}." in text
