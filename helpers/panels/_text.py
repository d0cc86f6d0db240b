"""Words and numbers that may change at every redraw: all of them in one artist, drawn as outlines.

Matplotlib's Text costs half a millisecond or more each time it is drawn.  Here the outline of every
character is made once, and a whole panel's texts are one collection of outlines: about a millisecond.
"""

from functools import cache

from matplotlib.collections import PathCollection
from matplotlib.colors import to_rgba
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath, text_to_path
from matplotlib.transforms import Affine2D

from ..plots.figures import INK, legible, shows_picture

FONT = FontProperties(family="DejaVu Sans")
SHIFT = {"left": 0.0, "center": 0.5, "right": 1.0}  # share of a text's width that lies left of its place


@cache
def glyph(character):
    """The outline of a character and how far it moves the pen, both for a size of one point."""
    width, _, _ = text_to_path.get_text_width_height_descent(character, FONT, False)
    outline = None if character.isspace() else TextPath((0, 0), character, size=1, prop=FONT)
    return outline, width / FONT.get_size_in_points()


class Words(PathCollection):
    """Every moving text of an axes.  ``show`` it a list of (x, y, text, align, colour).

    size is in points; x and y are data coordinates, y is the middle of a digit's height.
    """

    def __init__(self, axes, size=9.5):
        self.scale = size * axes.figure.dpi / 72
        super().__init__(
            [], offset_transform=axes.transData, transform=Affine2D().scale(self.scale), linewidth=0
        )
        axes.add_collection(self)

    def show(self, texts):
        """Draw these texts and no others; align and colour may be left out (left, ink)."""
        to_data = self.axes.transData.inverted()
        (x0, y0), (x1, y1) = to_data.transform([(0, 0), (self.scale, self.scale)])
        paths, places, colours = [], [], []
        written = to_rgba if shows_picture(self.axes) else legible
        for x, y, text, *style in texts:
            align, colour = (*style, *("left", INK)[len(style) :])
            outlines, rgba = [glyph(character) for character in text], to_rgba(written(to_rgba(colour)))
            pen = x - SHIFT[align] * sum(step for _, step in outlines) * (x1 - x0)
            for path, step in outlines:
                if path is not None:
                    paths.append(path)
                    places.append((pen, y - 0.36 * (y1 - y0)))
                    colours.append(rgba)
                pen += step * (x1 - x0)
        self.set_paths(paths)
        self.set_offsets(places or [(0, 0)])
        self.set_facecolor(colours)
