"""The U-Net as a drawing, and the attention gate on one of its skips with every number."""

import numpy as np
from matplotlib.patches import Rectangle

from .blocks import numbers
from .diagrams import arrow, block, canvas, label, stack, times
from .figures import BOTH, INK, PLAIN, WHERE

# The U-Net's example: one bright stroke at three resolutions.
ROWS, COLUMNS = np.mgrid[0:8, 0:8]
STROKE = np.exp(-((ROWS - 3.5 - 1.6 * np.sin(COLUMNS / 1.3)) ** 2) / 1.6)
SIDES, SHEETS = (2.1, 1.5, 1.0), (2, 3, 4)


def example(level):
    """A tensor of the U-Net as it is drawn: (sheets, rows, columns) at full, half or quarter size."""
    cell = 2**level
    small = STROKE.reshape(8 // cell, cell, 8 // cell, cell).max((1, 3))
    return np.stack([small * shade for shade in (1, 0.75, 0.55, 0.4)[: SHEETS[level]]])


def unet(widths=(8, 16, 32), size=40):
    """The small U-Net, and the two kinds of places where attention can sit: a Figure."""
    figure, axes = canvas(9.0, 4.7, span=(18, 9.4))
    heights = (6.3, 3.3, 0.8)
    down, up = (2.1, 4.6, 8.3), (14.3, 11.8)
    for x, level in (*zip(down, (0, 1, 2)), *zip(up, (0, 1))):
        tensor(axes, x, heights[level], level, widths[level], size)
    arrow(axes, (0.75, 7.3), (1.85, 7.3))
    label(axes, 0.95, 7.75, "image")
    arrow(axes, (16.85, 7.3), (17.75, 7.3))
    label(axes, 17.3, 8.0, "1 × 1,\nlogits")
    elbow(axes, (3.15, 5.5), (4.4, 4.05), "halve")
    elbow(axes, (5.35, 2.55), (8.1, 1.3), "halve")
    rise(axes, (10.05, 1.3), (12.55, 2.5), "double")
    rise(axes, (14.15, 4.05), (15.35, 5.5), "double")
    skip(axes, (4.65, 14.1), 7.3, (9.7, 4.5, 11.6))
    skip(axes, (6.75, 11.6), 4.05, (9.3, 2.45, 9.3))
    for x, y in ((4.48, 8.62), (6.62, 5.42), (10.0, 2.45), (13.82, 5.42)):
        square(axes, x, y)
    square(axes, 14.0, 2.25)
    label(axes, 14.4, 2.25, "after a block: CBAM,\nscSE, a channel gate", BOTH, ha="left", size=9)
    times(axes, 14.0, 1.1, WHERE)
    words = "on a skip: an attention\ngate, steered by the\nfine and the coarse map"
    label(axes, 14.4, 1.1, words, WHERE, ha="left", size=9)
    figure.alt = (
        f"A U-Net as a drawing: {widths[0]}, {widths[1]} and {widths[2]} channels on maps of {size}, "
        f"{size // 2} and {size // 4} pixels; two halvings, two doublings, two skips. Squares mark where "
        "attention sits after a block, crosses where a gate sits on a skip."
    )
    return figure


def tensor(axes, x, y, level, channels, size):
    """One stack of the U-Net with its shape below."""
    stack(axes, x, y, example(level), SIDES[level], 0.2)
    side = size // 2**level
    label(axes, x + SIDES[level] / 2 + 0.15, y - 0.38, f"{channels} × {side} × {side}", PLAIN, 8.5)


def square(axes, x, y):
    """The mark of attention after a block."""
    axes.add_patch(Rectangle((x - 0.17, y - 0.17), 0.34, 0.34, facecolor=BOTH, edgecolor="white", zorder=20))


def elbow(axes, start, end, text):
    """Down, then an arrow to the right."""
    axes.plot([start[0], start[0]], [start[1], end[1]], color=INK, lw=1.4, zorder=1)
    arrow(axes, (start[0], end[1]), end)
    label(axes, start[0] - 0.15, (start[1] + end[1]) / 2, text, PLAIN, 9, ha="right")


def rise(axes, start, end, text):
    """To the right, then an arrow up."""
    axes.plot([start[0], end[0]], [start[1], start[1]], color=INK, lw=1.4, zorder=1)
    arrow(axes, (end[0], start[1]), end)
    label(axes, end[0] + 0.15, (start[1] + end[1]) / 2, text, PLAIN, 9, ha="left")


def skip(axes, ends, y, gate):
    """A skip connection at height y; gate: where it sits, and height and start of what steers it."""
    x, low, start = gate
    arrow(axes, (ends[0], y), (ends[1], y))
    times(axes, x, y, WHERE)
    label(axes, (ends[0] + x) / 2, y + 0.28, "skip", INK, 9)
    axes.plot([start, x, x], [low, low, y - 0.3], color=WHERE, lw=1.3, ls=(0, (3, 2)), zorder=1)


def skip_gate(x, coarse, scores, weights, result):
    """The attention gate by hand, with every number: a Figure.

    x, scores, weights, result  (2, 2);  coarse (1, 1)
    """
    figure, axes = canvas(9.0, 2.5, span=(18, 5.0))
    top = float(x.max())
    numbers(axes, 0.5, 2.75, x, x / top)
    label(axes, 1.3, 4.65, "fine x")
    numbers(axes, 0.9, 0.75, coarse, coarse / top, side=0.8)
    label(axes, 1.3, 0.35, "coarse")
    arrow(axes, (2.3, 3.55), (3.3, 3.55), WHERE)
    arrow(axes, (1.9, 1.15), (3.3, 1.15), WHERE)
    block(axes, 3.45, 3.15, 1.1, 0.8, "1 × 1", WHERE)
    block(axes, 3.45, 0.65, 1.6, 1.0, "1 × 1,\nenlarge", WHERE)
    arrow(axes, (4.7, 3.55), (6.0, 2.62), WHERE)
    arrow(axes, (5.2, 1.15), (6.0, 2.08), WHERE)
    label(axes, 6.3, 2.35, "+", WHERE, 15, "bold")
    arrow(axes, (6.6, 2.35), (7.15, 2.35), WHERE)
    block(axes, 7.3, 1.85, 1.35, 1.0, "ReLU,\n1 × 1", WHERE)
    arrow(axes, (8.8, 2.35), (9.35, 2.35), WHERE)
    numbers(axes, 9.5, 1.55, scores, np.ones_like(scores), edge=WHERE)
    label(axes, 10.3, 0.95, "scores", WHERE)
    arrow(axes, (11.25, 2.35), (12.0, 2.35), WHERE, "σ")
    numbers(axes, 12.15, 1.55, weights, weights, edge=WHERE, cmap="magma")
    label(axes, 12.95, 0.95, "weights", WHERE)
    times(axes, 14.6, 2.35, WHERE)
    arrow(axes, (13.9, 2.35), (14.3, 2.35), WHERE)
    axes.plot([2.3, 14.6], [4.25, 4.25], color=INK, lw=1.4, zorder=1)
    arrow(axes, (14.6, 4.25), (14.6, 2.65))
    label(axes, 8.4, 4.5, "x itself goes straight on", size=9)
    arrow(axes, (14.9, 2.35), (15.5, 2.35))
    numbers(axes, 15.7, 1.55, result, result / top, edge=WHERE)
    label(axes, 16.5, 0.95, "x · weights")
    figure.alt = (
        f"The gate on a skip with numbers: x {in_words(x)} and the coarse {in_words(coarse)} give the scores "
        f"{in_words(scores)}, the weights {in_words(weights)}, and {in_words(result)} passes."
    )
    return figure


def in_words(values):
    """All numbers of an array, for a figure's words."""
    return ", ".join(f"{value:.3g}" for value in np.ravel(values))
