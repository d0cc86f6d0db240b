"""Two diagnoses of the same gates, before and after something, side by side."""

from .table import show


def how_it_moves(row):
    """How far the weight moves that moves most, and how many hidden units no image wakes: two cells."""
    units = sum(row.units.values())
    return [row.most, f"{sum(map(len, row.asleep.values()))} of {units}" if units else "–"]


def rows_of(before, after):
    """A line for every gate: its name, how it moves before and after, and its verdict after.

    before, after  rows of ``gates.diagnose``, of the same gates in the same order
    """
    return [
        [b.gate.replace(".attention.gates", ""), *how_it_moves(b), *how_it_moves(a), a.verdict]
        for b, a in zip(before, after, strict=True)
    ]


def show_before_and_after(before, after):
    """Show ``rows_of`` in a notebook."""
    columns = ["moves most, before", "asleep, before", "moves most, after", "asleep, after"]
    show(rows_of(before, after), ["gate", *columns, "verdict"], form=".3f")
