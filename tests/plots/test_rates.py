"""The figure of validation scores against learning rates."""

import numpy as np
import pytest

from helpers.plots import figures
from helpers.plots.rates import score_by_rate

SCORES = {
    "plain": {0.002: 0.3, 0.004: 0.5, 0.008: 0.4},
    "gate": {0.001: 0.5, 0.002: 0.6, 0.004: 0.2},
    "gate added": {0.002: 0.3, 0.004: 0.31, 0.008: 0.2},
}
RESULTS = {
    "rows": [],
    "tuning": [
        {"variant": v, "lr": lr, "seed": seed, "score": score + shift}
        for v, tried in SCORES.items()
        for lr, score in tried.items()
        for seed, shift in ((100, -0.02), (101, 0.02))
    ],
}


def test_lines_are_the_means_and_rings_the_choices():
    axes = score_by_rate(RESULTS, list(SCORES), common=0.002).axes[0]
    lines = [line for line in axes.lines if len(line.get_xdata()) == 3]
    for line, tried in zip(lines, SCORES.values()):
        assert list(line.get_xdata()) == sorted(tried)
        assert line.get_ydata() == pytest.approx([100 * tried[rate] for rate in sorted(tried)])
    rings = [line for line in axes.lines if line.get_markersize() == 11]
    assert [ring.get_xdata()[0] for ring in rings] == [0.004, 0.002, 0.004]
    assert [ring.get_ydata()[0] for ring in rings] == pytest.approx([50, 60, 31])
    assert [line.get_linestyle() for line in lines] == ["-", "-", "--"]


def test_every_rate_has_its_tick_and_every_line_its_name():
    axes = score_by_rate(RESULTS, list(SCORES), names={"gate": "a map"}, common=0.002, title="A task").axes[0]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["0.001", "0.002", "0.004", "0.008"]
    assert [words.get_text() for words in axes.texts] == ["plain", "a map", "gate added", "0.002 for all"]
    assert axes.get_title(loc="left").startswith("A task: ")
    assert len(figures.png_of(axes.figure)) > 3000


def test_the_names_stand_in_a_column_and_never_touch():
    axes = score_by_rate(RESULTS, list(SCORES)).axes[0]
    figures.png_of(axes.figure)
    boxes = [words.get_window_extent() for words in axes.texts]
    assert np.ptp([box.x0 for box in boxes]) < 1
    assert not any(a.overlaps(b) for k, a in enumerate(boxes) for b in boxes[:k])


def test_two_lines_of_one_colour_differ_and_are_named_at_both_ends():
    tuning = [
        {**row, "variant": row["variant"].replace("plain", "attention pooling")} for row in RESULTS["tuning"]
    ]
    axes = score_by_rate({**RESULTS, "tuning": tuning}, ["gate", "attention pooling"]).axes[0]
    gate, pooling = (line for line in axes.lines if len(line.get_xdata()) == 3)
    assert gate.get_color() == pooling.get_color()
    assert (gate.get_marker(), gate.get_linestyle()) != (pooling.get_marker(), pooling.get_linestyle())
    figures.png_of(axes.figure)
    starts = [words for words in axes.texts if words.get_ha() == "right"]
    assert [words.get_text() for words in starts] == ["gate", "attention pooling"]
    assert [words.xy for words in starts] == [(0.001, pytest.approx(50)), (0.002, pytest.approx(30))]
    assert all(words.get_window_extent().x0 > axes.bbox.x0 for words in starts)


def test_an_unknown_variant_is_one_sentence():
    with pytest.raises(ValueError, match="no rates were tried for 'wider'; there are"):
        score_by_rate(RESULTS, ["plain", "wider"])
