"""The map of the course: every lesson as a small picture of its subject, in the language of the diagrams."""

import matplotlib as mpl
import numpy as np
from matplotlib.patches import Circle, Rectangle

from ..datasets.photographs import photographs
from .diagrams import EXAMPLE, PLACE, VECTOR, arrow, canvas, column, grid, label, stack, times
from .figures import BOTH, FAINT, INK, MAP, PALE, PLAIN, WHAT, WHERE, legible

WIDE, HIGH = 3.45, 3.6  # units from one lesson to the next, and from one row to the next
ROWS = ("build it", "judge it, use it", "look inside, go on")


def photograph(axes, x, y, width=1.8):
    """The cat, its lower left corner at x, y."""
    cat = photographs()["chelsea"].image[0].permute(1, 2, 0).numpy()
    height = width * cat.shape[0] / cat.shape[1]
    axes.imshow(cat, extent=(x, x + width, y, y + height), interpolation="bilinear", zorder=2)
    axes.add_patch(Rectangle((x, y), width, height, fill=False, ec=INK, lw=1, zorder=3))


def dial(axes, x, y, value, radius=0.36):
    """A dial turned to a value between 0 and 1."""
    angle = np.deg2rad(225 - 270 * value)
    axes.add_patch(Circle((x, y), radius, facecolor="white", edgecolor=WHAT, lw=1.8, zorder=5))
    tip = (x + radius * np.cos(angle), y + radius * np.sin(angle))
    axes.plot([x, tip[0]], [y, tip[1]], color=WHAT, lw=2, zorder=6)


def by_hand(axes, x, y):
    """The photograph, a brush on an eye, and a dial."""
    photograph(axes, x - 1.1, y - 0.6)
    axes.add_patch(Circle((x - 0.38, y + 0.08), 0.33, fill=False, ec=WHERE, lw=2.2, zorder=4))
    dial(axes, x + 0.95, y - 0.3, 0.75)


def feature_maps(axes, x, y):
    """The stack."""
    stack(axes, x - 1, y - 0.85, EXAMPLE, 1.1, 0.2)


def vector(axes, x, y):
    """A weight for every channel."""
    column(axes, x, y - 0.78, VECTOR, gap=0.52, numbers=False)


def place(axes, x, y):
    """A weight for every place."""
    grid(axes, x - 0.75, y - 0.75, PLACE, 1.5, WHERE, cmap=MAP)


def block(axes, x, y):
    """Both gates, multiplied."""
    column(axes, x - 0.9, y - 0.78, VECTOR, gap=0.52, numbers=False)
    times(axes, x - 0.3, y, BOTH)
    grid(axes, x + 0.1, y - 0.55, PLACE, 1.1, WHERE, cmap=MAP)


def comparison(axes, x, y):
    """Seeds of three networks, each with its interval."""
    for k, (colour, middle) in enumerate(((PLAIN, -0.35), (PALE, -0.25), (BOTH, 0.2))):
        heights = middle + np.array([-0.4, -0.18, -0.02, 0.12, 0.42])
        axes.plot([x - 0.7 + 0.7 * k] * 5, y + heights, "o", color=colour, markersize=4)
        axes.plot([x - 0.55 + 0.7 * k] * 2, y + middle + np.array([-0.22, 0.22]), color=colour, lw=2)


def classes(axes, x, y):
    """An image and the scores of four classes."""
    grid(axes, x - 1.2, y - 0.55, EXAMPLE[0], 1.1)
    for k, size in enumerate((0.25, 0.95, 0.4, 0.15)):
        colour = INK if size > 0.5 else FAINT
        axes.add_patch(Rectangle((x + 0.2, y + 0.35 - 0.28 * k), size, 0.2, color=colour, zorder=2))


def neighbours(axes, x, y):
    """One image asked for, and three found, two of them right."""
    grid(axes, x - 1.3, y - 0.35, EXAMPLE[0], 0.7)
    arrow(axes, (x - 0.5, y), (x - 0.15, y), PLAIN)
    for k, found in enumerate((EXAMPLE[0], EXAMPLE[2], EXAMPLE[3])):
        grid(axes, x + 0.05, y + 0.4 - 0.65 * k, found, 0.55)
        label(axes, x + 0.85, y + 0.67 - 0.65 * k, "✓" if k < 2 else "✗", INK, 10)


def mask(axes, x, y):
    """The outline of what is asked for."""
    grid(axes, x - 0.75, y - 0.75, EXAMPLE[0], 1.5)
    corners = np.array(
        [(1, 3), (1, 4), (3, 4), (3, 3), (4, 3), (4, 2), (3, 2), (3, 1), (2, 1), (2, 2), (1, 2)]
    )
    corners = np.vstack([corners, corners[:1]])[:, ::1] * 0.375
    axes.plot(x - 0.75 + corners[:, 0], y - 0.75 + corners[:, 1], color="white", lw=4, zorder=6)
    axes.plot(x - 0.75 + corners[:, 0], y - 0.75 + corners[:, 1], color=INK, lw=2, zorder=7)


def boxes(axes, x, y):
    """Two things in clutter, each in its box."""
    clutter = np.clip(np.kron(np.eye(2), EXAMPLE[0]) + 0.15, 0, 1)
    grid(axes, x - 0.75, y - 0.75, clutter, 1.5)
    for left, low in ((x - 0.6, y + 0.05), (x + 0.15, y - 0.7)):
        for colour, width in (("white", 4), (INK, 2)):
            axes.add_patch(Rectangle((left, low), 0.6, 0.6, fill=False, ec=colour, lw=width, zorder=7))


def inside(axes, x, y):
    """A map under a magnifying glass."""
    place(axes, x - 0.15, y)
    axes.plot([x + 0.62, x + 1.1], [y - 0.32, y - 0.8], color=INK, lw=4, zorder=8)
    axes.add_patch(Circle((x + 0.3, y), 0.45, facecolor=(1, 1, 1, 0.25), edgecolor=INK, lw=2.4, zorder=9))


def broken(axes, x, y):
    """A gate that says the same of every channel, crossed out."""
    column(axes, x, y - 0.78, np.full(4, 0.5), gap=0.52, numbers=False)
    for rise in (-1, 1):
        axes.plot([x - 0.5, x + 0.5], [y - 0.6 * rise, y + 0.6 * rise], color=INK, lw=2.5, zorder=6)


def family(axes, x, y):
    """A vector, a map, and who looks at whom."""
    column(axes, x - 1.1, y - 0.55, VECTOR[:3], gap=0.5, numbers=False)
    grid(axes, x - 0.75, y - 0.4, PLACE, 0.75, WHERE, cmap=MAP)
    rows, columns = np.mgrid[0:6, 0:6]
    grid(axes, x + 0.2, y - 0.5, np.exp(-((rows - columns) ** 2) / 3), 1.05, BOTH, cmap=MAP)


def your_pictures(axes, x, y):
    """The photograph goes into a network with gates."""
    photograph(axes, x - 1.4, y - 0.5, 1.5)
    arrow(axes, (x + 0.15, y), (x + 0.45, y), PLAIN)
    for k, value in enumerate((0.3, 0.85, 0.55)):
        box = Rectangle((x + 0.5 + 0.3 * k, y - 0.5), 0.22, 1, facecolor=FAINT, edgecolor=PLAIN, zorder=2)
        axes.add_patch(box)
        shade = mpl.colormaps[MAP](value)
        axes.add_patch(
            Circle((x + 0.61 + 0.3 * k, y), 0.11, facecolor=shade, edgecolor=WHAT, lw=1.2, zorder=3)
        )


def fast(axes, x, y):
    """Time as bars, a long one and a short one."""
    for k, (length, colour) in enumerate(((2.2, PLAIN), (1.5, BOTH), (0.6, BOTH))):
        axes.add_patch(Rectangle((x - 1.1, y + 0.3 - 0.45 * k), length, 0.3, color=colour, zorder=2))


STOPS = (
    ("Start here", "be the attention", INK, by_hand),
    ("Feature maps", "what is reweighted", INK, feature_maps),
    ("What", "one weight per channel", WHAT, vector),
    ("Where", "one weight per place", WHERE, place),
    ("What and where", "both in one block", BOTH, block),
    ("A fair comparison", "a gain, or luck?", INK, comparison),
    ("Classification", "does it help?", INK, classes),
    ("Recognition", "classes never seen", INK, neighbours),
    ("Segmentation", "a mask", INK, mask),
    ("Detection", "boxes in clutter", INK, boxes),
    ("Looking inside", "are maps reasons?", INK, inside),
    ("Broken attention", "find the bug", INK, broken),
    ("The family", "what else there is", INK, family),
    ("Real networks,\nyour pictures", "does it help me?", INK, your_pictures),
    ("Fast", "what it costs", INK, fast),
)


def course_map():
    """All lessons in three rows, each as the picture of its subject: a Figure with its own alt text."""
    rows = len(ROWS)
    figure, axes = canvas(9.0, 5.6, span=(18, 11.2))
    for k, (name, subject, colour, draw) in enumerate(STOPS):
        row, place_in_row = divmod(k, len(STOPS) // rows)
        x, y = 2.5 + WIDE * place_in_row, 10.1 - HIGH * row
        if place_in_row:
            arrow(axes, (x - 2.0, y), (x - 1.6, y), PALE)
        draw(axes, x, y)
        low = 0.35 * name.count("\n")
        title = {"color": legible(colour), "weight": "bold", "size": 9.5}
        axes.text(x, y - 1.05, f"{k:02d}  {name}", ha="center", va="top", **title)
        axes.text(x, y - 1.5 - low, subject, ha="center", va="top", color=INK, size=9)
    for row, words in enumerate(ROWS):
        axes.text(0.25, 10.1 - HIGH * row, words, rotation=90, ha="center", va="center", color=PLAIN, size=10)
    axes.set(xlim=(0, 18), ylim=(0, 11.2))
    names = ", ".join(f"{k:02d} {' '.join(stop[0].split())}" for k, stop in enumerate(STOPS))
    figure.alt = f"The map of the course, a small picture for each lesson: {names}."
    return figure
