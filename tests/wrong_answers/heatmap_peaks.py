"""Plausible wrong answers to the exercise "heatmap peaks"; several were found in public code."""

PEAKS = """def peaks(heat, threshold):
    best = {best}
    return {result}
"""


def peak(
    best="F.max_pool2d(heat[None, None], 3, stride=1, padding=1)[0, 0]",
    result="((heat == best) & (heat >= threshold)).nonzero()",
):
    """The right answer with one or both of its lines changed."""
    return PEAKS.format(best=best, result=result)


FOUR = """def peaks(heat, threshold):
    around = F.pad(heat, (1, 1, 1, 1), value=-1e9)
    sides = torch.stack([around[:-2, 1:-1], around[2:, 1:-1], around[1:-1, :-2], around[1:-1, 2:]])
    return ((heat >= sides.amax(0)) & (heat >= threshold)).nonzero()
"""

ROLLED = """def peaks(heat, threshold):
    around = [heat.roll((r, c), (0, 1)) for r in (-1, 0, 1) for c in (-1, 0, 1)]
    return ((heat >= torch.stack(around).amax(0)) & (heat >= threshold)).nonzero()
"""

ZEROS = "F.max_pool2d(F.pad(heat, (1, 1, 1, 1))[None, None], 3, stride=1)[0, 0]"

STRICT = """def peaks(heat, threshold):
    around = F.pad(heat, (1, 1, 1, 1), value=-1e9).unfold(0, 3, 1).unfold(1, 3, 1).flatten(2)
    others = around[..., [0, 1, 2, 3, 5, 6, 7, 8]].amax(2)
    return ((heat > others) & (heat >= threshold)).nonzero()
"""

INSIDE = """def peaks(heat, threshold):
    best = F.max_pool2d(heat[None, None], 3, stride=1)[0, 0]
    inner = heat[1:-1, 1:-1]
    return ((inner == best) & (inner >= threshold)).nonzero() + 1
"""

WRONG = {
    "heatmap peaks": [
        ("every place above the threshold", peak(result="(heat >= threshold).nonzero()"), "peaks or not"),
        ("only the highest", peak(result="(heat == heat.max()).nonzero()"), "only one place"),
        (
            "greater than itself",
            peak(result="((heat > best) & (heat >= threshold)).nonzero()"),
            "no place at all",
        ),
        ("four neighbours", FOUR, "the corners count too"),
        ("strictly greater than the others", STRICT, "a place that ties"),
        ("rolled", ROLLED, "wrap around the border"),
        ("zero padding", peak(best=ZEROS), "zeros around the map"),
        ("no padding", INSIDE, "the border is lost"),
        (
            "a window of five",
            peak(best="F.max_pool2d(heat[None, None], 5, stride=1, padding=2)[0, 0]"),
            "the window is too large",
        ),
        (
            "more than the threshold",
            peak(result="((heat == best) & (heat > threshold)).nonzero()"),
            "you ask for more than the threshold",
        ),
        (
            "columns first",
            peak(result="((heat == best) & (heat >= threshold)).nonzero().flip(1)"),
            "columns come before rows",
        ),
        ("a map", peak(result="(heat == best) & (heat >= threshold)"), "this is a map"),
        (
            "flat indices",
            peak(result="((heat == best) & (heat >= threshold)).flatten().nonzero()[:, 0]"),
            "two numbers: a place is a row and a column",
        ),
        (
            "batch and channel axes",
            peak(result="((heat == best) & (heat >= threshold))[None].nonzero()"),
            "take the score, or the batch",
        ),
        (
            "with their boxes",
            peak(result="((heat == best) & (heat >= threshold)).nonzero().repeat(1, 2)"),
            "a place has two numbers, row and column",
        ),
        (
            "threshold ignored below zero",
            peak(result="((heat == best) & (heat >= max(threshold, 0))).nonzero()"),
            "peaks wanted",
        ),
        ("a list", peak(result="((heat == best) & (heat >= threshold)).nonzero().tolist()"), "returned list"),
    ]
}
