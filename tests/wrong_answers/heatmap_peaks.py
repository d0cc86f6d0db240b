"""Wrong answers to 'heatmap peaks': what is wrong, the code, a part of the message."""

WRONG = {
    "heatmap peaks": [
        (
            "every place above the threshold",
            """def peaks(heat, threshold):
    best = F.max_pool2d(heat[None, None], 3, stride=1, padding=1)[0, 0]
    return (heat >= threshold).nonzero()""",
            "the neighbours are not looked at",
        ),
        (
            "only the highest",
            """def peaks(heat, threshold):
    best = F.max_pool2d(heat[None, None], 3, stride=1, padding=1)[0, 0]
    return (heat == heat.max()).nonzero()""",
            "expected [], got [[0, 1]]",
        ),
        (
            "greater than itself",
            """def peaks(heat, threshold):
    best = F.max_pool2d(heat[None, None], 3, stride=1, padding=1)[0, 0]
    return ((heat > best) & (heat >= threshold)).nonzero()""",
            "the result is [] in every case",
        ),
        (
            "rolled",
            """def peaks(heat, threshold):
    around = [heat.roll((r, c), (0, 1)) for r in (-1, 0, 1) for c in (-1, 0, 1)]
    return ((heat >= torch.stack(around).amax(0)) & (heat >= threshold)).nonzero()""",
            "7 × 9: heat = ",
        ),
        (
            "zero padding",
            """def peaks(heat, threshold):
    best = F.max_pool2d(F.pad(heat, (1, 1, 1, 1))[None, None], 3, stride=1)[0, 0]
    return ((heat == best) & (heat >= threshold)).nonzero()""",
            "zeros beyond the border hide negative peaks",
        ),
        (
            "a window of five",
            """def peaks(heat, threshold):
    best = F.max_pool2d(heat[None, None], 5, stride=1, padding=2)[0, 0]
    return ((heat == best) & (heat >= threshold)).nonzero()""",
            "a square of 5 is looked at, not of 3",
        ),
    ]
}
