"""Still figures of the lesson on detection: images, boxes, heatmaps, losses, curves."""

import numpy as np
import torch
from matplotlib.collections import LineCollection

from .figures import FAINT, INK, MAP, PLAIN, new_figure

TRUE = "#35C0FF"  # light blue, solid: where the objects are
FOUND = "#FFD23F"  # yellow, dashed: what a detector found
CUES = ("red", "green", "blue")


def frames(boxes):
    """Boxes (k, 4), top, left, bottom, right in pixels, as closed lines for a LineCollection."""
    edges = torch.as_tensor(boxes).double().numpy().reshape(-1, 4) - 0.5  # pixel 0 reaches from -0.5 to 0.5
    return [[(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)] for y0, x0, y1, x1 in edges]


def framed(axes, colour, dashed=False, width=1.8):
    """An empty set of boxes on some axes, to be filled by ``set_segments(frames(boxes))``."""
    style = (0, (4, 2.2)) if dashed else "solid"
    return axes.add_collection(LineCollection([], colors=colour, linewidths=width, linestyles=style))


def colours(image):
    """An image (1, H, W) or (3, H, W) as something to show: (H, W) grey or (H, W, 3) in 0..1."""
    pixels = np.clip(np.asarray(image), 0, 1)
    return pixels[0] if len(pixels) == 1 else np.moveaxis(pixels, 0, 2)


def canvas(axes, pixels, title="", cmap="gray", edge=None):
    """Show pixels (H, W) on the scale 0..1, or colours (H, W, 3), without ticks; returns the picture.

    edge stretches the pixels over a square of that many pixels: a heatmap over its image.
    """
    pixels = np.asarray(torch.as_tensor(pixels))
    side = edge or len(pixels)
    extent = (-0.5, side - 0.5, side - 0.5, -0.5)
    picture = axes.imshow(pixels, cmap=cmap, vmin=0, vmax=1, extent=extent)
    axes.set(xticks=[], yticks=[])
    axes.set_title(title, fontsize=9.5, loc="left")
    for spine in axes.spines.values():
        spine.set(visible=True, color="#888888", linewidth=0.8)
    return picture


def puzzle(batch, count=6):
    """The first images of a batch; below, the same with the boxes that are to be found: a Figure.

    Where a patch in the corner says which colour counts, its name is written above the image.
    """
    figure = new_figure(9.0, 3.2)
    axes = figure.subplots(2, count)
    for k in range(count):
        for row in (0, 1):
            canvas(axes[row, k], colours(batch.images[k]))
        boxes = batch.boxes[k][batch.present[k]]
        framed(axes[1, k], TRUE).set_segments(frames(boxes))
        axes[1, k].set_title(f"{len(boxes)} to be found", fontsize=9.5, loc="left")
        if batch.cue is not None:
            axes[0, k].set_title(f"{CUES[int(batch.cue[k])]} patch", fontsize=9.5, loc="left")
    if batch.cue is None:
        axes[0, 0].set_title("where, and how many?", fontsize=9.5, loc="left")
    return figure


def numbers(axes, values, side):
    """Write values (h, w), two decimals, onto their squares of a picture of ``side`` pixels."""
    step = side / len(values)
    for row, column in np.ndindex(*values.shape):
        dark = values[row, column] < 0.6
        x, y = (column + 0.5) * step - 0.5, (row + 0.5) * step - 0.5
        text = f"{values[row, column]:.2f}"
        axes.text(x, y, text, ha="center", va="center", fontsize=11, color="white" if dark else INK)


def target(box, small, batch, heat, image=0):
    """A box and its target on a grid of 3 x 3 places, and one image with its target: a Figure.

    box (4,) on 12 x 12 pixels, small (3, 3) its target;  heat (N, h, w) the targets of the batch
    """
    figure = new_figure(9.0, 2.5)
    axes = figure.subplots(1, 4)
    canvas(axes[0], np.zeros((12, 12)), "12 × 12 pixels, 3 × 3 places")
    for line in (3.5, 7.5):
        axes[0].axhline(line, color="#888888", linewidth=0.8)
        axes[0].axvline(line, color="#888888", linewidth=0.8)
    framed(axes[0], TRUE).set_segments(frames(box))
    low, high = np.asarray(box, dtype=float)[:2], np.asarray(box, dtype=float)[2:]
    axes[0].plot(*((low + high) / 2 - 0.5)[::-1], "o", color=TRUE, markersize=6)
    canvas(axes[1], small, "its target", MAP, edge=12)
    numbers(axes[1], np.asarray(small), 12)
    canvas(axes[2], colours(batch.images[image]), f"image {image}")
    framed(axes[2], TRUE).set_segments(frames(batch.boxes[image][batch.present[image]]))
    picture = canvas(axes[3], heat[image], "its target, 12 × 12 places", MAP, edge=batch.images.shape[-1])
    figure.colorbar(picture, ax=axes, shrink=0.8, ticks=[0, 0.5, 1], pad=0.01)
    return figure


def losses(near=0.46):
    """Cross entropy and focal loss against the probability, at a centre and elsewhere: a Figure.

    near  a place's target beside a centre: its loss is weighted down once more
    """
    figure = new_figure(9.0, 2.9)
    axes = figure.subplots(1, 2, sharey=True)
    p = np.linspace(0.005, 0.995, 300)
    at, off = -np.log(p), -np.log(1 - p)
    pale = "#56B4E9"
    curves = (
        [
            (at, "--", PLAIN, "cross entropy", (0.30, 1.35)),
            ((1 - p) ** 2 * at, "-", INK, "focal", (0.12, 0.55)),
        ],
        [
            (off, "--", PLAIN, "cross entropy", (0.42, 1.35)),
            (p**2 * off, "-", INK, "focal", (0.78, 0.60)),
            ((1 - near) ** 4 * p**2 * off, "-.", pale, "beside a centre", (0.66, 0.22)),
        ],
    )
    titles = ("at a centre: target 1", "elsewhere: target 0")
    for axis, lines, title in zip(axes, curves, titles):
        for values, dash, colour, name, place in lines:
            axis.plot(p, values, dash, color=colour)
            axis.text(*place, name, color=colour)
        axis.set(xlim=(0, 1), ylim=(0, 3), xlabel="probability p that the network gives", title=title)
        axis.grid(color=FAINT, linewidth=0.7)
    axes[0].set_ylabel("loss of one place")
    return figure


def decoding(image, heat, every, peaks):
    """From the heatmap to the boxes: a Figure.  image (C, H, W), heat (h, w), boxes (k, 4) twice.

    every  the boxes of all places above the threshold;  peaks  those that are left
    """
    figure = new_figure(9.0, 3.0)
    axes, side = figure.subplots(1, 4), image.shape[-1]
    canvas(axes[0], colours(image), "the image")
    picture = canvas(axes[1], heat, "its heatmap", MAP, edge=side)
    for axis, boxes, words in ((axes[2], every, "all places above 0.2"), (axes[3], peaks, "what stays")):
        canvas(axis, colours(image), f"{words}: {len(boxes)}")
        framed(axis, FOUND, dashed=True, width=1.4).set_segments(frames(boxes))
    figure.colorbar(picture, ax=axes, shrink=0.6, ticks=[0, 0.5, 1], pad=0.01)
    return figure


def precision_recall(curves, thresholds=(0.2, 0.3, 0.5, 0.7)):
    """Precision against recall, the area under it filled: a Figure.

    curves  {name: (precision, recall, area, scores)}, all for the same boxes, best first
    """
    figure = new_figure(9.0, 3.4)
    axes = figure.subplots(1, len(curves), sharey=True, squeeze=False)[0]
    for axis, (name, (precision, recall, area, scores)) in zip(axes, curves.items()):
        best = torch.as_tensor(precision).flip(0).cummax(0).values.flip(0)  # the best still to come
        axis.fill_between(recall, best, step="pre", color=INK, alpha=0.15, linewidth=0)
        axis.plot(recall, precision, color=INK, linewidth=1.6)
        for threshold in thresholds:
            k = int((scores >= threshold).sum()) - 1
            if k >= 0:
                axis.plot(recall[k], precision[k], "o", color=INK, markersize=6)
                words = f"{threshold}"
                axis.annotate(words, (recall[k], precision[k]), (6, 5), textcoords="offset points")
        axis.text(0.04, 0.1, f"{name}: area {area:.2f}", fontsize=11.5, color=INK)
        axis.set(xlim=(0, 1.02), ylim=(0, 1.05), xlabel="recall: share of the true boxes that is found")
        axis.grid(color=FAINT, linewidth=0.7)
    axes[0].set_ylabel("precision: share of the found boxes\nthat is right")
    return figure
