"""Lesson 04's still figures: CBAM by hand, where it goes, and how its gates start."""

import numpy as np

from .axes import name_rows
from .diagrams import arrow, block, canvas, column, grid, label, times
from .figures import BOTH, INK, LEVEL, MAP, PLAIN, WHAT, WHERE, new_figure


def by_hand(x, what, y, where, result, order="channel-spatial"):
    """Both gates on 2 channels of 2 x 2, with every number: a Figure.

    x, y, result (2, 2, 2): the input, after the first gate, after both; what (2,), where (2, 2);
    order says which gate comes first.
    """
    figure, axes = canvas(9.0, 2.5, span=(18, 5.0))
    top = float(x.max())
    names = ("x", "after the first gate", "after both")
    for left, maps, name in zip((0.5, 7.3, 14.1), (x, y, result), names):
        for k, values in enumerate(maps):
            numbers(axes, left + 1.75 * k, 1.7, values, values / top)
            label(axes, left + 1.75 * k + 0.8, 3.65, f"channel {k}", PLAIN, 8.5)
        label(axes, left + 1.68, 0.95, name)
    for left, kind in zip((4.4, 11.2), order.split("-")):
        if kind == "channel":
            column(axes, left + 0.55, 2.2, what)
            label(axes, left + 0.95, 0.95, "what", WHAT)
        else:
            numbers(axes, left + 0.35, 1.85, where, where, side=1.3, edge=WHERE, cmap=MAP)
            label(axes, left + 1.0, 0.95, "where", WHERE)
        colour = WHAT if kind == "channel" else WHERE
        times(axes, left - 0.15, 2.5, colour)
        arrow(axes, (left + 1.95, 2.5), (left + 2.7, 2.5))
    label(axes, 0.5, 4.5, f"order: {order.replace('-', ', then ')}", BOTH, 10.5, "bold", ha="left")
    weights = [", ".join(f"{weight:.3g}" for weight in np.ravel(each)) for each in (what, where)]
    figure.alt = (
        f"Two channels of 2 × 2 through both gates, {order.replace('-', ', then ')}: what is {weights[0]}, "
    )
    figure.alt += f"where is {weights[1]}, and {x[0, 0, 0]:.3g} becomes {result[0, 0, 0]:.3g}."
    return figure


def numbers(axes, x, y, values, shades, side=1.6, edge=INK, cmap="gray"):
    """A grid (rows, columns) shaded by ``shades`` in [0, 1] with its values written into the cells."""
    grid(axes, x, y, shades, side, edge, cmap)
    rows, columns = values.shape
    cell = side / max(rows, columns)
    for (row, place), value in np.ndenumerate(values):
        colour = "white" if shades[row, place] < 0.55 else INK
        spot = (x + (place + 0.5) * cell, y + (rows - 0.5 - row) * cell)
        axes.text(*spot, f"{value:.3g}", ha="center", va="center", fontsize=8, color=colour, zorder=9)


def residual_block():
    """A residual block with CBAM where its authors put it: at the end of the branch, before the addition."""
    figure, axes = canvas(9.0, 2.2, span=(18, 4.4))
    label(axes, 0.7, 1.6, "x")
    arrow(axes, (1.0, 1.6), (2.2, 1.6))
    for k, name in enumerate(("1 × 1\nBN ReLU", "3 × 3\nBN ReLU", "1 × 1\nBN")):
        block(axes, 2.4 + 2.5 * k, 1.05, 1.7, 1.1, name, PLAIN)
        arrow(axes, (4.2 + 2.5 * k, 1.6), (4.8 + 2.5 * k, 1.6))
    block(axes, 9.95, 1.05, 1.5, 1.1, "what", WHAT)
    arrow(axes, (11.6, 1.6), (12.05, 1.6))
    block(axes, 12.2, 1.05, 1.5, 1.1, "where", WHERE)
    arrow(axes, (13.85, 1.6), (14.65, 1.6))
    label(axes, 14.95, 1.6, "+", INK, 15, "bold")
    arrow(axes, (15.25, 1.6), (16.0, 1.6))
    label(axes, 16.8, 1.6, "ReLU")
    axes.plot([1.4, 1.4, 14.95], [1.6, 3.3, 3.3], color=INK, lw=1.4, zorder=1)
    arrow(axes, (14.95, 3.3), (14.95, 2.0))
    label(axes, 8.0, 3.62, "shortcut: no gate here, so the input always gets through")
    label(axes, 11.8, 0.55, "CBAM: the last thing on the branch", BOTH)
    figure.alt = (
        "A residual block: CBAM comes last on the branch, before the addition; the shortcut has no gate."
    )
    return figure


def recovery(before, rows):
    """Right answers of 100 after insertion and after a short fine-tuning: a Figure.

    before  those of the network without gates;  rows  {name: (inserted, fine-tuned)}
    """
    figure = new_figure(9.0, 0.42 * len(rows) + 0.95)
    axes = figure.subplots()
    axes.axvline(before, color=PLAIN, linewidth=1.2)
    axes.text(before, -0.72, "without gates ", ha="right", fontsize=9, color=PLAIN, va="center")
    axes.axvline(10, **LEVEL)
    axes.text(10, -0.72, " guessing", fontsize=9, color="#666666", va="center")
    for row, (name, (first, then)) in enumerate(rows.items()):
        colour = PLAIN if name == "no gates" else BOTH if "CBAM" in name else WHAT
        axes.plot([first, then], [row, row], color=colour, linewidth=1.4, alpha=0.6, zorder=2)
        axes.scatter(first, row, s=110, facecolor="white", edgecolor=colour, linewidth=1.6, zorder=3)
        axes.scatter(then, row, s=30, color=colour, zorder=3)
    axes.set(xlim=(0, 102), ylim=(len(rows) - 0.5, -1.1))
    axes.set_xlabel("right of 100: open circle right after insertion, filled circle after fine-tuning")
    name_rows(axes, range(len(rows)), list(rows))
    said = ", ".join(f"{name} {first:.0f} and {then:.0f}" for name, (first, then) in rows.items())
    figure.alt = (
        "Right of 100 after gates were put in and after fine-tuning, beside the network without gates "
    )
    figure.alt += f"(measured {before:.0f}; {said})."
    return figure
