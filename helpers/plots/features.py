"""Still figures of lesson 01: feature maps, receptive fields, what a removal costs."""

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from ..explain.ablation import by_class
from ..explain.receptive import footprint, receptive_field
from ..printing import with_article
from .axes import apart
from .figures import FAINT, INK, PLAIN, SIGNED, WHAT, WHERE, new_figure


def shade(axes, values, title="", top=1.0, **style):
    """Show values (H, W), black at 0 and white at ``top``, without ticks."""
    axes.imshow(values, cmap="gray", vmin=0, vmax=top)
    axes.set(xticks=[], yticks=[])
    axes.set_title(title, **style)


def outline(axes, box, colour=WHERE, width=2.0, **line):
    """A box (top, left, bottom, right; bottom and right excluded) around pixels of an imshow."""
    top, left, bottom, right = box
    place = (left - 0.5, top - 0.5)
    axes.add_patch(Rectangle(place, right - left, bottom - top, fill=False, ec=colour, lw=width, **line))


def all_maps(image, maps, columns=8):
    """One image (1, H, W) and all its feature maps: a list of (C, h, w), one per stage.

    Within a stage every map has the same scale: black is 0, white the stage's largest value.
    """
    rows = [-(-len(x) // columns) for x in maps]
    figure = new_figure(9, 0.25 + 0.8 * sum(rows))
    left, right = figure.subfigures(1, 2, width_ratios=(1, 3.2))
    size = f"the image: 1 x {image.shape[1]} x {image.shape[2]}"
    shade(left.subplots(), image[0].numpy(force=True), size)
    parts = np.atleast_1d(right.subfigures(len(maps), 1, height_ratios=rows))
    for k, (x, part) in enumerate(zip(maps, parts)):
        grid = part.subplots(rows[k], columns, squeeze=False).ravel()
        if k:  # a line where the next stage begins
            part.add_artist(Line2D([0, 1], [1, 1], color=FAINT, lw=1.5, transform=part.transSubfigure))
        part.supylabel(f"stage {k + 1}\n" + " x ".join(map(str, x.shape)), fontsize=9.5, ha="center")
        for axes, values in zip(grid, x.numpy(force=True)):
            shade(axes, values, top=x.max().item())
        for axes in grid[len(x) :]:
            axes.set_visible(False)
    sizes = ", ".join(" x ".join(map(str, x.shape)) for x in maps)
    figure.alt = f"One image and all its feature maps in grey, stage by stage: {sizes}."
    return figure


def fields(net, images):
    """What the middle place of every stage sees: the arithmetic's box, and the gradient inside it."""
    stages = len(net.stages)
    figure = new_figure(9, 2.9)
    first, *others = figure.subplots(1, 1 + stages)
    height, width = images.shape[2:]
    shade(first, images[0, 0].numpy(force=True), "test image 0")
    for k, axes in enumerate(others):
        module = net.stages[: k + 1]
        row, column = (s // 2 for s in module(images[:1]).shape[2:])
        field = receptive_field(module)
        box = field.box(row, column, height, width)
        seen = footprint(module, images, row, column)
        words = f"stage {k + 1}, place ({row}, {column})\nsees {field.size} x {field.size}"
        shade(axes, (seen / seen.max()).numpy(), words)
        outline(axes, box)
        outline(first, box)
    figure.alt = "Nested boxes on a test image, one for each stage, and the gradients that fill them."
    return figure


def strongest(batch, x, field, channels=6, shown=8):
    """The images to which a channel responds most strongly, one row per channel.

    batch  a Batch;  x  the feature map (n, C, h, w) of its first n images;  field  its receptive field
    """
    figure = new_figure(9, 0.25 + 1.0 * channels)
    grid = figure.subplots(channels, shown, squeeze=False)
    height, width = batch.images.shape[2:]
    for channel, row in enumerate(grid):
        best, place = x[:, channel].flatten(1).max(1)
        for axes, n in zip(row, best.topk(shown).indices.tolist()):
            words = f"{with_article(batch.labels[n])}: {best[n]:.1f}"
            shade(axes, batch.images[n, 0].numpy(force=True), words, fontsize=8, pad=2)
            r, c = divmod(place[n].item(), x.shape[3])
            outline(axes, field.box(r, c, height, width), width=1.5)
        row[0].set_ylabel(f"channel {channel}", color=WHAT)
    figure.alt = f"{channels} rows of {shown} digits: the images to which a channel responds most, each with "
    figure.alt += "its label, the channel's largest value and the square that the strongest place sees."
    return figure


def removal_table(fall, labels):
    """Mean fall of the answer's logit (C, N) when a channel is off, for every digit and channel."""
    table = by_class(fall, labels).numpy()
    figure = new_figure(9, 3.6)
    axes = figure.subplots()
    most = np.abs(table).max()
    picture = axes.imshow(table, cmap=SIGNED + "_r", vmin=-most, vmax=most, aspect="auto")
    axes.set(xlabel="channel that is switched off", ylabel="images of the digit", yticks=range(len(table)))
    axes.set_xticks(range(table.shape[1]))
    axes.plot(table.argmax(1), range(len(table)), "o", color=INK, markersize=5)
    axes.set_title("How far the answer's logit falls (the dot: the most important channel)")
    figure.colorbar(picture, ax=axes, pad=0.01, label="falls by")
    figure.alt = (
        f"{len(table)} digits by {table.shape[1]} channels, coloured by how far the logit falls when "
    )
    figure.alt += "the channel is off; a dot marks the largest fall in each row."
    return figure


def choices(counts, results, of, whole, others="zero"):
    """Images of 100 read correctly with a few parts kept: a point per network, a line for the mean.

    counts   how many are kept: (2, 4, ...);  of  "channels" or "places"
    results  a list over the networks of {way: [accuracy per count]};  whole  accuracy with all parts
    others   what stands in the parts that are not kept: "zero" or "their average"
    """
    figure = new_figure(7, 3.2)
    axes, x = figure.subplots(), np.arange(len(counts))
    ends = apart([100 * np.mean([result[way][-1] for result in results]) for way in results[0]], 7.5)
    styles = [(WHAT if of == "channels" else WHERE, "-", "o"), (PLAIN, "-.", "s")]
    styles += [(PLAIN, "--", "^"), (PLAIN, ":", "v")]
    for way, (shade, dash, mark), end in zip(results[0], styles, ends):
        y = 100 * np.array([result[way] for result in results])
        axes.plot(x, y.mean(0), dash, color=shade)
        axes.plot(np.tile(x, (len(y), 1)).T, y.T, mark, color=shade, markersize=3.5)
        axes.text(x[-1] + 0.12, end, way, va="center", color=shade)
    axes.set(xlabel=f"{of} kept, the others at {others}", ylabel="read correctly, of 100")
    left = -0.5  # room for the words of the two lines: no point lies on them
    axes.set(xlim=(left, len(x) - 0.1), ylim=(0, 106))
    axes.set_xticks(x, counts)
    for height, words in ((10, "guessing"), (100 * whole, f"all {of}")):
        axes.hlines(height, left, x[-1] + 0.05, color=PLAIN, lw=0.8)
        axes.text(left + 0.02, height + 1.5, words, fontsize=9, color=PLAIN)
    figure.alt = f"Images read correctly, of 100, for each number of {of} kept, the others at {others}: "
    figure.alt += f"{len(results)} networks, {len(results[0])} ways to choose."
    return figure
