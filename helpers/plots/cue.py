"""A still figure of the lesson on detection: what one place sees of the image."""

import numpy as np
from matplotlib.colors import LogNorm

from .axes import picture
from .detection import framed
from .figures import MAP, TRUE, new_figure


def footprints(maps, place, patch, smallest=1e-5):
    """What one place of the heatmap depends on, network by network, on a logarithmic scale: a Figure.

    maps   {network's name: (H, W)}, from receptive.footprint;  place  (row, column) of the heatmap
    patch  (4,) the box of the patch with the cue
    """
    figure = new_figure(9.0, 3.1)
    axes = figure.subplots(1, len(maps))
    for axis, (name, values) in zip(axes, maps.items()):
        side = len(values)
        picture(axis, np.zeros((side, side)))  # black: no influence at all
        shares = np.ma.masked_equal(np.asarray(values / values.max()), 0)
        shown = axis.imshow(shares, cmap=MAP, norm=LogNorm(smallest, 1))
        framed(axis, TRUE, patch, width=2.2)
        row, column = (4 * p + 1.5 for p in place)
        axis.plot(column, row, "+", color=TRUE, markersize=13, markeredgewidth=2)
        axis.set_title(name, fontsize=10)
    bar = figure.colorbar(shown, ax=axes, shrink=0.85, pad=0.01)
    bar.set_label("influence, largest = 1")
    reach = [f"{name}, {int((np.asarray(values) > 0).sum())} pixels" for name, values in maps.items()]
    figure.alt = f"What one place of the heatmap depends on: {'; '.join(reach)}."
    return figure
