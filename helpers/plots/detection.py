"""Still figures of the lesson on detection: images, boxes, heatmaps, losses, curves, places."""

import numpy as np
import torch
from matplotlib.collections import LineCollection

from .axes import colours, note, picture
from .figures import FOUND, HUES, INK, MAP, PALE, PLAIN, TRUE, WHERE, new_figure


def frames(boxes):
    """Boxes (k, 4), top, left, bottom, right in pixels, as closed lines for a LineCollection."""
    edges = torch.as_tensor(boxes).double().numpy().reshape(-1, 4) - 0.5  # pixel 0 reaches from -0.5 to 0.5
    return [[(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)] for y0, x0, y1, x1 in edges]


def framed(axes, colour, boxes=(), dashed=False, width=1.8):
    """Boxes (k, 4) drawn on some axes; without any they are filled in by ``set_segments(frames(boxes))``."""
    style = {"linewidths": width, "linestyles": (0, (4, 2.2)) if dashed else "solid"}
    return axes.add_collection(LineCollection(frames(boxes), colors=colour, **style))


def puzzle(batch, count=6):
    """The first images of a batch; below, the same with the boxes that are to be found: a Figure.

    Where a patch in the corner says which colour counts, its name is written above the image.
    """
    figure = new_figure(9.0, 3.2)
    axes = figure.subplots(2, count)
    for k, (image, above, below) in enumerate(zip(batch.images, *axes)):
        boxes = batch.boxes[k][batch.present[k]]
        asked = "where, and how many?" if k == 0 else ""
        picture(above, colours(image), asked if batch.cue is None else f"{HUES[int(batch.cue[k])]} patch")
        picture(below, colours(image), f"{len(boxes)} to be found")
        framed(below, TRUE, boxes)
    count_of = ", ".join(str(int(n)) for n in batch.present[:count].sum(1))
    figure.alt = f"{count} images of digits; below, the same with a box around each to be found: {count_of}."
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
    picture(axes[0], np.zeros((12, 12)), "12 × 12 pixels, 3 × 3 places")
    for line in (3.5, 7.5):
        axes[0].axhline(line, color="#888888", linewidth=0.8)
        axes[0].axvline(line, color="#888888", linewidth=0.8)
    framed(axes[0], TRUE, box)
    low, high = np.asarray(box, dtype=float)[:2], np.asarray(box, dtype=float)[2:]
    axes[0].plot(*((low + high) / 2 - 0.5)[::-1], "o", color=TRUE, markersize=6)
    picture(axes[1], small, "its target", MAP, side=12)
    numbers(axes[1], np.asarray(small), 12)
    picture(axes[2], colours(batch.images[image]), f"image {image}")
    framed(axes[2], TRUE, batch.boxes[image][batch.present[image]])
    shown = picture(axes[3], heat[image], "its target, 12 × 12 places", MAP, side=batch.images.shape[-1])
    figure.colorbar(shown, ax=axes, shrink=0.8, ticks=[0, 0.5, 1], pad=0.01)
    rows = "; ".join(" ".join(f"{value:.2f}" for value in row) for row in np.asarray(small))
    figure.alt = f"A box on 3 × 3 places and its target, row by row: {rows}; an image and its target."
    return figure


def losses(near=0.46):
    """Cross entropy and focal loss against the probability, at a centre and elsewhere: a Figure.

    near  a place's target beside a centre: its loss is weighted down once more
    """
    figure = new_figure(9.0, 2.9)
    axes = figure.subplots(1, 2, sharey=True)
    p = np.linspace(0.005, 0.995, 300)
    at, off = -np.log(p), -np.log(1 - p)
    names = (("--", PLAIN, "cross entropy"), ("-", INK, "focal"), ("-.", PALE, "beside a centre"))
    curves = (  # each with the place of its name
        ((at, 0.30, 1.35), ((1 - p) ** 2 * at, 0.12, 0.55)),
        ((off, 0.42, 1.35), (p**2 * off, 0.78, 0.60), ((1 - near) ** 4 * p**2 * off, 0.66, 0.22)),
    )
    titles = ("at a centre: target 1", "elsewhere: target 0")
    for axis, lines, title in zip(axes, curves, titles):
        for (values, x, y), (dash, colour, name) in zip(lines, names):
            axis.plot(p, values, dash, color=colour)
            axis.text(x, y, name, color=colour)
        axis.set(xlim=(0, 1), ylim=(0, 3), xlabel="probability p that the network gives", title=title)
        axis.grid()
    axes[0].set_ylabel("loss of one place")
    figure.alt = (
        "Loss against the probability p, at a centre and elsewhere: where p is nearly right, the focal loss "
        "lies far below cross entropy; beside a centre it is lower still."
    )
    return figure


def decoding(image, heat, every, peaks):
    """From the heatmap to the boxes: a Figure.  image (C, H, W), heat (h, w), boxes (k, 4) twice.

    every  the boxes of all places above the threshold;  peaks  those that are left
    """
    figure = new_figure(9.0, 3.0)
    axes, side = figure.subplots(1, 4), image.shape[-1]
    picture(axes[0], colours(image), "the image")
    shown = picture(axes[1], heat, "its heatmap", MAP, side=side)
    for axis, boxes, words in ((axes[2], every, "all places above 0.2"), (axes[3], peaks, "what stays")):
        picture(axis, colours(image), f"{words}: {len(boxes)}")
        framed(axis, FOUND, boxes, dashed=True, width=1.4)
    figure.colorbar(shown, ax=axes, shrink=0.6, ticks=[0, 0.5, 1], pad=0.01)
    figure.alt = "An image, its heatmap, the boxes of all places above 0.2, and the boxes that stay."
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
                note(axis, f"{threshold}", (recall[k], precision[k]), (6, 5))
        axis.text(0.04, 0.1, f"{name}: area {area:.2f}", fontsize=11.5, color=INK)
        axis.set(xlim=(0, 1.02), ylim=(0, 1.05), xlabel="recall: share of the true boxes that is found")
        axis.grid()
    axes[0].set_ylabel("precision: share of the found boxes\nthat is right")
    figure.alt = f"Precision against recall, the area under it filled, for {' and '.join(curves)}."
    return figure


def places(scenes):
    """How often a centre lies on each place of the heatmap: a Figure.

    scenes  {title: (h, w) numbers of centres}, all for as many images
    """
    figure = new_figure(4.6 * len(scenes), 3.4)
    axes = figure.subplots(1, len(scenes), squeeze=False)[0]
    most, said = max(int(counts.max()) for counts in scenes.values()), []
    for axis, (title, counts) in zip(axes, scenes.items()):
        used = f"{int((counts > 0).sum())} of {counts.numel()} places"
        shown = picture(axis, counts, f"{title}: {used}", MAP, high=most)
        for row, column in counts.nonzero().tolist():
            number = int(counts[row, column])  # written, because a few centres look as black as none
            ink = "black" if number > 0.6 * most else "white"
            axis.text(column, row, number, color=ink, fontsize=6.5, ha="center", va="center")
        said.append(f"{title}, {used}")
    figure.colorbar(shown, ax=axes, shrink=0.85, pad=0.02, label="centres on this place")
    figure.alt = f"How many centres lie on each place: {'; '.join(said)}."
    return figure


def blind_maps(weights):
    """Maps that are the same for every image, one for each stage: a Figure.

    weights  {gate's name: (N, 1, h, w)}, the stages in order
    """
    figure = new_figure(9.0, 2.6)
    axes = figure.subplots(1, len(weights))
    for stage, (axis, each) in enumerate(zip(axes, weights.values()), 1):
        side = each.shape[-1]
        shown = picture(axis, each[0, 0], f"stage {stage}: {side} × {side} places", MAP)
        axis.title.set_color(WHERE)
    figure.colorbar(shown, ax=axes, shrink=0.8, ticks=[0, 0.5, 1], pad=0.01, label="weight")
    figure.alt = f"The learned maps of {len(weights)} stages, the same for every image, from 0 to 1."
    return figure
