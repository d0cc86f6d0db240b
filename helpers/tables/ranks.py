"""What a spatial gate's maps say of the digit among fragments, after trainings of several lengths."""

from .table import show


def rows_of(sweeps, variant, rate, ink):
    """A row for each length, over all networks; then one for each length, over those that chose ``rate``.

    Each row: the weight on the digit, the AUROC against fragments, its range, how many networks lie below
    ``ink``, and what another image's map costs.

    sweeps  stored sweeps whose rows have the scores of the last map ("energy inside", "auroc distractors")
            and the accuracy with the maps of another image ("other image")
    rate    a learning rate, so that the lengths can be compared at one rate; a length without it has no row
    ink     the AUROC of a map that needs no network
    """
    rows, at_one_rate = [], []
    for stored in sweeps:
        words = f"after {stored['recipe']['steps']} steps"
        every = [row for row in stored["rows"] if row["variant"] == variant]
        chose = [row for row in every if row["lr"] == rate]
        rows.append([words, *scores_of(every, ink)])
        if chose:
            at_one_rate.append([f"{words}, those at the rate {rate}", *scores_of(chose, ink)])
    return rows + at_one_rate


def scores_of(rows, ink):
    """The cells of one row, from a sweep's rows of one variant."""
    names = ("energy inside", "auroc distractors", "accuracy", "other image")
    on_it, ranks, own, other = ([row["metrics"][name] for row in rows] for name in names)
    means = f"{100 * sum(on_it) / len(on_it):.0f}%", f"{sum(ranks) / len(ranks):.2f}"
    spread, below = f"{min(ranks):.2f} to {max(ranks):.2f}", sum(rank < ink for rank in ranks)
    lost = f"{100 * (sum(own) - sum(other)) / len(own):.0f} points"
    return [*means, spread, f"{below} of {len(ranks)}", lost]


def show_ranks(sweeps, variant, rate, ink):
    """Show ``rows_of`` in a notebook."""
    columns = [variant, "weight on the digit", "AUROC", "lowest to highest", f"below ink ({ink:.2f})"]
    show(rows_of(sweeps, variant, rate, ink), [*columns, "lost with the maps of another image"])
