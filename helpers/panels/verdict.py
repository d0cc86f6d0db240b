"""The panel of lesson 05: two variants of a stored sweep, and what fewer seeds would have said of them."""

from functools import cache

import numpy as np
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import to_rgba
from matplotlib.ticker import MaxNLocator

from ..experiments import EXPERIMENTS, statistics, store
from ..plots.comparison import BETTER, UNCLEAR, WORSE, colour_of
from ..plots.figures import INK, PLAIN, new_figure
from ._text import Words
from .base import Panel, choice, counter
from .touch import Area

TASKS = (("cued colour", "cued_colour"), ("sensors", "sensors"), ("clutter", "clutter"))
SEEDS = 10
SHADES = (WORSE, "#666666", BETTER)
CHOSEN, ALL = SEEDS + 0.7, SEEDS + 2.2  # where the two intervals stand, right of the seeds


class VerdictPanel(Panel):
    """How often would fewer seeds have fooled you?

    tasks    pairs (name, stored sweep) to choose from
    task, variant, rival, seeds, first   what stands in the controls at the start
    folder   where the stored sweeps lie (default: data/results)

    The seeds used are ``first``, first + 1 and so on; after the last comes the first again.
    """

    def __init__(
        self,
        task="sensors",
        variant="squeeze",
        rival="plain",
        seeds=1,
        first=0,
        tasks=TASKS,
        folder=None,
    ):
        self.stored = {sweep: store.load(sweep, folder) for _, sweep in tasks}
        for sweep, stored in self.stored.items():
            check_complete(sweep, stored)
        self.names = {sweep: name for name, sweep in tasks}
        self.compared = cache(self._compared)
        there = store.variants(self.stored[task])
        controls = {
            "seeds": counter("how many seeds", seeds, 1, SEEDS),
            "first": counter("which seed comes first", first, 0, SEEDS - 1),
            "task": choice("task", list(tasks), task),
            "variant": choice("variant", there, variant),
            "rival": choice("against", there, rival),
        }
        self.wished = {"variant": variant, "rival": rival}  # the last choice, also where a task lacks it
        self.offering = False
        controls["task"].observe(self._other_task, names="value")
        for name in self.wished:
            controls[name].observe(self._wish, names="value")
        self._draw_still()
        title = "two variants of a stored sweep, seed by seed, and what fewer seeds would have said"
        super().__init__(title, controls, self.figure, self.moving, columns=2)

    def areas(self):
        """The seed that comes first, at its dots; how many seeds, among the shares."""
        seeds = (-0.6, SEEDS - 0.4, 0, 1)
        first = [Area(dots.axes, lambda x, y: {"first": x}, seeds) for dots in (self.dots, self.gains)]
        return [*first, Area(self.shares.axes, lambda x, y: {"seeds": x})]

    def _wish(self, _change):
        """Remember what somebody chose; what a new task puts there is no choice."""
        if not self.offering:
            self.wished = {name: self.controls[name].value for name in self.wished}

    def _take(self, values):
        super()._take(values)
        self.wished |= {name: values[name] for name in self.wished if name in values}

    def _other_task(self, change):
        """Offer the variants of the new task; what it lacks is squeeze or plain, for now."""
        quiet, self._quiet, self.offering = self._quiet, True, True
        there = store.variants(self.stored[change["new"]])
        for name, usual in (("variant", "squeeze"), ("rival", "plain")):
            control, wish = self.controls[name], self.wished[name]
            control.options = there
            control.value = next(one for one in (wish, usual, there[0]) if one in there)
        self._quiet, self.offering = quiet, False

    def _compared(self, task, variant, rival):
        """Scores of both in points, their gains, and what every number of seeds would have said."""
        stored = self.stored[task]
        measure = EXPERIMENTS[task].measure
        new, old = (100 * np.array(store.column(stored, v, measure)) for v in (variant, rival))
        gains = new - old
        shares = [statistics.luck(gains, count) for count in range(1, len(gains) + 1)]
        return new, old, statistics.paired(new, old), gains, shares

    def idle(self, seeds, **others):
        return ("first",) if seeds == SEEDS else ()

    def draw(self, seeds, first, task, variant, rival):
        new, old, whole, gains, shares = self.compared(task, variant, rival)
        used = (first + np.arange(seeds)) % len(gains)
        part = statistics.paired(new[used], old[used]) if seeds > 1 else None
        colours = [colour_of(variant), colour_of(rival)]
        bright = np.isin(np.arange(len(gains)), used)
        names = [(-0.4, 1.08, f"\N{BLACK CIRCLE} {variant}", "left", colours[0])]
        names += [(SEEDS - 0.6, 1.08, f"\N{EM DASH} {rival}", "right", colours[1])]
        self.left_words.show(self._draw_scores(new, old, bright, colours) + names)
        short = f"seed {first} alone: {gains[first]:+z.1f}" if part is None else spoken(part)
        head = (-0.4, 1.08, short, "left", INK if part is None else SHADES[verdict_index(part)])
        self.middle_words.show([*self._draw_gains(gains, bright, part, whole), head])
        self._draw_shares(shares, seeds)
        what = f"{self.names[task]}, {variant} against {rival}" + " (the same network)" * (variant == rival)
        there = store.variants(self.stored[task])
        lacks = [wish for wish in self.wished.values() if wish not in there]
        what += f" ({self.names[task]} has no {' and no '.join(lacks)})" * bool(lacks)
        return self._say(what, used, gains, part, whole, shares)

    def _draw_scores(self, new, old, bright, colours):
        """A dash for the rival, a dot for the variant, a line between them: one of each per seed."""
        place, words = scale(np.concatenate([new, old]))
        seeds, lines = np.arange(len(new)), list(zip(place(old), place(new)))
        faded = [[to_rgba(colour, 1.0 if b else 0.25) for b in bright] for colour in colours]
        self.stems.set_segments([[(s, low), (s, high)] for s, (low, high) in zip(seeds, lines)])
        self.stems.set_colors([to_rgba("#999999", 1.0 if b else 0.3) for b in bright])
        self.dots.set_offsets(np.column_stack([seeds, place(new)]))
        self.dots.set_facecolors(faded[0])
        self.dashes.set_segments([[(s - 0.3, y), (s + 0.3, y)] for s, y in zip(seeds, place(old))])
        self.dashes.set_colors(faded[1])
        return [(-0.9, place(value), f"{value:g}", "right", "#555555") for value in words]

    def _draw_gains(self, gains, bright, part, whole):
        """The gain of every seed, the interval of the chosen ones and of all."""
        ends = [whole.low, whole.high, 0.0] + ([part.low, part.high] if part else [])
        place, words = scale(np.concatenate([gains, ends]))
        self.gains.set_offsets(np.column_stack([np.arange(len(gains)), place(gains)]))
        self.gains.set_facecolors([to_rgba(INK, 1.0 if b else 0.2) for b in bright])
        self.zero.set_segments([[(-0.6, place(0.0)), (ALL + 0.8, place(0.0))]])
        spans = [(ALL, whole, PLAIN)] + ([(CHOSEN, part, INK)] if part else [])
        bars = [[(x, place(d.low)), (x, place(d.high))] for x, d, _ in spans]
        means = [[(x - 0.45, place(d.mean)), (x + 0.45, place(d.mean))] for x, d, _ in spans]
        self.intervals.set_segments(bars + means)
        self.intervals.set_colors([colour for *_, colour in spans] * 2)
        return [(-0.9, place(value), f"{value:+g}" if value else "0", "right", "#555555") for value in words]

    def _draw_shares(self, shares, seeds):
        """Stacked, for every number of seeds: worse, no clear difference, better."""
        verts = []
        for part in range(3):
            for count, share in enumerate(shares, 1):
                low, high = sum(share[:part]), sum(share[: part + 1])
                verts.append(
                    [(count - 0.4, low), (count + 0.4, low), (count + 0.4, high), (count - 0.4, high)]
                )
        self.shares.set_verts(verts)
        x = np.array([seeds - 0.46, seeds + 0.46])
        self.now.set_segments([[(x[0], -0.01), (x[0], 1.01), (x[1], 1.01), (x[1], -0.01), (x[0], -0.01)]])

    def _say(self, what, used, gains, part, whole, shares):
        """The readout: what was chosen, what it says, and how often as many seeds say something else."""
        every = statistics.verdict(whole, scale=1)
        count = len(used)
        if count == 1:
            down, level, up = (round(share * len(gains)) for share in shares[0])
            even = f", {level} the same" if level else ""
            return (
                f"{what}: seed {used[0]} alone gains {gains[used[0]]:+z.1f} points. "
                f"Of {len(gains)} single seeds {up} say better and {down} say worse{even}; "
                f"all {len(gains)} together: {every}"
            )
        listed = ", ".join(str(seed) for seed in used)
        if count == len(gains):
            return f"{what}, all {count} seeds: {every}"
        same = verdict_index(whole)
        fooled = 100 * (1 - shares[count - 1][same])
        percent = "under 1" if 0 < fooled < 0.5 else f"{fooled:.0f}"
        return (
            f"{what}, seeds {listed}: {statistics.verdict(part, scale=1)}. All {len(gains)} seeds: {every}. "
            f"Of all choices of {count} seeds {percent}% say something else"
        )

    def _draw_still(self):
        """The figure and its artists; ``draw`` only moves them."""
        self.figure = figure = new_figure(9.0, 3.6, layout=None)
        boxes = ((0.055, 0.15, 0.29, 0.66), (0.41, 0.15, 0.31, 0.66), (0.79, 0.15, 0.2, 0.66))
        left, middle, right = (figure.add_axes(box) for box in boxes)
        for axes, head, end in (
            (left, "score, in points", SEEDS - 0.4),
            (middle, "gain, in points", ALL + 0.8),
        ):
            axes.set(xlim=(-0.6, end), ylim=(0, 1), xticks=range(SEEDS), yticks=[], xlabel="seed")
            axes.set_title(head, fontsize=9.5, pad=24)
            axes.spines["left"].set_visible(False)
            axes.tick_params(length=0)
        middle.set_xticks([*range(SEEDS), CHOSEN, ALL], [*range(SEEDS), "these", "all"])
        right.set(xlim=(0.4, SEEDS + 0.6), ylim=(0, 1), xticks=range(1, SEEDS + 1), xlabel="number of seeds")
        right.set_yticks([0, 0.5, 1], ["0", "half", "all"])
        right.set_title("what fewer seeds say", fontsize=9.5, pad=24)
        right.tick_params(length=0)
        for x, word, colour in (
            (0.5, "worse", WORSE),
            (3.6, "not clear", "#777777"),
            (8.0, "better", BETTER),
        ):
            right.text(x, 1.05, word, fontsize=9, color=colour)
        self.stems = left.add_collection(LineCollection([], linewidths=1.2))
        self.dashes = left.add_collection(LineCollection([], linewidths=2.6))
        self.dots = left.scatter(range(SEEDS), [0] * SEEDS, s=34, linewidth=0, zorder=3)
        self.zero = middle.add_collection(LineCollection([], linewidths=1.0, colors="#999999"))
        self.gains = middle.scatter(range(SEEDS), [0] * SEEDS, s=34, linewidth=0)
        self.intervals = middle.add_collection(LineCollection([], linewidths=3.0))
        colours = [colour for colour in (WORSE, UNCLEAR, BETTER) for _ in range(SEEDS)]
        self.shares = right.add_collection(PolyCollection([], facecolors=colours, linewidths=0))
        self.now = right.add_collection(LineCollection([], linewidths=1.6, colors=INK, clip_on=False))
        self.left_words, self.middle_words = Words(left, 9), Words(middle, 9)
        for words in (self.left_words, self.middle_words):
            words.set(clip_on=False, snap=False)  # a minus is too thin to be moved to whole pixels
        self.moving = [self.stems, self.dashes, self.dots, self.zero, self.gains, self.intervals]
        self.moving += [self.shares, self.now, self.left_words, self.middle_words]


def check_complete(sweep, stored):
    """Raise ValueError, in one sentence, unless a stored sweep has a score of every variant for ten seeds."""
    scores = {v: store.column(stored, v, EXPERIMENTS[sweep].measure) for v in store.variants(stored)}
    short = [v for v, of in scores.items() if len(of) != SEEDS or not np.isfinite(of).all()]
    if short or not scores:
        raise ValueError(
            f"{sweep}.json has not {SEEDS} scores of {short[0] if short else 'any variant'}: was the sweep "
            f"stopped, or did a run diverge? `make sweep NAME={sweep}` goes on with it"
        )


def spoken(difference):
    """The verdict in two or three words and its numbers, for the picture."""
    word = ("worse", "no clear difference", "better")[verdict_index(difference)]
    return f"{word}: {difference.mean:+z.1f} ± {difference.half:.1f}"


def verdict_index(difference):
    """Which verdict a difference has: 0 worse, 1 no clear difference, 2 better."""
    return 1 + (difference.low > 0) - (difference.high < 0)


def scale(values):
    """Where numbers stand on an axis from 0 to 1 that holds them all, and the round numbers at it."""
    low, high = min(values), max(values)
    if high - low < 1e-6:  # a variant against itself
        low, high = low - 1, high + 1
    round_numbers = MaxNLocator(5, steps=[1, 2, 5, 10]).tick_values(low, high)
    low, high = round_numbers[0], round_numbers[-1]
    return lambda number: 0.03 + 0.94 * (number - low) / (high - low), round_numbers
