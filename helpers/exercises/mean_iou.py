"""Exercise 8.1: the mean over the images of their intersection over union."""

import torch

from .draw import Case, scaled
from .function import Exercise
from .values import number


def count(pixels):
    """How many pixels (or how much of them) every image has, (N,)."""
    return pixels.double().sum((1, 2, 3))


def ious(found, mask):
    """(N,); 0 where both masks are empty."""
    return count(found & mask) / count(found | mask).clamp(min=1)


def mean_iou(logits, mask):
    """logits (N, 1, H, W), mask (N, 1, H, W) bool -> a number"""
    return ious(logits > 0, mask).mean()


def cases(rng):
    """Masks of very different sizes; empty ones beside others, logits of 0, timid ones at the border."""

    def masks(n, h, w):
        mask = torch.rand((n, 1, h, w), generator=rng) < torch.rand((n, 1, 1, 1), generator=rng)
        return 1.2 * torch.randn((n, 1, h, w), generator=rng, dtype=torch.float64) + mask - 0.3, mask

    def ordinary():
        smallest = torch.tensor([[[[0.3, 2.0, -1.0]]]]).double(), torch.tensor([[[[True, False, True]]]])
        yield Case("one image of three pixels", smallest)
        for n, h, w in ((4, 6, 9), (1, 5, 7), (3, 8, 8), (6, 1, 9)):
            yield Case(f"{n} image{'s' * (n > 1)} of {h} × {w}", masks(n, h, w))

    yield from scaled(ordinary(), factors=(1000, 1e-4))
    for what, predicted, true in (
        ("nothing predicted in one image of four", False, True),
        ("no true pixel in one image of four", True, False),
        ("both masks empty in one image of four", False, False),
    ):
        logits, mask = masks(4, 6, 9)
        mask[1, 0, 0, 0] = True
        logits[1] = logits[1] if predicted else -3.0
        mask[1] &= true
        yield Case(what, (logits, mask), border=True)
    logits, mask = masks(3, 5, 5)
    logits[:, :, ::2] = 0
    yield Case("logits of exactly 0: a probability of one half is not above", (logits, mask), border=True)
    yield Case("all masks empty", (-logits.abs() - 1, mask & False), border=True)
    yield Case("a perfect prediction", (torch.where(mask, 0.2, -0.2).double(), mask), border=True)


def of_counts(score):
    """The mean of another score of intersection, union, prediction, truth and area."""

    def wrong(logits, mask):
        found = logits > 0
        counts = [count(p) for p in (found & mask, found | mask, found, mask)]
        return score(*counts, mask[0].numel()).mean()

    return wrong


def soft(logits, mask):
    """With probabilities."""
    p, t = logits.sigmoid(), mask.double()
    return (count(p * t) / count(p + t - p * t)).mean()


def left_out(logits, mask):
    """Images with both masks empty do not count."""
    either = count((logits > 0) | mask)
    return ious(logits > 0, mask)[either > 0].mean()


def ratio(a, b):
    """a / b, 0 where b is 0."""
    return a / b.clamp(min=1)


Exercise(
    "mean IoU",
    asked="the mean over the images of their IoU (predicted: above one half; 0 if both masks are empty)",
    look="pixels in both over pixels in either, image by image; the mean comes last",
    reference=mean_iou,
    cases=cases,
    reads=number,
    mistakes={
        "all images are counted as one": lambda logits, mask: ratio(
            count((logits > 0) & mask).sum(), count((logits > 0) | mask).sum()
        ),
        "this is Dice, twice the intersection over the sum of both sizes": of_counts(
            lambda both, either, found, true, area: ratio(2 * both, found + true)
        ),
        "the intersection is counted twice in the union": of_counts(
            lambda both, either, found, true, area: ratio(both, found + true)
        ),
        "0.5 is a threshold for probabilities; for logits it is 0": lambda logits, mask: ious(
            logits > 0.5, mask
        ).mean(),
        "a probability of exactly one half is counted as predicted (>= for >)": lambda logits, mask: ious(
            logits >= 0, mask
        ).mean(),
        "these are probabilities; a pixel is in the mask or not": soft,
        "the background counts as a second class": of_counts(
            lambda both, either, found, true, area: (
                (ratio(both, either) + ratio(area - either, area - both)) / 2
            )
        ),
        "this is the IoU of the background": of_counts(
            lambda both, either, found, true, area: ratio(area - either, area - both)
        ),
        "this is the share of right pixels": of_counts(
            lambda both, either, found, true, area: (both + area - either) / area
        ),
        "this is recall: divided by the true mask alone": of_counts(
            lambda both, either, found, true, area: ratio(both, true)
        ),
        "this is precision: divided by the prediction alone": of_counts(
            lambda both, either, found, true, area: ratio(both, found)
        ),
        "divided by the larger of the two masks": of_counts(
            lambda both, either, found, true, area: ratio(both, torch.maximum(found, true))
        ),
        "the union lacks the intersection (^ for |)": of_counts(
            lambda both, either, found, true, area: ratio(both, either - both)
        ),
        "divided by the whole image": of_counts(lambda both, either, found, true, area: both / area),
        "1 is added above and below, as in a soft loss": of_counts(
            lambda both, either, found, true, area: (both + 1) / (either + 1)
        ),
        "0 / 0 is NaN: clamp the union to at least 1": of_counts(
            lambda both, either, found, true, area: both / either
        ),
        "an image with both masks empty is left out; it counts 0": left_out,
        "an image with both masks empty counts 1; it counts 0": of_counts(
            lambda both, either, found, true, area: torch.where(either == 0, 1.0, ratio(both, either))
        ),
        "this is the sum over the images": lambda logits, mask: ious(logits > 0, mask).sum(),
        "this is the median over the images": lambda logits, mask: ious(logits > 0, mask).median(),
        "this is in per cent": lambda logits, mask: 100 * mean_iou(logits, mask),
        "this is 1 - IoU, a loss": lambda logits, mask: 1 - mean_iou(logits, mask),
        "every pixel is predicted: a sigmoid is always above 0": lambda logits, mask: ious(
            logits.sigmoid() > 0, mask
        ).mean(),
        "one IoU per image: the mean is still to come": lambda logits, mask: ious(logits > 0, mask),
    },
)
