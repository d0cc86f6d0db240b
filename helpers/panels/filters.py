"""Lesson 00: be the attention.  A dial per channel, a brush for the place, and a score."""

import ipywidgets as widgets
import numpy as np
import torch
from matplotlib.artist import Artist
from matplotlib.collections import LineCollection
from matplotlib.patches import Circle, Rectangle
from PIL import Image

from ..datasets.photographs import photographs
from ..networks.filter_bank import BRIGHTEST, NAMES, NARROWEST, NOTHING, WIDEST, filter_responses
from ..plots.figures import BOTH, DPI, FAINT, INK, WHAT, WHERE, new_figure
from ._shared import axes_at
from .base import Panel, choice, counter, slider, switch
from .touch import Area

# The names of the twelve dials, in the order of filters.NAMES.
KEYS = ("bright", "dark", "edges_0", "edges_45", "edges_90", "edges_135")
KEYS += ("red", "green", "yellow", "blue", "light_spots", "dark_spots")
# Where things stand in the picture of 620 x 338 pixels, counted from its lower left corner.  It is
# kept small because most of the time of a redraw goes into packing its pixels as PNG.
SIZE, LARGE, TINY = (620, 338), (240, 160), (78, 52)
LEFT, MIDDLE, RIGHT, ABOVE = 6, 262, 538, 156
SMALL = [(LEFT + k % 6 * 106, 78 - k // 6 * 77) for k in range(12)]


def only(*keys):
    """Settings of the panel that open these dials and close all others: {dial: 0.0 or 1.0}.

    Raises ValueError for a dial that is not there.
    """
    unknown = [key for key in keys if key not in KEYS]
    if unknown:
        raise ValueError(f"there is no dial {unknown[0]!r}; there are {list(KEYS)}")
    return {key: float(key in keys) for key in KEYS}


def learned(dials, brush=False):
    """Settings of the panel that come nearest to filter_bank.Dials, with or without their brush."""
    what = dials.weights()[0].detach().flatten().tolist()
    turned = {key: round(20 * value) / 20 for key, value in zip(KEYS, what)}
    place = dict(zip(("row", "column", "radius"), (round(float(p.detach())) for p in dials.spot())))
    return {**turned, "brush": brush, **(place if brush else {})}


class BeTheAttention(Panel):
    """Which channels, and which place, make the target win?

    The controls: a dial from 0 to 1 for every channel (KEYS), ``picture``, ``brush`` (on or off) and
    its ``row``, ``column`` and ``radius`` in pixels.  ``panel.set(**only("dark", "green"))`` opens these
    dials and closes the others, ``panel.set(**learned(dials))`` takes over what gradient descent has found.

    pictures  {name: photographs.Photograph}, all of one size (default: those of scikit-image)
    """

    def __init__(self, pictures=None):
        self.pictures = photographs() if pictures is None else pictures
        sizes = {tuple(picture.image.shape[2:]) for picture in self.pictures.values()}
        if len(sizes) != 1:
            sizes = sizes or "none"
            raise ValueError(f"the panel needs at least one photograph, all of one size, got {sizes}")
        self.shown, self.best = None, {}
        first = next(iter(self.pictures.values()))
        height, width = first.image.shape[2:]
        self.rows = np.arange(height, dtype=np.float32)[:, None]
        self.columns = np.arange(width, dtype=np.float32)
        self.nearest = [np.arange(n) * side // n for n, side in zip(TINY[::-1], (height, width))]
        self.responses = {}
        controls = {key: slider(name, 1.0, 0.0, 1.0) for key, name in zip(KEYS, NAMES)}
        # The order in which they stand below the dials, three in a row.
        controls["picture"] = choice("picture", list(self.pictures))
        controls["brush"] = switch("use the brush", False)
        controls["radius"] = counter("brush radius", 40, int(NARROWEST), int(WIDEST))
        controls["row"] = counter("brush row", height // 2, 0, height - 1)
        controls["column"] = counter("brush column", width // 2, 0, width - 1)
        figure = self._build(height, width)
        moving = (self.result, self.frame, *self.small, self.dials, self.circle, self.bar, self.mark)
        moving = (*moving, self.origin, self.number)
        title = "be the attention, a dial for each of twelve channels and a brush for the place"
        super().__init__(title, controls, figure, moving, columns=3)
        self.widget.children = (self._buttons(), *self.widget.children)

    def idle(self, brush, **others):
        return () if brush else ("radius", "row", "column")

    def draw(self, picture, brush, row, column, radius, **dials):
        if picture != self.shown:
            self._show_picture(picture)
        features, coarse = self.features(picture)
        what = np.array([dials[key] for key in KEYS], dtype=np.float32)
        where = np.float32(1) * np.ones_like(self.rows * self.columns)
        if brush:
            down = np.exp(-((self.rows - row) ** 2) / (2 * radius**2))
            where = down * np.exp(-((self.columns - column) ** 2) / (2 * radius**2))
        left = (what @ features).reshape(where.shape) * where
        energy = left**2
        total = float(energy.sum())
        boxes = self.pictures[picture].boxes
        parts = [float(energy[t:b, x:r].sum()) / max(total, NOTHING) for t, x, b, r in boxes]
        score = sum(parts)
        self.score, best = score, max(score, self.best[picture])
        self.result.pixels = grey(left / max(np.sqrt(total / energy.size), NOTHING), LARGE)
        few = where[np.ix_(*self.nearest)]
        for image, pixels in zip(self.small, coarse * what[:, None, None] * few):
            image.pixels = grey(pixels)
        self.dials.set_segments(self._dial_lines(what))
        self.circle.set_visible(brush)
        self.circle.set_center((column, row))
        self.circle.set_radius(radius)
        self.bar.set_height(score)
        self.mark.set_ydata([best] * 2)
        self.number.set_text(f"{score:.3f}")
        return self._read(picture, score, parts, total, best)

    def redraw(self):
        """As every panel's; the best score so far is one that was shown."""
        super().redraw()
        shown = self.controls["picture"].value
        self.best[shown] = max(self.score, self.best[shown])

    def areas(self):
        """The brush, in either large picture; the dials, as far as the small pictures are wide."""
        places = [Area(lines.axes, self._brush_at) for lines in (self.still_frame, self.frame)]
        return places + [
            Area(self.dials.axes, lambda x, y, key=key, start=start: {key: (x - start) / TINY[0]}, box)
            for key, (start, low) in zip(KEYS, SMALL)
            for box in [(start, start + TINY[0], low, low + TINY[1] + 5)]
        ]

    def _brush_at(self, x, y):
        return {"brush": True, "row": y, "column": x}

    def features(self, picture):
        """The twelve channels of a picture as (12, H * W), and in small (12, 53, 80)."""
        if picture not in self.responses:
            x = filter_responses(self.pictures[picture].image)
            coarse = torch.nn.functional.interpolate(x, TINY[::-1], mode="area")[0].numpy()
            self.responses[picture] = x[0].flatten(1).numpy(), coarse
        return self.responses[picture]

    def _read(self, picture, score, parts, total, best):
        target = self.pictures[picture].target
        if total < NOTHING:
            return f"Every dial is at 0: there is no energy left, in {target} or anywhere."
        pieces = f" ({' + '.join(f'{part:.3f}' for part in parts)})" if len(parts) > 1 else ""
        said = f"{score:.3f} of the energy is in {target}{pieces}; "
        said += f"all dials at 1 without the brush: {self.start:.3f}"
        return said if self.asked else f"{said}; best so far: {best:.3f}"

    def _show_picture(self, picture):
        """Put another photograph into the still part of the figure."""
        photograph = self.pictures[picture]
        self.shown = picture
        total = self.features(picture)[0].sum(0) ** 2
        inside = photograph.mask.flatten().numpy()
        self.start = float(total[inside].sum() / max(total.sum(), NOTHING))
        self.best.setdefault(picture, 0.0)
        self.photo.pixels = pixels_of(photograph.image[0].permute(1, 2, 0).numpy() * 255, LARGE)
        outlines = [
            [(x, t), (r, t), (r, b), (x, b), (x, t)]
            for t, x, b, r in (np.array(box) - 0.5 for box in photograph.boxes)
        ]
        for lines in (self.still_frame, self.frame):
            lines.set_segments(outlines)
        self.task.set_text(f"Make {photograph.target} win")
        self.origin.set_ydata([self.start] * 2)
        if hasattr(self, "live"):
            self.live.background = None  # the still part is drawn anew

    def _build(self, height, width):
        """The figure and all its artists, once."""
        figure = new_figure(SIZE[0] / DPI, SIZE[1] / DPI, layout=None)
        whole = axes_at(figure, SIZE, 0, 0, *SIZE)  # one unit is one pixel
        left, middle = (axes_at(figure, SIZE, x, ABOVE, *LARGE) for x in (LEFT, MIDDLE))
        gauge = axes_at(figure, SIZE, RIGHT, ABOVE, 32, LARGE[1])
        self._build_gauge(gauge)
        self._build_dials(whole, TINY[1], TINY[0])
        for axes in (whole, left, middle):
            axes.axis("off")
            axes.set(xlim=(-0.5, width - 0.5), ylim=(height - 0.5, -0.5))
        whole.set(xlim=(0, SIZE[0]), ylim=(0, SIZE[1]))
        self.photo = figure.add_artist(Pixels(LEFT, ABOVE))
        self.task = left.set_title("")
        middle.set_title("What is left, added up")
        self.still_frame, self.frame = (LineCollection([], colors="white", linewidths=1.5) for _ in "ab")
        left.add_collection(self.still_frame, autolim=False)
        middle.add_collection(self.frame, autolim=False)
        self.circle = Circle((0, 0), 1, fill=False, ec=WHERE, lw=2.5)
        left.add_patch(self.circle)
        self.result = figure.add_artist(Pixels(MIDDLE, ABOVE))
        self.small = [figure.add_artist(Pixels(x, y)) for x, y in SMALL]
        return figure

    def _build_dials(self, axes, height, width):
        """Above every small picture its name, and its dial as a bar."""
        for (x, y), name in zip(SMALL, NAMES):
            axes.text(x, y + height + 6, name, fontsize=8.5, color=INK)
        self.bars = [(x, y + height + 2.5, width) for x, y in SMALL]
        axes.add_collection(LineCollection(self._dial_lines(np.ones(12)), colors=FAINT, linewidths=3))
        self.dials = LineCollection([], colors=WHAT, linewidths=3)
        axes.add_collection(self.dials, autolim=False)

    def _build_gauge(self, axes):
        """The score on a scale from 0 to 1, the start and the best so far."""
        axes.set(xlim=(0, 1), ylim=(0, 1), xticks=[])
        axes.set_yticks([0, 0.5, 1], ["0", "0.5", "1"])
        axes.set_title("Score", loc="center")
        self.bar = Rectangle((0.1, 0), 0.8, 0, color=BOTH)
        axes.add_patch(self.bar)
        self.origin = axes.axhline(0, color=INK, lw=1.2, ls=":")
        self.mark = axes.axhline(0, color=INK, lw=2)
        self.number = axes.text(1.15, 0.97, "", va="top", fontsize=11)
        axes.text(1.15, 0.6, "line:\nbest\ndots:\nstart", va="top", fontsize=8, color=INK)

    def _dial_lines(self, what):
        return [[(x, y), (x + value * width, y)] for (x, y, width), value in zip(self.bars, what)]

    def _buttons(self):
        """All dials at once: two buttons."""
        buttons = []
        for label, value in (("All dials to 1", 1.0), ("All dials to 0", 0.0)):
            button = widgets.Button(description=label)
            button.on_click(lambda _button, value=value: self.turn(**dict.fromkeys(KEYS, value)))
            buttons.append(button)
        return widgets.HBox(buttons)


def grey(features, size=None):
    """Features (H, W) from 0 to BRIGHTEST as grey pixels (H, W, 4), or enlarged to size."""
    return pixels_of(features * (255 / BRIGHTEST), size)


def pixels_of(values, size=None):
    """Values (H, W) or (H, W, 3) from 0 to 255 as pixels (H, W, 4), the lowest row first.

    32 levels instead of 256: nobody sees it, and it packs better.
    """
    image = Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))
    if size is not None:
        image = image.resize(size, Image.Resampling.BILINEAR)
    return (np.asarray(image.convert("RGBA")) | 0x07)[::-1]


class Pixels(Artist):
    """Pixels (H, W, 4) put into the figure as they are: an image in axes is resampled every time."""

    def __init__(self, x, y):
        super().__init__()
        self.corner, self.pixels = (x, y), None

    def draw(self, renderer):
        if self.pixels is not None:
            renderer.draw_image(renderer.new_gc(), *self.corner, self.pixels)
