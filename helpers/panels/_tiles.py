"""Maps that redraw in a tenth of a millisecond: for panels with many maps side by side."""

import matplotlib as mpl
import numpy as np
from matplotlib.artist import Artist
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize

from ..plots.axes import frame


class Tiles(Artist):
    """A map that fills its axes, every value a square: like ``imshow``, nearest, on a fixed scale.

    ``imshow`` resamples anew at every redraw; this one only looks colours up and repeats them.
    values (rows, columns) on the scale bottom..top, or colours (rows, columns, 3) in 0..1.  ``title``
    stands above it.
    """

    def __init__(self, axes, size, cmap="gray", bottom=0.0, top=1.0, title=""):
        super().__init__()
        self.bottom, self.top = float(bottom), float(top)
        self.scale = ScalarMappable(Normalize(bottom, top), cmap)  # what a colour bar asks for
        table = mpl.colormaps[cmap](np.arange(256), bytes=True)
        self.table = np.ascontiguousarray(table).view(np.uint32)[:, 0]
        self.set_data(np.full((size, size), bottom))
        axes.set(xlim=(-0.5, size - 0.5), ylim=(size - 0.5, -0.5), aspect="equal")
        axes.set_title(title, fontsize=9.5)
        frame(axes)
        axes.add_artist(self)

    def set_data(self, values):
        """Take other values or colours; drawn at the next redraw."""
        values = np.asarray(values, dtype=np.float32)
        if values.ndim == 2:
            part = (values - self.bottom) / (self.top - self.bottom)
            self.codes = self.table[(part.clip(0, 1) * 255).round().astype(np.uint8)]
        else:
            opaque = np.ones((*values.shape[:2], 1), np.float32)
            colours = (np.concatenate([values.clip(0, 1), opaque], 2) * 255).round().astype(np.uint8)
            self.codes = np.ascontiguousarray(colours).view(np.uint32)[..., 0]

    def draw(self, renderer):
        """Called by Matplotlib: repeat every colour as often as its square is wide, and copy."""
        box = self.axes.bbox
        left, bottom = round(box.x0), round(box.y0)
        width, height = round(box.x1) - left, round(box.y1) - bottom
        rows, columns = self.codes.shape
        tall = self.codes.take(np.arange(height) * rows // height, 0)
        full = np.ascontiguousarray(tall.take(np.arange(width) * columns // width, 1)[::-1])
        gc = renderer.new_gc()
        renderer.draw_image(gc, left, bottom, full.view(np.uint8).reshape(height, width, 4))
        gc.restore()
