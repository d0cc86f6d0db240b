"""The panel of lesson 14: three layers in three forms on maps of one shape, their time in copies."""

from functools import cache

import torch
from matplotlib.collections import LineCollection, PolyCollection

from ..attention import CBAM, SpatialMap, SqueezeExcitation
from ..attention.fast import Fast
from ..plots.axes import name_rows
from ..plots.figures import BOTH, INK, LEVEL, WHAT, WHERE, new_figure
from ..training import speed
from ._text import Words
from .base import Panel, choice, counter
from .touch import Area

LAYERS = {"SE": SqueezeExcitation, "spatial map": lambda channels: SpatialMap(), "CBAM": CBAM}
HUES = {"SE": WHAT, "spatial map": WHERE, "CBAM": BOTH}
FORMS = (
    ("the layer itself", "eager"),
    ("blocks of one image", "blocks"),
    ("our kernels", "kernel"),
)
LONGEST = 20  # copies of the longest bar
ROOM = 9  # copies to its right, for its number
CHANNELS = 64
ONE_IMAGE = 0.01  # megabytes of a block: fewer than an image of any shape has, so a block is one image


class SpeedPanel(Panel):
    """How many copies of its input does a layer take?  Measured on this machine's processor, once a shape.

    images  how many 64-channel maps the batch has at the start;  most  and at most

    A touch on a bar chooses its layer and its form.
    """

    main = "images"

    def __init__(self, images=4, most=16):
        controls = {
            "layer": choice("layer", list(LAYERS), "CBAM"),
            "form": choice("form", list(FORMS), "eager"),
            "side": choice("places", [("14 × 14", 14), ("28 × 28", 28), ("56 × 56", 56)], 56),
            "images": counter("images", images, 1, most),
        }
        controls["images"].continuous_update = False  # a shape takes a second: none is measured on the way
        self.measured = cache(self._measured)  # once a shape: who comes back finds the same
        self._draw_still()
        title = "three layers in three forms: time in copies of their input, beside the floor of one copy"
        moving = [*self.bars, *self.ticks, *self.words, self.below]
        super().__init__(title, controls, self.figure, moving, columns=2)

    def areas(self):
        """The bars of each layer: the row that is touched is the form."""
        return [Area(words.axes, _touched(layer)) for layer, words in zip(LAYERS, self.words)]

    @torch.no_grad()
    def _measured(self, side, images):
        """{(layer, form): (copies counted, copies taken, why the form is not used)}, timed in turn."""
        torch.manual_seed(0)
        x = torch.randn(images, CHANNELS, side, side)
        plain = {name: make(CHANNELS).eval() for name, make in LAYERS.items()}
        pairs = [(name, form) for name in LAYERS for _, form in FORMS]
        fast = {(name, form): Fast(plain[name], form, ONE_IMAGE) for name, form in pairs}
        taken = speed.in_copies(fast, x, rounds=3)
        return {key: (speed.counted(one, x), taken[key], one.why_not(x)) for key, one in fast.items()}

    def draw(self, layer, form, side, images):
        measured = self.measured(side, images)
        for name, bars, ticks, words in zip(LAYERS, self.bars, self.ticks, self.words):
            rows = [measured[name, key] for _, key in FORMS]
            lengths = [min(taken, LONGEST) for _, taken, _ in rows]
            bars.set_verts([_bar(row, length) for row, length in enumerate(lengths)])
            bars.set_alpha([1.0 if (name, key) == (layer, form) else 0.35 for _, key in FORMS])
            ticks.set_segments([_line(row, counted) for row, (counted, _, _) in enumerate(rows)])
            ends = zip(lengths, rows)
            beside = [
                (max(end, counted) + 0.5, "→ " * (taken > LONGEST) + f"{taken:.1f}")
                for end, (counted, taken, _) in ends
            ]
            words.show([(right, 2 - k, said) for k, (right, said) in enumerate(beside)])
        counted, taken, why = measured[layer, form]
        form_said = next(said for said, key in FORMS if key == form)
        other = f" The layer itself answered: {why}." if why else ""
        size = f"{images} × {CHANNELS} × {side} × {side}"
        marks = "bar: measured, →: longer; black: counted; dotted: one copy, the floor"
        self.below.show([(0.55, 0.5, f"copies of a map of {size} ({marks})", "center")])
        return f"{layer}, {form_said}, {size}: counted {counted:.1f} copies (measured {taken:.1f}).{other}"

    def _draw_still(self):
        """The figure and its artists; ``draw`` only moves them."""
        self.figure = new_figure(8.0, 2.5, layout=None)
        self.bars, self.ticks, self.words = [], [], []
        for column, (name, hue) in enumerate(HUES.items()):
            axes = self.figure.add_axes((0.2 + 0.27 * column, 0.24, 0.245, 0.62))
            axes.set(xlim=(0, LONGEST + ROOM), ylim=(-0.6, 2.6), xticks=range(0, LONGEST + 1, 5))
            axes.set_title(name, fontsize=9.5)
            name_rows(axes, (2, 1, 0), [said if column == 0 else "" for said, _ in FORMS])
            axes.axvline(1, **LEVEL)
            self.bars.append(axes.add_collection(PolyCollection([], linewidths=0, facecolors=[hue] * 3)))
            self.ticks.append(axes.add_collection(LineCollection([], colors=INK, linewidths=2.5)))
            self.words.append(Words(axes, 9.5))
        line = self.figure.add_axes((0, 0.01, 1, 0.1))
        line.set(xlim=(0, 1), ylim=(0, 1))
        line.set_axis_off()
        self.below = Words(line, 9)


def _touched(layer):
    """What a touch among the bars of a layer sets."""
    return lambda x, y: {"layer": layer, "form": FORMS[2 - min(max(round(y), 0), 2)][1]}


def _bar(row, length):
    low, high = 2 - row - 0.28, 2 - row + 0.28
    return [(0, low), (length, low), (length, high), (0, high)]


def _line(row, counted):
    return [(min(counted, LONGEST), 2 - row + end) for end in (-0.38, 0.38)]
