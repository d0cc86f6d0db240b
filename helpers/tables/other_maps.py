"""What is left of a gate's gain when the same trained networks get other maps than their own."""

from ..experiments import statistics, store
from .table import show

MAPS = {"its own maps": "", "the average map": "mean", "another image's maps": "other image"}


def left(stored, variant, measure):
    """{whose maps: (mean of the measure in points, its gain over plain)}"""
    plain, found = store.column(stored, "plain", measure), {}
    for whose, how in MAPS.items():
        scores = store.column(stored, variant, how or measure)
        found[whose] = 100 * sum(scores) / len(scores), statistics.paired(scores, plain)
    return found


def shares_left(stored, variant, measure="AP50"):
    """The share of its gain over plain that the average map leaves, for each seed: from small to large."""
    wanted = ((variant, measure), (variant, "mean"), ("plain", measure))
    seeds = zip(*(store.column(stored, *which) for which in wanted))
    return sorted((average - plain) / (own - plain) for own, average, plain in seeds)


def show_other_maps(stored, variant, measure="AP50", where=""):
    """Show, for the networks of one variant, the measure with other maps, and what is left of its gain."""
    rows = [
        [whose, mean, f"{100 * gain.mean:+.1f} ± {100 * gain.half:.1f}".replace("-", "−"), f"{gain.wins}"]
        for whose, (mean, gain) in left(stored, variant, measure).items()
    ]
    seeds = len(store.column(stored, variant, measure))
    columns = [f"{variant} with", measure, "gain over plain", f"ahead of plain, of {seeds} seeds"]
    caption = f"{where}: points, with 95% intervals, without Holm's correction."
    show(rows, columns, form=".1f", caption=caption)
