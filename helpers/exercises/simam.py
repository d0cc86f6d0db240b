"""The exercise "simam"."""

import torch

from .base import Finding, exercise, solved
from .compare import explain, features, of_shape, same, sound


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
