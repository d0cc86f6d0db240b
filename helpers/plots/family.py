"""Still figures of the lesson on the family: who is related to whom, matrices, maps of many places."""

import numpy as np
import torch.nn.functional as F
from matplotlib.patches import Circle, Rectangle

from ..tables.members import BY_VARIANT
from .axes import colours, frame, picture
from .diagrams import COLUMNS, PLACE, ROWS, VECTOR, canvas, column as dots, grid, label, times
from .figures import BOTH, FAINT, HUES, INK, MAP, SIGNED, TRUE, WHAT, WHERE, new_figure

GAP = 0.44  # between the dots of a small column
SIDE = 1.5  # of a small grid
TIMES = 16  # the scale of weights that sum to one: from a 16th of the uniform weight to 16 times
UNIFORM = (f"1/{TIMES}×", "1×", f"{TIMES}×")  # what stands at its ends and in its middle


def beside_uniform(weights, places):
    """Weights that sum to one over the places, on a scale from 0 to 1 with the uniform weight at 0.5.

    The scale is logarithmic, because such weights are small: on one from 0 to 1 all of them are black.
    """
    relative = np.maximum(np.asarray(weights) * places, 1e-9)
    return np.clip(0.5 + 0.5 * np.log(relative) / np.log(TIMES), 0, 1)


def links(axes, x, y, matrix, colour):
    """Two columns of dots; a line wherever one reads the other: matrix (rows read columns) of 0 and 1."""
    n = len(matrix)
    heights = [y + (n - 1 - k) * GAP for k in range(n)]
    for i, j in zip(*np.nonzero(matrix)):
        axes.plot([x, x + 1.1], [heights[j], heights[i]], color=colour, lw=1.2, zorder=1)
    for height in heights:
        axes.add_patch(Circle((x, height), 0.1, facecolor="white", edgecolor=INK, lw=1, zorder=3))
    dots(axes, x + 1.1, y, VECTOR[:n], colour, GAP, numbers=False)


def squeezed_through(axes, x, y, colour):
    """Four dots that all go through one: the bottleneck."""
    heights = [y + k * GAP for k in range(4)]
    middle = y + 1.5 * GAP
    for height in heights:
        axes.plot([x, x + 0.55, x + 1.1], [height, middle, height], color=colour, lw=1.2, zorder=1)
        axes.add_patch(Circle((x, height), 0.1, facecolor="white", edgecolor=INK, lw=1, zorder=3))
    axes.add_patch(Circle((x + 0.55, middle), 0.13, facecolor=colour, edgecolor=colour, zorder=3))
    dots(axes, x + 1.1, y, VECTOR, colour, GAP, numbers=False)


def small_vector(axes, x, y):
    """Four weights, one per channel."""
    dots(axes, x, y, VECTOR, WHAT, GAP, numbers=False)


def small_map(axes, x, y, values=PLACE, colour=WHERE, side=SIDE, zorder=2):
    """A map of weights."""
    grid(axes, x, y, values, side, colour, MAP, zorder)


def crosses(axes, x, y):
    """What coordinate attention can say of a channel: rows times columns."""
    rows, columns = np.array([0.2, 0.95, 0.5, 0.2]), np.array([0.25, 0.5, 0.95, 0.3])
    side = 1.3
    grid(axes, x, y, rows[:, None], side, WHAT, MAP)
    grid(axes, x + 0.45, y + side + 0.1, columns[None], side, WHERE, MAP)
    grid(axes, x + 0.45, y, rows[:, None] * columns, side, BOTH, MAP)


def map_of_maps(axes, x, y, turn=0, zorder=2):
    """A map for every place: two by two places, each with a map of its own."""
    axes.add_patch(Rectangle((x - 0.05, y - 0.05), 1.64, 1.64, color="white", zorder=zorder - 0.5))
    for row, col in np.ndindex(2, 2):
        peak = np.exp(-((ROWS - 3 * row) ** 2 + (COLUMNS - 3 * col) ** 2) / 2)
        place = (x + 0.82 * col, y + 0.82 * (1 - row))
        small_map(axes, *place, np.roll(peak, turn, 1), WHERE, 0.72, zorder)


CARDS = (  # variant, column, row, what it does
    ("squeeze", 0, 0, "each channel asks all,\nthrough a bottleneck"),
    ("eca", 0, 1, "each asks its neighbours\nin the list of channels"),
    ("gather-excite", 0, 2, "each asks itself, here\nor farther around"),
    ("cbam", 1, 0, "what, then where:\na product"),
    ("scse", 1, 1, "both at once, and the\nresults are added"),
    ("bam", 1, 2, "scores are added,\nthen one sigmoid"),
    ("coordinate", 1, 3, "rows times columns,\nfor every channel"),
    ("simam", 1, 4, "how far is it from its\nchannel's average?"),
    ("", 2, 0, "each place asks the 7 × 7\naround it (lesson 03)"),
    ("global context", 2, 1, "places compete; what is\nfound goes everywhere"),
    ("non-local", 2, 2, "every place asks, and has\na map of its own"),
    ("self-attention", 2, 3, "the same, several times\nover: heads"),
)
STARTS, EDGES = (0.55, 6.55, 12.5), (5.75, 12.0)  # of the three columns
HEADS = (
    ("one weight per channel", WHAT, "the same at every place"),
    ("one per channel and place", BOTH, "as a product, as a sum, or free"),
    ("weights over places", WHERE, "the same for every channel"),
)


def draw_glyph(axes, variant, x, y):
    """The small drawing of a member; x, y is the lower left corner of a square of about 1.5."""
    if variant == "squeeze":
        squeezed_through(axes, x + 0.1, y + 0.1, WHAT)
    elif variant == "eca":
        links(axes, x + 0.1, y + 0.1, np.abs(np.subtract.outer(range(4), range(4))) < 2, WHAT)
    elif variant == "gather-excite":
        links(axes, x + 0.1, y + 0.1, np.eye(4), WHAT)
    elif variant in ("cbam", "scse", "bam"):
        small_vector(axes, x - 0.05, y + 0.1)
        if variant == "cbam":
            times(axes, x + 0.46, y + 0.75, BOTH)
        else:
            label(axes, x + 0.46, y + 0.75, "+", BOTH, 14)
        small_map(axes, x + 0.78, y + 0.05, side=1.4)
        if variant == "bam":
            label(axes, x - 0.45, y + 0.75, "σ(", BOTH, 12)
            label(axes, x + 2.32, y + 0.75, ")", BOTH, 12)
    elif variant == "coordinate":
        crosses(axes, x + 0.33, y - 0.15)
    elif variant == "simam":
        for k in (2, 1, 0):
            values = np.clip(0.62 + 0.38 * np.roll(PLACE, 2 * k, 1) ** 2, 0, 1)
            corner = (x + 0.45 + 0.22 * k, y - 0.05 + 0.22 * k)
            small_map(axes, *corner, values, BOTH, 1.15, zorder=8 - 2 * k)
    elif variant in ("", "global context"):
        small_map(axes, x, y, PLACE**3 if variant else PLACE)
    elif variant == "non-local":
        map_of_maps(axes, x, y)
    else:
        map_of_maps(axes, x + 0.1, y + 0.2, 2, 2)
        map_of_maps(axes, x - 0.15, y - 0.1, 0, 5)


def tree():
    """The family in three columns, by what comes out: a vector, both, or weights over places."""
    figure, axes = canvas(9.0, 6.0, span=(18, 12))
    for k, (head, colour, below) in enumerate(HEADS):
        label(axes, STARTS[k] - 0.1, 11.55, head, colour, 11, "bold", "left")
        label(axes, STARTS[k] - 0.1, 11.1, below, "#666666", 9, ha="left")
    for x in EDGES:
        axes.plot([x, x], [0.3, 11.7], color=FAINT, lw=1)
    for variant, col, row, words in CARDS:
        x, y = STARTS[col], 8.75 - 2.15 * row
        member = BY_VARIANT.get(variant)
        name = f"{member.short}, {member.year}" if member else "spatial gate, 2018"
        draw_glyph(axes, variant, x, y)
        right = x + (2.55 if col == 1 else 1.85)
        label(axes, right, y + 1.3, name, HEADS[col][1], 10, "bold", "left")
        label(axes, right, y + 0.6, words, INK, 8.5, ha="left")
    figure.alt = "Twelve small drawings in three columns: one weight per channel, "
    figure.alt += "one per channel and place, weights over places."
    return figure


def matrices(named, top):
    """Matrices side by side on one signed scale, -top to top: a Figure.

    named  {title: (C, C) matrix}
    """
    figure = new_figure(9.0, 3.2)
    axes = figure.subplots(1, len(named))
    for axis, (title, matrix) in zip(axes, named.items()):
        shown = picture(axis, matrix, title, SIGNED, -top, top)
        axis.set_xlabel("reads channel")
    axes[0].set_ylabel("score of channel")
    figure.colorbar(
        shown, ax=axes, shrink=0.85, extend="both", label="weight of one channel in another's score"
    )
    filled = {title: np.mean(np.abs(np.asarray(matrix)) > 1e-6) for title, matrix in named.items()}
    figure.alt = "Which channel reads which; entries that are not zero: "
    figure.alt += ", ".join(f"{title} {share:.0%}" for title, share in filled.items()) + "."
    return figure


def askers(image):
    """Four places that ask: {words: (row, column)}, on maps of half the image's size (3, H, W).

    One lies on the frame; for each digit the place where its colour is most by itself.
    """
    small = F.avg_pool2d(image, 2)
    inside = small[:, 2:-2, 2:-2] - 0.5 * small[:, 2:-2, 2:-2].sum(0)
    width = inside.shape[2]
    found = {"the frame asks": (0, small.shape[2] // 2 - 1)}
    for name, colour in zip(HUES, inside):
        row, column = divmod(colour.argmax().item(), width)
        found[f"the {name} digit asks"] = (row + 2, column + 2)
    return found


def who_looks_where(image, askers, maps):
    """For a few places of one image, where each of them looks: a Figure with a row per member.

    image  (3, H, W);  askers  {words: (row, column)} places of the map
    maps   {member's name: (askers, h, w) weights that sum to one}
    """
    figure = new_figure(9.0, 1.75 * len(maps) + 0.5)
    axes = figure.subplots(len(maps), len(askers) + 1, squeeze=False)
    side = image.shape[-1]
    for axis, words in zip(axes[0, 1:], askers):
        axis.set_title(words, fontsize=9.5)
    for line, (name, weights) in zip(axes, maps.items()):
        line[0].imshow(colours(image))
        line[0].set_ylabel(name, fontsize=9.5)
        for axis, (row, column), seen in zip(line[1:], askers.values(), weights):
            scale = side / seen.shape[-1]
            shown = axis.imshow(
                beside_uniform(seen, seen.shape[0] * seen.shape[1]), cmap=SIGNED, vmin=0, vmax=1
            )
            axis.add_patch(Rectangle((column - 0.5, row - 0.5), 1, 1, fill=False, ec=TRUE, lw=2))
            corner = (scale * column - 0.5, scale * row - 0.5)
            line[0].add_patch(Rectangle(corner, scale, scale, fill=False, ec="white", lw=1.4))
        for axis in line:
            frame(axis)
    bar = figure.colorbar(shown, ax=axes, shrink=0.9, ticks=[0, 0.5, 1], extend="both")
    bar.ax.set_yticklabels(UNIFORM)
    bar.set_label("times the uniform weight")  # more or less than it: a pair of colours
    figure.alt = (
        f"Where {len(askers)} places of one image look, each with a map of its own: {', '.join(askers)}."
    )
    return figure
