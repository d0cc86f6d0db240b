"""The check that no figure says anything by hue alone: what it refuses, and what it lets pass."""

import sys
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tools"))

import hues  # noqa: E402

import course  # noqa: E402
from helpers.panels.base import Panel, switch  # noqa: E402
from helpers.plots import figures  # noqa: E402
from helpers.plots.figures import BOTH, WHAT, WHERE  # noqa: E402

RISING, FALLING = [0, 1, 2], [2, 1, 0]
DOTS = np.array([[0.0, 0.0], [1.0, 1.0]]), np.array([[0.0, 1.0], [1.0, 0.0]])


def drawn(draw):
    """A figure of one axes on which draw(axes) has drawn."""
    figure = Figure()
    draw(figure.subplots())
    return figure


def two_lines(one=None, other=None):
    def draw(axes):
        axes.plot(RISING, color=WHAT, **(one or {}))
        axes.plot(FALLING, **{"color": WHERE, **(other or {})})

    return draw


def two_groups(**other):
    def draw(axes):
        axes.scatter(*DOTS[0].T, color=WHAT)
        axes.scatter(*DOTS[1].T, **{"color": WHERE, **other})

    return draw


DASHED, MARKS = {"marker": "s", "linestyle": "--"}, {"marker": "o", "linestyle": ""}
SQUARE = [0, 1, 0, 1], [0, 1, 1, 0]


def open_dots(axes):
    for place, colour in zip(DOTS, (WHAT, BOTH)):
        axes.scatter(*place.T, facecolor="none", edgecolor=colour)


def one_above_the_other(axes):
    for height, colour in enumerate((WHAT, WHERE)):
        axes.plot([0, 1], [height, height], color=colour)


REFUSED = {
    "lines that cross": two_lines(),
    "the same mark and dash": two_lines(DASHED, DASHED),
    "marks without lines": two_lines(MARKS, MARKS),
    "groups of dots": two_groups(),
    "one group of two colours": lambda axes: axes.scatter(*SQUARE, c=[WHAT, WHAT, WHERE, WHERE]),
    "open dots": open_dots,
}
LET_PASS = {
    "another dash": two_lines(other={"linestyle": "--"}),
    "another mark": two_lines({"marker": "s"}, {"marker": "o"}),
    "open and filled marks": two_lines({"marker": "o"}, {"marker": "o", "mfc": "none"}),
    "another width": two_lines(other={"linewidth": 5}),
    "lighter": two_lines(other={"color": "#56B4E9"}),
    "one above the other": one_above_the_other,
    "the same colour": two_lines(other={"color": WHAT}),
    "a line that is not shown": two_lines(other={"visible": False}),
    "a line without points": lambda axes: [axes.plot(RISING, color=WHAT), axes.plot([], [], color=WHERE)],
    "another shape of dots": two_groups(marker="^"),
    "larger dots": two_groups(s=90),
    "a scale of values": lambda axes: axes.scatter(*SQUARE, c=[0.1, 0.9, 0.4, 0.6], cmap="magma"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_only_the_hue_tells_apart_is_refused(name):
    with pytest.raises(ValueError, match="axes 0: only the hue tells #.* from #.*: give them another dash"):
        hues.check(drawn(REFUSED[name]))


@pytest.mark.parametrize("name", LET_PASS)
def test_dash_mark_lightness_or_place_are_enough(name):
    assert hues.by_hue_alone(drawn(LET_PASS[name])) == []


class Crossing(Panel):
    """Two lines of one look, which cross if asked to."""

    def __init__(self):
        figure = figures.new_figure(3, 2)
        axes = figure.subplots()
        axes.plot(RISING, color=WHAT)
        (self.falling,) = axes.plot([5, 6, 7], color=WHERE)
        super().__init__("two lines", {"crossed": switch("crossed", False)}, figure, [self.falling])

    def draw(self, crossed):
        self.falling.set_ydata(FALLING if crossed else [5, 6, 7])
        return f"crossed: {crossed}"


def test_started_it_looks_at_every_figure_and_at_panels_whenever_they_move(monkeypatch):
    monkeypatch.setattr(figures, "png_of", figures.png_of)  # put back afterwards
    monkeypatch.setattr(hues.Panel, "redraw", hues.Panel.redraw)
    hues.start()
    with pytest.raises(ValueError, match="only the hue"):
        figures.show_figure(drawn(two_lines()), "two lines")
    panel = Crossing()
    with pytest.raises(ValueError, match="only the hue"):
        panel.set(crossed=True)


def test_the_books_are_tested_with_it():
    assert course.COMMANDS["books"].variables["LESSON_PROBE"] == "hues"
