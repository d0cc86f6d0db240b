"""Still figures of the lesson on broken attention."""

import numpy as np

from .figures import FAINT, INK, MAP, PLAIN, new_figure

BINS = np.linspace(-1, 2, 61)


def span(low, high):
    """Two numbers as a range in words, with a real minus sign."""
    return f"{low:.2f} to {high:.2f}".replace("-", "\N{MINUS SIGN}")


def ranges(weights, colours):
    """How often each weight occurs, a row per gate, on one axis: a Figure.

    weights  {name: numbers of any shape};  colours  {name: colour}.  What lies outside -1..2 is counted
    at the ends.
    """
    figure = new_figure(9.0, 0.95 * len(weights) + 0.9)
    axes = np.atleast_1d(figure.subplots(len(weights), 1, sharex=True))
    for axis, (name, values) in zip(axes, weights.items()):
        values = np.asarray(values).ravel()
        counts, _ = np.histogram(values.clip(BINS[0], BINS[-1]), BINS)
        axis.axvspan(0, 1, color="#F2F2F2", zorder=0)
        axis.axvline(0.5, color=FAINT, linewidth=1, linestyle=":")
        axis.stairs(counts / counts.max(), BINS, fill=True, color=colours[name])
        axis.text(-0.98, 0.62, name, fontsize=10, color=INK)
        axis.text(1.98, 0.62, span(values.min(), values.max()), fontsize=10, color=PLAIN, ha="right")
        axis.set(xlim=(-1.02, 2.02), ylim=(0, 1.1), yticks=[])
        axis.spines["left"].set_visible(False)
    axes[-1].set_xticks((-1, 0, 0.5, 1, 2))
    ends = "what lies beyond \N{MINUS SIGN}1 or 2 is counted at the ends"
    axes[-1].set_xlabel(f"weight; between 0 and 1 on grey; {ends}")
    arrays = {name: np.asarray(values) for name, values in weights.items()}
    spans = [f"{name}, {span(values.min(), values.max())}" for name, values in arrays.items()]
    figure.alt = f"How often each weight occurs, a row per gate: {'; '.join(spans)}."
    return figure


def rows_of(weights, images=24):
    """Every gate as a picture, a row per image and a column per weight, from 0 to 1: a Figure.

    weights  {name: (N, ...)}
    """
    figure = new_figure(9.0, 2.7)
    axes = np.atleast_1d(figure.subplots(1, len(weights)))
    arrays = {name: np.asarray(values)[:images].reshape(images, -1) for name, values in weights.items()}
    for axis, (name, table) in zip(axes, arrays.items()):
        picture = axis.imshow(table, cmap=MAP, vmin=0, vmax=1, aspect="auto")
        axis.set_title(name, fontsize=9.5)
        axis.set(xticks=[], yticks=[], xlabel=f"{table.shape[1]} weights")
    axes[0].set_ylabel(f"{images} images")
    figure.colorbar(picture, ax=axes, shrink=0.9, label="weight", ticks=[0, 0.5, 1])
    moves = [f"{name}, a weight moves by up to {np.std(of, axis=0).max():.2f}" for name, of in arrays.items()]
    figure.alt = f"A row per image and a column per weight, over {images} images: {'; '.join(moves)}."
    return figure


def flattered(images, maps, count=6):
    """Images, and below them rows of maps at their own resolution, all from 0 to 1: a Figure.

    images  (N, 1, H, W);  maps  {what the row shows: (N, 1, h, w)}
    """
    figure = new_figure(9.0, 1.1 * (len(maps) + 1), "compressed")  # six rows are on a small screen together
    axes = figure.subplots(len(maps) + 1, count)
    for k in range(count):
        axes[0, k].imshow(images[k, 0], cmap="gray", vmin=0, vmax=1)
        for axis, values in zip(axes[1:, k], maps.values()):
            drawn = axis.imshow(values[k, 0], cmap=MAP, vmin=0, vmax=1)
    for axis in axes.flat:
        axis.set(xticks=[], yticks=[])
    for axis, name in zip(axes[:, 0], ("the image", *maps)):
        axis.set_ylabel(name, fontsize=9, rotation=0, ha="right", va="center", labelpad=6)
    figure.colorbar(drawn, ax=axes, shrink=0.6, ticks=[0, 0.5, 1], aspect=30)
    arrays = {" ".join(name.split()): np.asarray(values) for name, values in maps.items()}
    spans = [f"{name}, {values.min():.2f} to {values.max():.2f}" for name, values in arrays.items()]
    figure.alt = f"{count} images, and below each of them its maps: {'; '.join(spans)}."
    return figure


def kernel_reach(kernels):
    """Which numbers of a kernel get a gradient: a Figure.  kernels  {title: (k, k) sizes of gradients}.

    Black is exactly zero.  The smallest gradient is drawn in a clear grey, so that it can be seen.
    """
    figure, alive = new_figure(9.0, 3.3), []
    axes = np.atleast_1d(figure.subplots(1, len(kernels)))
    for axis, (title, sizes) in zip(axes, kernels.items()):
        sizes = np.asarray(sizes, dtype=float)
        shown = np.where(sizes > 0, 0.35 + 0.65 * sizes / sizes.max(), 0.0)
        axis.imshow(shown, cmap="gray", vmin=0, vmax=1)
        axis.set(xticks=[], yticks=[])
        axis.set_title(title, fontsize=9.5)
        alive.append(f"{title}: {np.count_nonzero(sizes)} of {sizes.size} places, those not black")
    figure.alt = f"Which places of a kernel get a gradient. {'; '.join(alive)}."
    return figure
