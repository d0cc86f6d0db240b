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
MEASURES = ("AP50", "AP75")


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
    """Show what the networks of *gate* gain over plain, and lose, with each kind of map, by both measures."""
    by_measure = [left(stored, measure) for measure in MEASURES]
    rows = []
    for whose in MAPS:
        cells = []
        for found in by_measure:
            mean, gain, lost = found[whose]
            gained = f"{100 * gain.mean:+.1f} ± {100 * gain.half:.1f} ({gain.wins}/{gain.seeds})".replace(
                "-", "−"
            )
            cells += [mean, gained, f"{100 * lost.mean:z.1f} ± {100 * lost.half:.1f}".replace("-", "−")]
        rows.append([whose, *cells])
    columns = ["gate with"]
    for measure in MEASURES:
        columns += [measure, f"gain over plain, {measure}", f"lost, {measure}"]
    caption = f"{where}: points, with 95% intervals, without Holm's correction. (9/10): on 9 of 10 seeds."
    show(rows, columns, form=".1f", caption=caption)
