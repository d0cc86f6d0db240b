"""Tables of lesson 13: which gates of a real network look, which are stuck, and which matter."""

from ..explain.gated_answers import BACKBONE, CHANGES, NECK
from .table import show

STUCK = 0.01  # a weight that moves less than this over all pictures is the same for all of them


def at_an_end(answers):
    """The share of all weights, over all gates and pictures, that are exactly 0 or exactly 1."""
    weights = [answers.all_weights(gate).flatten() for gate in answers.gate_names]
    ends = sum(((w == 0) | (w == 1)).sum().item() for w in weights)
    return ends / sum(len(w) for w in weights)


def stuck(weights):
    """How many channels have the same weight for all pictures; weights (pictures, C)."""
    return int(((weights.amax(0) - weights.amin(0)) < STUCK).sum())


def show_gates(answers):
    """A row for every gate: its channels, how many of its weights are 0 or 1, how many channels are stuck."""
    rows = []
    for gate in answers.gate_names:
        weights = answers.all_weights(gate)
        moves = (weights.amax(0) - weights.amin(0)).mean().item()
        ends = [f"{(weights == end).float().mean().item():.0%}" for end in (0, 1)]
        rows.append([gate, weights.shape[1], *ends, stuck(weights), f"{moves:.2f}"])
    columns = [
        "gate",
        "channels",
        "weights at 0",
        "weights at 1",
        "channels that are stuck",
        "a weight moves by",
    ]
    show(rows, columns, caption=f"The gates on {len(answers.pictures)} photographs.")


def show_changes(answers, groups=(BACKBONE, NECK)):
    """A row for every group of gates and every change: the overlap, its mean and its lowest value."""
    rows = []
    for group in groups:
        for how in CHANGES:
            each = {picture: answers.overlap(picture, group, how) for picture in answers.pictures}
            lowest = min(each, key=each.get)
            rows.append([f"{group}, {how}", sum(each.values()) / len(each), each[lowest], lowest])
    columns = ["gates and their weights", "mean overlap", "lowest", "on"]
    show(rows, columns, form=".2f", caption="How much of the text is the same as with the gates as learned.")
