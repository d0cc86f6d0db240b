"""Wrong answers to 'pointing game': what is wrong, the code, a part of the message."""

WRONG = {
    "pointing game": [
        (
            "changes the maps",
            """def points_inside(maps, box):
    maps[maps < 1] = 0
    return maps.sum((1, 2, 3)) > 0""",
            "expected [False], got [True].",
        ),
        (
            "one answer per place",
            """def points_inside(maps, box):
    masks = torch.zeros_like(maps).bool()
    for mask, (top, left, bottom, right) in zip(masks, box.tolist()):
        mask[:, top:bottom, left:right] = True
    return maps * masks > 1""",
            "the shape is (1, 1, 1, 3), asked for is (1,)",
        ),
        (
            "divides by the height",
            """def points_inside(maps, box):
    n, _, h, w = maps.shape
    at = maps.flatten(1).argmax(1)
    row, column = at // h, at % h
    top, left, bottom, right = box.unbind(1)
    return (row >= top) & (row < bottom) & (column >= left) & (column < right)""",
            "the height is taken for the width",
        ),
        (
            "row and column swapped",
            """def points_inside(maps, box):
    n, _, h, w = maps.shape
    at = maps.flatten(1).argmax(1)
    row, column = at % w, at // w
    top, left, bottom, right = box.unbind(1)
    return (row >= top) & (row < bottom) & (column >= left) & (column < right)""",
            "row and column are swapped, in the place or in the box",
        ),
        (
            "one peak for the batch",
            """def points_inside(maps, box):
    n, _, h, w = maps.shape
    at = maps[:, 0].argmax().expand(n) % (h * w)
    row, column = at // w, at % w
    top, left, bottom, right = box.unbind(1)
    return (row >= top) & (row < bottom) & (column >= left) & (column < right)""",
            "the largest weight of the whole batch is taken",
        ),
        (
            "bottom and right included",
            """def points_inside(maps, box):
    n, _, h, w = maps.shape
    at = maps.flatten(1).argmax(1)
    row, column = at // w, at % w
    top, left, bottom, right = box.unbind(1)
    return (row >= top) & (row <= bottom) & (column >= left) & (column <= right)""",
            "bottom and right are taken as inside (<= for <)",
        ),
        (
            "bottom included, right not",
            """def points_inside(maps, box):
    n, _, h, w = maps.shape
    at = maps.flatten(1).argmax(1)
    row, column = at // w, at % w
    top, left, bottom, right = box.unbind(1)
    return (row >= top) & (row <= bottom) & (column >= left) & (column < right)""",
            "the row below the box is taken as inside (row <= bottom)",
        ),
    ]
}
