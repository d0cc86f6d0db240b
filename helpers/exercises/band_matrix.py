"""Exercise 12.1: the matrix that does what ECA's kernel does."""

import torch
import torch.nn.functional as F

from .draw import Case
from .function import Exercise


def band(kernel, channels, offset=None, wrap=None):
    """kernel (k,), k odd -> (channels, channels); another offset or other ends are mistakes."""
    half = len(kernel) // 2 if offset is None else offset
    rows = []
    for i in range(channels):
        row = [kernel.new_zeros(())] * channels
        for t in range(len(kernel)):
            j = i + t - half
            if wrap is not None:
                j = wrap(j, channels)
            if 0 <= j < channels:
                row[j] = row[j] + kernel[t]
        rows.append(torch.stack(row))
    return torch.stack(rows)


def band_matrix(kernel, channels):
    """The true answer: row c holds what the score of channel c takes from every channel."""
    return band(kernel, channels)


def cases(rng):
    """Kernels of 1 to 9 on 1 to 12 channels; a kernel longer than the channels, zeros, large numbers."""
    yield Case("a kernel of three on two channels", (torch.tensor([1.0, 2, 3]).double(), 2))
    for k, channels in ((3, 5), (5, 8), (1, 4), (7, 12), (5, 5)):
        kernel = torch.randn(k, generator=rng, dtype=torch.float64)
        yield Case(f"a kernel of {k} on {channels} channels", (kernel, channels))
    yield Case("a kernel longer than the channels", (torch.randn(9, generator=rng).double(), 3), border=True)
    yield Case("one channel", (torch.randn(5, generator=rng).double(), 1), border=True)
    yield Case("a kernel with a zero in the middle", (torch.tensor([2.0, 0, 5]).double(), 4), border=True)
    yield Case("numbers 1000 times as large", (1000 * torch.randn(3, generator=rng).double(), 6), border=True)
    yield Case("float32", (torch.randn(3, generator=rng), 6), True, 2e-4)


def repeated(kernel, channels):
    """The channels at the ends are read again beyond them."""
    return band(kernel, channels, wrap=lambda j, n: min(max(j, 0), n - 1))


def scaled_rows(kernel, channels):
    """Every row sums to the kernel's sum."""
    matrix = band(kernel, channels)
    return matrix * kernel.sum() / matrix.sum(1, keepdim=True)


Exercise(
    "band matrix",
    asked="the matrix (channels, channels) that does what the kernel does, zeros beyond the ends",
    look="entry (i, j) is kernel[j - i + k // 2] where that exists; fill in kernel[t] itself, not .item()",
    reference=band_matrix,
    cases=cases,
    gradient=("kernel",),
    mistakes={
        "the kernel is turned round; F.conv1d reads from left to right": lambda k, n: band(k.flip(0), n),
        "the kernel begins on the diagonal; its middle belongs there": lambda k, n: band(k, n, 0),
        "the kernel ends on the diagonal; its middle belongs there": lambda k, n: band(k, n, len(k) - 1),
        "the middle lies one place too far left": lambda k, n: band(k, n, len(k) // 2 + 1),
        "the last channel reads the first one (a circle); zeros stand beyond the ends": lambda k, n: band(
            k, n, wrap=lambda j, n: j % n
        ),
        "a channel at the end is read again beyond it; zeros stand there": repeated,
        "only the middle of the kernel is filled in": lambda k, n: torch.eye(n).to(k) * k[len(k) // 2],
        "the middle of the kernel is missing": lambda k, n: band(k, n) * (1 - torch.eye(n).to(k)),
        "every row sums to the kernel's sum; at the ends a part is lost": scaled_rows,
        "only a kernel of three is filled in": lambda k, n: band(
            k[len(k) // 2 - 1 : len(k) // 2 + 2] if len(k) > 1 else k, n
        ),
        "these are the rows without a part of the channels (no padding)": lambda k, n: band(k, n)[
            len(k) // 2 : n - len(k) // 2
        ],
        "only the upper half is filled in": lambda k, n: band(k, n).triu(),
        "only the lower half is filled in": lambda k, n: band(k, n).tril(),
        "the numbers are laid in every row from its first column": lambda k, n: F.pad(
            k, (0, max(n - len(k), 0))
        )[:n].expand(n, n),
        "the matrix is symmetric: both neighbours get the same number": lambda k, n: (
            band(k, n).triu() + band(k, n).triu(1).mT
        ),
    },
)
