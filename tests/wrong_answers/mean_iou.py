"""Plausible wrong answers to the exercise "mean IoU"; several were found in public code."""

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
    ]
}
