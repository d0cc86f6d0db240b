"""Where a network looks, and whether one may believe the map that says so."""

from .maps import blurred_intensity, centre_blob, grad_cam, own_maps, shuffled
from .questions import (
    area,
    auroc,
    box_mask,
    cells,
    curve,
    energy,
    enlarged,
    first_cells,
    peak,
    pointing,
    probability,
)
from .randomise import from_the_top, rank_correlation, ranks, redrawn

__all__ = [
    "area",
    "auroc",
    "blurred_intensity",
    "box_mask",
    "cells",
    "centre_blob",
    "curve",
    "energy",
    "enlarged",
    "first_cells",
    "from_the_top",
    "grad_cam",
    "own_maps",
    "peak",
    "pointing",
    "probability",
    "rank_correlation",
    "ranks",
    "redrawn",
    "shuffled",
]
