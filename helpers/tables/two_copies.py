"""Two copies of one network: how often each protocol calls them clearly different, as a table."""

import json

from ..experiments import store
from ..experiments.calibration import NAME, false_alarms, one_rate, own_rates
from .table import show

PROTOCOLS = {"own rates": own_rates, "one rate": one_rate}
COLUMNS = [
    "network",
    "one rate: different, of 100",
    "one rate: 95% within, points",
    "own rates: different, of 100",
    "own rates: 95% within, points",
]
NAMES = {"cued_colour_long": "cued colour, 1200 steps"}  # of tasks whose file has another name


def trained(folder=None):
    """The stored summary of the calibration, a list of rows; None as long as it is not complete."""
    path = (folder or store.RESULTS) / f"{NAME}.json"
    return json.loads(path.read_text(encoding="utf-8"))["summary"] if path.exists() else None


def simulated(validation, test):
    """What both protocols say of simulated scores, (runs, rates) both, in the form of the stored summary."""
    found = {name: false_alarms(validation, test, protocol) for name, protocol in PROTOCOLS.items()}
    return [{"protocol": name, "share": share, "within": within} for name, (share, within) in found.items()]


def line(name, said):
    """One network's line: its name, and of both protocols the false alarms and the size of differences."""
    by = {row["protocol"]: row for row in said}
    cells = [name]
    for protocol in ("one rate", "own rates"):
        row = by[protocol]
        alarms = f"{100 * row['share']:.0f}"
        if "low" in row:
            alarms += f" ({100 * row['low']:.0f} to {100 * row['high']:.0f})"
        cells += [alarms, f"± {100 * row['within']:.1f}"]
    return cells


def show_two_copies(validation, test, folder=None):
    """Show how often both protocols call two copies clearly different.

    Trained networks come first, from data/results/same_network_twice.json, with the 95% intervals of their
    shares; until they are trained, the caption says that they follow.  The last row are the simulated scores.
    """
    summary = trained(folder) or []
    networks = dict.fromkeys((row["task"], row["variant"]) for row in summary)
    rows = [
        line(
            f"{NAMES.get(task, task)}, {name}",
            [row for row in summary if (row["task"], row["variant"]) == (task, name)],
        )
        for task, name in networks
    ]
    rows.append(line("simulated", simulated(validation, test)))
    seeds = min((row["seeds"] for row in summary), default=0)
    trained_too = (
        f"Two copies of a network, trained with {seeds} seeds a rate, or simulated: how many of 100 "
        "comparisons call them different, and within how many points 95% of the differences lie. "
        "In brackets: the 95% interval of the number before it, made by drawing from these seeds anew, "
        "200 times."
    )
    alone = "Simulated alone. Trained networks follow: they are being computed, and not stored yet."
    show(rows, COLUMNS, caption=trained_too if summary else alone)
