"""Still figures of the lesson on detection: what a place sees, what the gates do with a cue."""

import numpy as np
from matplotlib.colors import LogNorm

from ..experiments.sweep import column
from .axes import frame, name_rows, picture
from .detection import framed
from .figures import HUES, INK, LEVEL, MAP, PLAIN, TRUE, WHAT, new_figure
from .seeds import COLOURS, draw_row

CHANGES = {"AP50": "its own", "mean": "averaged", "other image": "another image's"}


def footprints(maps, place, patch, smallest=1e-5):
    """What one place of the heatmap depends on, network by network, on a logarithmic scale: a Figure.

    maps   {network's name: (H, W)}, from receptive.footprint;  place  (row, column) of the heatmap
    patch  (4,) the box of the patch with the cue
    """
    figure = new_figure(9.0, 3.1)
    axes = figure.subplots(1, len(maps))
    for axis, (name, values) in zip(axes, maps.items()):
        side = len(values)
        picture(axis, np.zeros((side, side)))  # black: no influence at all
        shares = np.ma.masked_equal(np.asarray(values / values.max()), 0)
        shown = axis.imshow(shares, cmap=MAP, norm=LogNorm(smallest, 1))
        framed(axis, TRUE, patch, width=2.2)
        row, column = (4 * p + 1.5 for p in place)
        axis.plot(column, row, "+", color=TRUE, markersize=13, markeredgewidth=2)
        axis.set_title(name, fontsize=10)
    bar = figure.colorbar(shown, ax=axes, shrink=0.85, pad=0.01)
    bar.set_label("influence, largest = 1")
    return figure


def by_cue(seen, cue):
    """The gates of several stages averaged over the images of each cue: {stage: (3, C)}.

    seen  the weights of every stage's channel gate, (N, C, 1, 1);  cue (N,), 0 to 2
    """
    return {
        stage: np.stack([weights.flatten(1)[cue == c].mean(0).numpy() for c in range(3)])
        for stage, weights in enumerate(seen)
    }


def in_groups(means):
    """An order of the channels that puts those which one cue opens most side by side; means (3, C)."""
    means = np.asarray(means)
    return np.lexsort((-(means.max(0) - np.median(means, 0)), means.argmax(0)))


def gates_by_cue(means):
    """The channel gates, averaged over the images of each cue, stage by stage: a Figure.

    means  {stage: (3, C)}.  Channels stand in the order of the cue that opens them most.
    """
    figure = new_figure(9.0, 0.98 * len(means) + 0.5)
    axes = figure.subplots(len(means), 1)
    for axis, (stage, values) in zip(axes, means.items()):
        sorted_ = np.asarray(values)[:, in_groups(values)]
        shown = axis.imshow(sorted_, cmap=MAP, vmin=0, vmax=1, aspect="auto")
        frame(axis)
        axis.set_yticks(range(3), HUES, fontsize=9)
        axis.tick_params(axis="y", length=0)
        count, moves = sorted_.shape[1], np.mean(np.ptp(sorted_, 0))
        words = f"stage {stage + 1}, {count} channels: the cue moves a gate by {moves:.2f} on average"
        axis.set_title(words, fontsize=9.5, color=WHAT)
    figure.colorbar(shown, ax=axes, ticks=[0, 0.5, 1], pad=0.01, label="gate", aspect=30)
    return figure


def swaps(tasks, names):
    """AP50 with the gates as learned, averaged, and of another image, seed by seed: a Figure.

    tasks  {title: (stored results, variants)};  names  {variant: what the reader sees}
    """
    most = max(len(variants) for _, variants in tasks.values())
    figure = new_figure(9.0, 0.29 * 3 * most + 1.1)
    figure.get_layout_engine().set(wspace=0.12)  # the means on the left are no words of the right
    for axis, (title, (results, variants)) in zip(figure.subplots(1, len(tasks)), tasks.items()):
        rows, labels = [], []
        for variant in variants:
            for how, words in CHANGES.items():
                rows.append((variant, how))
                labels.append(f"{names.get(variant, variant)}: {words}" if how == "AP50" else words)
        heights = [-k - 0.35 * (k // 3) for k in range(len(rows))]
        for y, (variant, how) in zip(heights, rows):
            values = np.array(column(results, variant, how))
            colour = COLOURS.get(variant, PLAIN) if how == "AP50" else PLAIN
            draw_row(axis, y, values, colour, how == "other image")
        lowest = min(min(column(results, variant, how)) for variant, how in rows)
        plain = float(np.mean(column(results, "plain", "AP50")))
        axis.axvline(plain, **LEVEL | {"color": INK})
        axis.text(plain, 0.62, " plain ", fontsize=8.5, ha="right" if plain > 0.75 else "left")
        axis.set(xlim=(lowest - 0.05, 1.03), ylim=(heights[-1] - 0.6, 1.2), xlabel="AP50", title=title)
        name_rows(axis, heights, labels, fontsize=9)
    return figure
