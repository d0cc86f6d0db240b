"""What is left of the detector's gate without its look: the numbers of the table, and those of lesson 09."""

import json
from pathlib import Path

import pytest

from helpers.experiments import store
from helpers.tables import other_maps, take_home

LESSON = Path(__file__).resolve().parents[2] / "notebooks" / "09_detection.ipynb"


def test_the_numbers_are_the_stored_ones():
    stored = store.load("detection_corners")
    found = other_maps.left(stored, "gate", "AP50")
    assert list(found) == list(other_maps.MAPS)
    for mean, metric in zip((mean for mean, _ in found.values()), ("AP50", "mean", "other image")):
        assert mean == pytest.approx(10 * sum(store.column(stored, "gate", metric)))
    own, average = (found[whose][1] for whose in ("its own maps", "the average map"))
    assert own.wins == average.wins == 10 and average.low > own.mean * 0.3
    other_maps.show_other_maps(stored, "gate", where="Quarters")


def test_a_map_that_is_the_same_for_every_image_loses_nothing_by_its_average():
    found = other_maps.left(store.load("detection_corners"), "blind map", "AP50")
    assert len({mean for mean, _ in found.values()}) == 1


def test_what_lesson_09_says_of_the_average_map():
    cells = json.loads(LESSON.read_text(encoding="utf-8"))["cells"]
    said = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    quarters, anywhere = (
        {whose: gain for whose, (_, gain) in other_maps.left(store.load(name), "gate", "AP50").items()}
        for name in ("detection_corners", "detection_free")
    )
    average, own = quarters["the average map"], quarters["its own maps"]
    assert f"still {100 * average.mean:.1f} ± {100 * average.half:.1f} points ahead of *plain*" in said
    assert f"{100 * average.mean:.1f} of 5.3 points of AP50 are left" in said
    assert round(100 * own.mean, 1) == 5.3
    assert f"the other {100 * (own.mean - average.mean):.1f}, or less" in said
    shares = other_maps.shares_left(store.load("detection_corners"), "gate")
    assert sum(share < 0.2 for share in shares) == 2 and "On two seeds less than a fifth" in said
    assert average.low < own.mean / 2 < average.high and "about half of the gate's 5.3 points" in said
    assert sum(shares) / len(shares) == pytest.approx(0.57, abs=0.005)
    lost = anywhere["the average map"]
    assert f"is {-100 * lost.mean:.1f} ± {100 * lost.half:.1f} points *behind* plain" in said
    assert lost.high < 0
    assert round(100 * (own.mean - quarters["another image's maps"].mean)) == 6 and "cost six points" in said
    dead = store.column(store.load("detection_free"), "cbam", "dead units")
    assert min(dead) == 0.75 and "Three quarters or more of the hidden units" in said


def test_the_other_texts_have_the_same_numbers():
    average, anywhere = (
        other_maps.left(store.load(name), "gate", "AP50")["the average map"][1]
        for name in ("detection_corners", "detection_free")
    )
    size = f"{100 * average.mean:.1f} ± {100 * average.half:.1f}"
    results = " ".join((LESSON.parents[1] / "RESULTS.md").read_text(encoding="utf-8").split())
    assert f"are still {size} points ahead of plain there" in results
    assert f"leaves them {-100 * anywhere.mean:.1f} ± {100 * anywhere.half:.1f} points behind" in results
    evidence = " ".join(line.evidence for line in take_home.LINES)
    assert f"and {100 * average.mean:.1f} with one average map for all images" in evidence
