"""Whom does the network call alike?  A query, its nearest neighbours, and the gate behind every one."""

import matplotlib as mpl
import numpy as np
import torch

from .. import experiments, gates, training
from ..experiments import metrics
from ..plots.figures import INK, MAP, new_figure
from ..printing import with_article
from ._inputs import check_batch, check_networks
from ._shared import frame_in, sheet
from ._text import Words
from ._tiles import Tiles
from .base import Panel, choice, counter
from .touch import Area

NEIGHBOURS = 5
LOUD = 4.0  # what a sensor sends is drawn from minus this (black) to this (white)
PLACES = [(s // 3, s % 3) for s in range(8)]  # where the eight sensors stand in a square of 3 x 3
RIGHT, WRONG = "#0A7A5A", "#8A8A8A"  # frames: right solid and green, wrong dashed and grey
STATES = {
    "own": "its own, image by image",
    "mean": "the average of all images",
    "other image": "of the image before",
    "one": "all open",
    "plain": "none (the plain network)",
}


def embeddings_under(plain, gated, images):
    """Embeddings (N, D) and gates per sensor (N, 8), None for the plain network: {state: the pair}."""
    found = {}
    for state in STATES:
        if state == "plain":
            found[state] = training.predict(plain, images).cpu(), None
            continue
        how = (lambda weights: weights) if state == "own" else state
        with gates.replace(gated, how), gates.record(gated) as seen:
            vectors = training.predict(gated, images).cpu()
        found[state] = vectors, experiments.sensor_gates(next(iter(seen.values()))).cpu()
    return found


def alike(clean):
    """In how many sensors two images agree, working or broken: clean (N, sensors) bool -> (N, N)."""
    return (clean[:, None] == clean).sum(2)


def nearest(embeddings, count=1):
    """The nearest other images, nearest first: embeddings (N, D) -> places (N, count), cosines (N, count)."""
    cosines = embeddings @ embeddings.T
    cosines.fill_diagonal_(-np.inf)
    top = cosines.topk(count, dim=1)
    return top.indices, top.values


def square_of(views, between=1):
    """The views of eight sensors (8, H, H) as one square picture of 3 x 3, the last place empty."""
    side = views.shape[-1] + between
    picture = np.full((3 * side - between,) * 2, LOUD, dtype=np.float32)
    for view, (row, column) in zip(views, PLACES):
        top, left = row * side, column * side
        picture[top : top + side - between, left : left + side - between] = view.numpy()
    return picture


class RetrievalPanel(Panel):
    """Which images are nearest to the query: with the gate as it is, averaged, swapped, open, or none?

    plain, gated  two trained Embedders on sensors, without and with a channel gate
    batch         test images (N, 8, H, H) with mask and clean
    classes       the digits behind the labels 0, 1, 2, ...

    Every image can be the query, and be found.  Right neighbours have a solid frame and a tick.
    """

    main = "gate"

    def __init__(self, plain, gated, batch, classes):
        check_batch(batch, "mask", "clean", least=NEIGHBOURS + 1)
        check_networks(plain, gated, images=batch.images)
        self.batch = batch.to("cpu")
        self.digits = torch.as_tensor(classes)[self.batch.labels].tolist()
        self.states = embeddings_under(plain, gated, self.batch.images)
        self.found, self.recall = {}, {}
        for state, (vectors, _) in self.states.items():
            self.found[state] = nearest(vectors, NEIGHBOURS)
            self.recall[state] = metrics.hit_rate(vectors, self.batch.labels)
        self.clean, self.alike = self.batch.clean, alike(self.batch.clean)
        self.magma = mpl.colormaps[MAP]
        controls = {
            "query": counter("query image", 0, 0, len(self.batch) - 1),
            "gate": choice("gate", [(words, state) for state, words in STATES.items()]),
        }
        title = "a query, its five nearest neighbours, their sensors and their gates"
        super().__init__(title, controls, *self._figure(), columns=2)

    def _figure(self):
        figure = new_figure(9.0, 5.0)
        grid = figure.subplots(3, 1 + NEIGHBOURS)
        rows = ("the digit, not shown\nto the network", "what its eight\nsensors send")
        rows += ("gate of each sensor,\n× broken",)
        for axes, words in zip(grid[:, 0], rows):
            axes.set_ylabel(words, fontsize=9)
        side = self.batch.images.shape[-1]
        self.masks = [Tiles(axes, side, title=" ") for axes in grid[0]]  # keeps a line free for words
        self.views = [Tiles(axes, 3 * side + 2, bottom=-LOUD, top=LOUD, title=" ") for axes in grid[1]]
        self.gates = [Tiles(axes, 3, MAP, title=" ") for axes in grid[2]]
        bar = figure.colorbar(self.gates[0].scale, ax=grid[2], ticks=[0, 0.5, 1], aspect=12, pad=0.01)
        bar.ax.tick_params(labelsize=8)
        self.frames = [frame_in(axes, INK, 3) for axes in grid[0]]
        for frame in self.frames:
            frame.set_bounds(-0.5, -0.5, side, side)
        paper = sheet(figure)
        self.boxes = [[axes.get_position() for axes in row] for row in grid]
        self.words, self.small, self.crosses, self.numbers = (Words(paper, s) for s in (9.5, 8, 11, 8))
        words = [self.words, self.small, self.crosses, self.numbers]
        moving = [*self.masks, *self.views, *self.gates, *self.frames, *words]
        return figure, moving

    def areas(self):
        """A neighbour becomes the query."""
        columns = enumerate(zip(self.masks[1:], self.views[1:], self.gates[1:]))
        return [
            Area(shown.axes, lambda x, y, neighbour=neighbour: self._ask(neighbour))
            for neighbour, column in columns
            for shown in column
        ]

    def _ask(self, neighbour):
        chosen = self.values()
        return {"query": int(self.found[chosen["gate"]][0][chosen["query"], neighbour])}

    def shared(self, gate):
        """In how many sensors every image's nearest other one agrees with it, working or broken: (N,)"""
        return self.alike[torch.arange(len(self.batch)), self.found[gate][0][:, 0]]

    def misled(self):
        """Queries that all gates open lead to another digit with the very same sensors, in their order.

        With their own gates their five nearest are all right.
        """
        own, opened = (self.batch.labels[self.found[gate][0]] for gate in ("own", "one"))
        right = (own == self.batch.labels[:, None]).all(1)
        fooled = (opened[:, 0] != self.batch.labels) & (self.shared("one") == self.clean.shape[1])
        return (right & fooled).nonzero().ravel().tolist()

    def draw(self, query, gate):
        places, cosines = (values[query].tolist() for values in self.found[gate])
        shown = [query, *places]
        right = [self.digits[k] == self.digits[query] for k in places]
        for tile, view, k in zip(self.masks, self.views, shown):
            tile.set_data(self.batch.mask[k, 0])
            view.set_data(square_of(self.batch.images[k]))
        for frame, fine in zip(self.frames[1:], right):
            frame.set(edgecolor=RIGHT if fine else WRONG, linestyle="-" if fine else (0, (2, 2)))
        self.frames[0].set(edgecolor=INK, linestyle="-")
        self._show_gates(shown, gate)
        heads = [(f"query {query}: {with_article(self.digits[query])}", INK)]
        for k, fine, cosine in zip(places, right, cosines):
            mark, colour = ("✓", RIGHT) if fine else ("✗", WRONG)
            heads.append((f"{mark} {with_article(self.digits[k])}, cosine {cosine:.2f}", colour))
        digits = zip(self.boxes[0], heads)
        self.words.show([(box.x0, box.y1 + 0.02, text, "left", c) for box, (text, c) in digits])
        agree = self.alike[query, places].tolist()
        sensors = zip(self.boxes[1][1:], agree)
        self.small.show([(b.x0, b.y1 + 0.018, f"{n} states in common") for b, n in sensors])
        neighbours = ", ".join(f"{self.digits[k]} ({cosine:.2f})" for k, cosine in zip(places, cosines))
        return (
            f"query {query}, {with_article(self.digits[query])}, gate {STATES[gate]}: nearest {neighbours}; "
            f"{sum(right)} of {NEIGHBOURS} right; the nearest has {agree[0]} of 8 states in common"
        )

    def _show_gates(self, shown, gate):
        """The gates as squares of 3 x 3, a cross on every broken sensor, the query's in figures."""
        weights, crosses, figures = self.states[gate][1], [], []
        for tile, box, k in zip(self.gates, self.boxes[2], shown):
            picture = np.full((3, 3, 3), 1.0, dtype=np.float32)
            for sensor, (row, column) in enumerate(PLACES):
                value = None if weights is None else float(weights[k, sensor])
                picture[row, column] = 0.85 if value is None else self.magma(value)[:3]
                x, y = box.x0 + (column + 0.5) / 3 * box.width, box.y1 - (row + 0.5) / 3 * box.height
                colour = "white" if value is not None and value < 0.6 else INK
                with_number = box is self.boxes[2][0] and value is not None
                if with_number:
                    figures.append((x, y - 0.013, f"{value:.2f}", "center", colour))
                if not self.clean[k, sensor]:
                    crosses.append((x, y + 0.018 * with_number, "×", "center", colour))
            tile.set_data(picture)
        if weights is None:
            box = self.boxes[2][0]
            figures.append((box.x0 + 5 / 6 * box.width, box.y0 + box.height / 6, "none", "center"))
        self.numbers.show(figures)
        self.crosses.show(crosses)  # none where every sensor of all six works
