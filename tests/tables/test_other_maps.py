"""What is left of the detector's gate with other maps: the table, and what the texts say of it."""

import json
from pathlib import Path

import pytest

from helpers.experiments import statistics, store
from helpers.tables import other_maps, take_home

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
    assert "one number for all places" in capsys.readouterr().out


def test_new_averages_alone_change_nothing():
    for name in (QUARTERS, ANYWHERE):
        stored = store.load(name)
        as_it_was, anew = store.column(stored, "gate", "AP50"), other_maps.scores(stored, "own maps")
        assert abs(statistics.paired(anew, as_it_was).mean) < 0.005


def test_what_lesson_09_says_of_the_other_maps():
    cells = json.loads(LESSON.read_text(encoding="utf-8"))["cells"]
    said = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    found, strict, anywhere = left(QUARTERS), left(QUARTERS, "AP75"), left(ANYWHERE)
    assert f"leaves them {size(found[BY_HEART][1])} points of AP50 ahead of *plain*" in said
    assert f"average of their own scenes ({size(found[AVERAGE][1])})" in said
    assert f"One number leaves them {size(found[NUMBER][1], -1)} points *behind*" in said
    assert 0.35 < found[BY_HEART][1].mean / found[OWN][1].mean < 0.65 and "about half of their gain" in said
    assert f"they fall {size(strict[BY_HEART][1], -1)} points behind *plain*" in said
    lost = [size(anywhere[whose][2]) for whose in (BY_HEART, NUMBER)]
    assert "lose {} points of AP50 with such a map and {} with one number".format(*lost) in said
    kept, number = found[BY_HEART][1], found[NUMBER][1]
    assert f"keep {100 * kept.mean:.1f} of 5.3 points of AP50, and with one number they fall" in said
    assert f"fall {-100 * number.mean:.0f} behind *plain*" in said
    shown = [
        sum(store.column(store.load(name), "gate", "groups, stage 4")) / 10 for name in (QUARTERS, ANYWHERE)
    ]
    assert f"in {100 * shown[0]:.0f} of 100 pairs of places" in said
    assert f"with digits anywhere, in {100 * shown[1]:.0f}.)" in said
    dead = store.column(store.load("detection_free"), "cbam", "dead units")
    assert min(dead) == 0.75


def test_the_other_texts_have_the_same_numbers():
    found, strict, anywhere = left(QUARTERS), left(QUARTERS, "AP75"), left(ANYWHERE)
    results = " ".join((LESSON.parents[1] / "RESULTS.md").read_text(encoding="utf-8").split())
    assert f"are still {size(found[BY_HEART][1])} points of AP50 ahead of plain" in results
    assert f"and with one number {size(found[NUMBER][1], -1)} behind" in results
    assert f"leaves them {size(strict[BY_HEART][1], -1)} behind" in results
    assert f"lose {size(anywhere[BY_HEART][2])} points of AP50 with such a map" in results
    assert f"and {size(anywhere[NUMBER][2])} with one number" in results
    evidence = " ".join(line.evidence for line in take_home.LINES)
    assert f"and {100 * found[BY_HEART][1].mean:.1f} with the map that it knows by heart" in evidence
