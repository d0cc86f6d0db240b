"""A sweep with own rates: the rates that were chosen, and how many hidden units of the gates are dead."""

from collections import Counter

from .table import show


def rows_of(stored, variants, measure):
    """Each variant, its rates, its shares of dead units, and the score, of 100, where most are dead."""
    found = []
    for variant in variants:
        ten = [row for row in stored["rows"] if row["variant"] == variant]
        rates = Counter(sorted(row["lr"] for row in ten))
        dead = sorted((row["metrics"]["dead units"], row["metrics"][measure]) for row in ten)
        (least, _), (most, score) = dead[0], dead[-1]
        words = ", ".join(f"{count} × {rate:g}" for rate, count in rates.items())
        found.append([variant, words, f"{least:.0%} to {most:.0%}", 100 * score])
    return found


def show_chosen(stored, variants, measure):
    """Show each variant's rates and dead hidden units, and the measure of the one with the most dead."""
    columns = ["", "rates chosen", "hidden units that are dead", f"{measure} with the most dead units"]
    show(rows_of(stored, variants, measure), columns, form=".1f")
