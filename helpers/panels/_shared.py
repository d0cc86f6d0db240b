"""What several panels have: outlines, a vector of dots, logits before and after, changed gates."""

from contextlib import ExitStack, contextmanager

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.patches import Rectangle

from .. import gates
from ..plots.figures import FAINT, INK, MAP, PLAIN, WHAT
from ..plots.spatial import outline, outlined


@contextmanager
def gates_as(net, how, only=None):
    """Within the block the gates are "as learned" or as ``gates.replace`` makes them; gives their weights."""
    with ExitStack() as stack:
        has_gates = bool(gates.gates(net))
        if has_gates and how != "as learned":
            stack.enter_context(gates.replace(net, how, only))
        yield stack.enter_context(gates.record(net)) if has_gates else {}


def axes_at(figure, size, x, y, width, height):
    """Axes by their lower left corner and their size, in units of which the figure has ``size``."""
    return figure.add_axes((x / size[0], y / size[1], width / size[0], height / size[1]))


def sheet(figure):
    """Axes over the whole figure, 0 to 1 both ways, for words beside pictures, which stay where they are."""
    figure.canvas.draw()
    figure.set_layout_engine("none")
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, 1), ylim=(0, 1))
    axes.axis("off")
    return axes


def small_bar(figure, box, tiles, ticks=None):
    """The scale of some tiles, in a narrow box of the figure."""
    bar = figure.colorbar(tiles.scale, cax=figure.add_axes(box), ticks=ticks)
    bar.ax.tick_params(labelsize=8, length=2, pad=1)


def frame_in(axes, colour, width=2.0, **style):
    """A frame that is put somewhere by ``set_bounds(left, top, width, height)``."""
    return axes.add_patch(Rectangle((0, 0), 1, 1, fill=False, ec=colour, lw=width, **style))


class Outlines:
    """The outline of an image's mask, the same in several axes; masks (N, 1, H, W)."""

    def __init__(self, masks, *axes):
        self.every, self.shown = [outline(mask[0]) for mask in masks], None
        self.moving = [outlined(axis) for axis in axes]

    def show(self, image):
        """Draw the outline of this image's mask."""
        if image != self.shown:  # a millisecond saved while other controls move
            self.shown = image
            for lines in self.moving:
                lines.set_segments(self.every[image])


class Vector:
    """A channel vector as dots shaded by value, ``per_row`` beside each other, in rings if ``ring`` is given.

    size, ring  the areas of a dot and of a ring, in square points
    """

    def __init__(self, axes, per_row, size, ring=0):
        self.per_row, self.moving = per_row, []
        axes.axis("off")
        if ring:
            self.moving = [axes.scatter([], [], s=ring, facecolor="none", edgecolor=WHAT, linewidth=0.8)]
        self.dots = axes.scatter([], [], s=size, c=[], cmap=MAP, vmin=0, vmax=1, linewidth=0)
        self.moving.append(self.dots)

    def show(self, values):
        """Draw these weights (C,) in [0, 1]."""
        k = np.arange(len(values))
        for dots in self.moving:
            dots.set_offsets(np.stack([k % self.per_row, k // self.per_row], 1))
        self.dots.set_array(values)


class Logits:
    """Logits before a change (open dots) and after it (filled), joined, with a triangle over the answer.

    logits  (N, classes), of which the largest gives the scale; ``room`` times as much is shown
    top     where the triangle stands, as a share of the scale
    wider   called when the scale has changed: it doubles where a logit leaves it; without, it stays
    """

    def __init__(self, axes, logits, room, top, wider=None):
        classes, most = range(logits.shape[1]), room * logits.abs().max().item()
        self.axes, self.top, self.wider, self.least = axes, top, wider, most
        axes.set(xticks=classes, ylim=(-most, most))
        axes.axhline(0, color=FAINT, lw=1, zorder=0)
        (self.before,) = axes.plot(classes, [0] * len(classes), "o", mfc="white", mec=PLAIN, markersize=7)
        self.moves = axes.add_collection(LineCollection([], linewidths=2))
        (self.after,) = axes.plot(classes, [0] * len(classes), "o", markersize=5)
        (self.answer,) = axes.plot([0], [top * most], "v", markersize=9, clip_on=False)
        self.moving = [self.before, self.moves, self.after, self.answer]

    def show(self, before, after, colour=INK):
        """Draw the logits (classes,) before and after; the colour says what was changed."""
        before, after = before.tolist(), after.tolist()
        if self.wider:
            self._widen(max(map(abs, before + after)))
        self.before.set_ydata(before)
        self.after.set_ydata(after)
        self.answer.set_xdata([after.index(max(after))])
        self.moves.set_segments([((c, a), (c, b)) for c, (a, b) in enumerate(zip(before, after))])
        for artist in (self.after, self.answer, self.moves):
            artist.set_color(colour)

    def _widen(self, farthest):
        """The usual scale, or so many times doubled that it holds the farthest logit."""
        most = self.least
        while 0 < most < farthest:
            most *= 2
        if most != self.axes.get_ylim()[1]:
            self.axes.set_ylim(-most, most)
            self.answer.set_ydata([self.top * most])
            self.wider()


def what_it_says(logits, said):
    """In words: the logit (C,) of the class that was the answer before a change, and the answer now."""
    says = int(logits.argmax())
    if says == said:
        return f"this logit is {logits[said]:.2f}, and it still says {said}"
    return f"this logit is {logits[said]:.2f}, but {says} gets {logits[says]:.2f}: it says {says}"
