"""What the stored networks say of their maps: where each points, whether it is used, whether it pays."""

from ..experiments import statistics, store, verdicts
from .table import as_markdown, markdown
from .what_helps_where import in_points, unbroken

# words: (variant, prefix of where it points, prefix of the accuracy with a changed map, its additive twin)
# Two maps at once have no place: None.  No twin: before average pooling it is plain in other words.
MAPS = {
    "gate, stage 2": ("gate", "first ", "first ", "gate added"),
    "gate, stage 3": ("gate", "", "last ", "gate added"),
    "gate, both stages": ("gate", None, "", "gate added"),
    "place gate": ("place gate", "", "last ", ""),
    "attention pooling": ("attention pooling", "", "last ", ""),
}
HEAD = ["map", "points into", "lost: average map", "lost: another image's map"]
NETWORK_HEAD = ["network", "gained over plain", "gained over its twin"]
HOW_TO_READ = (
    "Points, with 95% intervals over ten seeds. **Bold**: it stands after Holm's correction over the two "
    "tables (lost, {}, and gained, {}){}."
)


def comparisons(variant, place, twin):
    """The three or four rows of one map: two losses, the gain over plain, the gain over the twin."""
    lost = [
        verdicts.Row("localisation", variant, variant, "accuracy", f"{place}{how}")
        for how in ("mean", "other image")
    ]
    rivals = ["plain", *[twin] * bool(twin)]
    return lost + [verdicts.Row("localisation", variant, rival) for rival in rivals]


def tables():
    """What a changed map costs, a row per map, and what each network gains, as two Markdown tables.

    Points with 95% intervals; bold: it stands after Holm's correction over both.
    """
    stored = store.load("localisation")
    asked = {words: comparisons(v, place, twin) for words, (v, _, place, twin) in MAPS.items()}
    every = dict.fromkeys(row for rows in asked.values() for row in rows)
    said, lost, gained = verdicts.judged(every, {"localisation": stored}), [], {}
    for words, (variant, prefix, *_) in MAPS.items():
        hits = "\N{EN DASH}"
        if prefix is not None:
            mean, _ = statistics.interval(store.column(stored, variant, f"{prefix}pointing"))
            hits = f"{100 * mean:.0f} of 100"
        cells = [unbroken(in_points(said[row])) for row in asked[words]]
        cells[:2] = [cell.replace("+", "") for cell in cells[:2]]  # a loss is no gain: it has no plus
        cells += ["\N{EN DASH}"] * (4 - len(cells))
        lost.append([f"**{words}**", hits, *cells[:2]])
        gained[variant] = [f"**{words}**", *cells[2:]]  # one network may have several maps: the last words
    tables = (HEAD, lost), (NETWORK_HEAD, gained.values())
    return [as_markdown(head, rows, right=range(1, len(head))) for head, rows in tables]


def show_lost():
    """Show in a notebook what a changed map costs, and how to read it."""
    markdown(f"{tables()[0]}\n\n{HOW_TO_READ.format('here', 'below', '')}")


def show_gains():
    """Show in a notebook what each network gains, and how to read it."""
    words = HOW_TO_READ.format("above", "here", ", and is above four points")
    markdown(f"{tables()[1]}\n\n{words}")
