"""The figures of lesson 05 say what the numbers say: labels, counts, choices and colours."""

import numpy as np
import pytest
import torch

from helpers import datasets, results
from helpers.figures import BOTH, INK, PLAIN, WHAT, WHERE, png_of
from helpers.plots import comparison as plots


def words(figure):
    """Every text of a figure."""
    return [text.get_text() for text in figure.findobj(lambda artist: hasattr(artist, "get_text"))]


def test_the_course_has_one_colour_for_what_and_one_for_where():
    wanted = {
        "squeeze": WHAT,
        "gate": WHERE,
        "cbam": BOTH,
        "plain": PLAIN,
        "added": PLAIN,
        "cbam added": PLAIN,
    }
    assert {variant: plots.colour_of(variant) for variant in wanted} == wanted


def test_the_headline_shows_the_first_image_of_which_half_the_sensors_work():
    batch = datasets.unreliable_sensors(60, "test", 77)
    figure = plots.headline(batch, {"plain": 0.7707, "squeeze": 0.7933})
    k = next(k for k in range(60) if batch.clean[k].sum() == 4)
    assert f"a {int(batch.labels[k])}, seen by 8 sensors; framed: those that work" in words(figure)
    assert {"77.1%", "79.3%"} <= set(words(figure))
    shown = [axes.images[0].get_array() for axes in figure.findobj(plots_axes) if axes.images]
    assert len(shown) == 8 and np.allclose(shown[3], batch.images[k, 3])


def plots_axes(artist):
    return hasattr(artist, "images")


def test_coverage_counts_the_intervals_that_miss():
    figure = plots.coverage([(0.5, 0.1), (0.9, 0.1), (0.2, 0.4), (0.0, 0.3)], truth=0.5)
    assert "4 intervals around the true gain of 0.5: 2 miss it" in words(figure)
    loud = [
        line
        for line in figure.axes[0].lines
        if line.get_color() == plots.WORSE and len(line.get_xdata()) == 2
    ]
    assert [line.get_xdata()[0] for line in loud] == [1, 3]


def test_labels_are_moved_apart_and_keep_their_order():
    heights = [5.0, 5.1, 1.0, 5.05]
    placed = plots.apart(heights, 1.0)
    assert (np.diff(np.sort(placed)) > 0.99).all()
    assert list(np.argsort(placed)) == list(np.argsort(heights))
    assert placed[2] == 1.0 and placed.mean() == pytest.approx(np.mean(heights))


def test_rate_curves_ring_the_chosen_rate_and_name_every_line():
    stored = results.load("sensors")
    figure = plots.rate_curves({"sensors": (stored, ["plain", "normalised", "added"])})
    assert {"plain", "normalised", "added"} <= set(words(figure))
    rings = [line for line in figure.axes[0].lines if line.get_markersize() == 10]
    chosen = results.rates(stored)
    assert [line.get_xdata()[0] for line in rings] == [chosen[v] for v in ("plain", "normalised", "added")]
    tried = {}
    for row in stored["tuning"]:
        if row["variant"] == "plain":
            tried.setdefault(row["lr"], []).append(100 * row["score"])
    means = [np.mean(tried[rate]) for rate in sorted(tried)]
    assert figure.axes[0].lines[0].get_ydata() == pytest.approx(means)


@pytest.mark.parametrize(
    "batch", [datasets.cued_colour(9, "test", 1), datasets.cluttered_digits(9, "test", 1)]
)
def test_answers_are_marked_right_or_wrong(batch):
    wrong = (batch.labels + 1) % 10
    figure = plots.answers(batch, {"plain": wrong, "gate": batch.labels})
    notes = [text for axes in figure.axes for text in axes.texts]
    assert [t.get_color() for t in notes] == [plots.WORSE, INK] * 9
    assert notes[1].get_text() == f"gate: {int(batch.labels[0])}"
    assert len(png_of(figure)) > 5000


def sweep(steps, **means):
    rows = [
        {"variant": v, "seed": s, "metrics": {"accuracy": m + 0.01 * s}}
        for v, m in means.items()
        for s in range(3)
    ]
    return {"rows": rows, "recipe": {"steps": steps}}


def test_longer_joins_the_means_of_both_trainings():
    pair = sweep(300, plain=0.4, gate=0.8), sweep(1200, plain=0.7, gate=0.9)
    figure = plots.longer({"a task": pair}, {"a task": ["plain", "gate"]})
    assert {"plain 71.0", "gate 91.0", "300 steps", "1200 steps"} <= set(words(figure))
    assert figure.axes[0].lines[0].get_ydata() == pytest.approx([41, 71])


def test_figures_fit_into_a_page():
    batch = datasets.unreliable_sensors(9, "test", 77)
    figure = plots.headline(batch, {"plain": 0.5, "squeeze": 0.6})
    assert figure.get_size_inches()[0] == 9.0
    assert torch.equal(batch.images, datasets.unreliable_sensors(9, "test", 77).images)
