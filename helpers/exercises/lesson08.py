"""The exercises of lesson 08: overlaps of boxes, peaks of a heatmap, non-maximum suppression."""

import torch
import torch.nn.functional as F
from torchvision.ops import box_iou

from .base import Finding, exercise, solved
from .maps import explain, of_shape, same, sound
from .suppression import check_suppress, random_boxes

__all__ = ["check_overlaps", "check_peaks", "check_suppress"]


def meeting(a, b):
    """Raw sides of the intersection (N, M, 2), negative where two boxes do not meet, and both areas."""
    sides = torch.minimum(a[:, None, 2:], b[None, :, 2:]) - torch.maximum(a[:, None, :2], b[None, :, :2])
    areas = [(c[:, 2:] - c[:, :2]).prod(1) for c in (a, b)]
    return sides, areas[0][:, None], areas[1][None]


@exercise("box overlaps")
def check_overlaps(answer):
    """answer(a, b): boxes a (N, 4) and b (M, 4) -> intersection over union of every pair, (N, M)."""
    a, b = random_boxes(3, 0), random_boxes(5, 1)
    given = a.clone(), b.clone()
    got = solved(answer(a, b))
    numbers = sound(got)
    yield numbers
    if not numbers.holds:
        return
    yield Finding(
        torch.equal(a, given[0]) and torch.equal(b, given[1]),
        "your boxes are left as they were",
        "the function changes its input in place",
    )
    shape = of_shape(got, (3, 5), overlap_shape_mistake(got))
    yield shape
    if not shape.holds:
        return
    same_box = answer(a, a).diagonal()
    alike = torch.allclose(same_box.double(), torch.ones(3).double())
    yield Finding(alike, "a box overlaps itself by 1", "" if alike else itself_mistake(answer, a, same_box))
    if not alike:
        return
    apart = torch.tensor([[0.0, 0, 4, 4], [0, 5, 4, 9], [5, 5, 9, 9]]).double()
    between = answer(apart[:1], apart[1:])[0]
    none = bool((between == 0).all())
    yield Finding(none, "boxes that do not meet overlap by 0", "" if none else apart_mistake(between))
    if not none:
        return
    for seed in range(3):
        a, b = random_boxes(4 + seed, 10 + seed), random_boxes(6, 20 + seed)
        got = answer(a, b)
        fine = same(got, box_iou(a, b))
        yield Finding(
            fine,
            f"equal to torchvision's box_iou, {len(a)} × {len(b)} boxes",
            "" if fine else overlap_mistake(got, a, b),
        )
        if not fine:
            return


def overlap_shape_mistake(got):
    """What a wrong shape of the overlaps points to."""
    known = {
        (5, 3): "rows and columns are swapped: row i belongs to box i of a",
        (3, 5, 2): "these are sides; height times width makes an area of them",
        (
            3,
        ): "each box of a meets only one box of b; every pair is wanted, put an axis into a and one into b",
        (3, 4): "a box is no overlap; every pair of boxes becomes one number",
    }
    return known.get(tuple(got.shape), "one number for every pair is wanted, (N, M) = (3, 5)")


def itself_mistake(answer, a, diagonal):
    """Why a box does not overlap itself by one."""
    area = (a[:, 2:] - a[:, :2]).prod(1)
    known = (
        (area, "this is the intersection; divide it by the union"),
        (torch.full((3,), 0.5), "the intersection is counted twice: area + area - intersection"),
        (1 / (2 - 1 / area), "close, but there is a 1 too many somewhere"),
        (torch.zeros(3), "every overlap is 0: is there a clamp at the wrong end?"),
    )
    return explain(diagonal, known) or (
        f"you say {diagonal[0]:.2f}: intersection / (area of a + area of b - intersection)"
    )


def apart_mistake(between):
    """Why boxes that do not meet overlap."""
    beside, diagonal = between.tolist()
    if diagonal > 0 and beside == 0:
        return "clamp each side on its own: two negative sides make a positive area"
    if beside < 0 and diagonal > 0:
        return "the sides of the intersection can be negative: clamp them at 0"
    if beside < 0:
        return "only one side is clamped at 0: height and width can both be negative"
    if beside == 1:
        return "each overlaps the other fully: the intersection starts at the larger of the two lows"
    return f"you say {beside:.2f} and {diagonal:.2f}: is a distance taken for an overlap, |high - low|?"


def overlap_mistake(got, a, b):
    """What overlaps that differ point to."""
    sides, area_a, area_b = meeting(a, b)
    both = sides.clamp(min=0).prod(2)
    wide, wide_a, wide_b = (sides + 1).clamp(min=0).prod(2), plus_one(a)[:, None], plus_one(b)[None]
    hull = torch.maximum(a[:, None, 2:], b[None, :, 2:]) - torch.minimum(a[:, None, :2], b[None, :, :2])
    as_sizes = [torch.cat([c[:, :2], c[:, :2] + c[:, 2:]], 1) for c in (a, b)]
    first, second = both.sum(0, keepdim=True), both.sum(1, keepdim=True)
    explanations = [
        (both / torch.minimum(area_a, area_b), "you divide by the smaller area: divide by the union"),
        (both / torch.maximum(area_a, area_b), "you divide by the larger area: divide by the union"),
        (both / area_a.expand_as(both), "you divide by the area of a's box: divide by the union"),
        (both / area_b.expand_as(both), "you divide by the area of b's box: divide by the union"),
        (2 * both / (area_a + area_b), "this is the Dice overlap, 2 I / (A + B): divide I by the union"),
        (both / hull.prod(2), "you divide by the box around both: the union is area + area - intersection"),
        (wide / (wide_a + wide_b - wide), "there is a + 1 in the sides: bottom and right are excluded here"),
        (
            box_iou(*as_sizes),
            "the last two numbers are taken for height and width: they are bottom and right",
        ),
        (sides.clamp(min=0).prod(2) / (first + second), "the union is made of sums over other boxes"),
        (both / (area_a + area_b), "the intersection is counted twice: area + area - intersection"),
    ]
    if torch.equal(got.double(), box_iou(a, b).floor().double()):
        return "every overlap but a full one is 0: divide with /, not with //"
    return explain(got, explanations) or (
        f"off by up to {(got - box_iou(a, b)).abs().max():.2f}: intersection / (area + area - intersection)"
    )


def plus_one(boxes):
    """Areas as they would be if bottom and right were included."""
    return (boxes[:, 2:] - boxes[:, :2] + 1).prod(1)


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
