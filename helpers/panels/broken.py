"""Eight suspects: small trained networks whose gates stand before you, some of them broken."""

import numpy as np
import torch
from matplotlib.collections import LineCollection

from .. import gates, training
from ..experiments.suspects import SUSPECTS
from ..networks.pretrained import stored_suspects
from ..plots.axes import colours
from ..plots.broken import span
from ..plots.figures import FAINT, INK, MAP, PLAIN, WHAT, WHERE, new_figure
from ._inputs import check_networks
from ._shared import Vector, small_bar
from ._text import Words
from ._tiles import Tiles
from .base import Panel, choice, counter, switch
from .touch import Area

TESTS = ("range", "spread", "gradient", "swap")
BINS = np.linspace(-1, 2, 61)  # weights beyond are counted in the outermost two


@torch.no_grad()
def look(net, batch, shown):
    """What the panel shows of a network's first gate: its Row, weights, images, and the accuracies."""
    found = gates.diagnose(net, batch, len(batch))
    row = found.rows[0]
    with gates.record(net) as seen:
        training.predict(net, batch.images[:shown])
    weights = seen[row.gate].cpu()
    accuracies = [found.accuracy, *(found.accuracy - row.lost[how] for how in ("mean", "other image"))]
    with gates.record(net) as seen:
        training.predict(net, batch.images)
    everywhere = seen[row.gate].flatten().cpu().numpy()
    counts, _ = np.histogram(everywhere.clip(BINS[0], BINS[-1]), BINS)
    return {
        "row": row,
        "weights": weights.numpy(),
        "pictures": [colours(image) for image in batch.images[:shown]],
        "counts": counts / counts.max(),
        "accuracies": accuracies,
    }


def beyond(weights):
    """Of one image's weights, how many lie where the colours from 0 to 1 end: words, "" for none."""
    below, above = int((weights < 0).sum()), int((weights > 1).sum())
    return f"{below} of {weights.size} below 0, {above} above 1" if below or above else ""


class SuspectsPanel(Panel):
    """Which of these gates are broken?  The weights of one image, and four tests on a hundred.

    nets   {letter: network}, by default the stored eight;  shown  how many images can be chosen

    Everything is computed once, here; a redraw looks it up.
    """

    main = "suspect"

    def __init__(self, nets=None, images=100, shown=24):
        nets = stored_suspects() if nets is None else nets
        if not nets or not set(nets) <= set(SUSPECTS) or not 2 <= shown <= images:
            raise ValueError(
                f"nets must be networks under some of the letters {list(SUSPECTS)}, and shown at least "
                f"two of the images, got {list(nets)}, shown={shown}, images={images}"
            )
        check_networks(*nets.values())
        batches = {s.task: s.batch(images) for s in {s.task: s for s in SUSPECTS.values()}.values()}
        self.seen = {k: look(net, batches[SUSPECTS[k].task], shown) for k, net in nets.items()}
        controls = {
            "image": counter("image", 0, 0, shown - 1),
            "suspect": choice("suspect", list(nets)),
            "test": choice("test", list(TESTS)),
            "reveal": switch("reveal the name", False),
        }
        title = "eight suspects: an image, the weights of a gate, and its range, spread, gradient and swap"
        super().__init__(title, controls, *self._figure(), columns=2)

    def _figure(self):
        figure = new_figure(9.0, 4.7, layout=None)
        box, words = (0.012, 0.045, 0.2, 0.383), "the gate's weights for it"
        self.image = Tiles(figure.add_axes((0.012, 0.53, 0.2, 0.383)), 40, title="the image")
        self.map = Tiles(figure.add_axes(box), 10, MAP, title=words)
        self.map.axes.set_facecolor("#EEEEEE")
        self.vector = Vector(figure.add_axes(box, xlim=(-0.6, 5.6), ylim=(5.6, -0.6)), 6, size=190)
        small_bar(figure, (0.222, 0.045, 0.01, 0.383), self.map)
        left, right, width = 0.335, 0.69, 0.29
        moving = self._range(figure.add_axes((left, 0.6, width, 0.313)))
        moving += self._spread(figure.add_axes((right + 0.06, 0.53, 0.2, 0.383)))
        moving += self._gradient(figure.add_axes((left, 0.1, width, 0.313)))
        moving += self._swap(figure.add_axes((right, 0.1, width, 0.313)))
        figure.canvas.draw()
        written = {**self.axes, "map": self.map.axes}
        self.words = {name: Words(axes, 8.5) for name, axes in written.items()}
        for words in self.words.values():
            words.set_snap(False)  # a thin straight letter would be snapped to no width at all
        for name in ("spread", "map"):
            self.words[name].set_clip_on(False)
        (self.frame,) = self.axes["range"].plot([], [], color=INK, linewidth=1.2, clip_on=False)
        self.frame.set_transform(figure.transFigure)
        moving += [self.image, self.map, *self.vector.moving, self.frame, *self.words.values()]
        return figure, moving

    def _range(self, axes):
        self.axes = {"range": axes}
        axes.set(xlim=(-1.02, 2.02), ylim=(0, 1.35), yticks=[], xticks=(-1, 0, 0.5, 1, 2))
        axes.set_title("range: all weights, all images", fontsize=9.5)
        axes.axvspan(0, 1, color="#F2F2F2", zorder=0)
        axes.axvline(0.5, color=FAINT, linewidth=1, linestyle=":", zorder=1)
        (self.counts,) = axes.plot([], [], color=INK, linewidth=1.4, drawstyle="steps-mid")
        return [self.counts]

    def _spread(self, axes):
        self.rows = Tiles(axes, 24, MAP, title="spread: a row per image")
        self.axes["spread"] = axes
        axes.set_xlabel("a column per weight", fontsize=9)
        return [self.rows]

    def _gradient(self, axes):
        self.axes["gradient"] = axes
        axes.set(xlim=(0, 1.02), ylim=(-0.6, 8.6), yticks=[], xticks=(0, 0.5, 1))
        axes.set_title("gradient: the share it reaches", fontsize=9.5)
        self.bars = axes.add_collection(LineCollection([], linewidths=4, colors=PLAIN))
        return [self.bars]

    def _swap(self, axes):
        self.axes["swap"] = axes
        axes.set(xlim=(0, 1.02), ylim=(-0.6, 2.6), yticks=[], xticks=(0, 0.5, 1), xlabel="accuracy")
        axes.set_title("swap: accuracy with other weights", fontsize=9.5)
        self.points = axes.scatter([], [], s=60, color=INK, zorder=3)
        return [self.points]

    def areas(self):
        """The test; and the image, by its row among the rows of all images."""
        tests = [Area(self.axes[test], lambda x, y, test=test: {"test": test}) for test in TESTS]
        rows = Area(self.axes["spread"], lambda x, y: {"test": "spread", "image": y})
        return [area for area in tests if area.axes is not rows.axes] + [rows]

    def draw(self, image, suspect, test, reveal):
        seen, row = self.seen[suspect], self.seen[suspect]["row"]
        weights, colour = seen["weights"], WHERE if row.kind == "where" else WHAT
        self.image.set_data(seen["pictures"][image])
        self._show_weights(weights[image], row.kind == "where")
        self.counts.set_data((BINS[:-1] + BINS[1:]) / 2, seen["counts"])
        self.counts.set_color(colour)
        self.rows.set_data(weights.reshape(len(weights), -1))
        names = list(row.reached.items())[:8] or [(name, 0.0) for name in row.empty]
        heights = [7.6 - k * min(2.0, 8 / len(names)) for k in range(len(names))]
        below, thick = (0.5, 2) if len(names) > 6 else (0.66, 4)  # between two labels
        ends = [(y - below, share) for y, (_, share) in zip(heights, names)]
        self.bars.set_segments([[(0, y), (share, y)] for y, share in ends])
        self.bars.set_linewidths(thick)
        self.bars.set_color(colour)
        own, averaged, other = seen["accuracies"]
        self.points.set_offsets([(own, 2), (averaged, 1), (other, 0)])
        self._say(names, heights, seen["accuracies"], row)
        x0, y0, x1, y1 = self.axes[test].get_position().extents
        left, below = (0.085, 0.057) if test == "spread" else (0.015, 0.097)  # beside it stand its words
        x0, x1, y0, y1 = x0 - left, x1 + 0.015, y0 - below, y1 + 0.065
        self.frame.set_data([x0, x1, x1, x0, x0], [y0, y0, y1, y1, y0])
        name = f" ({SUSPECTS[suspect].name}; diagnose says of this gate: {row.verdict})" if reveal else ""
        return f"suspect {suspect}{name}, image {image}, {test}: {self._reading(seen, image, test)}"

    def _show_weights(self, weights, is_map):
        self.map.set_visible(is_map)
        self.vector.dots.set_visible(not is_map)
        if is_map:
            self.map.set_data(weights[0])
        else:
            self.vector.show(weights.ravel())
        self.words["map"].show([(-0.5, 10.2, beyond(weights) if is_map else "")])

    def _say(self, names, heights, accuracies, row):
        outside = " (counted at the ends)" if row.low < BINS[0] or row.high > BINS[-1] else ""
        self.words["range"].show([(-0.98, 1.22, span(row.low, row.high) + outside)])
        beside = ("between", "images", f"{row.over_images:.3f}", "", "within", "one", f"{row.within:.3f}")
        spread = [(-1.6, 6 + 2 * k, text, "right") for k, text in enumerate(beside) if text]
        self.words["spread"].show(spread)
        texts = [
            (0.01, y + 0.15, f"{name}: {share:.0%}" if row.numbers else f"{name}: holds no numbers")
            for y, (name, share) in zip(heights, names)
        ]
        self.words["gradient"].show(texts)
        labels = ("its own weights", "averaged", "another image's")
        swaps = zip(accuracies, (2, 1, 0), labels)
        self.words["swap"].show([(0.02, y + 0.35, f"{label}: {value:.2f}") for value, y, label in swaps])

    def _reading(self, seen, image, test):
        row, weights = seen["row"], seen["weights"][image]
        if test == "range":
            here = span(weights.min(), weights.max())
            return f"weights from {span(row.low, row.high)}, on this image {here}"
        if test == "spread":
            return f"a weight moves by {row.over_images:.3f} between images, by {row.within:.3f} within one"
        if test == "gradient":
            if not row.numbers:
                return "there are no parameters that a gradient could reach"
            return f"{row.unreached:.0%} of its {row.numbers:,} numbers get no gradient"
        own, averaged, other = seen["accuracies"]
        return f"accuracy {own:.2f}, with averaged weights {averaged:.2f}, with another image's {other:.2f}"
