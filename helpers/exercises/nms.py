"""Exercise 9.3: from the best box to the worst, keep each that overlaps no kept one by more than allowed."""

import torch
from torchvision.ops import box_iou, nms

from .box_overlaps import boxes_of
from .draw import Case
from .function import Exercise
from .values import Odd, kind


def suppress(boxes, scores, overlap=0.5, table=box_iou, clash=lambda iou, allowed: iou > allowed):
    """boxes (K, 4), scores (K,) -> indices, best first; another table or comparison is a mistake."""
    meets, kept = table(boxes, boxes), []
    for k in scores.argsort(descending=True, stable=True).tolist():
        if not any(clash(meets[k, j], overlap) for j in kept):
            kept.append(k)
    return torch.tensor(kept, dtype=torch.long)


def indices(value, want):
    """Read indices, best first."""
    if isinstance(value, list | tuple) and len(value) < 10_000:
        value = torch.tensor([int(v) for v in value], dtype=torch.long)
    if not isinstance(value, torch.Tensor) or value.dim() != 1:
        raise Odd(f"got {kind(value)}, expected one index per kept box")
    if value.dtype == torch.bool or (value.is_floating_point() and value.numel()):
        raise Odd(f"got {kind(value)}, expected indices")
    return value.long()


def in_any_order(value, want):
    """Read indices whose order does not matter: scores are equal."""
    return indices(value, want).sort().values


def cases(rng):
    """Short stories, then many boxes; equal scores, exactly the allowed overlap, no box."""

    def story(what, boxes, scores, overlap=0.5, **more):
        return Case(what, (torch.tensor(boxes).double(), torch.tensor(scores).double(), overlap), **more)

    box = [0.0, 0, 10, 10]
    yield story("two boxes far apart", [box, [30, 30, 40, 40]], [0.6, 0.9])
    yield story("two equal boxes", [box, box], [0.6, 0.9])
    chain = [box, [0, 3, 10, 13], [0, 6, 10, 16]]
    yield story("a box that only a suppressed one overlaps", chain, [0.9, 0.8, 0.7])
    yield story("a small box in a large one", [[0.0, 0, 20, 20], [5, 5, 10, 10]], [0.9, 0.8])
    three = [box, [0, 1, 10, 11], [1, 0, 11, 10], [30, 30, 40, 40]]
    yield story("three on one object", three, [0.7, 0.9, 0.8, 0.6])
    yield story("scores below 0", three, [-3.0, -1.0, -2.0, -4.0])
    for overlap in (0.3, 0.5, 0.7):
        scores = torch.rand(16, generator=rng, dtype=torch.float64)
        yield Case(f"16 boxes, overlap {overlap}", (boxes_of(rng, 16, 20), scores, overlap))
    yield story("exactly the allowed overlap", [box, [0, 0, 10, 5]], [0.9, 0.8], border=True)
    far = [box, [30, 30, 40, 40], [60, 0, 70, 10]]
    yield story("equal scores, far apart", far, [0.5, 0.5, 0.5], border=True, reads=in_any_order)
    yield story("scores in falling order", far, [0.9, 0.5, 0.1], border=True)
    yield story("one box", [box], [0.3], border=True)
    yield story(
        "overlap 0: boxes that meet at all",
        [box, [9.0, 9, 12, 12], [10, 0, 12, 5]],
        [0.9, 0.8, 0.7],
        0.0,
        border=True,
    )
    yield Case(
        "the default overlap, 0.5", (boxes_of(rng, 12, 20), torch.rand(12, generator=rng)), border=True
    )
    yield Case("no box", (torch.zeros(0, 4), torch.zeros(0), 0.5), border=True)


def greedy(suppresses):
    """A box goes if suppresses(iou, better) holds for any other box, kept or not."""

    def wrong(boxes, scores, overlap=0.5):
        better = scores[None] > scores[:, None]
        gone = suppresses(box_iou(boxes, boxes), better, overlap)
        kept = (~gone).nonzero()[:, 0]
        return kept[scores[kept].argsort(descending=True)]

    return wrong


def smaller(a, b):
    """The intersection over the smaller area."""
    iou, area = box_iou(a, b), (a[:, 2:] - a[:, :2]).prod(1)
    both = iou * (area[:, None] + area[None]) / (1 + iou)
    return both / torch.minimum(area[:, None], area[None])


def in_sorted(boxes, scores, overlap=0.5):
    """Places in the sorted list."""
    order = scores.argsort(descending=True)
    return nms(boxes[order], scores[order], overlap)


def only_neighbour(boxes, scores, overlap=0.5):
    """Each box is compared with the one kept last."""
    meets, kept = box_iou(boxes, boxes), []
    for k in scores.argsort(descending=True).tolist():
        if not kept or meets[k, kept[-1]] <= overlap:
            kept.append(k)
    return torch.tensor(kept, dtype=torch.long)


Exercise(
    "suppress",
    asked="from the best box to the worst, keep each that overlaps no kept one by more than `overlap`",
    look="the loop: only a kept box suppresses, and the indices are those of the boxes as they came",
    reference=suppress,
    cases=cases,
    reads=indices,
    mistakes={
        "nothing is suppressed": lambda boxes, scores, overlap=0.5: scores.argsort(descending=True),
        "only the best box of all is kept": lambda boxes, scores, overlap=0.5: scores.argsort(
            descending=True
        )[:1],
        "a box that is gone already still suppresses": greedy(
            lambda iou, better, t: ((iou > t) & better).any(1)
        ),
        "both boxes of a pair go, the better one too": greedy(
            lambda iou, better, t: ((iou > t) & ~torch.eye(len(iou), dtype=torch.bool)).any(1)
        ),
        "the worse box of a pair stays": greedy(lambda iou, better, t: ((iou > t) & better.mT).any(1)),
        "the comparison is turned round: boxes far apart go": lambda boxes, scores, overlap=0.5: suppress(
            boxes, scores, overlap, clash=lambda iou, t: iou < t
        ),
        "exactly the allowed overlap suppresses (>= for >)": lambda boxes, scores, overlap=0.5: suppress(
            boxes, scores, overlap, clash=lambda iou, t: iou >= t
        ),
        "the overlap is fixed at 0.5": lambda boxes, scores, overlap=0.5: suppress(boxes, scores),
        "these are places in the sorted list, not in the list that came": in_sorted,
        "the worst comes first": lambda boxes, scores, overlap=0.5: suppress(boxes, scores, overlap).flip(0),
        "the loop goes from the worst box to the best": lambda boxes, scores, overlap=0.5: suppress(
            boxes, -scores, overlap
        ),
        "the boxes are taken as they came, not from the best": lambda boxes, scores, overlap=0.5: suppress(
            boxes, -torch.arange(len(boxes)), overlap
        ),
        "the kept boxes are in the order of the input, not best first": lambda boxes, scores, overlap=0.5: (
            suppress(boxes, scores, overlap).sort().values
        ),
        "divided by the smaller area, not by the union": lambda boxes, scores, overlap=0.5: suppress(
            boxes, scores, overlap, smaller
        ),
        "each box is compared with the last kept one only": only_neighbour,
        "scores below 0 are thrown away": lambda boxes, scores, overlap=0.5: torch.tensor(
            [k for k in suppress(boxes, scores, overlap).tolist() if scores[k] > 0], dtype=torch.long
        ),
        "these are the boxes, not their indices": lambda boxes, scores, overlap=0.5: boxes[
            suppress(boxes, scores, overlap)
        ],
    },
)
