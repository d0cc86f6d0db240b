"""The exercise "heatmap peaks"."""

import torch
import torch.nn.functional as F

from .base import Finding, exercise, solved
from .compare import of_shape, sound


@exercise("heatmap peaks")
def check_peaks(answer):
    """answer(heat, threshold): heat (H, W) -> places (K, 2) not below the threshold or a neighbour."""
    heat = torch.zeros(5, 7)
    heat[1, 5], heat[3, 2], heat[3, 3] = 0.9, 0.6, 0.5
    got = solved(answer(heat, 0.3))
    numbers = sound(got, "it gives places")
    yield numbers
    if not numbers.holds:
        return
    shape = of_shape(got, (2, 2), peak_shape_mistake(got))
    yield shape
    if not shape.holds:
        return
    found = places_of(got)
    right = found == {(1, 5), (3, 2)}
    mistake = "columns come before rows" if found == {(5, 1), (2, 3)} else f"you say {sorted(found)}"
    yield Finding(right, "a map with two peaks gives (1, 5) and (3, 2)", mistake)
    if not right:
        return
    cases = [
        ("only the higher of two that touch at a corner", ((1, 1, 0.8), (2, 2, 0.9)), {(2, 2)}),
        ("two equal ones side by side are both peaks", ((2, 2, 0.7), (2, 3, 0.7)), {(2, 2), (2, 3)}),
        ("opposite borders do not touch", ((2, 0, 0.7), (2, 6, 0.8)), {(2, 0), (2, 6)}),
        ("a peak in the corner counts", ((0, 6, 0.7), (4, 0, 0.8)), {(0, 6), (4, 0)}),
        ("two places apart do not compete", ((2, 2, 0.7), (2, 4, 0.8)), {(2, 2), (2, 4)}),
        ("exactly the threshold is enough", ((2, 2, 0.5),), {(2, 2)}),
    ]
    for what, points, wanted in cases:
        heat = torch.zeros(5, 7)
        for row, column, value in points:
            heat[row, column] = value
        found = places_of(answer(heat, 0.5))
        yield Finding(found == wanted, what, "" if found == wanted else peak_mistake(what, found, wanted))
        if found != wanted:
            return
    heat = torch.randn((9, 8), generator=torch.Generator().manual_seed(0)) - 2
    for threshold in (-1.5, -9.0):
        best = F.max_pool2d(heat[None, None], 3, 1, 1)[0, 0]
        wanted = places_of(((heat == best) & (heat >= threshold)).nonzero())
        found = places_of(answer(heat, threshold))
        negative = "" if found == wanted else negative_mistake(found, wanted, heat)
        yield Finding(found == wanted, f"also for scores below zero, threshold {threshold}", negative)
        if found != wanted:
            return


def places_of(places):
    """Places (K, 2) as a set of pairs."""
    return {tuple(int(v) for v in place) for place in places}


def peak_shape_mistake(got):
    """What a wrong shape of the places points to; the right answer is (2, 2)."""
    known = {
        (5, 7): "this is a map: nonzero() turns it into places",
        (3, 2): "places above the threshold, peaks or not: compare each with its eight neighbours",
        (1, 2): "only one place: every local peak counts, not the highest alone",
        (0, 2): "no place at all: with > a place never beats itself; compare with >= or ==",
        (2,): "two numbers: a place is a row and a column, (K, 2)",
        (2, 4): "a place has two numbers, row and column",
        (2, 3): "a place has two numbers: take the score, or the batch and channel axes, away",
    }
    return known.get(tuple(got.shape), "two peaks are in this map, and each is a row and a column: (2, 2)")


def peak_mistake(what, found, wanted):
    """What wrong places in one of the small maps point to."""
    known = {
        "only the higher": "you compare with four neighbours; the corners count too: eight",
        "two equal": "a place that ties with a neighbour is dropped: at least as high is enough",
        "opposite": "the neighbours wrap around the border, as torch.roll does"
        if found
        else "the border is lost: pad, so that the map keeps its size",
        "a peak in": "the corner is lost: it has three neighbours, the others do not exist",
        "two places": "the window is too large: 3 × 3 around each place",
        "exactly": "you ask for more than the threshold: at least the threshold is enough",
    }
    sentence = next(text for start, text in known.items() if what.startswith(start))
    return f"wanted {sorted(wanted)}, got {sorted(found)}: {sentence}"


def negative_mistake(found, wanted, heat):
    """What is wrong only where scores are negative."""
    inner = {(r, c) for r, c in wanted if 0 < r < heat.shape[0] - 1 and 0 < c < heat.shape[1] - 1}
    if found == inner:
        return "peaks at the border are missing: zeros around the map are higher than scores below zero"
    return f"{len(wanted)} peaks wanted, got {len(found)}"
