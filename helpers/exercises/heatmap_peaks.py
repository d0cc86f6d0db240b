"""Exercise 9.2: the places of a heatmap that are not below the threshold nor below a neighbour."""

import torch
import torch.nn.functional as F

from .draw import Case, scaled
from .function import Exercise
from .values import Odd, kind


def shifted(heat, fill=-torch.inf, steps=tuple((i, j) for i in (-1, 0, 1) for j in (-1, 0, 1) if i or j)):
    """The eight neighbours of every place, (8, H, W); ``fill`` beyond the border."""
    h, w = heat.shape
    wide = F.pad(heat, (2, 2, 2, 2), value=fill)
    return torch.stack([wide[2 + i : 2 + i + h, 2 + j : 2 + j + w] for i, j in steps])


def peaks(heat, threshold):
    """heat (H, W) -> rows and columns, (K, 2)"""
    return ((heat >= shifted(heat).amax(0)) & (heat >= threshold)).nonzero()


def cases(rng):
    """Random maps, negative ones, one row, one place; equal neighbours, a plateau, the threshold itself."""

    def ordinary():
        yield Case("one row", (torch.tensor([[1.0, 3, 2]]).double(), 0.5))
        yield Case("a peak below the threshold", (torch.tensor([[4.0, 1, 2]]).double(), 3.0))
        yield Case("a peak below 0", (torch.tensor([[-5.0, -3, -6]]).double(), 1.0))
        for h, w in ((7, 9), (12, 8), (1, 11), (10, 1), (6, 6)):
            heat = torch.randn((h, w), generator=rng, dtype=torch.float64)
            yield Case(f"{h} × {w}", (heat, -0.2))

    yield from scaled(ordinary(), factors=(1000,))
    heat = torch.randn((8, 7), generator=rng, dtype=torch.float64)
    yield Case("logits, all below 0", (-heat.abs() - 1, -2.5), border=True)
    corners = torch.zeros(5, 6).double()
    corners[[0, 0, 4, 4], [0, 5, 0, 5]] = torch.tensor([3.0, 4, 5, 6]).double()
    yield Case("peaks in the corners", (corners, 1.0), border=True)
    twins = torch.zeros(4, 5).double()
    twins[1, 1:3] = 2.0
    yield Case("two equal neighbours: both are peaks", (twins, 1.0), border=True)
    yield Case("a place exactly at the threshold", (twins, 2.0), border=True)
    yield Case("a flat map", (torch.ones(2, 3).double(), 1.0), border=True)
    yield Case("no peak above the threshold", (heat, 1e6), border=True)
    yield Case("one place", (torch.tensor([[0.7]]).double(), 0.5), border=True)


def places(value, want):
    """Read places (K, 2) in any order: sorted by row, then column."""
    if isinstance(value, list | tuple) and len(value) < 10_000:
        value = torch.tensor([[int(k) for k in row] for row in value]).reshape(-1, 2)
    if not isinstance(value, torch.Tensor) or value.dim() != 2 or value.shape[1] != 2:
        raise Odd(f"got {kind(value)}, expected places (K, 2)")
    if value.is_floating_point() or value.dtype == torch.bool:
        raise Odd(f"got {kind(value)}, expected whole numbers")
    return torch.tensor(sorted(value.tolist()), dtype=torch.long).reshape(-1, 2)


def where(test):
    """The places that pass another test: test(heat, threshold)."""
    return lambda heat, threshold: test(heat, threshold).nonzero()


def high(heat, threshold):
    """Not below the threshold."""
    return heat >= threshold


CROSS = ((-1, 0), (1, 0), (0, -1), (0, 1))


def wide(heat, size):
    """The largest number in a square around every place."""
    return F.max_pool2d(heat[None, None], size, 1, size // 2)[0, 0]


Exercise(
    "heatmap peaks",
    asked="every place not below the threshold nor any of its eight neighbours, as (row, column), (K, 2)",
    look="a place beside the border has fewer neighbours, and equal neighbours do not hide each other",
    reference=peaks,
    cases=cases,
    reads=places,
    mistakes={
        "the neighbours are not looked at": where(high),
        "the threshold is not used": where(lambda heat, t: heat >= shifted(heat).amax(0)),
        "a place at the threshold is left out (> for >=)": where(
            lambda heat, t: (heat >= shifted(heat).amax(0)) & (heat > t)
        ),
        "equal neighbours hide each other (> for >=)": where(
            lambda heat, t: (heat > shifted(heat).amax(0)) & high(heat, t)
        ),
        "zeros beyond the border hide negative peaks": where(
            lambda heat, t: (heat >= shifted(heat, 0.0).amax(0)) & high(heat, t)
        ),
        "only four neighbours are looked at, the diagonal ones are missing": where(
            lambda heat, t: (heat >= shifted(heat, steps=CROSS).amax(0)) & high(heat, t)
        ),
        "only the neighbours in the row are looked at": where(
            lambda heat, t: (heat >= shifted(heat, steps=CROSS[2:]).amax(0)) & high(heat, t)
        ),
        "only the neighbours in the column are looked at": where(
            lambda heat, t: (heat >= shifted(heat, steps=CROSS[:2]).amax(0)) & high(heat, t)
        ),
        "a square of 5 is looked at, not of 3": where(
            lambda heat, t: (heat == wide(heat, 5)) & high(heat, t)
        ),
        "row and column are swapped": lambda heat, t: peaks(heat, t).flip(1),
        "the places next to the border are left out": lambda heat, t: peaks(heat, t)[
            ((peaks(heat, t) > 0) & (peaks(heat, t) < torch.tensor(heat.shape) - 1)).all(1)
        ],
        "only the highest place is found": lambda heat, t: peaks(heat, t)[
            [heat[tuple(p)].item() == heat.max().item() for p in peaks(heat, t)]
        ],
        "a peak has to be above the mean of its neighbours, not above each": where(
            lambda heat, t: (
                (
                    heat
                    >= shifted(heat, 0.0).sum(0)
                    / (shifted(heat, torch.nan) == shifted(heat)).sum(0).clamp(min=1)
                )
                & high(heat, t)
            )
        ),
        "these are valleys: not above any neighbour": where(
            lambda heat, t: (heat <= shifted(heat, torch.inf).amin(0)) & high(heat, t)
        ),
        "the threshold is compared with |heat|": where(
            lambda heat, t: (heat >= shifted(heat).amax(0)) & (heat.abs() >= t)
        ),
        "the threshold is compared with a sigmoid of the heat": where(
            lambda heat, t: (heat >= shifted(heat).amax(0)) & (heat.sigmoid() >= t)
        ),
        "the places are numbered in one row, not as (row, column)": lambda heat, t: (
            peaks(heat, t) * torch.tensor([heat.shape[1], 1])
        ).sum(1),
    },
)
