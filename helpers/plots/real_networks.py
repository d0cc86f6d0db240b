"""Figures of lesson 13: photographs, and what a real network marks in them."""

import torch.nn.functional as F

from ..explain.gated_answers import TEXT
from .axes import colours, picture
from .figures import FOUND, new_figure


def texts(answers, columns=4):
    """Every photograph, with a line around what the detector marks as text."""
    names = list(answers.pictures)
    rows = -(-len(names) // columns)
    figure = new_figure(9.0, 1.75 * rows)
    axes = figure.subplots(rows, columns, squeeze=False).ravel()
    for axis in axes[len(names) :]:
        axis.axis("off")
    said = []
    for axis, name in zip(axes, names):
        text = answers.answer(name)
        image = F.interpolate(answers.pictures[name][None], text.shape, mode="area")[0]
        picture(axis, colours(image), title=name)
        if (text > TEXT).any():
            axis.contour(text.numpy(), [TEXT], colors=[FOUND], linewidths=1.6)
        said.append(f"{name} {(text > TEXT).float().mean().item():.1%}")
    figure.alt = "Photographs with the text that a detector marks, and its share: " + ", ".join(said) + "."
    return figure
