"""A box that you move by hand: how exact does it have to be before it counts as found?"""

import torch

from ..plots.detection import framed, frames
from ..plots.figures import FAINT, FOUND, INK, TRUE, new_figure
from ._inputs import check_batch
from ._text import Words
from ._tiles import Tiles
from .base import Panel, counter, switch
from .touch import Area

BOX = ("top", "left", "height", "width")
LEVELS = (0.5, 0.75)  # how much overlap AP50 and AP75 ask for


class BoxPanel(Panel):
    """You are the detector: place one box on an image and read its overlap with the nearest true box.

    batch  images (N, 1, H, H) with boxes and present; the first 24 can be chosen

    With another image the box goes back to where it began: there it is nobody's answer.
    """

    main = "left"

    def __init__(self, batch):
        check_batch(batch, "boxes", "present")
        self.batch = batch[:24].to("cpu")
        self.size = self.batch.images.shape[-1]
        self.truth = [b[there] for b, there in zip(self.batch.boxes, self.batch.present)]
        last, self.before = self.size - 1, None
        controls = {
            "image": counter("image", 0, 0, len(self.batch) - 1),
            "top": counter("top", 20, 0, last),
            "left": counter("left", 12, 0, last),
            "shown": switch("show the true boxes", False),
            "height": counter("height", 16, 1, self.size),
            "width": counter("width", 12, 1, self.size),
        }
        figure = new_figure(8.0, 3.6, layout=None)
        self.image = Tiles(figure.add_axes((0.01, 0.03, 0.395, 0.878)), self.size)
        self.image.axes.set_title("dashed: your box;  solid: the true ones", fontsize=10)
        self.true, self.mine = framed(self.image.axes, TRUE), framed(self.image.axes, FOUND, dashed=True)
        axes = figure.add_axes((0.47, 0.3, 0.5, 0.36))
        axes.set(xlim=(0, 1), ylim=(0, 1), xticks=(0, *LEVELS, 1), yticks=[])
        axes.set_title("overlap with the nearest digit: intersection over union", fontsize=10)
        axes.spines["left"].set_visible(False)
        (self.bar,) = axes.barh([0.5], [0], height=0.5, color=FOUND, edgecolor=INK, linewidth=0.6)
        for level in LEVELS:
            axes.axvline(level, color="#888888", linestyle=":", linewidth=1.2)
        axes.axhline(0, color=FAINT)
        figure.canvas.draw()
        self.words = Words(axes, 11)
        title = "you are the detector: one box, and its overlap with the nearest digit"
        moving = [self.image, self.true, self.mine, self.bar, self.words]
        super().__init__(title, controls, figure, moving, columns=3)

    def areas(self):
        """A drag draws the box from corner to corner, a click moves its middle."""
        return [Area(self.image.axes, self._drawn, drag=True)]

    def _drawn(self, x, y, x0, y0):
        if max(abs(x - x0), abs(y - y0)) < 1:
            height, width = self.controls["height"].value, self.controls["width"].value
            return {"top": y + 0.5 - height / 2, "left": x + 0.5 - width / 2}
        (left, right), (top, bottom) = ([round(edge + 0.5) for edge in sorted(e)] for e in ((x, x0), (y, y0)))
        return {"top": top, "left": left, "height": bottom - top, "width": right - left}

    def redraw(self):
        box, image = {name: self.controls[name].value for name in BOX}, self.controls["image"].value
        if self.before and self.before[0] != image and self.before[1] == box:
            box = {name: self.began[name] for name in BOX}
            self._take(box)
        self.before = image, box
        super().redraw()

    def draw(self, top, height, left, width, image, shown):
        from torchvision.ops import box_iou

        true = self.truth[image]
        asked = height, width
        height, width = min(height, self.size - top), min(width, self.size - left)
        cut = "" if (height, width) == asked else " (cut at the edge)"
        box = torch.tensor([[top, left, top + height, left + width]])
        overlap = float(box_iou(box.float(), true.float()).max())
        said = int(100 * overlap + 1e-4) / 100  # cut off, not rounded: 0.497 is not found at 0.5
        self.image.set_data(self.batch.images[image, 0])
        self.true.set_segments(frames(true) if shown else [])
        self.mine.set_segments(frames(box))
        self.bar.set_width(overlap)
        self.words.show([(min(overlap + 0.015, 0.9), 0.5, f"{said:.2f}")])
        found = [f"{'found' if overlap >= level else 'not found'} at {level}" for level in LEVELS]
        told = ", true boxes shown" if shown else ""
        return (
            f"image {image}{told}, box from row {top} and column {left}, {height} × {width} pixels{cut}: "
            f"overlap {said:.2f}, {found[0]}, {found[1]}"
        )
