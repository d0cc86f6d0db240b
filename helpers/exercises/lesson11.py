"""The exercises of lesson 11: ECA as a band matrix, self-attention over places, SimAM by hand."""

import torch

from .base import Finding, exercise, solved
from .maps import explain, features, of_shape, same, sound
from .places import attended, attention_mistake, attention_shape_mistake, even_mistake


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


@exercise("self-attention")
def check_self_attention(answer):
    """answer(x, query, key, value): (N, C, H, W), (D, C), (D, C), (C, C) -> what every place finds."""
    x = features((3, 5, 3, 4))
    query, key, value = numbers_of((4, 5), 1), numbers_of((4, 5), 2), numbers_of((5, 5), 3)
    given = x.clone()
    got = solved(answer(x, query, key, value))
    yield sound(got)
    if not sound(got).holds:
        return
    yield Finding(torch.equal(x, given), "your input is left as it was", "the function changes x in place")
    if not torch.equal(x, given):
        return
    shape = of_shape(got, x.shape, attention_shape_mistake(got, x))
    yield shape
    if not shape.holds:
        return
    flat = answer(x, 0 * query, 0 * key, value)
    average = (value @ x.flatten(2)).mean(2)[:, :, None, None].expand_as(x)
    even = isinstance(flat, torch.Tensor) and same(flat, average)
    what = "queries and keys of zeros find the plain average of the values"
    yield Finding(even, what, "" if even else even_mistake(flat, x, value))
    if not even:
        return
    for k, (shape, width) in enumerate((((2, 5, 3, 4), 4), ((1, 3, 2, 5), 2), ((3, 4, 4, 3), 9))):
        x, c = features(shape, k), shape[1]
        query, key = 0.7 * numbers_of((width, c), k + 4), 0.7 * numbers_of((width, c), k + 7)
        value = numbers_of((c, c), k + 10)
        got, want = answer(x, query, key, value), attended(x, query, key, value)
        fine = isinstance(got, torch.Tensor) and same(got, want)
        what = f"equal to self-attention over {shape[2]} × {shape[3]} places, queries of {width} numbers"
        yield Finding(fine, what, "" if fine else attention_mistake(got, x, query, key, value))
        if not fine:
            return
    inputs = [t.clone().requires_grad_() for t in (x, query, key, value)]
    got = answer(*inputs)
    grads = (
        torch.autograd.grad(got[:, 0, 0].sum(), inputs, allow_unused=True) if got.requires_grad else (None,)
    )
    reaches = all(g is not None and bool(g.abs().sum() > 0) for g in grads)
    yield Finding(
        reaches,
        "the gradient reaches x and all three matrices",
        "it is cut on the way: no .data or .detach()",
    )


def simam_weights(x, floor=1e-4, correction=1):
    """The true answer."""
    variance, mean = torch.var_mean(x, (2, 3), correction=correction, keepdim=True)
    return ((x - mean) ** 2 / (4 * (variance + floor)) + 0.5).sigmoid()


@exercise("simam")
def check_simam(answer):
    """answer(x, floor): x (N, C, H, W) -> one weight per entry, without parameters."""
    x = features((2, 3, 4, 5))
    given = x.clone()
    got = solved(answer(x, 1e-4))
    yield sound(got)
    if not sound(got).holds:
        return
    yield Finding(torch.equal(x, given), "your input is left as it was", "the function changes x in place")
    if not torch.equal(x, given):
        return
    n, c, h, w = x.shape
    known = {
        (n, c, 1, 1): "one weight per channel; every place needs its own",
        (n, 1, h, w): "one weight per place; every channel needs its own",
        (n, c): "one weight per channel; every place needs its own",
    }
    shape = of_shape(got, x.shape, known.get(tuple(got.shape), "one weight per channel and place is wanted"))
    yield shape
    if not shape.holds:
        return
    low, high = got.min().item(), got.max().item()
    fine = low >= 0.62 and high < 1
    yield Finding(
        fine, "every weight between 0.62 and 1", "" if fine else simam_range_mistake(got, x, low, high)
    )
    if not fine:
        return
    for shape, floor in (((2, 3, 4, 5), 0.5), ((3, 2, 2, 3), 1e-4), ((1, 4, 6, 2), 1e-2)):
        x = features(shape, shape[0])
        got = answer(x, floor)
        fine = isinstance(got, torch.Tensor) and same(got, simam_weights(x, floor))
        what = f"equal to SimAM, {shape[2]} × {shape[3]}, floor {floor:g}"
        yield Finding(fine, what, "" if fine else simam_mistake(got, x, floor))
        if not fine:
            return
    calm = answer(torch.full((1, 2, 3, 3), 2.0).double(), 1e-4)
    steady = isinstance(calm, torch.Tensor) and same(calm, torch.full((1, 2, 3, 3), 0.5).sigmoid())
    mistake = "a channel that is the same everywhere divides zero by zero: add the floor to the variance"
    yield Finding(steady, "a flat channel gets 0.62 everywhere", mistake)


def simam_range_mistake(got, x, low, high):
    """Why weights lie outside 0.62 to 1."""
    logits = simam_weights(x).logit()
    explanations = [
        (logits, f"weights up to {high:.1f}: the sigmoid is missing"),
        (x * simam_weights(x), "this is x times the weights; return the weights alone"),
        ((logits - 0.5).sigmoid(), "weights from 0.50: the + 1/2 before the sigmoid is missing"),
        ((-logits).sigmoid(), "a minus too many: what differs most has to weigh most"),
        (logits.sigmoid() - 0.5, "the 1/2 belongs inside the sigmoid"),
    ]
    return explain(got, explanations) or (
        f"weights from {low:.2f} to {high:.2f}: the sigmoid of something that is never below 1/2 was wanted"
    )


def simam_mistake(got, x, floor):
    """What weights that differ point to."""
    if not isinstance(got, torch.Tensor) or got.shape != x.shape:
        return "for these shapes the result is no tensor of the shape of x"
    mean = x.mean((2, 3), keepdim=True)
    squared = (x - mean) ** 2
    variance = x.var((2, 3), keepdim=True)

    def weights(distance, spread, offset=floor, factor=4):
        return (distance / (factor * (spread + offset)) + 0.5).sigmoid()

    every = x.mean((1, 2, 3), keepdim=True)
    batch = x.mean((0, 2, 3), keepdim=True)
    across = x.mean(1, keepdim=True)
    explanations = [
        (simam_weights(x, floor, 0), "the variance is divided by n; SimAM divides by n - 1"),
        (
            weights(squared, variance.sqrt()),
            "you divide by the standard deviation; the variance belongs there",
        ),
        (weights((x - mean).abs(), variance), "the distance is not squared"),
        (weights(squared, variance, factor=1), "the factor 4 is missing"),
        (weights(squared, variance, factor=2), "you divide by 2 (variance + floor); it is 4"),
        (weights(squared, variance, 0), "the floor is not used"),
        (weights(squared, variance, 1e-4), "the floor is fixed at 1e-4; use the one that is given"),
        (weights(squared, variance, floor / 4), "the floor stands outside the factor 4"),
        (weights(squared, squared.sum((2, 3), keepdim=True)), "the sum of squares is not divided by n - 1"),
        (
            weights((x - every) ** 2, x.var((1, 2, 3), keepdim=True)),
            "the channels are mixed: every channel has its own mean",
        ),
        (
            weights((x - batch) ** 2, x.var((0, 2, 3), keepdim=True)),
            "the images of the batch are mixed: every image has its own mean",
        ),
        (
            weights((x - across) ** 2, x.var(1, keepdim=True)),
            "mean and variance run over the channels; they run over the places",
        ),
        (
            (1 / simam_weights(x, floor).logit()).sigmoid(),
            "the energy is not inverted: what differs most has to weigh most",
        ),
        (weights(x**2, variance), "the mean is not taken off"),
        (simam_weights(x, floor).sigmoid(), "the sigmoid is there twice"),
    ]
    return explain(got, explanations) or (
        f"off by up to {(got - simam_weights(x, floor)).abs().max():.2f}: "
        "(x - mean)² / (4 (variance + floor)) + 1/2, then the sigmoid"
    )
