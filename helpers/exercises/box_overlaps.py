"""Exercise 9.2: the intersection over union of every box of a with every box of b."""

import torch

from .draw import Case
from .function import Exercise


def sides(a, b):
    """Height and width of the intersection of every pair, (N, M, 2); negative where boxes do not meet."""
    return torch.minimum(a[:, None, 2:], b[None, :, 2:]) - torch.maximum(a[:, None, :2], b[None, :, :2])


def areas(boxes):
    """(N,)"""
    return (boxes[:, 2:] - boxes[:, :2]).prod(1)


def overlaps(a, b, both=None, under=lambda both, a, b: a + b - both):
    """Boxes a (N, 4) and b (M, 4), top, left, bottom, right -> (N, M); other parts are the mistakes."""
    both = sides(a, b).clamp(min=0).prod(2) if both is None else both
    return both / under(both, areas(a)[:, None], areas(b)[None])


def boxes_of(rng, n, size=30):
    """Random boxes (n, 4) of all forms."""
    low = size * 0.7 * torch.rand((n, 2), generator=rng, dtype=torch.float64)
    return torch.cat([low, low + 2 + size * 0.5 * torch.rand((n, 2), generator=rng, dtype=torch.float64)], 1)


def cases(rng):
    """Boxes that lie over, in, beside and far from each other; corners and edges at the border."""

    def ordinary():
        def pair(*numbers):
            return torch.tensor([numbers[:4]]).double(), torch.tensor([numbers[4:]]).double()

        yield Case("two boxes", pair(0, 0, 4, 2, 2, 1, 6, 3))
        yield Case("two boxes apart in both directions", pair(0, 0, 2, 2, 5, 6, 9, 9))
        yield Case("two boxes apart in one direction", pair(0, 0, 2, 8, 5, 1, 9, 4))
        yield Case("a box in another", pair(0, 0, 9, 10, 2, 3, 4, 7))
        for n, m in ((3, 5), (4, 4), (1, 6), (6, 1)):
            yield Case(f"{n} and {m} boxes", (boxes_of(rng, n), boxes_of(rng, m)))

    yield from ordinary()
    a, b = boxes_of(rng, 4), boxes_of(rng, 5)
    for factor in (1000, 1e-3):
        yield Case(f"boxes {factor:g} times as large", (a * factor, b * factor), border=True)
    touching = torch.tensor([[0.0, 0, 3, 3], [3, 0, 6, 3], [3, 3, 6, 6], [0, 0, 3, 3]]).double()
    yield Case("boxes that touch, and copies", (touching, touching), border=True)
    yield Case("boxes left of and above 0", (a - 20, b - 20), border=True)
    yield Case("float32", (a.float(), b.float()), True, 2e-4)
    yield Case("no box in b", (a, b[:0]), border=True)


def swapped(boxes):
    """Centre, size read as corners: (cy, cx, h, w) from a box."""
    return torch.cat([(boxes[:, :2] - boxes[:, 2:] / 2), (boxes[:, :2] + boxes[:, 2:] / 2)], 1)


def hull(a, b):
    """The area of the smallest box around both."""
    return (
        torch.maximum(a[:, None, 2:], b[None, :, 2:]) - torch.minimum(a[:, None, :2], b[None, :, :2])
    ).prod(2)


def plus_one(a, b):
    """Bottom and right counted as included."""
    grow = torch.tensor([0.0, 0, 1, 1]).to(a)
    return overlaps(a + grow, b + grow)


def row_by_row(a, b):
    """The k-th box of a with the k-th of b."""
    n = min(len(a), len(b))
    return overlaps(a[:n], b[:n]).diagonal()


Exercise(
    "box overlaps",
    asked="intersection over union of every box of a with every box of b, (N, M); 0 where they do not meet",
    look="new axes: a[:, None] and b[None]; the larger top left, the smaller bottom right, no side below 0",
    reference=overlaps,
    cases=cases,
    mistakes={
        "two negative sides make a positive area: clamp each side at 0": lambda a, b: overlaps(
            a, b, sides(a, b).prod(2)
        ),
        "the area is clamped, not the sides: two negative sides make a positive one": lambda a, b: overlaps(
            a, b, sides(a, b).prod(2).clamp(min=0)
        ),
        "the sides are made positive (abs): boxes that do not meet overlap": lambda a, b: overlaps(
            a, b, sides(a, b).abs().prod(2)
        ),
        "the result is the intersection, not yet divided": lambda a, b: sides(a, b).clamp(min=0).prod(2),
        "the intersection is counted twice in the union": lambda a, b: overlaps(
            a, b, under=lambda both, a, b: a + b
        ),
        "divided by the first box's area": lambda a, b: overlaps(a, b, under=lambda both, a, b: a + 0 * b),
        "divided by the second box's area": lambda a, b: overlaps(a, b, under=lambda both, a, b: b + 0 * a),
        "divided by the smaller area": lambda a, b: overlaps(
            a, b, under=lambda both, a, b: torch.minimum(a, b)
        ),
        "divided by the larger area": lambda a, b: overlaps(
            a, b, under=lambda both, a, b: torch.maximum(a, b)
        ),
        "divided by the box around both": lambda a, b: overlaps(a, b, under=lambda both, c, d: hull(a, b)),
        "this is Dice, twice the intersection over both areas": lambda a, b: (
            2 * overlaps(a, b, under=lambda both, a, b: a + b)
        ),
        "bottom and right are counted as inside: + 1": plus_one,
        "only the heights are compared": lambda a, b: overlaps(a[:, [0, 0, 2, 2]], b[:, [0, 0, 2, 2]]),
        "only the widths are compared": lambda a, b: overlaps(a[:, [1, 1, 3, 3]], b[:, [1, 1, 3, 3]]),
        "rows are boxes of b: the result is turned": lambda a, b: overlaps(b, a),
        "the k-th box meets only the k-th; every pair is asked for": row_by_row,
        "the corners are read as (centre, size)": lambda a, b: overlaps(swapped(a), swapped(b)),
        "the corners are read as (top, bottom, left, right)": lambda a, b: overlaps(
            a[:, [0, 2, 1, 3]], b[:, [0, 2, 1, 3]]
        ),
        "this is 1 - IoU": lambda a, b: 1 - overlaps(a, b),
        "a whole 1 is added to the union": lambda a, b: overlaps(
            a, b, under=lambda both, a, b: a + b - both + 1
        ),
        "the union is the product of the areas": lambda a, b: overlaps(a, b, under=lambda both, a, b: a * b),
        "the smaller top left and the larger bottom right are taken": lambda a, b: overlaps(a, b, hull(a, b)),
    },
)
