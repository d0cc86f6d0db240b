"""Still figures of the lesson that asks whether maps and gates explain an answer."""

import numpy as np

from ..experiments.store import column
from .axes import apart, name_rows, picture, write_beside
from .figures import INK, LEVEL, MAP, PALE, PLAIN, WHERE, new_figure
from .spatial import flattering, outlined

CHANCE = LEVEL | {"color": PALE}
STEPS = ("as trained", "head", "+ stage 3", "+ stage 2", "+ stage 1")


def convincing(batch, maps, count=6):
    """Images, their maps as they are usually shown, and as they are: a Figure.

    batch  images (N, 1, H, H) with mask;  maps  (N, 1, h, w), weights in 0..1
    """
    figure = new_figure(9.0, 4.5)
    axes = figure.subplots(3, count)
    side = batch.images.shape[-1]
    for k in range(count):
        for row, values in enumerate((batch.images[k, 0], batch.images[k, 0], maps[k, 0])):
            image = picture(axes[row, k], values, cmap=MAP if row == 2 else "gray", side=side)
            if row != 1:
                outlined(axes[row, k], batch.mask[k, 0])
        flattering(axes[1, k], maps[k, 0].numpy(), side)
    for row, words in enumerate(("the image", "its map, as such\nmaps are shown", "the same map,\nas it is")):
        axes[row, 0].set_ylabel(words, fontsize=9.5)
    figure.colorbar(image, ax=axes[2, :], shrink=0.9, ticks=[0, 0.5, 1], label="weight")
    figure.alt = f"{count} images, their maps smoothed and stretched, and the same maps at their true scale."
    return figure


def bare_rows(axis, heights, labels, title, chance=None):
    """Axes from 0 to 1 with a faint line for every row and a dotted one where chance would be."""
    axis.set(xlim=(-0.04, 1.04), ylim=(-0.6, len(labels) - 0.4), xticks=[0, 0.5, 1])
    axis.set_title(title, fontsize=9.5)
    name_rows(axis, heights, labels, "y", fontsize=9)
    if chance is not None:
        axis.axvline(chance, **CHANCE)


def seed_row(axis, values, y, colour, form=".2f"):
    """A point for a seed, a bar for their mean, and the mean to the right of the axes."""
    axis.scatter(values, y + np.linspace(-0.13, 0.13, len(values)), s=14, color=colour, alpha=0.7, lw=0)
    axis.plot([values.mean()] * 2, [y - 0.27, y + 0.27], color=colour, linewidth=2)
    write_beside(axis, f"{values.mean():{form}}", y, colour, fontsize=8.5)


# words: (variant, prefix of the metric's name, colour)
SCORED = {
    "gate, stage 2": ("gate", "first ", WHERE),
    "gate, stage 3": ("gate", "", WHERE),
    "Grad-CAM of that network": ("gate", "cam ", WHERE),
    "place gate": ("place gate", "", WHERE),
    "attention pooling": ("attention pooling", "", WHERE),
    "Grad-CAM of the plain net": ("plain", "cam ", WHERE),
}
SCORES = {
    "pointing": "points into the box",
    "energy": "energy in the box",
    "auroc mask": "AUROC, the rest",
    "auroc distractors": "AUROC, fragments",
}


def where_maps_point(results, area, constants):
    """The four scores of all maps in the stored sweep "localisation": a Figure.

    area  of the box, as a share of the image: chance;  constants  as in ``seed_table``
    """
    chance = (area, area, 0.5, 0.5)
    return seed_table(results, SCORED, list(SCORES), list(SCORES.values()), chance, constants)


def listed(scores):
    """The scores of one map as a list of one; a list stays."""
    return scores if isinstance(scores, list) else [scores]


def seed_table(results, rows, metrics, titles, chance, constants=None):
    """A row for a map, a column for a score, a point for a seed, a bar and a number for the mean: a Figure.

    rows       {words: (variant, prefix of the metric's name, colour)}
    metrics    names without the prefix;  titles  above the columns;  chance  a dotted line in each, or None
    constants  {words: {metric: value}}: rows on top, for instance a map without a network; a list of such
               scores, of several networks, is drawn as the rows are
    """
    constants = constants or {}
    figure = new_figure(9.0, 0.36 * (len(rows) + len(constants)) + 1.0)
    axes = np.atleast_1d(figure.subplots(1, len(metrics), sharey=True))
    heights = list(range(len(rows) + len(constants)))[::-1]
    for axis, metric, title, level in zip(axes, metrics, titles, chance):
        bare_rows(axis, heights, [*constants, *rows], title, level)
        for y, numbers in zip(heights, constants.values()):
            if isinstance(numbers, list):
                seed_row(axis, np.array([one[metric] for one in numbers]), y, PLAIN)
                continue
            axis.plot(numbers[metric], y, "D", color=PLAIN, markersize=6)
            write_beside(axis, f"{numbers[metric]:.2f}", y, PLAIN, fontsize=8.5)
        for y, (variant, prefix, colour) in zip(heights[len(constants) :], rows.values()):
            seed_row(axis, np.array(column(results, variant, prefix + metric)), y, colour)
    first = {words: np.mean([one[metrics[0]] for one in listed(c)]) for words, c in constants.items()}
    first |= {
        words: np.mean(column(results, v, prefix + metrics[0])) for words, (v, prefix, _) in rows.items()
    }
    figure.alt = f"{len(metrics)} scores of {len(first)} maps; {titles[0]}: "
    figure.alt += ", ".join(f"{words} {share:.2f}" for words, share in first.items()) + "."
    return figure


MARKED = {  # words: (variant, prefix of its "pointing", prefix of its "mean", marker)
    "attention pooling": ("attention pooling", "", "last ", "D"),
    "place gate": ("place gate", "", "last ", "o"),
    "gate, stage 2": ("gate", "first ", "first ", "^"),
    "gate, stage 3": ("gate", "", "last ", "s"),
}


def over_lost(results, maps, across, words, level):
    """A mark for a network over the points that it loses with the average map: a Figure.

    across  a function variant, prefix of its "pointing" -> where its marks stand; what is there in ``words``
    level   a dotted line across
    """
    figure, means, places = new_figure(9.0, 3.2), [], []
    axes = figure.subplots()
    for name, (variant, prefix, place, marker) in maps.items():
        lost = column(results, variant), column(results, variant, f"{place}mean")
        lost = 100 * (np.array(lost[0]) - np.array(lost[1]))
        means.append(lost.mean())
        places.append(f"{np.mean(across(variant, prefix)):.2g}".replace("-", "−"))
        look = {"s": 46, "marker": marker, "color": WHERE, "alpha": 0.7, "lw": 0}
        axes.scatter(across(variant, prefix), lost, label=name, **look)
    axes.axvline(level, **CHANCE)
    axes.axhline(0, color=PLAIN, linewidth=1)
    axes.set(ylim=(-6, 78), xlabel=words)
    axes.grid(axis="y")
    axes.set_title("Accuracy lost, in points, when every image gets the average map")
    axes.legend(loc="center left", bbox_to_anchor=(1.01, 0.5), frameon=False, fontsize=10)
    figure.alt = f"{len(maps)} maps in ten networks each; points lost with the average map: "
    figure.alt += ", ".join(f"{name} {mean:.1f}" for name, mean in zip(maps, means))
    figure.alt += f"; {words}: " + ", ".join(f"{name} {x}" for name, x in zip(maps, places)) + "."
    return figure


def points_and_used(results, level, maps=MARKED, never="a map that never looks"):
    """What the loss of a map costs over where the map points: a Figure.

    results  the stored sweep "localisation"
    level    how often a map that asks no network points into the box: a dotted line
    never    what that map is
    """

    def across(variant, prefix):
        return column(results, variant, f"{prefix}pointing")

    figure = over_lost(results, maps, across, "share of boxes it points into", level)
    (axes,) = figure.axes
    axes.set(xlim=(0, 1.02))
    axes.text(level, 77, f" {never}", fontsize=9, color=PLAIN, va="top")
    return figure


def used_and_gained(results, maps=MARKED):
    """What the loss of a map costs over what its network gains: a Figure."""
    plain = np.array(column(results, "plain"))

    def across(variant, prefix):
        return 100 * (np.array(column(results, variant)) - plain)

    return over_lost(results, maps, across, "gained over the plain network, in points", 0)


KEPT = {  # words: (variant, prefix, colour, line style)
    "gate, stage 3": ("gate", "", WHERE, "-"),
    "Grad-CAM of that network": ("gate", "cam ", INK, "--"),
    "attention pooling": ("attention pooling", "", WHERE, "-."),
}


def kept_when_redrawn(results, curves=KEPT, steps=4):
    """How alike a map stays when one layer after the other forgets what it learned: a Figure.

    steps  how many layers forget, from the head down
    """
    figure = new_figure(9.0, 3.3)
    axes, ends, means = figure.subplots(), [], []
    for variant, prefix, colour, style in curves.values():
        seeds = np.array([column(results, variant, f"{prefix}redrawn {k}") for k in range(1, steps + 1)])
        seeds = np.vstack([np.ones(seeds.shape[1]), seeds])
        axes.plot(seeds, color=colour, linewidth=0.6, alpha=0.35, linestyle=style)
        axes.plot(seeds.mean(1), color=colour, linestyle=style, linewidth=2.4)
        ends.append(seeds[-1].mean())
        means.append(seeds.mean(1)[1:])
    for words, (_, _, colour, _), height in zip(curves, curves.values(), apart(ends, 0.09)):
        axes.text(1.02 * steps, height, words, va="center", fontsize=9.5, color=colour)
    axes.set(xlim=(-0.025 * steps, 1.325 * steps), ylim=(0, 1.04))
    axes.set_xticks(range(steps + 1), STEPS[: steps + 1])
    axes.set_ylabel("rank correlation (size)")
    axes.set_title("How alike the map stays while the network forgets: thin, a seed; thick, the mean")
    steps_said = ", ".join(STEPS[1 : steps + 1])
    figure.alt = f"How alike maps stay while the network forgets, step by step ({steps_said}): "
    kept = (" and ".join(f"{mean:.2f}" for mean in of) for of in means)
    figure.alt += "; ".join(f"{words} {alike}" for words, alike in zip(curves, kept)) + "."
    return figure


CURVE_COLOURS = {"its own map": WHERE, "its own, shuffled": WHERE, "Grad-CAM": INK, "the truth": INK}
CURVE_STYLES = {"Grad-CAM": "--", "my map": "-.", "its own, shuffled": ":"}
CURVE_MARKERS = {"the truth": "o", "centre blob": "s"}  # no two lines differ in colour alone


def curves(deletion, insertion):
    """Mean probability of the answer while cells are taken away, or put back: a Figure.

    deletion, insertion  {name: (steps + 1,) probabilities}; the gate's own map is blue, others black or grey
    """
    figure = new_figure(9.0, 3.3)
    both = (("Deletion: lower is better", deletion, "upper right"),)
    both += (("Insertion: higher is better", insertion, "upper left"),)
    for axis, (title, lines, corner) in zip(figure.subplots(1, 2, sharey=True), both):
        for name, values in lines.items():
            share = np.linspace(0, 1, len(values))
            look = {"color": CURVE_COLOURS.get(name, PLAIN), "linestyle": CURVE_STYLES.get(name, "-")}
            if name in CURVE_MARKERS:
                face = "white" if CURVE_MARKERS[name] == "s" else INK
                look |= {"marker": CURVE_MARKERS[name], "markersize": 4.5, "markerfacecolor": face}
            axis.plot(share, values, label=f"{np.trapezoid(values, share):.2f}  {name}", **look)
        axis.set(xlim=(0, 1), ylim=(0, 1), xlabel="share of the cells", title=title)
        axis.legend(title="area under the curve", fontsize=9, title_fontsize=9, loc=corner)
    areas = [f"{name} {np.trapezoid(v, np.linspace(0, 1, len(v))):.2f}" for name, v in insertion.items()]
    figure.alt = (
        f"Curves of deletion and insertion of {len(areas)} maps. Insertion, area: {', '.join(areas)}."
    )
    return figure
