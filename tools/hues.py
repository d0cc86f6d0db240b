"""A probe of the kernels in which lessons are tested: no figure says anything by hue alone.

A reader without colours, or with a grey print, tells curves and dots apart by their dash, their mark, their
lightness or their place.  Where two of them in the same axes have none of these, ``start`` makes the figure,
or the panel, an error; LESSON_PROBE names this module (see kernel_start.py).
"""

import itertools

import numpy as np
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex, to_rgba
from skimage.color import deltaE_ciede2000, rgb2lab

from helpers.panels._text import Words
from helpers.panels.base import Panel
from helpers.plots import figures

LIGHTER = 15.0  # difference in lightness (0 to 100, CIELAB) that a grey print shows
ALIKE = 8.0  # two colours that differ by less are one (CIEDE2000)


def seen(colour):
    """A colour on white paper, as CIELAB."""
    *rgb, alpha = to_rgba(colour)
    return rgb2lab(np.array(rgb) * alpha + 1 - alpha)


def room(points):
    """The box that holds all points (N, 2): (lower corner, upper corner), or None without a finite point."""
    points = np.asarray(points, dtype=float).reshape(-1, 2)
    points = points[np.isfinite(points).all(1)]
    return (points.min(0), points.max(0)) if len(points) else None


def curves(axes):
    """Every line and row of marks that is drawn: (look, colour, room); a look is all but the colour."""
    for line in axes.lines:
        place = room(line.get_xydata())
        dash, mark = line.get_linestyle(), str(line.get_marker())
        drawn, marked = dash != "None", mark not in ("None", "")
        if line.get_visible() and place is not None and (drawn or marked):
            stroke = (dash, round(line.get_linewidth(), 1)) if drawn else None
            filled = to_rgba(line.get_markerfacecolor(), None)[3] > 0 if marked else None
            size = round(line.get_markersize()) if marked else None
            yield (stroke, mark if marked else None, filled, size), line.get_color(), place


def dots(axes):
    """Every colour of a scatter: (look, colour, room); left out: colours that are values on a scale."""
    for group in axes.collections:
        if not isinstance(group, PathCollection) or isinstance(group, Words) or not group.get_visible():
            continue
        if group.get_array() is not None or not len(group.get_offsets()):
            continue
        offsets, filled = np.asarray(group.get_offsets()), len(group.get_facecolor()) > 0
        colours = np.resize(group.get_facecolor() if filled else group.get_edgecolor(), (len(offsets), 4))
        look = (group.get_paths()[0].vertices.round(3).tobytes(), np.round(group.get_sizes()[0]), filled)
        for colour in np.unique(colours.round(3), axis=0):
            place = room(offsets[np.isclose(colours, colour, atol=2e-3).all(1)])
            if place is not None:
                yield look, tuple(colour), place


def apart(one, other):
    """Whether two rooms lie beside or above each other: then their place says which is which."""
    return bool(((one[1] < other[0]) | (other[1] < one[0])).any())


def by_hue_alone(figure):
    """The pairs of colours that only their hue tells apart, a sentence each."""
    found = []
    for number, axes in enumerate(figure.axes):
        for kind in (curves, dots):
            for (look, a, here), (other_look, b, there) in itertools.combinations(kind(axes), 2):
                if look == other_look and not apart(here, there):
                    one, other = seen(a), seen(b)
                    if deltaE_ciede2000(one, other) > ALIKE and abs(one[0] - other[0]) < LIGHTER:
                        found.append(f"axes {number}: only the hue tells {to_hex(a)} from {to_hex(b)}")
    return sorted(set(found))


def check(figure):
    """Raises ValueError for a figure that says something by hue alone."""
    if found := by_hue_alone(figure):
        raise ValueError("; ".join(found) + ": give them another dash, mark or lightness")


def start():
    """From now on every figure is checked before it is shown, and every panel whenever it was drawn."""
    draw, redraw = figures.png_of, Panel.redraw

    def checked_png(figure):
        check(figure)
        return draw(figure)

    def checked_redraw(panel):
        redraw(panel)
        check(panel.live.figure)

    figures.png_of, Panel.redraw = checked_png, checked_redraw
