"""Wrong answers to 'skip gate': what is wrong, the code, a part of the message."""

WRONG = {
    "skip gate": [
        (
            "fine map only",
            """def gated_skip(x, coarse, from_fine, from_coarse, score):
    wide = F.interpolate(F.conv2d(coarse, from_coarse), x.shape[2:], mode="bilinear")
    hidden = F.relu(F.conv2d(x, from_fine))
    scores = F.conv2d(hidden, score)
    return x * scores.sigmoid()""",
            "the coarse map is not used",
        ),
        (
            "coarse map only",
            """def gated_skip(x, coarse, from_fine, from_coarse, score):
    wide = F.interpolate(F.conv2d(coarse, from_coarse), x.shape[2:], mode="bilinear")
    hidden = F.relu(wide)
    scores = F.conv2d(hidden, score)
    return x * scores.sigmoid()""",
            "x is not looked at",
        ),
        (
            "coarse only, no ReLU",
            """def gated_skip(x, coarse, from_fine, from_coarse, score):
    wide = F.interpolate(F.conv2d(coarse, from_coarse), x.shape[2:], mode="bilinear")
    hidden = wide
    scores = F.conv2d(hidden, score)
    return x * scores.sigmoid()""",
            "expected [[[[0.6516, 0.3374, 0.03696, -0.003524], [0.2731, -",
        ),
        (
            "nearest",
            """def gated_skip(x, coarse, from_fine, from_coarse, score):
    wide = F.interpolate(F.conv2d(coarse, from_coarse), x.shape[2:])
    hidden = F.relu(F.conv2d(x, from_fine) + wide)
    scores = F.conv2d(hidden, score)
    return x * scores.sigmoid()""",
            "enlarged by repeating (nearest), not bilinear",
        ),
        (
            "corners aligned",
            """def gated_skip(x, coarse, from_fine, from_coarse, score):
    wide = F.interpolate(F.conv2d(coarse, from_coarse), x.shape[2:], mode="bilinear", align_corners=True)
    hidden = F.relu(F.conv2d(x, from_fine) + wide)
    scores = F.conv2d(hidden, score)
    return x * scores.sigmoid()""",
            "align_corners=True; it has to be False",
        ),
        (
            "no sigmoid",
            """def gated_skip(x, coarse, from_fine, from_coarse, score):
    wide = F.interpolate(F.conv2d(coarse, from_coarse), x.shape[2:], mode="bilinear")
    hidden = F.relu(F.conv2d(x, from_fine) + wide)
    scores = F.conv2d(hidden, score)
    return x * scores""",
            "the sigmoid is missing",
        ),
    ]
}
