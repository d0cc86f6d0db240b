"""The exercise "band matrix"."""

import torch

from .base import Finding, exercise, solved
from .compare import explain, of_shape, same, sound


def numbers_of(shape, seed):
    """Random numbers, float64."""
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def band(kernel, channels, wrap=False):
    """The true band matrix; wrap=True takes the last channel as the first one's neighbour."""
    matrix, half = torch.zeros(channels, channels, dtype=kernel.dtype), len(kernel) // 2
    for i in range(channels):
        for t, weight in enumerate(kernel):
            j = i + t - half
            if wrap or 0 <= j < channels:
                matrix[i, j % channels] += weight
    return matrix


@exercise("band matrix")
def check_band_matrix(answer):
    """answer(kernel, channels): kernel (k,), k odd -> the matrix (C, C) that does what the kernel does."""
    kernel, channels = numbers_of(3, 0), 6
    got = solved(answer(kernel.clone(), channels))
    yield sound(got)
    if not sound(got).holds:
        return
    shape = of_shape(got, (channels, channels), band_shape_mistake(got, channels, 3))
    yield shape
    if not shape.holds:
        return
    full = int((got.abs() > 1e-12).sum(1).max())
    mistake = "a band has the kernel's k numbers around the diagonal and zeros everywhere else"
    yield Finding(full <= 3, "no channel reads more than k others", mistake)
    if full > 3:
        return
    for k, channels in ((3, 6), (5, 8), (1, 4), (5, 3)):
        kernel = numbers_of(k, k)
        got = answer(kernel.clone(), channels)
        fine = isinstance(got, torch.Tensor) and same(got, band(kernel, channels))
        what = f"equal to F.conv1d, kernel of {k}, {channels} channels"
        yield Finding(fine, what, "" if fine else band_mistake(got, kernel, channels))
        if not fine:
            return
    kernel = numbers_of(3, 9).requires_grad_()
    got = answer(kernel, 5)
    grads = torch.autograd.grad(got.sum(), kernel, allow_unused=True) if got.requires_grad else (None,)
    mistake = "it is cut on the way: fill the matrix with kernel[t] itself, no .item(), .data or NumPy"
    yield Finding(grads[0] is not None, "the gradient reaches the kernel", mistake)


def band_shape_mistake(got, channels, k):
    """What a wrong shape of the band matrix points to."""
    known = {
        (channels - k + 1, channels): "the channels at the two ends are missing; beyond the ends are zeros",
        (channels, channels + k - 1): "the zeros beyond the ends are left in; only the C channels are read",
        (channels, k): "these are the kernel's numbers row by row; each row has to stand at its own place",
        (k, k): "the matrix is as large as the kernel; it has to be C by C",
        (channels,): "this is one row; every channel needs one",
        (1, channels, channels): "there is an axis of length one too many",
    }
    return known.get(
        tuple(got.shape), f"a row for every channel, a column for every channel: {(channels,) * 2}"
    )


def band_mistake(got, kernel, channels):
    """What a matrix that differs points to."""
    if not isinstance(got, torch.Tensor) or got.shape != (channels, channels):
        shape = tuple(got.shape) if isinstance(got, torch.Tensor) else type(got).__name__
        return f"got {shape} for this kernel: the size must not depend on k"
    right, half, k = band(kernel, channels), len(kernel) // 2, len(kernel)
    sided = torch.zeros_like(right)
    for i in range(channels):
        for t in range(min(k, channels - i)):
            sided[i, i + t] = kernel[t]
    ends = right.clone()
    for i in range(channels):
        for t in range(k):
            j = min(max(i + t - half, 0), channels - 1)
            ends[i, j] += kernel[t] if j != i + t - half else 0
    middle = torch.zeros_like(right)
    for t in range(max(half - 1, 0), min(half + 2, k)):
        offset = t - half
        middle += torch.diag(kernel[t].expand(channels - abs(offset)), offset)
    explanations = [
        (right.T, "the kernel is turned round: row i reads channel i + t - k // 2 with kernel[t], not i - t"),
        (sided, "the kernel starts at the diagonal; its middle belongs there"),
        (sided.T, "the kernel ends at the diagonal; its middle belongs there"),
        (
            band(kernel, channels, True),
            "the last channel is taken as a neighbour of the first; beyond the ends are zeros",
        ),
        (ends, "the channels at the ends are read more than once; beyond the ends are zeros"),
        (
            torch.eye(channels).double() * kernel[half],
            "only the diagonal is there: no channel reads a neighbour",
        ),
        (middle, "only the three middle numbers are used; a kernel may be longer"),
        (right / right.sum(1, keepdim=True), "the rows are divided by their sum"),
        (right.sigmoid(), "the sigmoid comes after the product with the squeezed vector, not here"),
        (right.flip(0), "the rows stand upside down"),
    ]
    return explain(got, explanations) or (
        f"off by up to {(got - right).abs().max():.2f}: entry (i, j) is kernel[j - i + k // 2]"
    )
