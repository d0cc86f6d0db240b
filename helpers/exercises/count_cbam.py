"""The exercise "count cbam"."""

import numbers

from ..attention import CBAM
from .base import Finding, exercise, solved


def hidden(c, r):
    """Units in the bottleneck."""
    return c // r


# Wrong counts that are easy to write: (how far off for channels c, reduction r, kernel k; what went wrong).
MISCOUNTS = [
    (lambda c, r, k: 2 * c * hidden(c, r) + hidden(c, r) + c, "the MLP counts twice: both pools share one"),
    (lambda c, r, k: 2 * c * hidden(c, r), "the MLP's weights count twice: both pools share one MLP"),
    (lambda c, r, k: hidden(c, r) + c, "the biases count twice: both pools share one MLP, biases included"),
    (
        lambda c, r, k: -hidden(c, r) - c,
        "the biases of the MLP are missing: one per hidden unit, one per channel",
    ),
    (
        lambda c, r, k: -c,
        "a bias for each channel is missing: the second layer of the MLP has one per output",
    ),
    (lambda c, r, k: -hidden(c, r), "the biases of the hidden units are missing"),
    (
        lambda c, r, k: c - hidden(c, r),
        "each layer has a bias per output: hidden + channels, not 2 * channels",
    ),
    (lambda c, r, k: -c * hidden(c, r), "the MLP has two layers: channels -> hidden and hidden -> channels"),
    (lambda c, r, k: -k * k, "the convolution reads two maps (mean and max): 2 * k * k weights"),
    (lambda c, r, k: (c - 2) * k * k, "the convolution reads the two pooled maps, not all channels"),
    (lambda c, r, k: 2 * k - 2 * k * k, "a kernel of size k has k * k weights per map, not k"),
    (lambda c, r, k: -2, "the batch normalisation learns two numbers, a scale and a shift: they are missing"),
    (lambda c, r, k: -1, "the batch normalisation learns two numbers, a scale and a shift, not one"),
    (lambda c, r, k: 2, "four numbers for the normalisation: its running averages are kept, not learned"),
    (lambda c, r, k: 1, "the convolution has no bias: the normalisation after it shifts already"),
    (lambda c, r, k: 2 * c - 2, "the normalisation follows the convolution: it has one channel, not all"),
    (
        lambda c, r, k: -2 * k * k - 2,
        "this is the channel gate alone: add the convolution and its normalisation",
    ),
    (
        lambda c, r, k: -2 * c * hidden(c, r) - hidden(c, r) - c,
        "this is the spatial gate alone: add the MLP",
    ),
]


@exercise("count cbam")
def count_cbam(answer):
    """cbam_parameters(channels, reduction, kernel_size) for bias=True and norm=True."""
    cases = [(64, 16, 7), (256, 16, 7), (48, 8, 3), (40, 16, 5)]
    counts = [solved(answer(*case)) for case in cases]
    for case, count in zip(cases, counts):
        if isinstance(count, float) and count != count:
            yield Finding(False, "a number comes back", f"NaN for {case}")
            return
        whole = isinstance(count, numbers.Integral) and not isinstance(count, bool)
        if not whole:
            remedy = "use // for the hidden width: units are whole"
            what = type(count).__name__
            yield Finding(False, "a whole number comes back", f"a {what} for {case}: {remedy}")
            return
    yield Finding(True, "a whole number comes back")
    true = [sum(p.numel() for p in CBAM(c, r, k, bias=True, norm=True).parameters()) for c, r, k in cases]
    off = [count - right for count, right in zip(counts, true)]
    why = next((why for miss, why in MISCOUNTS if off == [miss(*case) for case in cases]), None)
    for case, count, right in zip(cases, counts, true):
        wrong = why or f"{count} is {abs(count - right)} too {'many' if count > right else 'few'}"
        yield Finding(count == right, "channels {}, reduction {}, kernel {}".format(*case), wrong)
        if count != right:
            return
