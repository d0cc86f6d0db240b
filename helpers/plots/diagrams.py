"""The drawn diagrams: a tensor is a stack of grids, a vector a column of dots, a map one grid.

Every gate is shaded by its value, on the same scale from 0 to 1 as all weights in the course.
"""

import matplotlib as mpl
import numpy as np
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch, Rectangle

from .figures import BOTH, INK, MAP, WHAT, WHERE, new_figure

# The example that every diagram shows: 4 channels of 4 x 4, a bright blob in channels 0 and 2.
ROWS, COLUMNS = np.mgrid[0:4, 0:4]
BLOB = np.exp(-((ROWS - 1) ** 2 + (COLUMNS - 2) ** 2) / 1.6)
STRIPES = 0.35 + 0.3 * (COLUMNS % 2)
EXAMPLE = np.stack([BLOB, STRIPES, 0.8 * BLOB, 0.5 * STRIPES[::-1].T])
VECTOR = np.array([0.92, 0.15, 0.78, 0.25])
PLACE = np.clip(0.12 + 0.9 * BLOB, 0, 1)
DOT = 0.2  # radius of a dot that stands for one channel, in the units of the drawing


def canvas(width=9.0, height=2.9, span=(18, 5.8)):
    """An empty drawing: figure and axes, with span units across and up."""
    figure = new_figure(width, height, layout=None)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, span[0]), ylim=(0, span[1]), aspect="equal")
    axes.axis("off")
    return figure, axes


def grid(axes, x, y, values, side=1.6, edge=INK, cmap="gray", zorder=2):
    """One grid (rows, columns) of values in [0, 1], its lower left corner at x, y."""
    rows, columns = values.shape
    cell = side / max(rows, columns)
    colours = mpl.colormaps[cmap](np.clip(values, 0, 1))
    for row, column in np.ndindex(rows, columns):
        corner = (x + column * cell, y + (rows - 1 - row) * cell)
        axes.add_patch(Rectangle(corner, cell, cell, color=colours[row, column], lw=0.6, zorder=zorder))
    box = Rectangle((x, y), columns * cell, rows * cell, fill=False, ec=edge, lw=1.4, zorder=zorder + 0.5)
    axes.add_patch(box)


def stack(axes, x, y, maps, side=1.6, step=0.32, edges=None):
    """A tensor: its maps (C, rows, columns) one behind the other, channel 0 in front."""
    edges = edges or [INK] * len(maps)
    for k in reversed(range(len(maps))):
        grid(axes, x + k * step, y + k * step, maps[k], side, edges[k], zorder=2 + 2 * (len(maps) - k))


def column(axes, x, y, values, colour=WHAT, gap=0.62, numbers=True):
    """A channel vector: a column of dots shaded by value, channel 0 on top; y is the lowest dot."""
    for k, value in enumerate(values):
        place = (x, y + (len(values) - 1 - k) * gap)
        shade = mpl.colormaps[MAP](np.clip(value, 0, 1))
        axes.add_patch(Circle(place, DOT, facecolor=shade, edgecolor=colour, lw=1.6, zorder=3))
        if numbers:
            axes.text(x + 0.36, place[1], f"{value:.2f}", va="center", fontsize=9, color=INK)


def arrow(axes, start, end, colour=INK, text="", bend=0.0):
    """An arrow, with its name above the middle."""
    style = {"arrowstyle": "-|>", "mutation_scale": 12, "lw": 1.4, "shrinkA": 0, "shrinkB": 0}
    curve = f"arc3,rad={bend}"
    axes.add_patch(FancyArrowPatch(start, end, color=colour, connectionstyle=curve, zorder=1, **style))
    if text:
        middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2 + 0.16)
        axes.text(*middle, text, ha="center", va="bottom", fontsize=9.5, color=colour)


def label(axes, x, y, text, colour=INK, size=9.5, weight="normal", ha="center"):
    """Words in the drawing."""
    axes.text(x, y, text, ha=ha, va="center", fontsize=size, color=colour, fontweight=weight)


def times(axes, x, y, colour=INK):
    """The multiplication: a cross in a circle."""
    axes.add_patch(Circle((x, y), 0.26, facecolor="white", edgecolor=colour, lw=1.5, zorder=4))
    d = 0.12
    axes.plot([x - d, x + d], [y - d, y + d], color=colour, lw=1.6, zorder=5)
    axes.plot([x - d, x + d], [y + d, y - d], color=colour, lw=1.6, zorder=5)


def block(axes, x, y, width, height, text, colour):
    """A box with a name: something that computes."""
    style = {"boxstyle": "round,pad=0.05", "facecolor": "white", "edgecolor": colour, "lw": 1.6}
    axes.add_patch(FancyBboxPatch((x, y), width, height, **style, zorder=3))
    middle = {"ha": "center", "va": "center", "fontsize": 9.5, "zorder": 4}
    axes.text(x + width / 2, y + height / 2, text, color=colour, **middle)


def channel_attention():
    """Squeeze, excite, scale: the mechanism of ChannelAttention as a drawing."""
    figure, axes = canvas()
    scaled = EXAMPLE * VECTOR[:, None, None]
    squeezed = EXAMPLE.mean((1, 2))
    stack(axes, 0.5, 1.5, EXAMPLE)
    label(axes, 1.8, 0.75, "feature map x\n(N, C, H, W)")
    arrow(axes, (3.3, 2.75), (4.6, 2.75), WHAT, "squeeze")
    column(axes, 5.1, 1.8, squeezed)
    label(axes, 5.4, 0.75, "one number\nper channel")
    arrow(axes, (6.2, 2.75), (7.0, 2.75), WHAT)
    block(axes, 7.1, 2.2, 1.9, 1.1, "small MLP\n+ sigmoid", WHAT)
    label(axes, 8.05, 1.75, "excite", WHAT)
    arrow(axes, (9.15, 2.75), (10.0, 2.75), WHAT)
    column(axes, 10.4, 1.8, VECTOR)
    label(axes, 10.8, 0.75, "attention vector\n(N, C, 1, 1)", WHAT)
    arrow(axes, (11.6, 2.75), (12.5, 2.75), WHAT)
    times(axes, 12.85, 2.75, WHAT)
    axes.plot([2.4, 2.4, 12.85], [4.2, 5.2, 5.2], color=INK, lw=1.4, zorder=1)
    arrow(axes, (12.85, 5.2), (12.85, 3.05))
    label(axes, 7.6, 5.45, "the feature map itself goes straight on")
    arrow(axes, (13.2, 2.75), (14.2, 2.75), INK, "scale")
    stack(axes, 14.5, 1.5, scaled, edges=[WHAT] * 4)
    label(axes, 15.8, 0.75, "x · weights\n(N, C, H, W)")
    figure.alt = "A feature map of four channels is squeezed to four numbers; a small MLP with a sigmoid "
    figure.alt += "makes four weights of them; each weight multiplies its channel of the same feature map."
    return figure


def spatial_attention():
    """Pool over channels, convolve, sigmoid, multiply: the mechanism of SpatialAttention."""
    figure, axes = canvas()
    scaled = EXAMPLE * PLACE
    stack(axes, 0.5, 1.5, EXAMPLE)
    label(axes, 1.8, 0.75, "feature map x\n(N, C, H, W)")
    arrow(axes, (3.3, 2.75), (4.5, 2.75), WHERE, "pool")
    grid(axes, 4.8, 3.0, EXAMPLE.mean(0), 1.4, WHERE)
    grid(axes, 4.8, 1.2, EXAMPLE.max(0), 1.4, WHERE)
    label(axes, 6.75, 3.7, "mean", ha="center")
    label(axes, 6.75, 1.9, "max", ha="center")
    label(axes, 5.5, 0.55, "over channels\n(N, 2, H, W)")
    arrow(axes, (7.2, 2.75), (7.7, 2.75), WHERE)
    block(axes, 7.8, 2.2, 2.0, 1.1, "convolution\n+ sigmoid", WHERE)
    arrow(axes, (9.95, 2.75), (10.4, 2.75), WHERE)
    grid(axes, 10.55, 1.95, PLACE, 1.6, WHERE, cmap=MAP)
    label(axes, 11.35, 0.75, "attention map\n(N, 1, H, W)", WHERE)
    arrow(axes, (12.25, 2.75), (12.85, 2.75), WHERE)
    times(axes, 13.15, 2.75, WHERE)
    axes.plot([2.4, 2.4, 13.15], [4.2, 5.2, 5.2], color=INK, lw=1.4, zorder=1)
    arrow(axes, (13.15, 5.2), (13.15, 3.05))
    label(axes, 7.6, 5.45, "the feature map itself goes straight on")
    arrow(axes, (13.45, 2.75), (14.3, 2.75))
    stack(axes, 14.5, 1.5, scaled, edges=[WHERE] * 4)
    label(axes, 15.8, 0.75, "x · weights\n(N, C, H, W)")
    figure.alt = "A feature map is pooled over channels, convolved, squashed to one map, and multiplied."
    return figure


def cbam():
    """What, then where: the two gates of CBAM in turn."""
    figure, axes = canvas()
    what = EXAMPLE * VECTOR[:, None, None]
    stack(axes, 0.4, 1.6, EXAMPLE)
    label(axes, 1.7, 0.85, "x")
    arrow(axes, (3.2, 2.9), (4.3, 2.9))
    block(axes, 4.0, 4.4, 2.4, 0.9, "channel gate", WHAT)
    axes.plot([3.5, 3.5], [2.9, 4.85], color=INK, lw=1.4, zorder=1)
    arrow(axes, (3.5, 4.85), (4.0, 4.85))
    axes.plot([5.06, 5.06], [4.4, 4.1], color=WHAT, lw=1.4)
    column(axes, 5.0, 1.9, VECTOR)
    label(axes, 5.3, 0.85, "what\n(N, C, 1, 1)", WHAT)
    times(axes, 6.6, 2.9, WHAT)
    arrow(axes, (6.95, 2.9), (7.5, 2.9))
    stack(axes, 7.7, 1.6, what, edges=[WHAT] * 4)
    label(axes, 9.0, 0.85, "x · what")
    arrow(axes, (10.5, 2.9), (11.3, 2.9))
    block(axes, 11.1, 4.4, 2.4, 0.9, "spatial gate", WHERE)
    axes.plot([10.65, 10.65], [2.9, 4.85], color=INK, lw=1.4, zorder=1)
    arrow(axes, (10.65, 4.85), (11.1, 4.85))
    axes.plot([12.3, 12.3], [4.4, 3.75], color=WHERE, lw=1.4)
    grid(axes, 11.5, 2.1, PLACE, 1.6, WHERE, cmap=MAP)
    label(axes, 12.3, 0.85, "where\n(N, 1, H, W)", WHERE)
    times(axes, 13.6, 2.9, WHERE)
    arrow(axes, (13.95, 2.9), (14.5, 2.9))
    stack(axes, 14.8, 1.6, what * PLACE, edges=[BOTH] * 4)
    label(axes, 16.1, 0.85, "x · what · where", BOTH)
    figure.alt = "CBAM: a channel gate scales the feature map, then a spatial gate scales the result."
    return figure
