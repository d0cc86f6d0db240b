"""What is left of a spatial gate's gain when the same trained networks get other maps than their own."""

from ..experiments import statistics, store
from .table import show

# Whose maps, and what the sweep calls them; all with new averages in the normalisations.
MAPS = {
    "its own maps": "own maps",
    "the average map of these scenes": "average map",
    "the average map of scenes with digits anywhere": "by heart",
    "one number for all places": "one number",
}
SHOWN = [whose for whose in MAPS if whose != "the average map of these scenes"]


def scores(stored, name, measure="AP50"):
    """The networks of *gate* with other maps, one number per seed; ``name`` as the sweep calls the maps."""
    return store.column(stored, "gate", f"{name}, new averages, {measure}")


def left(stored, measure="AP50"):
    """{whose maps: (mean of the measure in points, its gain over plain, its loss against its own maps)}"""
    plain, own = store.column(stored, "plain", measure), scores(stored, "own maps", measure)
    found = {}
    for whose, name in MAPS.items():
        got = scores(stored, name, measure)
        found[whose] = 100 * sum(got) / len(got), statistics.paired(got, plain), statistics.paired(own, got)
    return found


def show_other_maps(stored, where):
    """Show what the networks of *gate* gain over plain, and lose, in AP50 with the maps in SHOWN."""
    found, rows = left(stored), []
    for whose in SHOWN:
        mean, gain, lost = found[whose]
        gained = f"{100 * gain.mean:+.1f} ± {100 * gain.half:.1f} ({gain.wins}/{gain.seeds})"
        cells = [gained, f"{100 * lost.mean:z.1f} ± {100 * lost.half:.1f}"]
        rows.append([whose, mean, *(cell.replace("-", "−") for cell in cells)])
    caption = f"{where}: points, with 95% intervals, without Holm's correction. (9/10): on 9 of 10 seeds."
    show(rows, ["gate with", "AP50", "gain over plain", "lost"], form=".1f", caption=caption)
