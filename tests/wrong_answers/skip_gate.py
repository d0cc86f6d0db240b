"""Plausible wrong answers to the exercise "skip gate"; several were found in public code."""

GATE = """def gated_skip(x, coarse, from_fine, from_coarse, score):
    wide = {wide}
    hidden = {hidden}
    scores = {scores}
    return {result}
"""

STEPS = {
    "wide": 'F.interpolate(F.conv2d(coarse, from_coarse), x.shape[2:], mode="bilinear")',
    "hidden": "F.relu(F.conv2d(x, from_fine) + wide)",
    "scores": "F.conv2d(hidden, score)",
    "result": "x * scores.sigmoid()",
}

TURNED = 'F.interpolate(F.conv2d(coarse, from_coarse).transpose(2, 3), x.shape[2:], mode="bilinear")'

CORNERS = 'F.interpolate(F.conv2d(coarse, from_coarse), x.shape[2:], mode="bilinear", align_corners=True)'

SMALL = "F.relu(F.avg_pool2d(F.conv2d(x, from_fine), 2) + F.conv2d(coarse, from_coarse))"

SHRUNK = f'F.interpolate(F.conv2d({SMALL}, score), x.shape[2:], mode="bilinear")'


def gated(**changed):
    """The right answer with one or more of its lines changed."""
    return GATE.format(**{**STEPS, **changed})


WRONG = {
    "skip gate": [
        ("fine map only", gated(hidden="F.relu(F.conv2d(x, from_fine))"), "the fine one decides alone"),
        ("coarse map only", gated(hidden="F.relu(wide)"), "the coarse one decides alone"),
        ("coarse only, no ReLU", gated(hidden="wide"), "only the coarse map is used"),
        ("not enlarged", gated(wide="F.conv2d(coarse, from_coarse)"), "it stopped with RuntimeError"),
        (
            "nearest",
            gated(wide="F.interpolate(F.conv2d(coarse, from_coarse), x.shape[2:])"),
            "every value is repeated",
        ),
        ("corners aligned", gated(wide=CORNERS), "align_corners=True moves the map"),
        ("transposed", gated(wide=TURNED), "rows and columns of the coarse map"),
        (
            "coarse averaged",
            gated(wide="F.conv2d(coarse, from_coarse).mean((2, 3), True)"),
            "the coarse map is averaged",
        ),
        ("no sigmoid", gated(result="x * scores"), "the sigmoid is missing"),
        ("tanh", gated(result="x * scores.tanh()"), "tanh lets weights be negative"),
        (
            "softmax over places",
            gated(result="x * scores.flatten(1).softmax(1).view_as(scores)"),
            "a softmax over the places",
        ),
        ("softmax over one channel", gated(result="x * scores.softmax(1)"), "x comes back as it was"),
        ("sigmoid twice", gated(result="x * scores.sigmoid().sigmoid()"), "the sigmoid is taken twice"),
        (
            "ReLU before the sigmoid",
            gated(result="x * scores.relu().sigmoid()"),
            "a ReLU right before the sigmoid",
        ),
        ("turned round", gated(result="x * (1 - scores.sigmoid())"), "the gate is turned round"),
        ("map added", gated(result="x + scores.sigmoid()"), "the map is added"),
        ("additive twin", gated(result="x + scores"), "the additive twin"),
        ("residual", gated(result="x + x * scores.sigmoid()"), "x is added on top"),
        (
            "no ReLU",
            gated(hidden="F.conv2d(x, from_fine) + wide"),
            "between the sum and the score is missing",
        ),
        (
            "sigmoid for ReLU",
            gated(hidden="(F.conv2d(x, from_fine) + wide).sigmoid()"),
            "where the ReLU belongs",
        ),
        (
            "multiplied before",
            gated(hidden="F.relu(F.conv2d(x, from_fine) * wide)"),
            "multiplied before the ReLU",
        ),
        (
            "ReLU before the sum",
            gated(hidden="F.conv2d(x, from_fine).relu() + wide.relu()"),
            "add first, then rectify",
        ),
        (
            "ReLU after the score",
            gated(hidden="F.conv2d(x, from_fine) + wide", result="x * scores.relu().sigmoid()"),
            "it belongs before it",
        ),
        ("x shrunk", gated(hidden="x", scores=SHRUNK), "x is shrunk to the coarse map"),
        ("returns the map", gated(result="scores.sigmoid()"), "the map alone"),
        (
            "multiplies the coarse",
            gated(result='F.interpolate(coarse, x.shape[2:], mode="bilinear") * scores.sigmoid()'),
            "the coarse map is multiplied",
        ),
        (
            "weights per channel",
            gated(scores="hidden", result="hidden.sigmoid()"),
            "these are the hidden maps",
        ),
        ("cut gradient", gated(result="x * scores.detach().sigmoid()"), "it is cut on the way"),
        ("in place", gated(result="x.mul_(scores.sigmoid())"), "in place"),
        ("nan", gated(result="x * (scores.sigmoid() - 2).log()"), "NaN or infinity"),
        ("half strength", gated(result="x * (scores / 2).sigmoid()"), "off by up to"),
    ]
}
