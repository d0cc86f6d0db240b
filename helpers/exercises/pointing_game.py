"""The exercise "pointing game"."""

import torch

from .base import Finding, exercise, solved
from .compare import explain, of_shape, same, sound


def pointing_cases(n=48, h=7, w=11, seed=0):
    """Maps (n, 1, h, w) and boxes (n, 4) whose peaks lie inside, on every edge and just beyond it."""
    rng = torch.Generator().manual_seed(seed)
    maps = torch.rand((n, 1, h, w), generator=rng, dtype=torch.float64)
    top, left = (torch.randint(0, size - 3, (n,), generator=rng) for size in (h, w))
    high = torch.randint(2, 4, (n,), generator=rng)
    wide = torch.randint(2, 4, (n,), generator=rng)
    bottom, right = (top + high).clamp(max=h), (left + wide).clamp(max=w)
    row = torch.stack([top, bottom - 1, bottom.clamp(max=h - 1), (top - 1).clamp(min=0), top, top + 1], 1)
    column = torch.stack([left, right - 1, left, left, right.clamp(max=w - 1), left + 1], 1)
    kind = torch.arange(n) % 6
    place = torch.arange(n)
    maps[place, 0, row[place, kind], column[place, kind]] = 1.5
    return maps, torch.stack([top, left, bottom, right], 1)


def inside(row, column, box):
    """Whether places lie in boxes (N, 4), right and bottom excluded: (N,) bool."""
    top, left, bottom, right = box.unbind(1)
    return (row >= top) & (row < bottom) & (column >= left) & (column < right)


@exercise("pointing game")
def check_pointing_game(answer):
    """answer(maps, box): maps (N, 1, H, W), box (N, 4) -> whether each map's peak is in its box, (N,)."""
    maps, box = pointing_cases()
    given = maps.clone(), box.clone()
    got = solved(answer(maps, box))
    numbers = sound(got, "it gives a tensor")
    yield numbers
    if not numbers.holds:
        return
    untouched = torch.equal(maps, given[0]) and torch.equal(box, given[1])
    yield Finding(untouched, "your input is left as it was", "the function changes the maps or the boxes")
    if not untouched:
        return
    shape = of_shape(got, (len(maps),), pointing_shape_mistake(got, maps))
    yield shape
    if not shape.holds:
        return
    yes_or_no = got.dtype == torch.bool or bool(((got == 0) | (got == 1)).all())
    yield Finding(yes_or_no, "yes or no for every map", "these are numbers in between: a peak is in or out")
    if not yes_or_no:
        return
    for seed, size in enumerate(((7, 11), (12, 6))):
        maps, box = pointing_cases(60, *size, seed=seed + 5)
        got, row, column = answer(maps, box), *true_peak(maps)
        fine = same(got, inside(row, column, box))
        what = f"equal to the pointing game on 60 maps of {size[0]} × {size[1]}"
        yield Finding(fine, what, "" if fine else pointing_mistake(got, maps, box))
        if not fine:
            return


def true_peak(maps):
    """Row and column of each map's largest weight, (N,) both."""
    at = maps.flatten(1).argmax(1)
    return at // maps.shape[3], at % maps.shape[3]


def pointing_shape_mistake(got, maps):
    """What a wrong shape of the pointing game's answer points to."""
    n, _, h, w = maps.shape
    known = {
        (): "one number for the whole batch: answer for every map, the share is their mean",
        (n, 1): "an axis of length one is left over: compare numbers of shape (N,)",
        (n, n): "every peak was compared with every box: the two were broadcast against each other",
        (n, 1, h, w): "one answer per place: find the largest weight of each map first",
        (n, 4): "one answer per side of the box: all four have to hold together",
        (n, 2): "one answer per axis: row and column have to lie inside together",
    }
    return known.get(tuple(got.shape), "one yes or no per map is wanted, so (N,)")


def pointing_mistake(got, maps, box):
    """What answers that differ point to."""
    n, _, h, w = maps.shape
    flat, (row, column) = maps.flatten(1), true_peak(maps)
    top, left, bottom, right = box.unbind(1)
    lowest = flat.argmin(1)
    one = int(maps.argmax()) % (h * w)
    places = torch.arange(h)[:, None].expand(h, w), torch.arange(w).expand(h, w)
    centre = [((maps[:, 0] * p).sum((1, 2)) / maps.sum((1, 2, 3))).round() for p in places]
    masks = torch.stack([inside(*(p.flatten() for p in places), b.expand(h * w, 4)) for b in box])
    of_inside = (flat * masks).sum(1) / masks.sum(1)
    of_outside = (flat * ~masks).sum(1) / (~masks).sum(1)
    at = flat.argmax(1)
    strict = (row > top) & (row < bottom) & (column > left) & (column < right)
    loose = (row >= top) & (row <= bottom) & (column >= left) & (column <= right)
    explanations = [
        (inside(at // h, at % h, box), "the position is divided by the height: a row holds W places"),
        (
            inside(column, row, box),
            "row and column are swapped, in the peak or in the box: it is top, left, bottom, right",
        ),
        (
            inside(torch.full((n,), one // w), torch.full((n,), one % w), box),
            "one peak for the whole batch: every map has its own",
        ),
        (loose, "bottom and right are counted in: they are the first row and column outside"),
        (strict, "top and left are left out: they belong to the box"),
        (inside(lowest // w, lowest % w, box), "you look for the smallest weight"),
        (inside(*centre, box), "this is the centre of gravity; the game asks for the largest weight"),
        (of_inside > of_outside, "you compare averages inside and outside; only the largest weight counts"),
        ((flat * masks).amax(1) > 0.5, "any large weight in the box counts here; only the largest may"),
        (
            inside(maps[:, 0].sum(2).argmax(1), maps[:, 0].sum(1).argmax(1), box),
            "row and column are looked for one by one, from sums; the largest weight has both",
        ),
        ((row >= top) & (row < bottom), "only the row is asked for, the column never"),
        ((column >= left) & (column < right), "only the column is asked for, the row never"),
        (inside(row, column, box[:1].expand(n, 4)), "all maps are held against the first box"),
        (~inside(row, column, box), "yes and no are exchanged"),
    ]
    wrong = int((got.double() != inside(row, column, box).double()).sum()) if got.shape == (n,) else n
    return explain(got, explanations) or f"{wrong} of {n} maps are judged wrongly"
