"""What a layer costs in copies, where its time goes, and the roof under which every operation stands."""

from statistics import median

import numpy as np

from . import diagrams
from .axes import name_rows, note, write_beside
from .figures import BOTH, INK, LEVEL, PLAIN, WHAT, WHERE, new_figure

HUES = {"SE": WHAT, "spatial map": WHERE, "CBAM": BOTH}


def block():
    """CBAM as a diagram: two gates in turn."""
    figure = diagrams.cbam()
    figure.alt = "CBAM: a channel gate scales the whole feature map, then a spatial gate scales it again."
    return figure


def bars(counted, measured, of=""):
    """What layers take, in copies: what is counted as a line, the median time as a bar with its range.

    counted  {name: copies}, or empty for no lines;  measured  {name: copies in every round}
    of  the layer whose colour all bars have, where the names are its forms
    """
    figure = new_figure(8.0, 0.6 * len(measured) + 1.1)
    axes = figure.subplots()
    heights = np.arange(len(measured))[::-1]
    for height, (name, copies) in zip(heights, measured.items()):
        hue = HUES.get(of or name, PLAIN)
        value = median(copies)
        apart = [[value - min(copies)], [max(copies) - value]]
        axes.barh(height, value, height=0.5, color=hue, xerr=apart, ecolor=INK, capsize=4)
        if counted:
            axes.plot([counted[name]] * 2, [height - 0.36, height + 0.36], color=INK, linewidth=3)
        write_beside(axes, f"{value:.1f}", height, INK)
    axes.axvline(1, **LEVEL)
    names = [name.replace("_", " ") for name in measured]
    name_rows(axes, heights, names)
    line = ", black line: counted" if counted else ""
    axes.set(xlabel=f"copies of the feature map (bar: median time, thin line: range{line})", xlim=(0, None))
    line = "; a black line marks what is counted" if counted else ""
    figure.alt = f"bars of measured time for {', '.join(names)}{line}."
    return figure


def where_the_time_goes(operations, copy):
    """The operations of a layer, in order: what each moves (line) and how long it takes (bar), in copies.

    copy  seconds of one copy
    """
    large = [o for o in operations if o.copies > 0.01 or o.name == "convolution"]
    figure = new_figure(8.0, 0.42 * len(large) + 1.1)
    axes = figure.subplots()
    heights = np.arange(len(large))[::-1]
    for height, operation in zip(heights, large):
        copies = operation.seconds / copy
        axes.barh(height, copies, height=0.55, color=PLAIN)
        axes.plot([operation.copies] * 2, [height - 0.36, height + 0.36], color=INK, linewidth=3)
        write_beside(axes, f"{copies:.1f}", height, INK)
    name_rows(axes, heights, [o.name for o in large])
    axes.set(xlabel="copies of the feature map (bar: time, black line: counted)", xlim=(0, None))
    figure.alt = "a layer's operations in order, each with its time and what it moves, in copies."
    return figure


def roofline(points, bandwidth, peak):
    """Calculations a second against calculations per number moved, under the roof of this machine.

    points  {name: (calculations per number moved, calculations a second)}
    bandwidth  numbers moved a second;  peak  calculations a second of the level roof
    """
    figure = new_figure(8.0, 3.9)
    axes = figure.subplots()
    x = np.geomspace(0.1, 1000, 200)
    axes.loglog(x, np.minimum(x * bandwidth, peak) / 1e9, color=INK)
    for name, (dense, reached) in points.items():
        hue = next((HUES[key] for key in HUES if name.startswith(key)), PLAIN)
        axes.loglog(dense, reached / 1e9, "o", color=hue, markersize=8)
        inside = {"ha": "right", "offset": (-2, -16)}  # at the right edge of the axes, below the roof
        place = inside if dense > 100 else {"offset": (9, -4)}
        note(axes, name, (dense, reached / 1e9), fontsize=9, **place)
    axes.set(xlabel="calculations per number read or written", ylabel="10⁹ calculations a second")
    axes.set_ylim(top=3 * peak / 1e9)
    axes.grid()
    figure.alt = (
        "a roof that rises with the calculations per number moved and then is level; points for "
        + ", ".join(points)
        + "."
    )
    return figure
