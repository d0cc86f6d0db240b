"""Still figures of the lesson on the spatial attention map."""

import matplotlib as mpl
import numpy as np
from matplotlib.collections import LineCollection

from .axes import name_rows, note, picture
from .figures import LEVEL, MAP, PLAIN, TRUE, WHERE, new_figure


def outline(mask):
    """The border of a mask (H, W) as line segments between pixels, [(x0, y0), (x1, y1)] each."""
    inside = np.pad(np.asarray(mask, dtype=bool), 1)
    edges = {  # of a pixel: where its neighbour lies, and the two corners between them
        (-1, 0): ((-0.5, -0.5), (0.5, -0.5)),
        (1, 0): ((-0.5, 0.5), (0.5, 0.5)),
        (0, -1): ((-0.5, -0.5), (-0.5, 0.5)),
        (0, 1): ((0.5, -0.5), (0.5, 0.5)),
    }
    return [
        [(column + x, row + y) for x, y in ends]
        for row, column in np.argwhere(inside[1:-1, 1:-1])
        for (down, right), ends in edges.items()
        if not inside[row + 1 + down, column + 1 + right]
    ]


def blend(pixels, weights):
    """A grey image (H, W) and a map (H, W) of weights in 0..1, one over the other: colours (H, W, 3)."""
    grey = np.clip(pixels, 0, 1)[..., None]
    return 0.45 * grey + 0.55 * mpl.colormaps[MAP](np.clip(weights, 0, 1))[..., :3]


def outlined(axes, mask=None, colour=TRUE, width=1.2):
    """The outline of a mask (H, W); without one it is filled later, by ``set_segments(outline(mask))``."""
    lines = [] if mask is None else outline(mask)
    return axes.add_collection(LineCollection(lines, colors=colour, linewidths=width))


def puzzle(batch, count=7):
    """The first images of a batch (N, 1, H, H); below, the whole digit of each outlined: a Figure."""
    figure = new_figure(9.0, 3.0)
    axes = figure.subplots(2, count)
    for k in range(count):
        picture(axes[0, k], batch.images[k, 0])
        picture(axes[1, k], batch.images[k, 0], f"the {int(batch.labels[k])}")
        outlined(axes[1, k], batch.mask[k, 0])
    axes[0, 0].set_title("which digit is whole?", fontsize=9.5)
    return figure


def leak(area, marks=(0.5, 0.1, 0.01)):
    """The digit's share of the weight against the weight outside it, for a digit of this area: a Figure."""
    figure = new_figure(9.0, 2.9)
    axes = figure.subplots()
    outside = np.geomspace(1e-3, 1, 200)
    axes.plot(outside, area / (area + (1 - area) * outside), color=WHERE)
    for mark in marks:
        share = area / (area + (1 - area) * mark)
        axes.plot(mark, share, "o", color=WHERE)
        note(axes, f"{mark} outside: {share:.2f}", (mark, share), (8, 4))
    axes.axhline(area, color=PLAIN, linewidth=1, linestyle=":")
    axes.text(1e-3, area + 0.02, f"  the digit's area: {area:.3f}", color=PLAIN, fontsize=9)
    axes.set(xscale="log", xlim=(1e-3, 1.0), ylim=(0, 1.02))
    axes.set_xlabel("weight outside the digit, 1 inside (logarithmic)")
    axes.set_title("Share of the weight that lies on the digit, for a perfect outline")
    return figure


def window_shares(shares, kernel_size):
    """How much of the kernel's window lies on the map, place by place: a Figure.

    shares  {side of the map: (side, side) share of the window in 0..1}
    """
    figure = new_figure(9.0, 3.1)
    axes = figure.subplots(1, len(shares))
    for axis, (side, share) in zip(axes, shares.items()):
        touched = int((share < 1).sum())
        percent = round(100 * touched / side**2)
        image = picture(axis, share, f"{side} × {side}: {touched} of {side**2} touched, {percent}%", MAP)
    words = f"share of the {kernel_size} × {kernel_size} window on the map"
    figure.colorbar(image, ax=axes, shrink=0.85, label=words)
    return figure


TOP = 20  # softmax maps are shown from 0 to 20 times the uniform map


def stretched(weights):
    """What flatters: a map (h, w) stretched to its own range, from 0 to 1."""
    return (weights - weights.min()) / (weights.max() - weights.min())


def maps_beside(batch, untrained, gate, pooling, count=4):
    """The first images with three maps at their true resolution, and one overlay that flatters: a Figure.

    untrained, gate  (N, 1, h, w) weights in 0..1;  pooling  (N, 1, h, w) weights that sum to one
    """
    figure = new_figure(9.0, 1.72 * count + 0.5)
    axes = figure.subplots(count, 5)
    side = batch.images.shape[-1]
    heads = ("the image", "untrained gate", "trained gate", "the same, flattered", "attention pooling")
    for k, line in enumerate(axes):
        photo, relative = batch.images[k, 0], pooling[k, 0] * pooling[k, 0].numel() / TOP
        shown = (photo, untrained[k, 0], gate[k, 0], photo, relative)
        for axis, values, head in zip(line, shown, heads):
            image = picture(axis, values, "" if k else head, "gray" if values is photo else MAP, side=side)
            outlined(axis, batch.mask[k, 0])
        flattering(line[3], gate[k, 0], side)
    bar = figure.colorbar(image, ax=axes, shrink=0.5, ticks=[0, 0.5, 1], aspect=30)
    bar.ax.set_yticklabels(["0", "0.5\n10×", "1\n20×"])
    bar.set_label("gates: weight;  pooling: times the uniform weight")
    return figure


def flattering(axes, weights, side):
    """Lay a map over an image the usual way: smoothed and stretched to its own range, for comparison."""
    extent = (-0.5, side - 0.5, side - 0.5, -0.5)
    smooth = {"interpolation": "bicubic", "extent": extent, "alpha": 0.6}
    axes.imshow(stretched(weights), cmap=MAP, vmin=0, vmax=1, **smooth)


def dots(rows, columns, limits, references):
    """A table of numbers as points: a Figure with one axis per column.

    rows        {row's name: (numbers, colour)}, one number per column, from top to bottom
    columns     the titles;  limits  the range of each axis
    references  one (value, words) per column: a dotted line
    """
    figure = new_figure(9.0, 0.4 * len(rows) + 1.2)
    axes = np.atleast_1d(figure.subplots(1, len(columns), sharey=True))
    heights = range(len(rows))[::-1]
    for i, axis in enumerate(axes):
        for y, (numbers, colour) in zip(heights, rows.values()):
            axis.plot(numbers[i], y, "o", color=colour, markersize=8)
            note(axis, f"{numbers[i]:.2f}", (numbers[i], y), fontsize=9)
        value, words = references[i]
        axis.axvline(value, **LEVEL | {"color": PLAIN})
        axis.text(value, len(rows) - 0.45, f" {words}", fontsize=8.5, color=PLAIN)
        axis.set(xlim=limits[i], ylim=(-0.6, len(rows) - 0.1), xlabel=columns[i])
        name_rows(axis, heights, rows, "y")
        axis.spines["left"].set_visible(True)
    return figure


def map_scores(scores, area):
    """Energy inside the digit and AUROC against distractors of several maps: a Figure.

    scores  {name: (energy, auroc)};  area  the digit's share of the pixels
    """
    trained = ("trained gate", "attention pooling")
    rows = {name: (pair, WHERE if name in trained else PLAIN) for name, pair in scores.items()}
    columns = ("energy inside the digit", "AUROC, digit against distractors")
    return dots(rows, columns, ((0, 1), (0.3, 1.05)), ((area, "its area"), (0.5, "chance")))


CHANGES = {
    "accuracy": "its own map",
    "mean": "the average map",
    "other image": "another image's map",
    "shuffle": "its own, shuffled",
}


def accuracies(gate, pooling, chance=0.1):
    """Accuracy of two networks whose maps were changed, from experiments.accuracy_under: a Figure."""
    rows = {
        words: ((gate[how], pooling[how]), WHERE if how == "accuracy" else PLAIN)
        for how, words in CHANGES.items()
    }
    columns = ("accuracy, spatial gate", "accuracy, attention pooling")
    return dots(rows, columns, ((0, 1), (0, 1)), ((chance, "guessing"),) * 2)
