"""The exercise "parameter count"."""

import math

from ..attention import ChannelAttention
from .base import Finding, exercise, solved


@exercise("parameter count")
def check_parameter_count(answer):
    """answer(channels, reduction, bias): numbers a gate learns; ValueError without a hidden unit."""
    value = solved(answer(64, 16, False))
    whole = isinstance(value, int) and not isinstance(value, bool)
    yield Finding(whole, "a whole number", f"got {value!r}: use // and give back an int")
    if not whole:
        return
    for channels, reduction in ((96, 16), (24, 4), (40, 16), (100, 16)):
        for bias in (False, True):
            width = channels // reduction
            true = sum(p.numel() for p in ChannelAttention(channels, reduction, bias=bias).parameters())
            said = answer(channels, reduction, bias)
            mistake = _miscount(said, channels, reduction, width, bias)
            what = f"{channels} channels, reduction {reduction}, {'with' if bias else 'without'} bias: {true}"
            yield Finding(said == true, what, f"got {said!r}: {mistake}")
            if said != true:
                return
    try:
        said = answer(8, 16, False)
    except ValueError as error:
        yield Finding(
            bool(str(error)), "8 channels, reduction 16: a ValueError", "say in the error what to do"
        )
    else:
        mistake = f"got {said!r}: no hidden unit is left, so raise a ValueError"
        if said == 16:
            mistake = "a hidden unit was made up in silence: raise a ValueError, so that the caller knows"
        yield Finding(False, "8 channels, reduction 16: a ValueError", mistake)


def _miscount(said, channels, reduction, width, bias):
    c, h, both = channels, width, 2 * channels * width
    candidates = [
        (c * h + (c + h) * bias, "one matrix is missing: C to hidden and hidden back to C"),
        (2 * both + 2 * (c + h) * bias, "average and maximum share one MLP: count it once"),
        (c * c + c * bias, "that is one matrix C by C, without a bottleneck"),
        (2 * c * c // reduction + (c + h) * bias, "round first: the hidden width is C // reduction"),
        (
            2 * c * math.ceil(c / reduction) + (c + math.ceil(c / reduction)) * bias,
            "C // reduction rounds down",
        ),
        (2 * c * max(8, h) + (c + max(8, h)) * bias, "at least 8 hidden units is another library's rule"),
        (both + h * bias, "the second layer has a bias too, one number per channel"),
        (both + c * bias, "the first layer has a bias too, one number per hidden unit"),
        (both + 2 * c * bias, "the first layer's bias has one number per hidden unit, not per channel"),
        (both + 2 * h * bias, "the second layer's bias has one number per channel, not per hidden unit"),
        (both + 2 * bias, "a bias is a vector: one number per output of its layer"),
        (both + (c + h), "without bias there are only the two matrices"),
        (both, "the two biases are missing"),
    ]
    return next(
        (sentence for wrong, sentence in candidates if said == wrong),
        "two matrices and, if asked, two biases",
    )
