"""A picture in a panel whose pixels go straight to the screen: no resampling, a few microseconds."""

import numpy as np
from matplotlib.artist import Artist


class Pixels(Artist):
    """A square picture, ``side`` pixels high and wide, its lower left corner at pixel x, y of the figure."""

    def __init__(self, figure, x, y, side):
        super().__init__()
        self.x, self.y, self.side = round(x), round(y), side
        self.colours = np.zeros((side, side), np.uint32)
        figure.add_artist(self)

    def show(self, picture):
        """Grey values (h, w) or colours (h, w, 3) in [0, 1]: every one becomes a square of pixels."""
        grey = np.asarray(picture, dtype=float)
        levels = (np.clip(grey, 0, 1) * 255).astype(np.uint8)
        opaque = np.full((*levels.shape[:2], 4), 255, np.uint8)
        opaque[:, :, :3] = levels if levels.ndim == 3 else levels[:, :, None]
        packed = opaque.view(np.uint32)[:, :, 0]
        rows, columns = (np.arange(self.side) * length // self.side for length in packed.shape)
        self.colours = packed[rows[:, None], columns]

    def draw(self, renderer):
        """Copy the pixels into the picture; row 0 of the buffer is at the top."""
        buffer = np.asarray(renderer.buffer_rgba()).view(np.uint32)[:, :, 0]
        bottom = buffer.shape[0] - self.y
        buffer[bottom - self.side : bottom, self.x : self.x + self.side] = self.colours
