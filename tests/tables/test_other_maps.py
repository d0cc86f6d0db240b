"""What is left of the detector's gate with other maps: the table, and what the texts say of it."""

import json
from pathlib import Path

import pytest

from helpers.experiments import statistics, store
from helpers.tables import other_maps

LESSON = Path(__file__).resolve().parents[2] / "notebooks" / "09_detection.ipynb"
QUARTERS, ANYWHERE = "detection_corners_places", "detection_free_places"
OWN, AVERAGE, BY_HEART, NUMBER = other_maps.MAPS


def size(gain, sign=1):
    return f"{sign * 100 * gain.mean:.1f} ± {100 * gain.half:.1f}"


def left(name, measure="AP50"):
    return other_maps.left(store.load(name), measure)


def test_the_numbers_are_the_stored_ones(capsys):
    stored = store.load(QUARTERS)
    found = other_maps.left(stored, "AP75")
    for (mean, gain, lost), name in zip(found.values(), other_maps.MAPS.values(), strict=True):
        column = store.column(stored, "gate", f"{name}, new averages, AP75")
        assert mean == pytest.approx(10 * sum(column))
        assert gain.mean + lost.mean == pytest.approx(found[OWN][1].mean), "gained and lost are one sum"
    other_maps.show_other_maps(stored, "Quarters")
    printed = capsys.readouterr().out
    assert BY_HEART in printed and NUMBER in printed and AVERAGE not in printed


def test_new_averages_alone_change_nothing():
    for name in (QUARTERS, ANYWHERE):
        stored = store.load(name)
        as_it_was, anew = store.column(stored, "gate", "AP50"), other_maps.scores(stored, "own maps")
        assert abs(statistics.paired(anew, as_it_was).mean) < 0.005


def test_what_lesson_09_says_of_the_other_maps():
    cells = json.loads(LESSON.read_text(encoding="utf-8"))["cells"]
    said = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    found, strict, anywhere = left(QUARTERS), left(QUARTERS, "AP75"), left(ANYWHERE)
    assert f"the gates are still {size(found[BY_HEART][1])} points of AP50 ahead of *plain*" in said
    assert f"One number leaves the gates of quarters {size(found[NUMBER][1], -1)} points behind" in said
    assert all(strict[whose][2].low > 0 for whose in (AVERAGE, BY_HEART, NUMBER)), (
        "every exchange does damage"
    )
    lost, gained = anywhere[BY_HEART][2], anywhere[OWN][1]
    assert f"Gates trained anywhere lose {size(lost)} points with such a map" in said
    assert lost.mean > gained.mean
    assert f"keeps {size(found[BY_HEART][1])} of 5.3 points of AP50" in said
    assert f"not settled, a part is damage ({size(anywhere[BY_HEART][1], -1)} behind *plain*)" in said


def test_the_other_texts_have_the_same_numbers():
    found, anywhere = left(QUARTERS), left(ANYWHERE)
    results = " ".join((LESSON.parents[1] / "RESULTS.md").read_text(encoding="utf-8").split())
    assert f"are still {size(found[BY_HEART][1])} points of AP50 ahead of plain" in results
    assert f"With one number they are {size(found[NUMBER][1], -1)} behind" in results
    assert f"lose {size(anywhere[BY_HEART][2])} points with such a map" in results
