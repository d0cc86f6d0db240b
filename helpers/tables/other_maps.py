"""What is left of a spatial gate's gain when the same trained networks get other maps than their own."""

from ..experiments import statistics, store
from .table import show

# Whose maps: (what the sweep calls it, whether the map has a look at the image, whether it has places).
MAPS = {
    "its own maps": ("", "yes", "yes"),
    "the average map": ("average map", "no", "yes"),
    "its maps less the average map": ("without the place", "yes", "no"),
    "one number for all places": ("one number", "no", "no"),
}
MEASURES = ("AP50", "AP75")


def left(stored, measure="AP50"):
    """{whose maps: (mean of the measure in points, its gain over plain)}, for the networks of *gate*."""
    plain, found = store.column(stored, "plain", measure), {}
    for whose, (how, _, _) in MAPS.items():
        scores = store.column(stored, "gate", f"{how}, {measure}" if how else measure)
        found[whose] = 100 * sum(scores) / len(scores), statistics.paired(scores, plain)
    return found


def show_other_maps(stored, where):
    """Show what the networks of *gate* gain over plain with each kind of map, by both measures."""
    by_measure = {measure: left(stored, measure) for measure in MEASURES}
    rows = []
    for whose, (_, look, place) in MAPS.items():
        cells = []
        for found in by_measure.values():
            mean, gain = found[whose]
            gained = f"{100 * gain.mean:+.1f} ± {100 * gain.half:.1f}".replace("-", "−")
            cells += [mean, gained]
        rows.append([whose, look, place, *cells])
    columns = ["gate with", "look", "place"]
    columns += [name for measure in MEASURES for name in (measure, f"gain in {measure}")]
    caption = f"{where}: gains over plain in points, with 95% intervals, without Holm's correction."
    show(rows, columns, form=".1f", caption=caption)
