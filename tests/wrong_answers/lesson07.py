"""Wrong answers to the exercises of lesson 07: {exercise: [(label, code, what the message says)]}."""

SCORE = """def mean_iou(logits, mask):
    found = {found}
    both, either = {both}, {either}
    return {result}
"""
RIGHT = {
    "found": "logits > 0",
    "both": "(found & mask).sum((1, 2, 3))",
    "either": "(found | mask).sum((1, 2, 3)).clamp(min=1)",
    "result": "(both / either).mean()",
}
SIZES = "(found.sum((1, 2, 3)) + mask.sum((1, 2, 3))).clamp(min=1)"
BACKGROUND = "(~(found | mask)).sum((1, 2, 3)) / (~(found & mask)).sum((1, 2, 3))"
SOFT = """def mean_iou(logits, mask):
    p, t = logits.sigmoid(), mask.double()
    return ((p * t).sum((1, 2, 3)) / (p + t - p * t).sum((1, 2, 3))).mean()
"""


def score(**changed):
    """The right answer with one or more of its lines changed."""
    return SCORE.format(**{**RIGHT, **changed})


WRONG = {
    "mean IoU": [
        (
            "the whole batch at once",
            score(result="both.sum() / either.sum()"),
            "all images are counted as one",
        ),
        ("Dice", score(result=f"(2 * both / {SIZES}).mean()"), "this is Dice, twice"),
        (
            "Dice of the batch",
            score(result=f"2 * both.sum() / {SIZES}.sum()"),
            "this is Dice, and all images",
        ),
        ("union without minus", score(either=SIZES), "the intersection is counted twice"),
        ("threshold of probabilities", score(found="logits > 0.5"), "0.5 is the threshold for probabilities"),
        ("soft", SOFT, "these are probabilities"),
        (
            "background as a class",
            score(result=f"((both / either + {BACKGROUND}) / 2).mean()"),
            "the background counts as a second class",
        ),
        (
            "background only",
            score(
                found="logits <= 0",
                both="(found & ~mask).sum((1, 2, 3))",
                either="(found | ~mask).sum((1, 2, 3))",
            ),
            "the IoU of the background",
        ),
        ("pixel accuracy", score(result="(found == mask).double().mean()"), "share of pixels that are right"),
        ("sigmoid above 0", score(found="logits.sigmoid() > 0"), "every pixel is predicted"),
        ("recall", score(either="mask.sum((1, 2, 3)).clamp(min=1)"), "(recall)"),
        ("precision", score(either="found.sum((1, 2, 3)).clamp(min=1)"), "(precision)"),
        ("exclusive or", score(either="(found ^ mask).sum((1, 2, 3)).clamp(min=1)"), "use |, not ^"),
        ("over the image", score(either="mask[0].numel()"), "divided by the whole image"),
        ("smoothed", score(result="((both + 1) / (either + 1)).mean()"), "has no place in a score"),
        ("a sum", score(result="(both / either).sum()"), "the sum over the images"),
        ("percent", score(result="100 * (both / either).mean()"), "this is in percent"),
        ("a loss", score(result="1 - (both / either).mean()"), "this is one minus IoU"),
        ("median", score(result="(both / either).median()"), "this is the median"),
        ("per image", score(result="both / either"), "the mean over the images is still to come"),
        (
            "sum over all axes but columns",
            score(
                both="(found & mask).sum((1, 2))",
                either="(found | mask).sum((1, 2)).clamp(min=1)",
                result="both / either",
            ),
            "count the pixels of each image",
        ),
        (
            "rows apart",
            score(both="(found & mask).sum(3)", either="(found | mask).sum(3).clamp(min=1)"),
            "image by image",
        ),
        ("nan", score(either="(found | mask).sum((1, 2, 3))"), "0 / 0 is nan"),
        (
            "empty counts 1",
            score(either="(found | mask).sum((1, 2, 3))", result="(both / either).nan_to_num(1.0).mean()"),
            "counts as 1 here",
        ),
        (
            "empty left out",
            score(either="(found | mask).sum((1, 2, 3))", result="(both / either).nanmean()"),
            "left out of the mean",
        ),
        ("a list", score(result="(both / either).tolist()"), "it returned list"),
        (
            "in place",
            "def mean_iou(logits, mask):\n    logits.sigmoid_()\n    return logits.mean()",
            "in place",
        ),
    ],
}

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


WRONG["skip gate"] = [
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
    ("no ReLU", gated(hidden="F.conv2d(x, from_fine) + wide"), "between the sum and the score is missing"),
    ("sigmoid for ReLU", gated(hidden="(F.conv2d(x, from_fine) + wide).sigmoid()"), "where the ReLU belongs"),
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
    ("weights per channel", gated(scores="hidden", result="hidden.sigmoid()"), "these are the hidden maps"),
    ("cut gradient", gated(result="x * scores.detach().sigmoid()"), "it is cut on the way"),
    ("in place", gated(result="x.mul_(scores.sigmoid())"), "in place"),
    ("nan", gated(result="x * (scores.sigmoid() - 2).log()"), "NaN or infinity"),
    ("half strength", gated(result="x * (scores / 2).sigmoid()"), "off by up to"),
]
