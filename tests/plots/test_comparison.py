"""The figures of lesson 05 say what the numbers say: labels, counts, choices and colours."""

import numpy as np
import pytest
import torch

from helpers import datasets
from helpers.experiments import store as results
from helpers.plots import comparison as plots
from helpers.plots.figures import BOTH, INK, PLAIN, WHAT, WHERE, png_of


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


def test_the_headline_shows_six_images_with_their_answers_and_two_bars():
    batch = datasets.cued_colour(9, "test", 77)
    figure = plots.headline(batch, {"plain": 0.3763, "gate": 0.4613})
    assert {"37.6%", "46.1%"} <= set(words(figure))
    pictures = [axes for axes in figure.findobj(has_images) if axes.images]
    assert [axes.get_xlabel() for axes in pictures] == [f"a {int(label)}" for label in batch.labels[:6]]
    assert np.allclose(pictures[3].images[0].get_array(), batch.images[3].clamp(0, 1).permute(1, 2, 0))
    heights = [bar.get_height() for axes in figure.findobj(has_bars) for bar in axes.patches]
    assert heights == [0.3763, 0.4613]
    assert "plain 37.6%, gate 46.1%" in figure.alt


def has_images(artist):
    return hasattr(artist, "images")


def has_bars(artist):
    return hasattr(artist, "patches") and hasattr(artist, "get_xlim") and len(artist.patches) == 2


def test_coverage_counts_the_intervals_that_miss():
    spans = {"one": [(0.5, 0.1), (0.9, 0.1), (0.2, 0.4), (0.0, 0.3)], "two": [(0.5, 0.1)] * 3}
    figure = plots.coverage(spans, truth=0.5)
    counted = ("one: 2 of these 4", "two: 0 of these 3")
    said = [f"{row} intervals miss the true gain of 0.5" for row in counted]
    assert set(said) <= set(words(figure)) and figure.alt == f"{'; '.join(said)}."
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


SHOWN = {"clutter": ["plain", "gate"], "sensors": ["plain", "normalised", "added"], "cued_colour": ["gate"]}


def test_rate_curves_ring_the_chosen_rate_and_name_every_line():
    stored = {name: results.load(name) for name in SHOWN}
    figure = plots.rate_curves({name: (stored[name], SHOWN[name]) for name in SHOWN}, common=0.004)
    for axes, (name, variants) in zip(figure.axes, SHOWN.items()):
        scores, chosen = results.mean_scores(stored[name]["tuning"]), results.rates(stored[name])
        assert axes.get_title(loc="left") == name
        rings = [line for line in axes.lines if line.get_markersize() == 11]
        assert [line.get_xdata()[0] for line in rings] == [chosen[v] for v in variants]
        assert [line.get_ydata()[0] for line in rings] == pytest.approx(
            [100 * max(scores[v].values()) for v in variants]
        )
        curve = axes.lines[0]
        assert list(curve.get_xdata()) == sorted(scores[variants[0]])
        tried = [100 * scores[variants[0]][rate] for rate in sorted(scores[variants[0]])]
        assert curve.get_ydata() == pytest.approx(tried)
        assert {f"{v}, best at {chosen[v]:g}" for v in variants} <= {t.get_text() for t in axes.texts}
    dotted = [[line.get_linestyle() == ":" for line in axes.lines] for axes in figure.axes]
    assert [sum(lines) for lines in dotted] == [1, 0, 0]
    assert "0.004 for all" in " ".join(words(figure))


def test_rate_curves_of_one_task_stand_alone_and_twins_are_dashed():
    figure = plots.rate_curves({"sensors": (results.load("sensors"), ["added"])})
    assert len(figure.axes) == 1
    assert figure.axes[0].lines[0].get_linestyle() == "--"


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


def test_side_by_side_joins_the_means_of_both_trainings():
    pair = sweep(300, plain=0.4, gate=0.8), sweep(1200, plain=0.7, gate=0.9)
    figure = plots.side_by_side({"a task": pair}, {"a task": ["plain", "gate"]})
    assert {"plain 71.0", "gate 91.0", "300 steps", "1200 steps"} <= set(words(figure))
    assert "plain 41.0 to 71.0, gate 81.0 to 91.0" in figure.alt
    assert figure.axes[0].lines[0].get_ydata() == pytest.approx([41, 71])
    figure = plots.side_by_side({"a task": pair}, {"a task": ["plain"]}, ["one rate", "its own"])
    assert {"one rate", "its own"} <= set(words(figure)) and "300 steps" not in words(figure)
    figure = plots.side_by_side({"a task": (*pair, sweep(2400, plain=0.9))}, {"a task": ["plain"]})
    assert "plain 41.0 to 71.0 to 91.0" in figure.alt and {"2400 steps", "plain 91.0"} <= set(words(figure))


def test_side_by_side_wide_is_not_taken_for_plain():
    pair = sweep(300, plain=0.4, wide=0.41), sweep(1200, plain=0.7, wide=0.7)
    figure = plots.side_by_side({"a task": pair}, {"a task": ["plain", "wide"]})
    faces = [line.get_markerfacecolor() for line in figure.axes[0].lines if line.get_marker() == "o"]
    assert len(faces) == 8 and faces.count("white") == 4  # a line, the seeds of two sweeps, the name


def test_figures_fit_into_a_page():
    batch = datasets.cued_colour(9, "test", 77)
    figure = plots.headline(batch, {"plain": 0.5, "squeeze": 0.6})
    assert figure.get_size_inches()[0] == 9.0
    assert torch.equal(batch.images, datasets.cued_colour(9, "test", 77).images)
