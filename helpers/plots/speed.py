"""What a layer costs in copies, where its time goes, and the roof under which every operation stands."""

import numpy as np

from . import diagrams
from .axes import name_rows, note, write_beside
from .figures import BOTH, INK, LEVEL, PLAIN, WHAT, WHERE, new_figure

HUES = {"SE": WHAT, "map": WHERE, "CBAM": BOTH}


def block():
    """CBAM as a diagram: two gates in turn."""
    figure = diagrams.cbam()
    figure.alt = "CBAM: a channel gate scales the whole feature map, then a spatial gate scales it again."
    return figure


def bars(counted, measured):
    """What layers take, in copies: counted passes as a line, measured time as a bar.

    counted, measured  {name: copies}
    """
    figure = new_figure(8.0, 0.6 * len(measured) + 1.1)
    axes = figure.subplots()
    heights = np.arange(len(measured))[::-1]
    for height, (name, value) in zip(heights, measured.items()):
        hue = next((HUES[key] for key in HUES if name.startswith(key)), PLAIN)
        axes.barh(height, value, height=0.5, color=hue)
        axes.plot([counted[name]] * 2, [height - 0.36, height + 0.36], color=INK, linewidth=3)
        write_beside(axes, f"{value:.1f}", height, INK)
    axes.axvline(1, **LEVEL)
    name_rows(axes, heights, list(measured))
    axes.set(
        xlabel="copies of the feature map (bar: time, black line: counted, dotted: one copy)", xlim=(0, None)
    )
    figure.alt = f"bars of measured time for {', '.join(measured)}; a line marks the counted passes."
    return figure


def where_the_time_goes(operations):
    """The operations of a layer, in order: what each moves (line) and how long it takes (bar), as shares."""
    large = [o for o in operations if o.copies > 0.01 or o.name == "convolution"]
    moved, took = sum(o.copies for o in large), sum(o.seconds for o in large)
    figure = new_figure(8.0, 0.42 * len(large) + 1.1)
    axes = figure.subplots()
    heights = np.arange(len(large))[::-1]
    for height, operation in zip(heights, large):
        share = 100 * operation.seconds / took
        axes.barh(height, share, height=0.55, color=PLAIN)
        axes.plot(
            [100 * operation.copies / moved] * 2, [height - 0.36, height + 0.36], color=INK, linewidth=3
        )
        write_beside(axes, f"{share:.0f}%", height, INK)
    name_rows(axes, heights, [o.name for o in large])
    axes.set(xlabel="share of the layer, % (bar: of the time, line: of what is moved)", xlim=(0, None))
    figure.alt = "a layer's operations in order, each with its share of the time and of what is moved."
    return figure


def roofline(points, bandwidth, peak):
    """Multiply-adds a second against multiply-adds per number moved, under the roof of this machine.

    points  {name: (multiply-adds per number moved, multiply-adds a second)}
    bandwidth  numbers moved a second;  peak  multiply-adds a second of a large matrix product
    """
    figure = new_figure(8.0, 3.9)
    axes = figure.subplots()
    x = np.geomspace(0.05, 500, 200)
    axes.loglog(x, np.minimum(x * bandwidth, peak) / 1e9, color=INK)
    for name, (dense, reached) in points.items():
        hue = next((HUES[key] for key in HUES if name.startswith(key)), PLAIN)
        axes.loglog(dense, reached / 1e9, "o", color=hue, markersize=8)
        left = dense > 100 or "kernel" in name  # of the point, and above it: the others stand to the right
        place = {"ha": "right", "offset": (-2, 8)} if left else {"offset": (9, -4)}
        note(axes, name, (dense, reached / 1e9), fontsize=9, **place)
    axes.set(xlabel="multiply-adds per number read or written", ylabel="10⁹ multiply-adds a second")
    axes.set_ylim(top=3 * peak / 1e9)
    axes.grid()
    figure.alt = (
        "a roof that rises with the multiply-adds per number moved and then is level; "
        + ", ".join(points)
        + " stand below it."
    )
    return figure
