"""Exercise 10.1: does the largest weight of each map lie in its box?"""

import torch

from .draw import Case, scaled
from .function import Exercise


def place(maps):
    """Row and column of the largest weight, two vectors (N,)."""
    position = maps.flatten(1).argmax(1)
    return position // maps.shape[3], position % maps.shape[3]


def inside(row, column, box):
    """(N,) bool; bottom and right are outside."""
    top, left, bottom, right = box.unbind(1)
    return (row >= top) & (row < bottom) & (column >= left) & (column < right)


def points_inside(maps, box):
    """maps (N, 1, H, W), box (N, 4) -> (N,) bool"""
    return inside(*place(maps), box)


def draw(rng, n, h, w):
    """Random maps, and a box of each whose middle or edge often holds the largest weight."""
    maps = torch.randn((n, 1, h, w), generator=rng, dtype=torch.float64)
    corners = [torch.randint(size, (n, 2), generator=rng).sort(1).values for size in (h, w)]
    rows, columns = corners
    return maps, torch.stack([rows[:, 0], columns[:, 0], rows[:, 1] + 1, columns[:, 1] + 1], 1)


def cases(rng):
    """Maps of many shapes; the largest weight on each edge of its box, and negative maps, at the border."""

    def ordinary():
        yield Case(
            "one map of one row", (torch.tensor([[[[1.0, 3, 2]]]]).double(), torch.tensor([[0, 0, 1, 1]]))
        )
        for n, h, w in ((60, 5, 9), (60, 8, 4), (60, 6, 6), (1, 3, 7), (40, 1, 8), (40, 7, 1)):
            yield Case(f"{n} map{'s' * (n > 1)} of {h} × {w}", draw(rng, n, h, w))

    yield from scaled(ordinary())
    for what, (row, column) in {
        "first row of its box": (2, 4), "first column of its box": (3, 3),
        "last row of its box": (4, 4), "last column of its box": (3, 6),
        "row below its box": (5, 4), "column right of its box": (3, 7),
        "row above its box": (1, 4), "column left of its box": (3, 2),
    }.items():  # fmt: skip
        maps = torch.rand((2, 1, 8, 9), generator=rng, dtype=torch.float64)
        maps[:, 0, row, column] = 2
        yield Case(f"the largest weight in the {what}", (maps, torch.tensor([[2, 3, 5, 7]] * 2)), border=True)
    maps, box = draw(rng, 30, 5, 6)
    yield Case("negative weights only", (-maps.abs() - 1, box), border=True)


def of(test):
    """Another test of row, column and the box's sides."""

    def wrong(maps, box):
        return test(*place(maps), *box.unbind(1))

    return wrong


def share(maps, box):
    """Whether more than half of the weight lies in the box."""
    return weight(maps, box) > 0.5 * maps.sum((1, 2, 3))


def covered(maps, box):
    """The box as a mask, (N, 1, H, W)."""
    rows = torch.arange(maps.shape[2])[None, :, None].expand(len(maps), -1, maps.shape[3])
    columns = torch.arange(maps.shape[3])[None, None].expand_as(rows)
    sides = [side[:, None, None] for side in box.unbind(1)]
    return ((rows >= sides[0]) & (rows < sides[2]) & (columns >= sides[1]) & (columns < sides[3]))[:, None]


def weight(maps, box):
    """The weight in the box, (N,)."""
    return (maps * covered(maps, box)).sum((1, 2, 3))


Exercise(
    "pointing game",
    asked="for every map, does its largest weight lie in the box (bottom and right are outside)? (N,) bool",
    look="one position in the flat map: row = position // width, column = position % width",
    reference=points_inside,
    cases=cases,
    images=("maps", "box"),
    mistakes={
        "row and column are swapped, in the place or in the box": lambda maps, box: inside(
            *place(maps)[::-1], box
        ),
        "the height is taken for the width": lambda maps, box: inside(
            maps.flatten(1).argmax(1) // maps.shape[2], maps.flatten(1).argmax(1) % maps.shape[2], box
        ),
        "bottom and right are taken as inside (<= for <)": of(
            lambda r, c, top, left, bottom, right: (r >= top) & (r <= bottom) & (c >= left) & (c <= right)
        ),
        "top and left are taken as outside (> for >=)": of(
            lambda r, c, top, left, bottom, right: (r > top) & (r < bottom) & (c > left) & (c < right)
        ),
        "the row below the box is taken as inside (row <= bottom)": of(
            lambda r, c, top, left, bottom, right: (r >= top) & (r <= bottom) & (c >= left) & (c < right)
        ),
        "the column right of the box is taken as inside (column <= right)": of(
            lambda r, c, top, left, bottom, right: (r >= top) & (r < bottom) & (c >= left) & (c <= right)
        ),
        "the first row of the box is taken as outside (row > top)": of(
            lambda r, c, top, left, bottom, right: (r > top) & (r < bottom) & (c >= left) & (c < right)
        ),
        "the first column of the box is taken as outside (column > left)": of(
            lambda r, c, top, left, bottom, right: (r >= top) & (r < bottom) & (c > left) & (c < right)
        ),
        "only the rows are compared": of(lambda r, c, top, left, bottom, right: (r >= top) & (r < bottom)),
        "only the columns are compared": of(lambda r, c, top, left, bottom, right: (c >= left) & (c < right)),
        "row or column is enough here (| for &)": of(
            lambda r, c, top, left, bottom, right: (r >= top) & (r < bottom) | (c >= left) & (c < right)
        ),
        "the box is read as (top, bottom, left, right)": lambda maps, box: points_inside(
            maps, box[:, [0, 2, 1, 3]]
        ),
        "the box is read as (top, left, height, width)": lambda maps, box: points_inside(
            maps, torch.cat([box[:, :2], box[:, :2] + box[:, 2:]], 1)
        ),
        "the smallest weight is looked for": lambda maps, box: points_inside(-maps, box),
        "the largest |weight| is looked for": lambda maps, box: points_inside(maps.abs(), box),
        "the verdict is turned round": lambda maps, box: ~points_inside(maps, box),
        "the largest weight of the whole batch is taken": lambda maps, box: inside(
            *(v.expand(len(maps)) for v in place(maps.amax(0, keepdim=True))), box
        ),
        "this asks for more than half of the weight": share,
        "every map is compared with the first box": lambda maps, box: points_inside(
            maps, box[:1].expand_as(box)
        ),
        "this is the share of hits, not one verdict per map": lambda maps, box: (
            points_inside(maps, box).double().mean()
        ),
    },
)
