"""Two channels of a trained network that go together, or do not: what each of them, and both, are worth."""

import numpy as np

from ..experiments import statistics, store
from .table import show

KINDS = {"close": "the most alike", "apart": "the least alike"}
CHANGES = {
    "one off": "one off",
    "both off": "both off",
    "averaged": "one at its average",
    "stand-in": "one guessed from the other",
}


def lost(stored, variant, kind, change):
    """Points of accuracy that every seed of ``channels`` loses when such pairs are changed: (seeds,)."""
    before, after = (
        store.column(stored, variant, measure) for measure in ("nothing off", f"{kind} {change}")
    )
    return 100 * (np.array(before) - np.array(after))


def show_pairs(stored, variants=("plain", "normalised")):
    """A row for the closest and the least close pairs of each network: how alike, and points lost."""
    rows = []
    for variant in variants:
        for kind, words in KINDS.items():
            alike = np.mean(store.column(stored, variant, f"{kind} alike"))
            cells = []
            for change in CHANGES:
                mean, half = statistics.interval(lost(stored, variant, kind, change))
                cells.append(f"{mean:z.1f} ± {half:.1f}".replace("-", "−"))
            rows.append([f"{variant}, {words}", f"{alike:.2f}", *cells])
    show(
        rows,
        ["network, its pairs of channels", "how alike (|r|)", *CHANGES.values()],
        caption="Points of accuracy lost, ten seeds, with 95% intervals; nothing is trained again.",
    )
