"""Still figures of the lesson on the spatial attention map."""

import matplotlib as mpl
import numpy as np
from matplotlib.collections import LineCollection

from .axes import note, picture
from .figures import MAP, PLAIN, TRUE, WHERE, new_figure


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


def puzzle(batch, count=7, answers=True):
    """The first images of a batch (N, 1, H, H); below, the whole digit of each outlined: a Figure.

    answers  whether that second row is drawn
    """
    figure = new_figure(9.0, 3.0 if answers else 1.7)
    axes = figure.subplots(1 + answers, count, squeeze=False)
    for k in range(count):
        picture(axes[0, k], batch.images[k, 0], f"image {k}")
        if answers:
            picture(axes[1, k], batch.images[k, 0], f"the {int(batch.labels[k])}")
            outlined(axes[1, k], batch.mask[k, 0])
    figure.alt = f"{count} noisy grey images, each with one whole digit among fragments of others"
    figure.alt += "; below, the whole digit outlined." if answers else "."
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
    ends = ", ".join(f"{area / (area + (1 - area) * mark):.2f} for {mark}" for mark in marks)
    figure.alt = f"The digit's share of the weight rises as the outside goes dark: {ends} outside."
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
    said = [f"{side} × {side}: {int((share < 1).sum())} of {side**2}" for side, share in shares.items()]
    figure.alt = f"Places whose {kernel_size} × {kernel_size} window hangs over the edge; {', '.join(said)}."
    return figure


TOP = 20  # softmax maps are shown from 0 to 20 times the uniform map


def stretched(weights):
    """What flatters: a map (h, w) stretched to its own range, from 0 to 1."""
    return (weights - weights.min()) / (weights.max() - weights.min())


def map_rows(batch, maps, count=4, flatter=None):
    """The first images and, for each, maps at their true resolution, 0 to 1: a Figure.

    maps     {name: weights (N, 1, h, w) in 0..1}
    flatter  the name of a map that is drawn once more, smoothed and stretched over the image
    """
    heads = ["the image", *maps, *(["smoothed, stretched,\nover the image"] if flatter else [])]
    figure = new_figure(1.55 * len(heads) + 0.8, 1.6 * count + 0.4)
    axes = figure.subplots(count, len(heads))
    side = batch.images.shape[-1]
    for k, line in enumerate(axes):
        picture(line[0], batch.images[k, 0])
        for axis, weights in zip(line[1:], maps.values()):
            image = picture(axis, weights[k, 0], cmap=MAP, side=side)
        if flatter:
            picture(line[-1], batch.images[k, 0])
            flattering(line[-1], maps[flatter][k, 0], side)
        for axis, head in zip(line, heads):
            outlined(axis, batch.mask[k, 0])
            axis.set_title("" if k else head, fontsize=9.5)
    figure.colorbar(image, ax=axes, shrink=0.5, ticks=[0, 0.5, 1], aspect=30, label="weight")
    spread = ", ".join(f"{w[:count].min():.2f} to {w[:count].max():.2f}" for w in maps.values())
    figure.alt = f"{count} images with the whole digit outlined, and beside each the {' and the '.join(maps)}"
    figure.alt += f"; their weights go (measured from {spread})."
    return figure


def chosen_places(batch, weights, count=6):
    """The first images, and over each the share of every place, for weights that sum to one: a Figure.

    weights  (N, 1, h, w); the scale ends at ``TOP`` times the weight of a uniform map
    """
    figure = new_figure(9.0, 2.9)
    axes = figure.subplots(2, count)
    relative, side = weights * weights[0].numel(), batch.images.shape[-1]
    for k in range(count):
        picture(axes[0, k], batch.images[k, 0])
        image = picture(axes[1, k], relative[k, 0], cmap=MAP, high=TOP, side=side)
        for axis in axes[:, k]:
            outlined(axis, batch.mask[k, 0])
    words = "times the\nuniform weight"
    figure.colorbar(image, ax=axes[1], ticks=[0, TOP / 2, TOP], label=words, extend="max")
    most = relative[:count].flatten(1).amax(1).mean()
    figure.alt = (
        f"{count} images and their maps: nearly all places are dark, and a few are many times as heavy "
    )
    figure.alt += f"as in a uniform map; the heaviest is so on average (measured {most:.0f} times)."
    return figure


def flattering(axes, weights, side):
    """Lay a map over an image the usual way: smoothed and stretched to its own range, for comparison."""
    extent = (-0.5, side - 0.5, side - 0.5, -0.5)
    smooth = {"interpolation": "bicubic", "extent": extent, "alpha": 0.6}
    axes.imshow(stretched(weights), cmap=MAP, vmin=0, vmax=1, **smooth)
