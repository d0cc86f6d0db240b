"""What a spatial gate's maps say of the digit among fragments, after trainings of several lengths."""

from ..experiments import store
from .table import show


def rows_of(sweeps, variant, rate):
    """Each length, the weight on the digit, the AUROC against fragments, its range, and who chose the rate.

    sweeps  stored sweeps whose rows have the scores of the last map: "energy inside", "auroc distractors"
    """
    rows = []
    for stored in sweeps:
        ranks, on_it = (
            store.column(stored, variant, name) for name in ("auroc distractors", "energy inside")
        )
        chose = sum(row["lr"] == rate for row in stored["rows"] if row["variant"] == variant)
        means = f"{100 * sum(on_it) / len(on_it):.0f}%", f"{sum(ranks) / len(ranks):.2f}"
        spread, large = f"{min(ranks):.2f} to {max(ranks):.2f}", f"{chose} of {len(ranks)}"
        rows.append([f"after {stored['recipe']['steps']} steps", *means, spread, large])
    return rows


def show_ranks(sweeps, variant, rate):
    """Show ``rows_of`` in a notebook."""
    columns = [variant, "weight on the digit", "AUROC", "lowest to highest", f"chose the rate {rate}"]
    show(rows_of(sweeps, variant, rate), columns)
