"""The panel of lesson 12: the weights of two members side by side, and their answers."""

from copy import deepcopy

import matplotlib as mpl
import numpy as np
import torch
from matplotlib.cm import ScalarMappable
from matplotlib.collections import LineCollection
from matplotlib.colors import Normalize

from .. import gates
from ..datasets import reframed
from ..plots.axes import colours
from ..plots.family import UNIFORM, beside_uniform
from ..plots.figures import COLOURS_OF, DARK_HUES, HUES, MAP, SIGNED, TRUE, new_figure
from ..printing import with_article
from ..tables.members import BY_VARIANT, MEMBERS
from ._inputs import check_batch, check_networks
from ._shared import axes_at, frame_in
from ._text import Words
from ._tiles import Tiles
from .base import Panel, choice, counter
from .channel import whose
from .touch import Area

ACROSS, DOWN = 6, 4  # tiles of a mosaic
SIZE = (18.0, 8.2)  # the drawing's own units, half an inch each
SIDES = (3.55, 10.95)  # where the two members begin
ANSWERS = 6.6  # how wide their answers are
PER_PLACE = ("non-local", "self-attention")  # their weights are a map for every place
SUMS_TO_ONE = ("global context", *PER_PLACE)
MAGMA, BESIDE_UNIFORM = (mpl.colormaps[name](np.arange(256))[:, :3] for name in (MAP, SIGNED))


def places_of(side):
    """The places (row, column) whose maps are shown, ACROSS * DOWN of them, spread over a square map."""
    rows, columns = (((np.arange(n) + 0.5) * side / n).astype(int) for n in (DOWN, ACROSS))
    return [(int(row), int(column)) for row in rows for column in columns]


def sheets(variant, weights, side):
    """A member's weights as maps to look at: (N, ACROSS * DOWN, side, side), before any scaling.

    weights  a list of what its gates gave.  Two gates are multiplied, those of scSE averaged; of a map
    for every place (N, heads, P, P) the heads are averaged, and the maps of ``places_of`` are kept.
    """
    first = weights[0]
    if first.shape[-1] == side**2:
        chosen = [row * side + column for row, column in places_of(side)]
        maps = first if first.dim() == 3 else first.mean(1)
        return maps[:, chosen].unflatten(2, (side, side))
    if variant == "scse":
        together = (weights[0] + weights[1]) / 2
    else:
        together = torch.stack(torch.broadcast_tensors(*weights)).prod(0)
    return together.expand(-1, ACROSS * DOWN, side, side)


def coloured(values, table=MAGMA):
    """Values in 0..1 as colours: (...) -> (..., 3)."""
    return table[(np.clip(values, 0, 1) * 255).round().astype(np.uint8)]


def mosaic(tiles, table=MAGMA):
    """Tiles (ACROSS * DOWN, side, side) in 0..1 as colours, with white lines between them."""
    side = tiles.shape[-1]
    canvas = np.ones((DOWN * (side + 1) - 1, ACROSS * (side + 1) - 1, 3), np.float32)
    for k, tile in enumerate(coloured(tiles, table)):
        row, column = (side + 1) * (k // ACROSS), (side + 1) * (k % ACROSS)
        canvas[row : row + side, column : column + side] = tile
    return canvas


def span(low, high):
    """Two numbers as they are written, or one where they are written alike."""
    return f"{low:.2f}" if f"{low:.2f}" == f"{high:.2f}" else f"{low:.2f} to {high:.2f}"


class Half:
    """One side of the panel: the mosaic of a member, one tile enlarged, its answer."""

    def __init__(self, figure, start, side):
        self.side, self.start = side, start
        self.mosaic = Tiles(axes_at(figure, SIZE, start, 4.05, 4.6, 3.05), side, MAP)
        self.mosaic.axes.set(xlim=(-0.5, ACROSS * (side + 1) - 1.5), ylim=(DOWN * (side + 1) - 1.5, -0.5))
        self.mosaic.axes.set_aspect("auto")
        self.large = Tiles(axes_at(figure, SIZE, start + 4.85, 5.1, 2.0, 2.0), side, MAP)
        self.chosen, self.place = (frame_in(tiles.axes, TRUE) for tiles in (self.mosaic, self.large))
        answers = axes_at(figure, SIZE, start + 0.1, 0.75, ANSWERS, 1.75)
        answers.set(xlim=(-0.6, 9.6), ylim=(0, 1), xticks=range(10), yticks=[0, 1])
        answers.set_title("answer", fontsize=9.5, pad=32)
        answers.tick_params(length=0, labelsize=8.5)
        self.bars = answers.add_collection(LineCollection([], linewidths=14, capstyle="butt"))
        self.moving = [self.mosaic, self.chosen, self.large, self.place, self.bars]

    def show(self, member, seen, tile):
        """Draw one member: ``seen`` is (tiles on the display scale, probabilities (10,))."""
        tiles, chances = seen
        side, answer = self.side, int(chances.argmax())
        table = BESIDE_UNIFORM if member.variant in SUMS_TO_ONE else MAGMA
        self.mosaic.set_data(mosaic(tiles, table))
        left, top = (side + 1) * (tile % ACROSS), (side + 1) * (tile // ACROSS)
        self.chosen.set_bounds(left - 0.5, top - 0.5, side, side)
        self.large.set_data(coloured(tiles[tile], table))
        row, column = places_of(side)[tile]
        self.place.set_bounds(column - 0.5, row - 0.5, 1, 1)
        self.place.set_visible(member.variant in PER_PLACE)
        self.bars.set_segments([[(k, 0), (k, chance)] for k, chance in enumerate(chances)])
        self.bars.set_color([COLOURS_OF[member.kind] if k == answer else "#BBBBBB" for k in range(10)])


class FamilyPanel(Panel):
    """What do two members do with the same image, and does it change with the frame?

    nets    {variant: a network of family_cue}, from ``stored_members``; copies of them are used, on the CPU
    batch   test images of cued colours;  digits (N, 3) their red, green and blue digits
    images  how many of the first images can be chosen

    Everything is computed once, here; a redraw only looks it up.
    """

    main = "left"

    def __init__(self, nets, batch, digits, images=10):
        check_batch(batch, "cue", least=images)
        check_networks(*nets.values(), images=batch.images)
        few = batch[:images].to("cpu")
        self.digits, self.cue = digits[:images].tolist(), few.cue.tolist()
        self.frames = [reframed(few.images, self.cue, colour) for colour in range(3)]
        self.side = few.images.shape[-1] // 2
        copies = {variant: deepcopy(net).cpu().eval() for variant, net in nets.items()}
        self.seen = {variant: self._look(variant, net) for variant, net in copies.items()}
        names = [(m.name, m.variant) for m in MEMBERS if m.variant in nets]
        controls = {
            "image": counter("test image", self._first(), 0, images - 1),
            "left": choice("left", names, names[0][1]),
            "right": choice("right", names, names[-1][1]),
            "tile": counter("tile to enlarge", 0, 0, ACROSS * DOWN - 1),
            "frame": choice("colour of the frame", [("as it is", -1), *zip(HUES, range(3))]),
        }
        title = "two members of the family: their weights on one image, and their answers"
        super().__init__(title, controls, *self._figure(), columns=3)

    def _first(self):
        """The first image with three different digits: there every answer says which one was read."""
        return next((k for k, digits in enumerate(self.digits) if len(set(digits)) == 3), 0)

    @torch.no_grad()
    def _look(self, variant, net):
        """For every frame colour and image: (weights, the same on the display scale, probabilities)."""
        found = []
        for images in self.frames:
            with gates.record(net) as recorded:
                chances = net(images).softmax(1).numpy()
            first = [w for name, w in recorded.items() if name.startswith("stages.0.")]
            weights = sheets(variant, first, self.side).numpy()
            shown = beside_uniform(weights, self.side**2) if variant in SUMS_TO_ONE else weights
            found.append(list(zip(weights, shown, chances)))
        return found

    def _figure(self):
        figure = new_figure(SIZE[0] / 2, SIZE[1] / 2, layout=None)
        paper = figure.add_axes((0, 0, 1, 1), zorder=5)
        paper.set(xlim=(0, SIZE[0]), ylim=(0, SIZE[1]))
        paper.axis("off")
        self.photo = Tiles(axes_at(figure, SIZE, 0.25, 4.3, 2.8, 2.8), 2 * self.side)
        self._scale(figure, 3.7, MAP, (0, 0.5, 1), "a weight")
        self._scale(figure, 2.3, SIGNED, UNIFORM, "weights that sum to one:\ntimes the uniform weight")
        self.halves = [Half(figure, start, self.side) for start in SIDES]
        figure.canvas.draw()
        self.words = Words(paper)
        moving = [self.photo, *self.halves[0].moving, *self.halves[1].moving, self.words]
        return figure, moving

    @staticmethod
    def _scale(figure, height, colours, ends, words):
        bar = axes_at(figure, SIZE, 0.5, height, 2.3, 0.22)
        figure.colorbar(ScalarMappable(Normalize(0, 1), colours), cax=bar, orientation="horizontal")
        bar.set_xticks([0, 0.5, 1], ends, fontsize=8.5)
        bar.set_xlabel(words, fontsize=8.5, labelpad=2)

    def areas(self):
        """The tile to enlarge, in either mosaic."""
        return [Area(half.mosaic.axes, self._tile) for half in self.halves]

    def _tile(self, x, y):
        column, row = (int((along + 0.5) // (self.side + 1)) for along in (x, y))
        return {"tile": ACROSS * min(row, DOWN - 1) + min(column, ACROSS - 1)}

    def draw(self, image, left, right, tile, frame):
        colour = self.cue[image] if frame < 0 else frame
        self.photo.set_data(colours(self.frames[colour][image]))
        hue = HUES[colour]
        texts = [(0.25, 7.85, f"image {image},"), (0.25, 7.4, f"{hue} frame")]
        said = []
        for half, variant in zip(self.halves, (left, right)):
            member, (weights, shown, chances) = BY_VARIANT[variant], self.seen[variant][colour][image]
            half.show(member, (shown, chances), tile)
            texts += self._words(half.start, member, weights, chances, image, tile)
            said.append(self._say(member, weights, chances, image, colour, tile))
        self.words.show(texts)
        asked = f"image {image}, {hue} frame, the {hue} digit is {with_article(self.digits[image][colour])}. "
        return asked + ". ".join(said)

    def _words(self, start, member, weights, chances, image, tile):
        """The moving texts of one half, for Words.show."""
        count = member.count(weights.shape[0], self.side, self.side)
        what, low, high = self._enlarged(member, weights, tile)
        unit = "times uniform" if member.variant in SUMS_TO_ONE else ""
        texts = [
            (start, 7.85, f"{member.name}, {member.year}", "left", COLOURS_OF[member.kind]),
            (start, 7.4, f"{count:,} weights: {member.weights}"),
            (start + 4.85, 4.8, what),
            (start + 4.85, 4.4, span(low, high)),
            (start + 4.85, 4.0, unit),
        ]
        for k, digit in enumerate(self.digits[image]):
            same = self.digits[image][:k].count(digit)
            x = start + 0.1 + ANSWERS * (digit + 0.6) / 10.2
            texts.append((x, 2.68 + 0.32 * same, "RGB"[k], "center", DARK_HUES[k]))
        return texts

    def _say(self, member, weights, chances, image, colour, tile):
        """What the readout says of one member, and how far its weights are from those with the own frame."""
        what, low, high = self._enlarged(member, weights, tile)
        answer = int(chances.argmax())
        which = whose(answer, self.digits[image]) or "none of the three"
        times = self.side**2 if member.variant in SUMS_TO_ONE else 1
        unit = " times uniform" if times > 1 else ""
        before, moved = self.cue[image], ""
        if colour != before:
            own = self.seen[member.variant][before][image][0]
            share = np.abs(weights - own).mean() / own.mean()
            moved = f"; compared with the {HUES[before]} frame its weights moved by {share:.2f} of their mean"
        return (
            f"{member.name}: weights from {weights.min() * times:.2f} to {weights.max() * times:.2f}{unit}, "
            f"{what}: {span(low, high)}, answers {answer}, {which}{moved}"
        )

    def _enlarged(self, member, weights, tile):
        """What the enlarged tile is, and its smallest and largest weight as they are written."""
        times = self.side**2 if member.variant in SUMS_TO_ONE else 1
        what = f"channel {tile}"
        if member.variant in PER_PLACE:
            what = "place ({}, {})".format(*places_of(self.side)[tile])
        elif member.variant == "global context":
            what = "every place"
        return what, weights[tile].min() * times, weights[tile].max() * times
