"""The exercise "box overlaps"."""

import torch
from torchvision.ops import box_iou

from .base import Finding, exercise, solved
from .compare import explain, of_shape, same, sound
from .nms import random_boxes


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
