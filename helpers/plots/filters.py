"""Still figures of lesson 00: single dials, the climb, and dials on other photographs."""

import numpy as np
from matplotlib.patches import Rectangle

from ..networks.filter_bank import NAMES
from .axes import picture
from .figures import BOTH, FAINT, INK, MAP, PLAIN, SIGNED, WHAT, WHERE, new_figure


def single_dials(scores, uniform):
    """The score with one dial open, for each of the twelve, and with all dials open (dashed)."""
    figure = new_figure(9.0, 2.7)
    axes, order = figure.subplots(), np.argsort(scores)
    axes.hlines(range(len(order)), 0, np.array(scores)[order], color=FAINT, lw=1.2)
    axes.plot(np.array(scores)[order], range(len(order)), "o", color=WHAT, ms=6)
    axes.set_yticks(range(len(order)), [NAMES[k] for k in order], fontsize=8.5)
    axes.axvline(uniform, color=PLAIN, ls="--", lw=1.5)
    axes.text(uniform + 0.004, 0.1, "all twelve dials open", color=PLAIN, fontsize=9)
    axes.set(xlim=(0, 0.4), xlabel="share of the energy in the target, one dial open")
    ranked = ", ".join(f"{NAMES[k]} {scores[k]:.2f}" for k in order[::-1])
    figure.alt = f"The score with one dial open: {ranked}; with all twelve open {uniform:.2f}."
    return figure


def climb(scores, found):
    """Left: the score at every step, a list for each of "what", "where" and "both".

    Right: the dials before and after, found {name: twelve weights}, on the scale of all weights.
    """
    figure = new_figure(9.0, 3.2)
    left, right = figure.subplots(1, 2, width_ratios=(1.05, 1))
    for name, colour, dash in (("what", WHAT, "--"), ("where", WHERE, "-."), ("both", BOTH, "-")):
        left.plot(scores[name], dash, color=colour)
        left.text(len(scores[name]) + 3, scores[name][-1], name, color=colour, va="center", weight="bold")
    left.set(xlim=(0, 245), ylim=(0, 1.05), xlabel="step of gradient descent", ylabel="score")
    left.set_title("the score")
    draw_dials(right, list(found), list(found.values()), "the dials")
    ends = ", ".join(f"{name} to {course[-1]:.2f}" for name, course in scores.items())
    figure.alt = f"The score rises while gradient descent turns the dials: {ends}. Beside it the dials."
    return figure


def draw_dials(axes, names, dials, title):
    """A row of twelve dials for every name, shaded by value, with a colour bar."""
    image = axes.imshow(np.stack(dials), cmap=MAP, vmin=0, vmax=1, aspect="auto")
    axes.set_xticks(range(len(NAMES)), NAMES, rotation=60, ha="right", rotation_mode="anchor")
    axes.set_yticks(range(len(names)), names)
    axes.set_title(title)
    axes.figure.colorbar(image, ax=axes, label="weight", ticks=[0, 0.5, 1])


def targets(pictures):
    """Photographs with white boxes around their targets, {name: Photograph}: a Figure."""
    figure = new_figure(9.0, 1.9)
    for axes, (name, photograph) in zip(figure.subplots(1, len(pictures)), pictures.items()):
        picture(axes, photograph.image[0].permute(1, 2, 0), f"{name}: {photograph.target}")
        for top, left, bottom, right in photograph.boxes:
            corner, sides = (left - 0.5, top - 0.5), (right - left, bottom - top)
            axes.add_patch(Rectangle(corner, *sides, fill=False, edgecolor="white", linewidth=1.5))
    said = "; ".join(f"{name}, with a box around {each.target}" for name, each in pictures.items())
    figure.alt = f"{len(pictures)} photographs: {said}."
    return figure


def transfer(names, dials, gains):
    """Left: the dials learned on each photograph.  Right: what they bring on each of the others.

    dials  (P, 12) weights;  gains (P, P): score over the score of equal dials, row: learned on
    """
    gains = np.asarray(gains)
    figure = new_figure(9.0, 3.3)
    left, right = figure.subplots(1, 2, width_ratios=(1.25, 1))
    draw_dials(left, names, dials, "the dials, learned on each photograph")
    right.imshow(np.log2(np.maximum(gains, 1 / 8)), cmap=SIGNED, vmin=-2, vmax=2, aspect="auto")
    for row, column in np.ndindex(gains.shape):
        ink = "white" if abs(np.log2(max(gains[row, column], 1 / 8))) > 1.1 else INK  # on dark cells
        right.text(column, row, f"× {gains[row, column]:.1f}", ha="center", va="center", color=ink)
    right.set_xticks(range(len(names)), names)
    right.set_yticks(range(len(names)), names)
    right.set(title="score, times that of equal dials", xlabel="applied to", ylabel="learned on")
    home, away = np.diag(gains), gains[~np.eye(len(gains), dtype=bool)]
    figure.alt = "The dials learned on each photograph, and what they bring on each: "
    figure.alt += f"at home {home.min():.1f} to {home.max():.1f} times the score of equal dials, "
    figure.alt += f"on another photograph {away.min():.1f} to {away.max():.1f} times."
    return figure
