"""The panel of lesson 14: a layer, a form and a shape, and the time in copies beside the floor."""

from functools import cache

import torch
from matplotlib.collections import PolyCollection

from ..attention import CBAM, SpatialMap, SqueezeExcitation
from ..attention.fast import Fast
from ..plots.axes import name_rows
from ..plots.figures import BOTH, INK, PLAIN, WHAT, WHERE, new_figure
from ..training import speed
from ._text import Words
from .base import Panel, choice, counter

LAYERS = {"SE": SqueezeExcitation, "map": lambda channels: SpatialMap(), "CBAM": CBAM}
HUES = {"SE": WHAT, "map": WHERE, "CBAM": BOTH}
FORMS = (
    ("one by one", "eager"),
    ("a block of images at a time", "blocks"),
    ("our kernels", "kernel"),
)
LONGEST = 20  # copies on the axis
CHANNELS = 64


class SpeedPanel(Panel):
    """How many copies of its input does a layer take?  Measured on this machine's processor, once a setting.

    images  how many 64-channel maps the batch has at the start;  most  and at most
    """

    main = "images"

    def __init__(self, images=4, most=16):
        controls = {
            "layer": choice("layer", list(LAYERS), "CBAM"),
            "form": choice("form", list(FORMS), "eager"),
            "side": choice("places", [("14 × 14", 14), ("28 × 28", 28), ("56 × 56", 56)], 56),
            "images": counter("images", images, 1, most),
        }
        self.measured = cache(self._measured)  # once a setting: who comes back finds the same
        self._draw_still()
        title = "a layer's time in copies of its input, beside the floor of one copy"
        super().__init__(title, controls, self.figure, [self.bars, self.words], columns=2)

    @torch.no_grad()
    def _measured(self, layer, form, side, images):
        """Copies: counted for the form, and taken by it; and why the form is not used."""
        torch.manual_seed(0)
        x, plain = torch.randn(images, CHANNELS, side, side), LAYERS[layer](CHANNELS).eval()
        fast = Fast(plain, form)
        return speed.counted(fast, x), speed.in_copies({"time": fast}, x, rounds=5)["time"], fast.why_not(x)

    def draw(self, layer, form, side, images):
        counted, taken, why = self.measured(layer, form, side, images)
        lengths = (1.0, counted, taken)
        self.bars.set_verts([_bar(k, min(length, LONGEST)) for k, length in enumerate(lengths)])
        self.bars.set_facecolors([PLAIN, "#BBBBBB", HUES[layer]])
        ends = [
            (min(length, LONGEST) + 0.1, 2 - k, f"{length:.1f}", "left", INK)
            for k, length in enumerate(lengths)
        ]
        self.words.show(ends)
        size = f"{images} × {CHANNELS} × {side} × {side}"
        form_said = next(said for said, key in FORMS if key == form)
        other = f" The layer itself answered: {why}." if why else ""
        return f"{layer}, {form_said}, {size}: counted {counted:.1f} copies (measured {taken:.1f}).{other}"

    def _draw_still(self):
        """The figure and its artists; ``draw`` only moves them."""
        self.figure = new_figure(8.0, 2.3, layout=None)
        axes = self.figure.add_axes((0.22, 0.24, 0.72, 0.7))
        axes.set(xlim=(0, LONGEST + 2), ylim=(-0.6, 2.6), xlabel="copies of the feature map")
        name_rows(axes, (2, 1, 0), ("one copy: the floor", "counted passes", "measured time"))
        self.bars = axes.add_collection(PolyCollection([], linewidths=0))
        self.words = Words(axes, 9.5)
        axes.set_xticks(range(0, LONGEST + 1, 5))


def _bar(row, length):
    low, high = 2 - row - 0.28, 2 - row + 0.28
    return [(0, low), (length, low), (length, high), (0, high)]
