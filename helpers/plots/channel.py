"""The still figures of lesson 02: the puzzle, the two ways to squeeze, gates by cue, gates of sensors."""

import numpy as np
from matplotlib.patches import Rectangle

from .axes import colours, frame, write_beside
from .figures import DARK_HUES, HUES, INK, LEVEL, MAP, PLAIN, WHAT, new_figure


def _bare(axes, title="", colour=INK, size=9.5):
    frame(axes)
    axes.set_title(title, color=colour, fontsize=size, loc="center")


def puzzle(batch, images, sees=(9, 18)):
    """Some images of a cued-colour batch, each with its three channels in grey: a Figure.

    images  their places in the batch
    sees  the first and the last row (and column) of the yellow square, in pixels
    """
    figure = new_figure(9.0, 2.25 * len(images))
    grid = figure.subplots(len(images), 4, squeeze=False)
    heads = ("what the network gets", "its red channel", "its green channel", "its blue channel")
    for place, (k, row) in enumerate(zip(images, grid)):
        pixels = colours(batch.images[k])
        row[0].imshow(pixels)
        for channel, axes in enumerate(row[1:]):
            axes.imshow(pixels[..., channel], cmap="gray", vmin=0, vmax=1)
        corner, side = sees[0] - 0.5, sees[1] - sees[0] + 1
        row[0].add_patch(Rectangle((corner, corner), side, side, fill=False, ec="#F0E442", lw=2))
        for axes, head in zip(row, heads):
            _bare(axes, "" if place else head)
        row[0].set_ylabel("ABCDEFGH"[place], fontsize=11, rotation=0, labelpad=12, va="center")
    figure.alt = f"{len(images)} test images, each with its red, green and blue channel in grey: a digit in "
    figure.alt += "every channel, and a bright frame in one of them. A yellow square marks the middle."
    return figure


def two_squeezes(maps, names):
    """Feature maps (C, H, W) in [0, 1], each with its average and its maximum: a Figure."""
    figure, said = new_figure(9.0, 2.5), []
    for axes, feature_map, name in zip(figure.subplots(1, len(maps), squeeze=False)[0], maps, names):
        axes.imshow(feature_map.numpy(), cmap="gray", vmin=0, vmax=1)
        _bare(axes, name)
        words = f"average {feature_map.mean():.4f}, maximum {feature_map.max():.4f}"
        axes.set_xlabel(words, fontsize=9.5, color=WHAT)
        said.append(f"{name}: {words}")
    figure.alt = "Feature maps in grey. " + "; ".join(said) + "."
    return figure


def gates_by_cue(weights, cue, title="gate"):
    """A gate's mean for every channel and cue, with the spread over the images: a Figure.

    weights (N, C) on the CPU, cue (N,).  Channels are sorted by the cue that opens them most.
    """
    groups = [weights[cue == k].numpy() for k in range(3)]
    means, spreads = (np.stack([f(g, axis=0) for g in groups]) for f in (np.mean, np.std))
    order = np.lexsort((-means.max(0), means.argmax(0)))
    figure = new_figure(9.0, 4.4)
    upper, lower = figure.subplots(2, 1, height_ratios=[2.2, 1], sharex=True)
    places = np.arange(len(order))
    for k, (name, shade, marker) in enumerate(zip(HUES, DARK_HUES, "os^")):
        x, y, s = places + 0.22 * (k - 1), means[k][order], spreads[k][order]
        upper.vlines(x, y - s, y + s, color=shade, linewidth=1.5, alpha=0.5)
        upper.plot(x, y, marker, color=shade, markersize=6, label=f"{name} frame")
    upper.axhline(0.5, **LEVEL)
    write_beside(upper, "one half", 0.5, INK, fontsize=8.5)
    upper.set(ylim=(-0.03, 1.03), ylabel="gate")
    upper.grid(axis="x", linewidth=0.6)
    upper.legend(ncols=3, loc="lower right", bbox_to_anchor=(1, 0.98), fontsize=9)
    upper.set_title(f"{title}: mean ± one sd", fontsize=10)
    picture = lower.imshow(means[:, order], cmap=MAP, vmin=0, vmax=1, aspect="auto")
    lower.set(yticks=range(3), yticklabels=[f"{c} frame" for c in HUES], xticks=places)
    step = 1 if len(order) < 30 else 4  # so many numbers would be too small to read
    lower.set_xticklabels([c if k % step == 0 else "" for k, c in enumerate(order)], fontsize=8)
    lower.set_xlabel("channel, sorted by the frame colour that opens it most")
    figure.colorbar(picture, ax=lower, label="gate", ticks=[0, 0.5, 1])
    moves, spread = (means.max(0) - means.min(0)).mean(), spreads.mean()
    figure.alt = f"The mean gate of each of {len(order)} channels for red, green and blue frames: between "
    hardly = "less than 0.05" if spread < 0.05 else f"{spread:.2f}"
    figure.alt += f"colours a gate moves by {moves:.1f} on average, among images of one by {hardly}."
    return figure


def sensor_histograms(gates, clean):
    """How the gates of working and of broken sensors are distributed: a Figure.

    gates  {name: (N, sensors) on the CPU}, clean (N, sensors) bool
    """
    figure, said = new_figure(9.0, 2.9), []
    bins = np.linspace(0, 1, 41)
    for axes, (name, weights) in zip(figure.subplots(1, len(gates), squeeze=False)[0], gates.items()):
        working, broken = weights[clean].numpy(), weights[~clean].numpy()
        axes.hist(broken, bins, density=True, color=PLAIN, alpha=0.45, label="broken")
        axes.hist(working, bins, density=True, histtype="step", color=WHAT, linewidth=2, label="working")
        axes.set(xlim=(0, 1), xlabel="gate (mean of the sensor's four channels)", yticks=[])
        axes.set_title(f"{name} gate", fontsize=10)
        axes.spines["left"].set_visible(False)
        axes.legend(fontsize=9, loc="upper right")
        said.append(f"{name}: working {working.mean():.2f}, broken {broken.mean():.2f}")
    figure.alt = f"Gates of working and of broken sensors as histograms; their means, {'; '.join(said)}."
    return figure


def auroc(gates, clean):
    """How often a working sensor's gate is above a broken one's: 0.5 is a coin, 1 is always."""
    from sklearn.metrics import roc_auc_score

    return float(roc_auc_score(clean.ravel().cpu(), gates.ravel().cpu()))


def sensors(batch, image=0):
    """What every sensor sends of one image, and whether it works: a Figure."""
    views, clean = batch.images[image].cpu().numpy(), batch.clean[image].tolist()
    figure = new_figure(9.0, 1.5)
    limit = 4.0
    for k, axes in enumerate(figure.subplots(1, len(views))):
        axes.imshow(views[k], cmap="gray", vmin=-limit, vmax=limit)
        _bare(axes, f"{k}: works" if clean[k] else f"{k}: broken", INK if clean[k] else "#888888", 9)
    figure.alt = f"A test image as {len(views)} sensors send it: those that work show the digit, blurred and "
    figure.alt += f"filtered, {clean.count(False)} are broken and send only noise; each is labelled."
    return figure
