"""Lesson 04: a trained network's two gates, switched off, inverted, or borrowed from another image."""

from copy import deepcopy

import numpy as np
import torch

from .. import gates
from ..plots.figures import BOTH, INK, MAP, PLAIN, WHAT, WHERE, new_figure
from ..printing import with_article
from ..training import device_of
from ._inputs import check_batch, check_networks
from ._shared import Vector, gates_as, small_bar
from ._tiles import Tiles
from .base import Panel, choice, counter
from .touch import Area

HOW = ("as learned", "one", "mean", "invert", "shuffle", "other image")
WORDS = {
    "as learned": "as learned",
    "one": "off: every weight 1",
    "mean": "averaged over the images",
    "invert": "inverted",
    "shuffle": "shuffled",
    "other image": "taken from another image",
}
GATES = {"both gates": None, "channel gates": "channel", "spatial gates": "spatial"}
COLOURS = dict(zip(GATES, (BOTH, WHAT, WHERE)))
MARKS = dict(zip(GATES, "^os"))
SHIFT = dict(zip(GATES, (0.0, -0.2, 0.2)))  # rows apart, so that no point hides one
LEGEND = dict(zip(GATES, (0.90, 0.0, 0.47)))  # places from left to right, below the axes
AGAIN = "put its old lines back, run that cell and the training cell again, and then this one"
SHOWN = 5  # channels that are shown: those that vary most over the images


class BlockPanel(Panel):
    """What a network with CBAM blocks does when its gates are changed.

    net     a trained network; its modules named "attention" hold two gates, ``channel`` and ``spatial``, as
            CBAM does, and the last of them is shown; a copy is used
    batch   test images with labels, two or more; accuracies are over all of them
    images  how many of them, from the first on, can be looked at

    Controls: image, gates (which ones are changed), how (what is done to them).  Everything is
    computed once, here; a redraw only looks it up.  Features are shown on one scale before and after
    the block: white is the 98th percentile before it, gates as learned.  ValueError for a network
    without such blocks.
    """

    main = "how"

    def __init__(self, net, batch, images=40):
        check_batch(batch, least=2)
        check_networks(net, images=batch.images)
        net = deepcopy(net).eval()  # the reader's own stays as it is, in its own mode
        names = [name for name, _ in net.named_modules() if name.split(".")[-1] == "attention"]
        if not names or not gates.gates(net):
            raise ValueError(f"{type(net).__name__} has no block called attention with gates in it")
        parts = gates.gates(net.get_submodule(names[-1]))
        if {part.split(".")[-1] for part in parts} != {"channel", "spatial"}:
            raise ValueError(
                f"{names[-1]} has not both gates of CBAM, channel and spatial; it has {list(parts)}: {AGAIN}"
            )
        batch, block, images = batch.to("cpu"), names[-1], min(images, len(batch))
        self.batch, self.images = batch, images
        learned = look(net, batch, block, "as learned", None, images)
        if not {"what", "where"} <= set(learned):
            raise ValueError(f"{block} does not call both of its gates: {AGAIN}")
        self.runs = {
            (which, how): learned if how == "as learned" else look(net, batch, block, how, only, images)
            for which, only in GATES.items()
            for how in HOW
        }
        before = learned["before"]
        self.tops = [np.quantile(values, 0.98) for values in (before.mean(1), before)]
        self.channels = np.sort(np.argsort(-before.mean((2, 3)).std(0))[:SHOWN])
        controls = {
            "image": counter("test image", 0, 0, images - 1),
            "gates": choice("which gates", list(GATES)),
            "how": choice("they are", [(WORDS[how], how) for how in HOW]),
        }
        figure = self._figure(learned)
        title = "the gates of a trained CBAM network, changed: features before and after, and the answer"
        super().__init__(title, controls, figure, self.artists, columns=3)

    def _figure(self, learned):
        figure = new_figure(8.3, 4.1, layout=None)
        self.picture = Tiles(figure.add_axes((0.015, 0.585, 0.178, 0.34)), 40, title="test image")
        self.lender = Tiles(figure.add_axes((0.203, 0.585, 0.094, 0.18)), 40, title="one before")
        self._weights(figure, learned)
        rows = (("before", 0.245), ("after", 0.03))
        self.features = [self._feature_row(figure, words, y) for words, y in rows]
        self._answers(figure)
        self._accuracies(figure)
        maps = (self.picture, self.lender, self.where, *self.features[0], *self.features[1])
        self.artists = [*maps, *self.vector.moving, *self.bars, self.chosen]
        return figure

    def _feature_row(self, figure, words, y):
        figure.text(0.008, y + 0.1, words, rotation=90, ha="center", va="center", fontsize=9)
        names = ("mean of all", *(f"channel {c}" for c in self.channels))
        row = [Tiles(figure.add_axes((0.018 + 0.109 * k, y, 0.104, 0.2)), 10) for k in range(len(names))]
        for tiles, name in zip(row, names if words == "before" else ()):
            tiles.axes.set_title(name, fontsize=9, loc="center")
        return row

    def _weights(self, figure, learned):
        channels, (rows, columns) = learned["what"].shape[1], learned["where"].shape[1:]
        axes = figure.add_axes((0.325, 0.585, 0.17, 0.34))
        axes.set(xlim=(-0.6, 7.6), ylim=(7.6, -0.6), aspect="equal")
        axes.set_title(f"what: {channels} channels", color=WHAT, fontsize=10)
        self.vector = Vector(axes, 8, size=46, ring=56)
        self.where = Tiles(figure.add_axes((0.505, 0.585, 0.175, 0.34)), 10, MAP)
        self.where.axes.set_title(f"where: {rows} × {columns}", color=WHERE, fontsize=10)
        small_bar(figure, (0.692, 0.585, 0.012, 0.34), self.where, ticks=(0, 0.5, 1))

    def _answers(self, figure):
        axes = figure.add_axes((0.785, 0.64, 0.2, 0.285))
        axes.set(xlim=(-0.6, 9.6), ylim=(0, 1), xticks=range(10), yticks=(0, 0.5, 1))
        axes.set_title("black: the right digit", fontsize=9.5)
        self.bars = axes.bar(range(10), [0] * 10, width=0.62)

    def _accuracies(self, figure):
        axes = figure.add_axes((0.785, 0.14, 0.195, 0.315))
        axes.set(xlim=(0, 1), ylim=(len(HOW) - 0.4, -0.7), yticks=range(len(HOW)))
        axes.set_xticks((0, 0.5, 1), ("0", "50", "100"))
        axes.set_yticklabels(
            ["as learned", "off", "averaged", "inverted", "shuffled", "another image"], fontsize=8.5
        )
        axes.tick_params(axis="y", length=0)
        axes.grid()
        axes.set_title("right answers of 100", fontsize=9.5)
        for which, colour in COLOURS.items():
            scores = [self.runs[which, how]["accuracy"] for how in HOW]
            rows = np.arange(len(HOW)) + SHIFT[which]
            look = {"marker": MARKS[which], "s": 20, "linewidth": 1.3}
            look |= {"facecolor": "white", "edgecolor": colour}
            axes.scatter(scores, rows, **look)
            key = {"transform": axes.transAxes, "clip_on": False}
            axes.scatter(LEGEND[which] - 0.06, -0.33, **key, **look)
            words = {"va": "center", "color": colour, "fontsize": 8}
            axes.text(LEGEND[which], -0.335, which.split()[0], **key, **words)
        (self.chosen,) = axes.plot([0], [0], "o", markersize=8)

    def areas(self):
        """What is done to which gates: the nearest of the accuracies."""
        return [Area(self.chosen.axes, self._nearest_run)]

    def _nearest_run(self, x, y):
        def away(run):
            which, how = run
            across, down = self.runs[run]["accuracy"] - x, HOW.index(how) + SHIFT[which] - y
            return across**2 + (down / len(HOW)) ** 2

        return dict(zip(("gates", "how"), min(self.runs, key=away)))

    def draw(self, image, gates, how):
        run, label = self.runs[gates, how], int(self.batch.labels[image])
        self.picture.set_data(self.batch.images[image, 0].numpy())
        self.lender.set_data(self.batch.images[image - 1, 0].numpy())
        what, where, shares = run["what"][image], run["where"][image], run["shares"][image]
        self.vector.show(what)
        self.where.set_data(where)
        for row, when in zip(self.features, ("before", "after")):
            maps = run[when][image]
            row[0].set_data(maps.mean(0) / self.tops[0])
            for tiles, channel in zip(row[1:], self.channels):
                tiles.set_data(maps[channel] / self.tops[1])
        for digit, bar in enumerate(self.bars):
            bar.set_height(shares[digit])
            bar.set_color(INK if digit == label else PLAIN)
        self.chosen.set_data([run["accuracy"]], [HOW.index(how) + SHIFT[gates]])
        self.chosen.set(color=COLOURS[gates], marker=MARKS[gates])
        answer, learned = int(shares.argmax()), self.runs[gates, "as learned"]["accuracy"]
        return (
            f"{'all gates' if how == 'as learned' else gates} {WORDS[how]}: "
            f"image {image} is {with_article(label)}, read as {answer}; "
            f"mean weight what {what.mean():.2f}, where {where.mean():.2f}; "
            f"{100 * run['accuracy']:.0f} of 100 are right (as learned {100 * learned:.0f})"
        )


@torch.no_grad()
def look(net, batch, block, how, only, images):
    """One forward pass with changed gates: a dict of arrays, and the accuracy on the whole batch.

    Of the first ``images`` images: "what" (n, C), "where" (n, H, W), "before" and "after" the block
    (n, C, H, W), "shares" (n, classes), the probabilities.
    """
    run = {}

    def remember(_module, inputs, output):
        run.update(before=inputs[0][:images].cpu().numpy(), after=output[:images].cpu().numpy())

    handle = net.get_submodule(block).register_forward_hook(remember)
    try:
        with gates_as(net, how, only) as seen:
            logits = net(batch.images.to(device_of(net))).cpu()
    finally:
        handle.remove()
    for name, weights in seen.items():
        if name.startswith(block):
            kind, flat = ("where", 1) if weights.shape[1] == 1 else ("what", (2, 3))
            run[kind] = weights[:images].squeeze(flat).cpu().numpy()
    run["shares"] = logits.softmax(1)[:images].numpy()
    run["accuracy"] = float((logits.argmax(1) == batch.labels).float().mean())
    return run
