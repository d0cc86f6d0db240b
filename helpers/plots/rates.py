"""What every learning rate gave: one stored sweep's validation scores, a line per variant."""

from ..experiments.store import mean_scores, rates
from .axes import apart, note
from .figures import BOTH, FAINT, LEVEL, PLAIN, WHAT, WHERE, new_figure
from .seeds import COLOURS, is_twin

ROOM = 18  # in pixels: names right of the lines stand at least so far apart
# No two lines differ by hue alone: every colour has a mark, and those that share a colour their own.
MARK_OF = {PLAIN: "o", WHAT: "v", WHERE: "P", BOTH: "X"}
MARKS = {"attention pooling": ("D", "-."), "max pooling": ("^", "-"), "deep": ("*", "-")}
MARKS["normalised"] = ("s", "-.")


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
    words = {variant: names.get(variant, variant) for variant in variants}
    for variant in variants:
        rate_line(axes, variant, scores[variant], chosen[variant])
    name_lines(axes, scores, words)
    name_starts(axes, scores, words)
    if common is not None:
        axes.axvline(common, **LEVEL)
        style = {"xycoords": ("data", "axes fraction"), "textcoords": "offset points", "fontsize": 8.5}
        axes.annotate(f"{common:g} for all", (common, 0), xytext=(4, 5), color="#666666", **style)
    axes.set(xscale="log", xlabel="learning rate")
    axes.set_xticks(grid, [f"{rate:g}" for rate in grid])
    axes.minorticks_off()
    axes.grid(axis="y")
    axes.set_ylabel("right, of 100 validation images")
    how = "mean of two tuning seeds; the ring is the rate that the variant was given"
    axes.set_title(f"{title}: {how}" if title else how, fontsize=10)
    peaks = [f"{words[v]} {100 * scores[v][chosen[v]]:.0f} at {chosen[v]:g}" for v in variants]
    figure.alt = f"{title or 'Results'}, validation score against learning rate; best: {', '.join(peaks)}."
    return figure


def look_of(variant):
    """How a variant's line looks: colour, marker and linestyle; twins are dashed."""
    colour = COLOURS.get(variant, PLAIN)
    marker, dash = MARKS.get(variant, (MARK_OF[colour], "--" if is_twin(variant) else "-"))
    return {"color": colour, "marker": marker, "linestyle": dash}


def rate_line(axes, variant, tried, chosen):
    """Draw a variant's scores {rate: score}, a ring at the chosen rate; return the end, (rate, points)."""
    steps, look = sorted(tried), look_of(variant)
    points = [100 * tried[step] for step in steps]
    axes.plot(steps, points, linewidth=1.8, markersize=5.5, **look)
    axes.plot(chosen, 100 * tried[chosen], "o", markersize=11, mfc="none", mew=2, color=look["color"])
    return steps[-1], points[-1]


def name_lines(axes, scores, words, fontsize=9.5):
    """Names {variant: words} in a column right of all lines, each behind its mark; thin lines lead there."""
    last = max(max(scores[variant]) for variant in words)
    axes.set(xscale="log", ylim=axes.get_ylim())
    ends = {variant: (max(scores[variant]), 100 * scores[variant][max(scores[variant])]) for variant in words}
    low, high = axes.get_ylim()
    places = apart([y for _, y in ends.values()], ROOM * (high - low) / axes.bbox.height)
    for (variant, end), y in zip(ends.items(), places):
        look = look_of(variant)
        axes.plot([end[0], last * 1.3], [end[1], y], color=FAINT, linewidth=0.8, zorder=0, clip_on=False)
        axes.plot(last * 1.3, y, markersize=5.5, clip_on=False, **look)
        style = {"color": look["color"], "fontsize": fontsize, "va": "center", "annotation_clip": False}
        note(axes, words[variant], (last * 1.3, y), (8, 0), **style)
    axes.spines["bottom"].set_bounds(axes.get_xlim()[0], last * 1.1)  # the marks stand beyond: no scores


def name_starts(axes, scores, words, fontsize=9):
    """Names at the left ends too, of coloured lines that have their colour twice; makes room for them."""
    colours = [COLOURS.get(variant) for variant in words]
    twice = [v for v in words if COLOURS.get(v) and colours.count(COLOURS[v]) > 1]
    for variant in twice:
        rate = min(scores[variant])
        style = {"color": COLOURS[variant], "fontsize": fontsize, "va": "center", "ha": "right"}
        note(axes, words[variant], (rate, 100 * scores[variant][rate]), (-6, 0), **style)
    first, right = min(min(scores[variant]) for variant in words), axes.get_xlim()[1]
    longest = max((len(words[variant]) for variant in twice), default=0)
    share = (15 + 7 * longest) / axes.bbox.width  # of the axis, on a scale of logarithms
    axes.set(xlim=(first * (first / right) ** (share / (1 - share)), right))
    axes.spines["bottom"].set_bounds(axes.get_xlim()[0], axes.spines["bottom"].get_bounds()[1])
