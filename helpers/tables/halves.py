"""The two halves of a block, changed one at a time: what each of ten networks loses."""

import numpy as np

from ..experiments import store
from .table import show

HALVES = {"channel": "what", "spatial": "where"}  # {part of the block: what the lessons call it}


def lost(stored, variant, half, change="other image"):
    """Points of accuracy that every network loses when this half of its blocks is changed: (replicates,)."""
    own, changed = (store.column(stored, variant, m) for m in ("accuracy", f"{half}, {change}"))
    return 100 * (np.array(own) - np.array(changed))


def show_halves(stored, variants):
    """A row for each block: the mean loss over its networks, and the smallest and the largest."""
    rows = []
    for variant in variants:
        each = [lost(stored, variant, half) for half in HALVES]
        cells = (f"{x.mean():z.1f} ({x.min():z.0f} to {x.max():z.0f})".replace("-", "−") for x in each)
        rows.append([variant, *cells])
    caption = (
        "Points lost when one half of every block gets the weights of another image: the mean, and in "
        "brackets the least and the most of ten networks. The map reads what the vector let through, so "
        "its share is in the column of what, too."
    )
    show(rows, ["network", *(f"{name} of another image" for name in HALVES.values())], caption=caption)
