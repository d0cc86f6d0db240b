"""What a spatial gate's maps say of the digit among fragments, after trainings of several lengths."""

from ..experiments import store
from .table import show


def rows_of(sweeps, variant, rate):
    """Each length, what the maps say of the digit, who chose the rate, and what another image's map costs.

    What they say: the weight on the digit, the AUROC against fragments, and its range.

    sweeps  stored sweeps whose rows have the scores of the last map ("energy inside", "auroc distractors")
            and the accuracy with the maps of another image ("other image")
    """
    rows = []
    for stored in sweeps:
        ranks, on_it = (
            store.column(stored, variant, name) for name in ("auroc distractors", "energy inside")
        )
        chose = sum(row["lr"] == rate for row in stored["rows"] if row["variant"] == variant)
        means = f"{100 * sum(on_it) / len(on_it):.0f}%", f"{sum(ranks) / len(ranks):.2f}"
        spread, large = f"{min(ranks):.2f} to {max(ranks):.2f}", f"{chose} of {len(ranks)}"
        own, other = (store.column(stored, variant, name) for name in ("accuracy", "other image"))
        lost = f"{100 * (sum(own) - sum(other)) / len(own):.0f} points"
        rows.append([f"after {stored['recipe']['steps']} steps", *means, spread, large, lost])
    return rows


def show_ranks(sweeps, variant, rate):
    """Show ``rows_of`` in a notebook."""
    columns = [variant, "weight on the digit", "AUROC", "lowest to highest", f"chose the rate {rate}"]
    show(rows_of(sweeps, variant, rate), [*columns, "lost with the maps of another image"])
