"""You are a pixel: how much of the image must you see to know whether you belong to the whole digit?"""

import numpy as np
import torch
import torch.nn.functional as F

from ..plots.figures import FOUND, WHERE, new_figure
from ..plots.spatial import outline, outlined
from ._inputs import check_batch
from ._shared import frame_in
from ._tiles import Tiles
from .base import Panel, choice, counter, switch
from .touch import Area

FURTHEST = 20  # pixels to each side that a window may reach
UNSEEN = (0.62, 0.68, 0.74)  # grey blue: what lies outside the image, or outside the window
PICKED = 5  # pixels of the digit, and as many of fragments, that are asked about in an image


def picked_pixels(batch, count=PICKED):
    """For each image, bright pixels (row, column, of the digit): as many of the digit as of fragments.

    In a fixed random order; an image with too little of one kind gives fewer.
    """
    rng = torch.Generator().manual_seed(0)
    chosen = []
    for image, mask, others in zip(batch.images[:, 0], batch.mask[:, 0], batch.distractors[:, 0]):
        pixels = []
        for kind, of_digit in ((mask, True), (others, False)):
            places = (kind & (image > 0.5)).nonzero()
            order = torch.randperm(len(places), generator=rng)[:count]
            pixels += [(*place, of_digit) for place in places[order].tolist()]
        chosen.append([pixels[k] for k in torch.randperm(len(pixels), generator=rng)])
    return chosen


def brightness_auroc(batch, reach):
    """How often a digit's pixel has the brighter surroundings than a fragment's: 0.5 is chance.

    Surroundings: the mean of the square of ``reach`` pixels to each side, as far as it lies on the image.
    """
    from sklearn.metrics import roc_auc_score

    side = 2 * reach + 1
    along = F.avg_pool2d(batch.images, (1, side), 1, (0, reach), count_include_pad=False)
    mean = F.avg_pool2d(along, (side, 1), 1, (reach, 0), count_include_pad=False)  # far quicker in two steps
    drawn = batch.mask | batch.distractors
    return float(roc_auc_score(batch.mask[drawn], mean[drawn]))


class KeyholePanel(Panel):
    """One bright pixel and a square window around it: does it belong to the whole digit?

    batch  images (N, 1, H, H) with mask and distractors; the first 24 can be chosen, the first 200
           count for the curve: how well the mean brightness of the window tells the two kinds apart

    A guess is marked.  The first one about a pixel is counted for the size of its window, unless the whole
    image was in sight before; another pixel, image or window takes the guess away.
    The curve grows with the windows that were tried.
    """

    main = "reach"

    def __init__(self, batch):
        check_batch(batch, "mask", "distractors", channels=1)
        batch = batch[:200].to("cpu")
        self.batch, self.size = batch[:24], batch.images.shape[-1]
        self.pixels = picked_pixels(self.batch)
        self.aurocs = [brightness_auroc(batch, reach) for reach in range(FURTHEST + 1)]
        self.tried, self.known, self.guesses, self.asked_here = set(), set(), {}, None
        fewest = min(len(pixels) for pixels in self.pixels)
        controls = {
            "image": counter("image", 0, 0, len(self.batch) - 1),
            "reach": counter("pixels you see on each side", 2, 0, FURTHEST),
            "pixel": counter("which pixel", 0, 0, fewest - 1),
            "guess": choice(
                "your guess", [("none yet", ""), ("the digit", "digit"), ("a fragment", "fragment")]
            ),
            "whole": switch("show the whole image", False),
        }
        title = "you are a pixel: your window, the image around it, and what windows of each size can tell"
        super().__init__(title, controls, *self._figure(len(batch)), columns=2)

    def _figure(self, images):
        figure = new_figure(9.0, 3.2)
        axes = figure.subplots(1, 3, width_ratios=[1, 1, 1.15])
        self.window = Tiles(axes[0], 1, title="your window, enlarged")
        self.image = Tiles(axes[1], self.size, title="where it lies")
        self.truth, self.frame = outlined(axes[1]), frame_in(axes[1], WHERE, 1.8)
        self.here = [frame_in(axis, FOUND) for axis in axes[:2]]
        sides = 2 * np.arange(FURTHEST + 1) + 1
        (self.curve,) = axes[2].plot([], [], ".-", color=WHERE)
        self.sides = sides
        axes[2].axhline(0.5, color="#999999", lw=1, ls=":")
        axes[2].text(20, 0.487, "chance", fontsize=8.5, color="#666666", ha="center", va="center")
        axes[2].set(xlim=(0, 42), ylim=(0.42, 0.72), xlabel="side of the window, in pixels")
        words = f"mean brightness of the window,\nAUROC over {images} images"
        axes[2].set_title(words, fontsize=9.5)
        axes[2].grid()
        (self.mark,) = axes[2].plot([1], [0.5], "o", color=WHERE, markersize=9)
        return figure, [self.window, self.image, self.truth, self.frame, *self.here, self.curve, self.mark]

    def areas(self):
        """The pixel that is asked about: the nearest one of those that can be chosen; the window's size."""
        by_size = Area(self.mark.axes, lambda x, y: {"reach": (x - 1) / 2})
        return [Area(self.image.axes, self._nearest_pixel), by_size]

    def _nearest_pixel(self, x, y):
        pixels = self.pixels[self.controls["image"].value][: self.controls["pixel"].max + 1]
        away = [(row - y) ** 2 + (column - x) ** 2 for row, column, _ in pixels]
        return {"pixel": int(np.argmin(away))}

    def redraw(self):
        self._note(**self.values())
        super().redraw()

    def _note(self, image, reach, pixel, guess, whole):
        """Keep which windows were tried, and whether the first guess about a pixel was right."""
        self.tried.add(reach)
        if whole:  # the whole image tells the answer
            self.known.add((image, pixel))
        here, before = (image, pixel, reach), self.asked_here
        self.asked_here = here, guess
        if before and before[0] != here and guess == before[1] != "":  # a guess is about one pixel and window
            self._take({"guess": ""})
            self.asked_here = here, ""
        elif guess and (image, pixel) not in self.known:
            self.guesses.setdefault(here, (guess == "digit") == self.pixels[image][pixel][2])

    def draw(self, image, reach, pixel, guess, whole):
        row, column, of_digit = self.pixels[image][pixel]
        values = self.batch.images[image, 0].numpy().clip(0, 1)
        side = 2 * reach + 1
        padded = np.full((self.size + 2 * reach, self.size + 2 * reach, 3), UNSEEN, np.float32)
        padded[reach : reach + self.size, reach : reach + self.size] = values[..., None]
        self.window.set_data(padded[row : row + side, column : column + side])
        self.here[0].set_bounds(-0.5 + reach / side, -0.5 + reach / side, 1 / side, 1 / side)
        self._where(image, values, row, column, reach, whole)
        self.mark.set_data([side], [self.aurocs[reach]])
        known = sorted(self.tried)
        self.curve.set_data(self.sides[known], [self.aurocs[k] for k in known])
        told = self._told(of_digit, guess, whole)
        return (
            f"image {image}, row {row}, column {column}, window {side} × {side}: {told} "
            f"(windows of this size: AUROC {self.aurocs[reach]:.2f}){self._so_far(reach) if guess else ''}"
        )

    def _told(self, of_digit, guess, whole):
        """The question; or the answer, once there is a guess or the whole image is shown."""
        if not guess and not whole:
            return "digit or fragment?"
        told = f"it belongs to {'the digit' if of_digit else 'a fragment'}"
        right = "right, " if (guess == "digit") == of_digit else "wrong, "
        return (right if guess else "") + told

    def _so_far(self, reach):
        """How many guesses with this window were right; nothing before the first."""
        told = [right for (_, _, window), right in self.guesses.items() if window == reach]
        if not told or self.asked:
            return ""
        return f"; first guesses: {sum(told)} of {len(told)} right so far with this window"

    def _where(self, image, values, row, column, reach, whole):
        """The image, all of it or only what lies in the window."""
        shown = np.repeat(values[..., None], 3, 2)
        if not whole:
            inside = np.s_[max(row - reach, 0) : row + reach + 1, max(column - reach, 0) : column + reach + 1]
            hidden = np.full_like(shown, UNSEEN)
            hidden[inside] = shown[inside]
            shown = hidden
        self.image.set_data(shown)
        self.truth.set_segments(outline(self.batch.mask[image, 0]) if whole else [])
        self.frame.set_bounds(column - reach - 0.5, row - reach - 0.5, 2 * reach + 1, 2 * reach + 1)
        self.here[1].set_bounds(column - 0.5, row - 0.5, 1, 1)
