"""A spotlight that you move by hand: how much of what average pooling adds up comes from the digit?"""

import torch
from matplotlib.patches import Circle

from ..plots.figures import WHERE, new_figure
from ._inputs import check_batch
from ._shared import Outlines
from ._text import Words
from ._tiles import Tiles
from .base import Panel, counter, slider
from .touch import Area


def spotlight(row, column, radius, dark, size=40):
    """A map of weights (size, size): 1 inside a disc, ``dark`` outside.  All lengths in pixels."""
    rows, columns = torch.meshgrid(torch.arange(size), torch.arange(size), indexing="ij")
    lit = (rows - row) ** 2 + (columns - column) ** 2 <= radius**2
    return torch.where(lit, 1.0, float(dark))


class SpotlightPanel(Panel):
    """You are the map: 1 inside a disc, a floor outside.  How much of the weight lies on the digit?

    batch  images (N, 1, H, H) with the mask of the digit; the first 24 can be chosen
    """

    main = "radius"

    def __init__(self, batch):
        check_batch(batch, "mask", channels=1)
        self.batch = batch[:24].to("cpu")
        self.size = self.batch.images.shape[-1]
        self.area = self.batch.mask.float().mean((1, 2, 3))
        controls = {
            "image": counter("image", 0, 0, len(self.batch) - 1),
            "dark": slider("weight outside the spotlight", 0.5, 0.0, 1.0, 0.05),
            "row": counter("row", 20, 0, self.size - 1),
            "column": counter("column", 20, 0, self.size - 1),
            "radius": counter("radius in pixels", 9, 2, 20),
        }
        figure = new_figure(9.0, 3.1)
        axes = figure.subplots(1, 3, width_ratios=[1, 1, 0.9])
        self.image = Tiles(axes[0], self.size, title="the image, its whole digit outlined")
        self.lit = Tiles(axes[1], self.size, title="image × your map")
        self.edges = Outlines(self.batch.mask, *axes[:2])
        self.discs = [
            shown.add_patch(Circle((0, 0), 1, fill=False, edgecolor=WHERE, linewidth=1.5))
            for shown in axes[:2]
        ]
        self.bars = axes[2].barh([1, 0], [0, 0], height=0.5, color=["#B0B0B0", WHERE])
        axes[2].set(
            xlim=(0, 1.0),
            ylim=(-0.6, 1.6),
            xticks=[0, 0.5, 1.0],
            xticklabels=["0%", "50%", "100%"],
            yticks=[],
        )
        axes[2].text(0, 1.32, "digit's share of the area", fontsize=9)
        axes[2].text(0, 0.32, "digit's share of the weight", fontsize=9)
        axes[2].spines["left"].set_visible(False)
        figure.canvas.draw()  # now the axes are where they stay, and words can be measured
        self.words = Words(axes[2], 10)
        moving = [self.image, self.lit, *self.edges.moving, *self.discs, *self.bars, self.words]
        super().__init__("you are the map: a spotlight on a cluttered image", controls, figure, moving, 2)

    def areas(self):
        """The middle of the spotlight, in either picture."""
        return [Area(shown.axes, lambda x, y: {"row": y, "column": x}) for shown in (self.image, self.lit)]

    def draw(self, image, dark, row, column, radius):
        weights = spotlight(row, column, radius, dark, self.size)
        pixels, mask = self.batch.images[image, 0], self.batch.mask[image, 0]
        total = weights.sum()
        energy = float((weights * mask).sum() / total) if total > 0 else 0.0
        area = float(self.area[image])
        self.image.set_data(pixels)
        self.lit.set_data(pixels * weights)
        self.edges.show(image)
        for disc in self.discs:
            disc.set(center=(column, row), radius=radius + 0.5)  # the last pixel whole
        for bar, value in zip(self.bars, (area, energy)):
            bar.set_width(value)
        self.words.show([(v + 0.02, y, f"{v:.1%}") for y, v in ((1, area), (0, energy))])
        return (
            f"image {image}, radius {radius} around row {row}, column {column}, weight {dark:.2f} outside: "
            f"the digit covers {area:.1%} of the area and gets {energy:.1%} of the weight"
        )
