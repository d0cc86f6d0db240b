"""What the stored networks say of their maps: where each points, whether it is used, whether it pays."""

from ..experiments import statistics, store, verdicts
from .table import as_markdown, markdown
from .what_helps_where import in_points, unbroken

# words: (variant, prefix of where it points, prefix of the accuracy with a changed map, its additive twin)
# Two maps at once have no place: None.
MAPS = {
    "gate, stage 2": ("gate", "first ", "first ", "gate added"),
    "gate, stage 3": ("gate", "", "last ", "gate added"),
    "gate, both stages": ("gate", None, "", "gate added"),
    "place gate": ("place gate", "", "last ", "place gate added"),
    "attention pooling": ("attention pooling", "", "last ", ""),  # its twin is average pooling in other words
}
HEAD = ["map", "points into", "lost: average map", "lost: another image's map"]
HEAD += ["network over plain", "over its twin"]
HOW_TO_READ = (
    "Points, with 95% intervals over ten seeds. **Bold**: it stands after Holm's correction over this table, "
    "and a gain over another network is also above four points."
)


def comparisons(variant, place, twin):
    """The three or four rows of one map: two losses, the gain over plain, the gain over the twin."""
    lost = [
        verdicts.Row("localisation", variant, variant, "accuracy", f"{place}{how}")
        for how in ("mean", "other image")
    ]
    rivals = ["plain", *[twin] * bool(twin)]
    return lost + [verdicts.Row("localisation", variant, rival) for rival in rivals]


def table():
    """Four maps, and two of them at once, as a Markdown table: points with 95% intervals.

    Bold: it stands after Holm's correction over all.
    """
    stored = store.load("localisation")
    asked = {words: comparisons(v, place, twin) for words, (v, _, place, twin) in MAPS.items()}
    every = dict.fromkeys(row for rows in asked.values() for row in rows)
    said, lines = verdicts.judged(every, {"localisation": stored}), []
    for words, (variant, prefix, *_) in MAPS.items():
        hits = "\N{EN DASH}"
        if prefix is not None:
            mean, _ = statistics.interval(store.column(stored, variant, f"{prefix}pointing"))
            hits = f"{100 * mean:.0f} of 100"
        cells = [unbroken(in_points(said[row])) for row in asked[words]]
        cells += ["\N{EN DASH}"] * (4 - len(cells))
        lines.append([f"**{words}**", hits, *cells])
    return as_markdown(HEAD, lines, right=range(1, len(HEAD)))


def show_table():
    """Show ``table`` in a notebook, and how to read it."""
    markdown(f"{table()}\n\n{HOW_TO_READ}")
