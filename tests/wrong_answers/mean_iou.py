"""Wrong answers to 'mean IoU': what is wrong, the code, a part of the message."""

WRONG = {
    "mean IoU": [
        (
            "soft",
            """def mean_iou(logits, mask):
    p, t = logits.sigmoid(), mask.double()
    return ((p * t).sum((1, 2, 3)) / (p + t - p * t).sum((1, 2, 3))).mean()""",
            "these are probabilities; a pixel is in the mask or not",
        ),
        (
            "in place",
            """def mean_iou(logits, mask):
    logits.sigmoid_()
    return logits.mean()""",
            "your code writes into it",
        ),
        (
            "the whole batch at once",
            """def mean_iou(logits, mask):
    found = logits > 0
    both, either = (found & mask).sum((1, 2, 3)), (found | mask).sum((1, 2, 3)).clamp(min=1)
    return both.sum() / either.sum()""",
            "all images are counted as one",
        ),
        (
            "Dice",
            """def mean_iou(logits, mask):
    found = logits > 0
    both, either = (found & mask).sum((1, 2, 3)), (found | mask).sum((1, 2, 3)).clamp(min=1)
    return (2 * both / (found.sum((1, 2, 3)) + mask.sum((1, 2, 3))).clamp(min=1)).mean()""",
            "this is Dice, twice the intersection over the sum of both si",
        ),
        (
            "Dice of the batch",
            """def mean_iou(logits, mask):
    found = logits > 0
    both, either = (found & mask).sum((1, 2, 3)), (found | mask).sum((1, 2, 3)).clamp(min=1)
    return 2 * both.sum() / (found.sum((1, 2, 3)) + mask.sum((1, 2, 3))).clamp(min=1).sum()""",
            "expected 0.3333, got 0.5.",
        ),
        (
            "union without minus",
            """def mean_iou(logits, mask):
    found = logits > 0
    both, either = (found & mask).sum((1, 2, 3)), (found.sum((1, 2, 3)) + mask.sum((1, 2, 3))).clamp(min=1)
    return (both / either).mean()""",
            "the intersection is counted twice in the union",
        ),
    ]
}
