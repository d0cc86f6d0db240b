"""Still figures of the lesson on segmentation: masks, places, reach, swaps, the pictures with a cue."""

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.colors import LogNorm, to_rgb
from matplotlib.patches import Rectangle

from ..experiments.metrics import iou
from ..experiments.statistics import interval
from ..experiments.sweep import column
from ..explain.receptive import box_of
from .axes import colours, name_rows, note, picture
from .figures import FAINT, FOUND, HUES, INK, PLAIN, new_figure
from .seeds import COLOURS
from .spatial import outline, outlined
from .unet import skip_gate, unet  # noqa: F401 lessons write plots.unet(...)

TINT = 0.30  # how strongly predicted pixels are tinted


def dashes(mask):
    """The border of a mask (H, W) as dashes, the middle of every pixel's edge: [(x0, y0), (x1, y1)] each."""
    ends = np.array(outline(mask), dtype=float).reshape(-1, 2, 2)
    middle = ends.mean(1, keepdims=True)
    return middle + 0.5 * (ends - middle)


def tinted(pixels, found):
    """A grey image (H, W) with the predicted pixels (H, W) tinted: colours (H, W, 3)."""
    grey = np.clip(np.asarray(pixels), 0, 1)[..., None] * np.ones(3)
    return np.where(np.asarray(found)[..., None], (1 - TINT) * grey + TINT * np.array(to_rgb(FOUND)), grey)


def dashed(axes, width=1.8):
    """An empty dashed outline, to be filled by ``set_segments(dashes(mask))``."""
    return axes.add_collection(LineCollection([], colors=FOUND, linewidths=width))


def found_masks(batch, logits, count=5):
    """The first images with the true and the predicted mask of several networks: a Figure.

    logits  {name: (N, 1, H, W)}
    """
    figure = new_figure(9.0, 1.93 * len(logits) + 0.15)
    axes = figure.subplots(len(logits), count, squeeze=False)
    for row, (name, values) in enumerate(logits.items()):
        for k, axis in enumerate(axes[row]):
            found, one = (values[k, 0] > 0).numpy(), slice(k, k + 1)
            picture(axis, tinted(batch.images[k, 0], found), f"IoU {iou(values[one], batch[one]):.2f}")
            outlined(axis, batch.mask[k, 0])
            dashed(axis, 1.4).set_segments(dashes(found))
        axes[row, 0].set_ylabel(name, fontsize=10, color=COLOURS.get(name.lower(), INK))
    figure.alt = (
        f"{count} images in a row for each network, {', '.join(logits)}: the predicted mask tinted and "
        "dashed, the true one solid, and the IoU above."
    )
    return figure


def places(**masks):
    """How often each pixel is covered, over many images: a Figure with a map for each kind of mask.

    masks  {words: (N, 1, H, W) of bool}
    """
    figure = new_figure(9.0, 2.9)
    axes = figure.subplots(1, len(masks), squeeze=False)[0]
    shares = {name.replace("_", " "): mask[:, 0].float().mean(0).numpy() for name, mask in masks.items()}
    for axis, (name, share) in zip(axes, shares.items()):
        shown = axis.imshow(share, vmin=0, vmax=0.4, cmap="cividis")
        axis.set(xticks=[], yticks=[])
        axis.set_title(name, fontsize=9.5)
    bar = figure.colorbar(shown, ax=list(axes), shrink=0.9)
    bar.set_label("share of the images", fontsize=8.5)
    middle, corner = ({n: s[k, k] for n, s in shares.items()} for k in (len(share) // 2, 1))
    told = (f"{name} {middle[name]:.2f} in the middle and {corner[name]:.2f} in a corner" for name in shares)
    figure.alt = f"How often each pixel is covered: {'; '.join(told)}."
    return figure


def reach(prints, place, digit=16):
    """How far one pixel's logit looks, network by network: a Figure.

    prints  {name: footprint (H, W)};  place  (row, column) of the pixel;  digit  pixels, drawn to scale
    """
    figure = new_figure(9.0, 2.75)
    axes = figure.subplots(1, len(prints) + 1, width_ratios=[1] * len(prints) + [1.5])
    row, column_ = place
    scale = LogNorm(1e-5, 1e-2)
    for axis, (name, values) in zip(axes, prints.items()):
        share = np.ma.masked_equal(np.asarray(values) / float(values.sum()), 0)
        axis.set_facecolor("#BFD9EA")  # what has no influence at all
        image = axis.imshow(share, norm=scale, cmap="cividis")
        side = share.shape[0]
        corner = (column_ - digit / 2, row - digit / 2)
        axis.add_patch(Rectangle(corner, digit, digit, fill=False, ec="white", lw=1.2))
        axis.set(xticks=[], yticks=[], xlim=(-0.5, side - 0.5), ylim=(side - 0.5, -0.5))
        axis.set_title(name, fontsize=9.5, color=colour_of(name))
    bar = figure.colorbar(image, ax=list(axes[:-1]), location="bottom", aspect=50, shrink=0.8, extend="both")
    bar.set_label("a pixel's share of the influence (pale blue: exactly none)", fontsize=8.5)
    curves(axes[-1], prints, place, digit)
    figure.alt = f"The influence of every pixel on the logit in row {row}, column {column_}: "
    figure.alt += "; ".join(f"{name} {seen_of(values)}" for name, values in prints.items()) + "."
    return figure


def seen_of(footprint):
    """Which part of the image a logit sees, in words."""
    top, left, bottom, right = box_of(footprint)
    if (bottom - top, right - left) == tuple(footprint.shape):
        return "sees the whole image"
    return f"sees rows {top} to {bottom - 1} and columns {left} to {right - 1}"


def colour_of(name):
    """The course's colour of a network by its name; twins and plain networks are grey."""
    return COLOURS.get(name.lower(), PLAIN)


def within(footprint, place):
    """Share of the influence that comes from at most r pixels away, r = 0, 1, ...: an array.

    Pixels away: along rows or columns, whichever is more, so that r = 8 is a square of side 17.
    """
    values = np.asarray(footprint, dtype=float)
    rows, columns = np.indices(values.shape)
    away = np.maximum(abs(rows - place[0]), abs(columns - place[1]))
    return np.bincount(away.ravel(), values.ravel()).cumsum() / values.sum()


def curves(axes, prints, place, digit):
    """The share of the influence within a distance, a curve for every network."""
    for name, values in prints.items():
        share = within(values, place)
        style = "-" if name == "plain" else "--" if "added" in name else "-."
        axes.plot(share, style, color=colour_of(name), linewidth=1.8, label=name)
    axes.axvline(digit / 2, color="#999999", linewidth=1, linestyle=":")
    axes.text(digit / 2, 0.02, " edge of the square", fontsize=8, color="#666666")
    axes.set(xlim=(0, 20), ylim=(0, 1.02), xlabel="pixels away, at most")
    axes.set_title("share of the influence", fontsize=9.5)
    axes.legend(fontsize=8.5, loc="lower right", bbox_to_anchor=(1.0, 0.1), handlelength=1.8)
    axes.grid()


HOW = {"IoU": "its own gates", "mean": "the average gates", "other image": "another image's gates"}


def swaps(results, variants, reference="plain"):
    """IoU, of 100, with the network's own gates, averaged ones, and another image's: a Figure.

    results  a stored sweep;  variants  those with gates, from top to bottom;  reference  a vertical band
    """
    figure = new_figure(9.0, 0.62 * len(variants) + 1.0)
    axes = figure.subplots()

    def of_100(variant, how):
        mean, half = interval(column(results, variant, how))
        return 100 * mean, 100 * half

    middle, half = of_100(reference, "IoU")
    axes.axvspan(middle - half, middle + half, color=FAINT, lw=0)
    axes.text(middle, -0.62, reference, ha="center", va="bottom", fontsize=8.5, color=PLAIN)
    marks = {"IoU": "o", "mean": "s", "other image": "D"}
    for row, variant in enumerate(variants):
        colour = COLOURS.get(variant, PLAIN)
        spots = [of_100(variant, how) for how in HOW]
        axes.plot([mean for mean, _ in spots], [row] * 3, color=colour, lw=1, alpha=0.5, zorder=1)
        for (how, mark), (mean, half) in zip(marks.items(), spots):
            face = colour if how == "IoU" else "white"
            axes.errorbar(mean, row, xerr=half, fmt=mark, color=colour, mfc=face, markersize=7, capsize=0)
            text = f"{HOW[how]}: {mean:.1f}" if row == 0 else f"{mean:.1f}"
            note(axes, text, (mean, row), (0, 8), ha="center", fontsize=8.5)
    axes.set(ylim=(len(variants) - 0.5, -0.65), xlabel="IoU, of 100, mean of the seeds and its 95% interval")
    name_rows(axes, range(len(variants)), variants)
    means = {v: [of_100(v, how)[0] for how in HOW] for v in variants}
    told = (f"{v} " + ", ".join(f"{mean:.1f}" for mean in three) for v, three in means.items())
    words = ", ".join(HOW.values())
    figure.alt = f"IoU, of 100, with {words}: {'; '.join(told)}; {reference} {middle:.1f}."
    return figure


def cue_pictures(batch, count=6):
    """Coloured digits in coloured frames, and below, outlined, the digit that is asked for: a Figure.

    The colour is written above every image, for readers who do not see it.
    """
    figure = new_figure(9.0, 3.3)
    axes = figure.subplots(2, count)
    for k, (above, below) in enumerate(axes.T):
        hue, pixels = HUES[int(batch.cue[k])], colours(batch.images[k])
        picture(above, pixels, f"{hue} frame")
        picture(below, 0.55 * pixels, f"the {hue} digit")
        outlined(below, batch.mask[k, 0], "white")
    axes[0, 0].set_ylabel("image", fontsize=9.5)
    axes[1, 0].set_ylabel("its mask", fontsize=9.5)
    figure.alt = f"{count} images of three overlapping digits in a coloured frame; below, the mask asked for."
    return figure
