"""Figures of the lesson on fair comparisons."""

import numpy as np

from ..experiments.statistics import interval
from ..experiments.store import column, mean_scores, rates
from ..printing import with_article
from .axes import apart, colours, note
from .figures import FAINT, INK, LESS, LEVEL, MORE, PLAIN, new_figure
from .rates import look_of, name_lines, name_starts, rate_line
from .seeds import COLOURS

# Below, at and above zero: the colours of signed numbers.
WORSE, UNCLEAR, BETTER = LESS, FAINT, MORE


def colour_of(variant):
    """The colour of a variant: what it attends to; grey for every control."""
    return COLOURS.get(variant, PLAIN)


def headline(batch, scores):
    """A few images with their answers, and one seed's scores as an advertisement would draw them: a Figure.

    batch   from datasets.cued_colour; the first six images are shown
    scores  {variant: accuracy}, the last one is the product
    """
    figure = new_figure(9.0, 2.9)
    left, right = figure.subfigures(1, 2, width_ratios=[1.0, 1])
    left.suptitle("which digit? the colour of the frame says it", fontsize=10)
    for k, axes in enumerate(left.subplots(2, 3).flat):
        axes.imshow(colours(batch.images[k]))
        axes.set(xticks=[], yticks=[], frame_on=False)
        axes.set_xlabel(with_article(batch.labels[k]), fontsize=9, labelpad=2)
    axes, names, values = right.subplots(), list(scores), np.array(list(scores.values()))
    axes.bar(names, values, width=0.55, color=[colour_of(name) for name in names])
    low = values.min() - 0.2 * np.ptp(values)
    axes.set(ylim=(low, values.max() + 0.35 * np.ptp(values)), yticks=[])
    for k, value in enumerate(values):
        note(axes, f"{100 * value:.1f}%", (k, value), (0, 4), ha="center")
    axes.spines["left"].set_visible(False)
    axes.tick_params(length=0)
    axes.set_title("accuracy on the test images", fontsize=10)
    bars = ", ".join(f"{name} {100 * value:.1f}%" for name, value in zip(names, values))
    figure.alt = f"Six framed images of overlaid digits, and bars that begin at {low:.0%}: {bars}."
    return figure


def coverage(spans, truth):
    """Intervals (mean, half width) side by side; those that miss the truth stand out: a Figure.

    spans  {title: the intervals of many comparisons, in points}, a row each on one scale
    truth  the gain that every one of them should hold
    """
    figure = new_figure(9.0, 0.4 + 2.0 * len(spans))
    rows = figure.subplots(len(spans), 1, sharex=True, sharey=True, squeeze=False)[:, 0]
    words = []
    for axes, (title, intervals) in zip(rows, spans.items()):
        misses = draw_spans(axes, intervals, truth)
        words.append(f"{title}: {misses} of these {len(intervals)} intervals miss the true gain of {truth:g}")
        axes.set_title(words[-1], fontsize=10)
        axes.set_ylabel("gain, in points")
    rows[-1].set_xlabel("one comparison each, ten seeds in every one")
    figure.alt = f"{'; '.join(words)}."
    return figure


def draw_spans(axes, intervals, truth):
    """One row of intervals around a line at the truth; how many of them miss it."""
    axes.axhline(truth, color=INK, linewidth=1)
    misses = [abs(mean - truth) > half for mean, half in intervals]
    for k, ((mean, half), missed) in enumerate(zip(intervals, misses)):
        colour = WORSE if missed else "#B8B8B8"
        axes.plot([k, k], [mean - half, mean + half], color=colour, linewidth=3 if missed else 2)
        axes.plot([k], [mean], "o", color=colour, markersize=3.5)
    axes.set(xlim=(-1, len(intervals)), xticks=[])
    axes.spines["bottom"].set_visible(False)
    return sum(misses)


def rate_curves(shown, common=None):
    """Score on the validation split against the learning rate, a line per variant: a Figure.

    shown   {title: (stored sweep, variants)}; the first has the upper row, the others share the lower one
    common  a rate to be marked in the first: one for all networks
    """
    titles, few = list(shown), len(shown) == 1
    figure = new_figure(9.0, 3.9 if few else 6.8)
    rooms = figure.subplot_mosaic([titles[:1] * max(1, len(titles) - 1)] + ([] if few else [titles[1:]]))
    for title, (stored, variants) in shown.items():
        axes = rooms[title]
        draw_rates(axes, mean_scores(stored["tuning"]), rates(stored), variants)
        if title == titles[0]:  # the others are too narrow for it
            name_starts(axes, mean_scores(stored["tuning"]), {v: v for v in variants})
        axes.set_title(title, fontsize=10)
        axes.set(xlabel="learning rate")
    if common is not None:
        rooms[titles[0]].axvline(common, **LEVEL)
        style = {"fontsize": 9, "color": "#777777", "xycoords": ("data", "axes fraction"), "va": "bottom"}
        note(rooms[titles[0]], f" {common:g} for all", (common, 0), (0, 3), **style)
    for title in titles[:2]:
        rooms[title].set_ylabel("validation score, in points")
    best = [f"{title}: {', '.join(rates_in_words(*of))}" for title, of in shown.items()]
    figure.alt = f"Validation score against learning rate; best rates, {'; '.join(best)}."
    return figure


def rates_in_words(stored, variants):
    """Each variant with its chosen rate."""
    return [f"{variant} {rates(stored)[variant]:g}" for variant in variants]


def draw_rates(axes, scores, chosen, variants):
    """One task's lines {variant: {rate: score}}, a ring at each chosen rate, names right of the ends."""
    for variant in variants:
        rate_line(axes, variant, scores[variant], chosen[variant])
    name_lines(axes, scores, {v: f"{v}, best at {chosen[v]:g}" for v in variants}, fontsize=9)
    every = sorted({rate for variant in variants for rate in scores[variant]})
    axes.set_xticks(every, [f"{rate:g}" for rate in every], fontsize=8)
    axes.minorticks_off()


def answers(batch, said, count=9):
    """The first images, what they show, and what each network says of them: a Figure.

    batch  images with one or three channels;  said  {network: its answers (N,)}
    """
    below = 0.2 * len(said) + 0.05  # inches of words under an image, which is almost an inch high
    height = 1.2 + below
    figure = new_figure(9.0, height, layout=None)
    figure.subplots_adjust(0.005, below / height, 0.995, 1 - 0.25 / height, wspace=0.06)
    for k, axes in enumerate(figure.subplots(1, count)):
        label = int(batch.labels[k])
        axes.imshow(colours(batch.images[k]), cmap="gray", vmin=0, vmax=1)
        axes.set(xticks=[], yticks=[])
        axes.set_title(f"truth: {label}", fontsize=9, pad=3)
        for row, (name, guesses) in enumerate(said.items(), 1):
            right = int(guesses[k]) == label
            style = {"color": INK, "weight": "normal"} if right else {"color": WORSE, "weight": "bold"}
            place = {"place": (0, 0), "offset": (0, -13 * row), "xycoords": "axes fraction"}
            note(axes, f"{name}: {int(guesses[k])}", **place, fontsize=8.5, **style)
    return figure


def marked(variant):
    """``look_of`` a variant, and hollow marks for *wide*, which often lies beside *plain*."""
    look = look_of(variant)
    return look | {"markerfacecolor": "white" if variant == "wide" else look["color"]}


def side_by_side(sweeps, variants, ends=None):
    """Each variant's mean in sweeps that differ in one thing, with all seeds: a Figure.

    sweeps    {title: (a stored sweep, another, ...), drawn from left to right}
    variants  {title: which variants}
    ends      words under the sweeps (default: the steps of each training)
    """
    figure, words = new_figure(min(9.0, 6.5 * len(sweeps)), 3.9), []
    for axes, (title, stored) in zip(np.atleast_1d(figure.subplots(1, len(sweeps))), sweeps.items()):
        places, lasts = np.arange(len(stored)), []
        for variant in variants[title]:
            values = [100 * np.array(column(sweep, variant)) for sweep in stored]
            means, halves = zip(*(interval(value) for value in values))
            look = marked(variant)
            axes.plot(places, means, linewidth=1.8, markersize=6, **look)
            bars = {"linestyle": "none", "linewidth": 4, "alpha": 0.35}
            axes.errorbar(places, means, halves, color=look["color"], **bars)
            for x, value in zip(places, values):
                seeds = look | {"linestyle": "none", "markersize": 3, "alpha": 0.6}
                axes.plot(np.full(len(value), x), value, **seeds)
            lasts.append(means[-1])
            words.append(f"{variant} {' to '.join(f'{mean:.1f}' for mean in means)}")
        low, high = axes.get_ylim()
        last, wide = places[-1], 0.8 + 0.2 * places[-1]  # room for the names, in places
        for variant, mean, height in zip(variants[title], lasts, apart(lasts, 0.06 * (high - low))):
            look = marked(variant)
            at = last + 0.08 * wide
            axes.plot(at, height, **look | {"linestyle": "none"}, markersize=5, clip_on=False)
            words_at = at + 0.04 * wide
            axes.text(words_at, height, f"{variant} {mean:.1f}", fontsize=9, va="center", color=look["color"])
        axes.set(xlim=(-0.15, last + 0.75 * wide))
        axes.set_xticks(places, ends or [f"{sweep['recipe']['steps']} steps" for sweep in stored])
        axes.set_title(title, fontsize=10)
    figure.axes[0].set_ylabel("accuracy, in points")
    figure.alt = f"Mean accuracy, in points, sweep by sweep: {', '.join(words)}."
    return figure
