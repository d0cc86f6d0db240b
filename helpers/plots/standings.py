"""Results of the family: both sweeps seed by seed, and what others measured."""

import numpy as np

from ..experiments.store import column as seeds_of, parameter_count
from ..tables.members import BY_VARIANT
from .axes import name_rows, note
from .figures import COLOURS_OF, INK, LEVEL, PLAIN, new_figure
from .seeds import draw_row, is_twin


def colour_of(variant):
    """What a variant of the family's sweeps looks at, as a colour; grey for controls."""
    member = BY_VARIANT.get(variant.removesuffix(" added"))
    return PLAIN if member is None or is_twin(variant) else COLOURS_OF[member.kind]


def family_points(sweeps, variants):
    """Every seed of every variant, one column of axes per sweep, on one scale: a Figure.

    sweeps  {title: a stored sweep};  variants  from top to bottom
    """
    figure = new_figure(9.0, 0.36 * len(variants) + 1.0)
    axes = figure.subplots(1, len(sweeps), sharey=True)
    rows = list(range(len(variants)))[::-1]
    for axis, (title, stored) in zip(axes, sweeps.items()):
        for row, variant in zip(rows, variants):
            values = 100 * np.array(seeds_of(stored, variant))
            draw_row(axis, row, values, colour_of(variant), is_twin(variant))
        axis.axvline(100 * np.mean(seeds_of(stored, "plain")), **LEVEL)
        axis.set(xlim=(0, 100), ylim=(-0.6, len(variants) - 0.4), xlabel="accuracy, of 100")
        name_rows(axis, rows, variants)
        numbers = sorted({parameter_count(stored, v) for v in variants})
        axis.set_title(f"{title}; {numbers[0]:,} to {numbers[-1]:,} parameters", fontsize=10)
    for tick, variant in zip(axes[0].get_yticklabels(), variants):
        tick.set(color=colour_of(variant) if not is_twin(variant) else PLAIN, fontsize=9.5)
    best = {title: max(variants, key=lambda v: np.mean(seeds_of(of, v))) for title, of in sweeps.items()}
    figure.alt = f"{len(variants)} variants, a point per seed, with means and intervals. Best mean: "
    figure.alt += ", ".join(f"{variant} in {title}" for title, variant in best.items()) + "."
    return figure


def beside_each_other(gains, close=0.3):
    """Where the names of points on one line go: [(name, gain, offset in points, alignment)].

    Of points that lie close together the first is named on its left, the last on its right, others above.
    """
    ordered = sorted(gains.items(), key=lambda item: item[1])
    placed = []
    for k, (name, gain) in enumerate(ordered):
        left = k > 0 and gain - ordered[k - 1][1] < close
        right = k + 1 < len(ordered) and ordered[k + 1][1] - gain < close
        offset, align = {(False, True): ((-8, 0), "right"), (True, True): ((0, 10), "center")}.get(
            (left, right), ((8, 0), "left")
        )
        placed.append((name, gain, offset, align))
    return placed


def reported_gains(reports):
    """What members gained in other people's trainings, one row per network and recipe: a Figure.

    reports  of helpers.tables.literature; filled: measured by the member's authors, open: by somebody else
    """
    figure = new_figure(9.0, 0.42 * len(reports) + 1.0)
    axes = figure.subplots()
    rows = list(range(len(reports)))[::-1]
    for row, report in zip(rows, reports):
        gains = {variant: gain for variant, (gain, *_) in report.gains().items()}
        for variant, gain in gains.items():
            colour = COLOURS_OF[BY_VARIANT[variant].kind]
            face = colour if variant == report.authors else "white"
            axes.plot(gain, row, "o", color=colour, markerfacecolor=face, markersize=8, mew=1.6)
        for variant, gain, offset, align in beside_each_other(gains):
            member = BY_VARIANT[variant]
            behind = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}  # hides the lines of the grid
            style = {"fontsize": 9, "color": COLOURS_OF[member.kind], "bbox": behind}
            note(axes, member.short, (gain, row), offset, ha=align, va="center", **style)
    axes.axvline(0, color=INK, linewidth=1)
    names = [f"{r.network} {r.plain:.1f}, {r.by}" + f" ({r.recipe})" * bool(r.recipe) for r in reports]
    name_rows(axes, rows, names, "both", fontsize=8.5)
    axes.set(ylim=(-0.6, len(reports) - 0.2), xlim=(-1.4, 3.6))
    filled = "filled: trained by the member's own authors, open: by others"
    axes.set_xlabel(f"points gained over the plain network (its accuracy stands behind its name)\n{filled}")
    gains = [gain for report in reports for of in report.gains().values() for gain in of]
    figure.alt = f"Points gained: {len(gains)} gains over {len(reports)} published plain networks, from "
    figure.alt += f"{min(gains):+.1f} to {max(gains):+.1f}; filled where the member's own authors trained."
    return figure
