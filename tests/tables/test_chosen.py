"""Which rates the networks of a sweep chose, and how many hidden units are dead."""

from helpers.experiments import store
from helpers.tables import chosen


def row(lr, dead, iou):
    return {"variant": "a", "lr": lr, "metrics": {"dead units": dead, "IoU": iou}}


def test_rates_are_counted_and_the_network_with_the_most_dead_units_is_found():
    stored = {"rows": [row(0.03, 0.5, 0.6), row(0.01, 0.25, 0.7), row(0.01, 0.75, 0.55)]}
    ((*words, score),) = chosen.rows_of(stored, ["a"], "IoU")
    assert words == ["a", "2 × 0.01, 1 × 0.03", "25% to 75%"] and round(score, 9) == 55


def test_the_squeeze_that_lesson_08_tells_of():
    stored = store.load("segmentation_blind")
    ((_, _, dead, iou),) = chosen.rows_of(stored, ["squeeze"], "IoU")
    assert dead == "44% to 94%" and f"{iou:.1f}" == "63.5" and f"{17 / 18:.0%}" == "94%"
    chosen.show_chosen(stored, ["squeeze", "cbam"], "IoU")
