"""One picture for every comparison: a row for a variant, a point for a seed, its mean and its interval."""

import numpy as np

from ..experiments.statistics import interval
from ..experiments.store import column, parameter_count
from ..experiments.sweep import variants as variants_of
from .axes import name_rows, write_beside
from .figures import BOTH, INK, LEVEL, PLAIN, WHAT, WHERE, new_figure

# Which family a variant belongs to decides its colour; whatever is not named here is a control: grey.
COLOURS = {
    "squeeze": WHAT,
    "avg + max": WHAT,
    "normalised": WHAT,
    "normalised in front": WHAT,
    "norm alone": WHAT,
    "wider alone": WHAT,
    "alive squeeze": WHAT,
    "alive": WHAT,
    "SE": WHAT,  # of a comparison with one's own network
    "gate": WHERE,
    "open gate": WHERE,
    "attention pooling": WHERE,
    "skip gates": WHERE,
    "open squeeze": WHAT,
    "cbam": BOTH,
    "open cbam": BOTH,
    **dict.fromkeys(("no norm", "equal quarter", "one pool", "neither", "four times"), BOTH),
    **dict.fromkeys(("average twice", "one pool, four times", "cbam, size alone"), BOTH),
    "scse": BOTH,
}
ROW = 0.42  # inches: height of a row


def is_twin(variant):
    """Whether a variant is an additive twin: the same module, added instead of multiplied."""
    return "added" in variant


def seed_points(results, variants=None, metric="accuracy", names=None, label=None, title="", chance=None):
    """Every seed of every variant as a point, with the mean and its 95% interval, of 100: a Figure.

    results   a stored sweep, from sweep.load
    variants  which rows, from top to bottom (default: all, in the recipe's order)
    metric    which number of a row, from 0 to 1; it is drawn of 100, as the tables say it
    names     {variant: what the reader sees instead of its name in the file}
    label     words under the axis (default: the metric);  title  words above the figure
    chance    (value from 0 to 1, words): a thin vertical line, for instance where guessing would be

    Channel gates are vermilion, maps blue, both purple, controls grey; the additive twins are open
    circles.  Raises ValueError for a variant that is not in the results.
    """
    chosen = variants_of(results) if variants is None else list(variants)
    names = names or {}
    figure = new_figure(9.0, ROW * len(chosen) + 0.9)
    axes = figure.subplots()
    rows = list(range(len(chosen)))[::-1]
    for row, variant in zip(rows, chosen):
        values = 100 * np.array(column(results, variant, metric))
        draw_row(axes, row, values, COLOURS.get(variant, PLAIN), is_twin(variant))
    if chance is not None:
        axes.axvline(100 * chance[0], **LEVEL)
        axes.text(100 * chance[0], -0.55, f" {chance[1]}", fontsize=8.5, color="#666666", va="bottom")
    labels = [f"{names.get(v, v)}   {parameter_count(results, v):,}" for v in chosen]
    axes.set(ylim=(-0.6, len(chosen) - 0.4), xlabel=f"{label or metric}, of 100")
    name_rows(axes, rows, labels)
    for tick, variant in zip(axes.get_yticklabels(), chosen):
        tick.set(color=COLOURS.get(variant, INK), fontsize=9.5)
    twins = "; open circles: the additive twin" if any(map(is_twin, chosen)) else ""
    how = f"one point per seed, mean and 95% interval{twins}"
    axes.set_title(f"{title}: {how}" if title else how, fontsize=10)
    for words, x, align in (("parameters", -0.03, "right"), ("mean", 1.01, "left")):
        axes.text(x, 1.02, words, transform=axes.transAxes, ha=align, fontsize=8, color="#777777")
    means = [f"{names.get(v, v)} {100 * np.mean(column(results, v, metric)):.1f}" for v in chosen]
    figure.alt = (
        f"{title or 'Results'}, {label or metric}, of 100, one point per seed; means: {', '.join(means)}."
    )
    return figure


def draw_row(axes, row, values, colour, twin):
    """The points of one variant, the mean as a bar, and beside them the mean in figures."""
    mean, half = interval(values)
    heights = np.empty(len(values))  # neighbours in value lie apart, so that no dot hides another one
    heights[np.argsort(values)] = row + 0.17 * np.resize([-1, 0.33, -0.33, 1], len(values))
    axes.fill_betweenx([row - 0.27, row + 0.27], mean - half, mean + half, color=colour, alpha=0.18, lw=0)
    axes.plot([mean, mean], [row - 0.27, row + 0.27], color=colour, linewidth=2.2, solid_capstyle="butt")
    face = "white" if twin else colour
    axes.scatter(values, heights, s=26, facecolor=face, edgecolor=colour, linewidth=1.2, zorder=3)
    write_beside(axes, f"{mean:.1f} ± {half:.1f}", row, colour, fontsize=9.5)
