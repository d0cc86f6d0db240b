"""What is left of the detector's gate without its look or its place: the table, and what texts say of it."""

import json
from pathlib import Path

import pytest

from helpers.experiments import statistics, store
from helpers.tables import other_maps, take_home

LESSON = Path(__file__).resolve().parents[2] / "notebooks" / "09_detection.ipynb"
QUARTERS, ANYWHERE = "detection_corners_place", "detection_free_place"


def size(gain, sign=1):
    return f"{sign * 100 * gain.mean:.1f} ± {100 * gain.half:.1f}"


def gains(name, measure="AP50"):
    return {whose: gain for whose, (_, gain) in other_maps.left(store.load(name), measure).items()}


def test_the_numbers_are_the_stored_ones(capsys):
    stored = store.load(QUARTERS)
    found = other_maps.left(stored, "AP75")
    metrics = ("AP75", "average map, AP75", "without the place, AP75", "one number, AP75")
    for (mean, _), metric in zip(found.values(), metrics, strict=True):
        assert mean == pytest.approx(10 * sum(store.column(stored, "gate", metric)))
    other_maps.show_other_maps(stored, "Quarters")
    assert "its maps less the average map" in capsys.readouterr().out


def test_what_lesson_09_says_of_the_other_maps():
    cells = json.loads(LESSON.read_text(encoding="utf-8"))["cells"]
    said = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    own, average, look, number = gains(QUARTERS).values()
    assert f"still {size(average)} points of AP50 ahead of *plain*" in said and average.wins == 9
    assert f"{size(gains(QUARTERS, 'AP75')['the average map'], -1)} behind" in said
    assert f"fall {size(look, -1)} points behind *plain*" in said
    assert f"{-100 * number.mean:.0f} with one number" in said
    assert round(100 * (own.mean - average.mean)) == 3 and "without their look 3" in said
    assert round(100 * (own.mean - look.mean)) == 21
    assert "Without the place these networks lose 21 points" in said
    own, average, look, number = gains(ANYWHERE).values()
    lost = [f"{100 * (own.mean - other.mean):.1f}" for other in (look, average, number)]
    assert "lose {} points without the place, {} without the look and {} without both".format(*lost) in said
    assert average.high < 0 < look.high
    corners = store.load("detection_corners")
    swapped = statistics.paired(*(store.column(corners, "gate", how) for how in ("AP50", "other image")))
    assert round(100 * swapped.mean) == 6 and "cost six points" in said
    dead = store.column(store.load("detection_free"), "cbam", "dead units")
    assert min(dead) == 0.75 and "Three quarters or more of the hidden units" in said


def test_the_other_texts_have_the_same_numbers():
    quarters, anywhere = gains(QUARTERS), gains(ANYWHERE)
    results = " ".join((LESSON.parents[1] / "RESULTS.md").read_text(encoding="utf-8").split())
    average, look = (quarters[name] for name in ("the average map", "its maps less the average map"))
    assert f"are still {size(average)} points of AP50 ahead of plain there" in results
    assert f"behind plain by {size(gains(QUARTERS, 'AP75')['the average map'], -1)} in AP75" in results
    assert f"falls {size(look, -1)} points behind plain" in results
    assert f"{size(anywhere['its maps less the average map'], -1)} behind" in results
    assert f"leaves them {size(anywhere['the average map'], -1)} points behind" in results
    evidence = " ".join(line.evidence for line in take_home.LINES)
    assert f"and {100 * average.mean:.1f} with one average map for all images" in evidence
