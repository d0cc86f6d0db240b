"""What every learning rate gave: one stored sweep's validation scores, a line per variant."""

import numpy as np
from matplotlib.patheffects import withStroke

from ..figures import FAINT, PLAIN, new_figure
from ..results import mean_scores, rates
from .seeds import COLOURS, is_twin

ROOM = 5.5  # in points: labels at the ends of two lines stand at least so far apart


def score_by_rate(results, variants, names=None, title="", common=None):
    """Validation score against the learning rate: a Figure.  Rings mark what each variant was given.

    results   a stored sweep, from sweep.load
    variants  which lines; channel gates are vermilion, maps blue, both purple, controls grey, twins dashed
    names     {variant: what the reader sees instead of its name in the file}
    common    one learning rate for all: a thin vertical line

    Raises ValueError for a variant that was not tuned in these results.
    """
    scores, chosen, names = mean_scores(results.get("tuning", ())), rates(results), names or {}
    unknown = [variant for variant in variants if variant not in scores]
    if unknown:
        raise ValueError(f"no rates were tried for {unknown[0]!r}; there are {list(scores)}")
    figure = new_figure(9.0, 3.4)
    axes = figure.subplots()
    grid = sorted({rate for variant in variants for rate in scores[variant]})
    ends = []
    for variant in variants:
        end = rate_line(axes, variant, scores[variant], chosen[variant])
        ends.append((*end, names.get(variant, variant), COLOURS.get(variant, PLAIN)))
    for (x, _, name, colour), y in zip(ends, heights([(x, y) for x, y, *_ in ends])):
        place = {"xytext": (7, 0), "textcoords": "offset points", "va": "center", "annotation_clip": False}
        words = axes.annotate(name, (x, y), color=colour, fontsize=9.5, **place)
        words.set_path_effects([withStroke(linewidth=3, foreground="white")])
    if common is not None:
        axes.axvline(common, color="#999999", linewidth=1, linestyle=":", zorder=0)
        words = {"xycoords": ("data", "axes fraction"), "textcoords": "offset points", "fontsize": 8.5}
        axes.annotate("one rate for all", (common, 0), xytext=(4, 5), color="#666666", **words)
    axes.set(xscale="log", xlim=(grid[0] * 0.85, grid[-1] * 2.4), xlabel="learning rate")
    axes.set_xticks(grid, [f"{rate:g}" for rate in grid])
    axes.minorticks_off()
    axes.grid(axis="y", color=FAINT, linewidth=0.7)
    axes.set_ylabel("right, of 100 validation images")
    how = "mean of two tuning seeds; the ring is the rate that the variant was given"
    axes.set_title(f"{title}: {how}" if title else how, fontsize=10, loc="left")
    return figure


def rate_line(axes, variant, tried, chosen):
    """Draw a variant's scores {rate: score}, a ring at the chosen rate; return the end, (rate, points)."""
    steps, style = sorted(tried), {"color": COLOURS.get(variant, PLAIN), "marker": "o"}
    points = [100 * tried[step] for step in steps]
    axes.plot(steps, points, "--" if is_twin(variant) else "-", linewidth=1.8, markersize=3.5, **style)
    axes.plot(chosen, 100 * tried[chosen], markersize=11, mfc="none", mew=2, **style)
    return steps[-1], points[-1]


def heights(ends):
    """Where labels for line ends [(rate, score)] stand: close by, and ROOM apart where they would meet."""
    placed = np.array([y for _, y in ends], dtype=float)
    for _ in range(200):
        for a in range(len(ends)):
            for b in range(a):
                near = 0.3 < ends[a][0] / ends[b][0] < 3.4  # within two doublings: words would overlap
                lacks = ROOM - abs(placed[a] - placed[b])
                if near and lacks > 0:
                    up = 1 if (placed[a], a) > (placed[b], b) else -1
                    placed[a] += up * lacks / 2
                    placed[b] -= up * lacks / 2
    return placed
