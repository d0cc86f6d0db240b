"""What many figures have: pictures in frames, rows with names, notes beside what they name."""

import numpy as np


def colours(image):
    """An image (1, H, W) or (3, H, W) as something to show: (H, W) grey or (H, W, 3), in 0..1."""
    pixels = np.clip(np.asarray(image.cpu() if hasattr(image, "cpu") else image), 0, 1)
    return pixels[0] if len(pixels) == 1 else np.moveaxis(pixels, 0, 2)


def frame(axes, **line):
    """No ticks and a whole frame: what stands in these axes is a picture."""
    axes.set(xticks=[], yticks=[])
    axes.spines[:].set(visible=True, **line)


def picture(axes, values, title="", cmap="gray", low=0.0, high=1.0, side=None):
    """Show values (H, W) on a fixed scale, or colours (H, W, 3), in a frame; returns the picture.

    side stretches the values over a square of that many pixels: a map over its image.
    """
    values = np.asarray(values.detach().cpu() if hasattr(values, "detach") else values)
    extent = None if side is None else (-0.5, side - 0.5, side - 0.5, -0.5)
    frame(axes)
    axes.set_title(title, fontsize=9.5)
    return axes.imshow(values, cmap=cmap, vmin=low, vmax=high, extent=extent)


def name_rows(axes, heights, names, grid="x", **style):
    """A name at each of these heights instead of an axis, and faint lines along the other or the same one."""
    axes.set_yticks(heights, names, **style)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.grid(axis=grid)


def note(axes, text, place, offset=(8, -4), **style):
    """Words a few points away from a place in data coordinates."""
    axes.annotate(text, place, offset, textcoords="offset points", **style)


def write_beside(axes, text, height, colour, **style):
    """Words to the right of the axes, at a height in data coordinates: the number of a row."""
    where = {"xycoords": ("axes fraction", "data"), "va": "center", "color": colour}
    axes.annotate(text, (1.01, height), **where, **style)


def apart(heights, least):
    """Heights moved just so far that no two are closer than ``least``: for labels."""
    placed, order = np.array(heights, dtype=float), np.argsort(heights)
    for _ in range(100):
        for below, above in zip(order, order[1:]):
            lacks = least - (placed[above] - placed[below])
            if lacks > 0:
                placed[below] -= lacks / 2
                placed[above] += lacks / 2
    return placed
