"""The exercise "mean IoU"."""

import numbers

import torch

from .base import Finding, exercise, solved
from .compare import explain, same


def masks_for(shape, seed, shares=(0.1, 0.4, 0.2, 0.7)):
    """Logits and masks (N, 1, H, W) that overlap in part; every image's mask has another size."""
    rng = torch.Generator().manual_seed(seed)
    size = torch.tensor(shares[: shape[0]])[:, None, None, None]
    mask = torch.rand(shape, generator=rng) < size
    logits = 1.2 * torch.randn(shape, generator=rng, dtype=torch.float64) + mask - 0.3
    return logits, mask


def true_iou(logits, mask):
    """Intersection over union of every image, 0 where both masks are empty: (N,)."""
    found = logits > 0
    both, either = (found & mask).sum((1, 2, 3)), (found | mask).sum((1, 2, 3))
    return both.double() / either.clamp(min=1)


def as_number(got, images):
    """The answer as a finding: one finite number, a float or a tensor of one entry."""
    what = "it gives one number"
    if isinstance(got, torch.Tensor) and got.numel() != 1:
        shape = tuple(got.shape)
        known = {
            (images,): "one IoU per image; the mean over the images is still to come",
            (images, 1): "one IoU per image; the mean over the images is still to come",
        }
        hint = known.get(shape, "count the pixels of each image, then take the mean over the images")
        return Finding(False, what, f"got a tensor of shape {shape}: {hint}")
    if not isinstance(got, torch.Tensor | numbers.Real):
        return Finding(False, what, f"it returned {type(got).__name__}, not a number")
    value = torch.as_tensor(got)
    return Finding(value.is_floating_point() and bool(torch.isfinite(value).all()), what, f"got {got}")


@exercise("mean IoU")
def check_mean_iou(answer):
    """answer(logits, mask): logits (N, 1, H, W), mask bool -> the mean over the images of their IoU."""
    for shape, seed in (((4, 1, 6, 9), 0), ((3, 1, 8, 5), 1)):
        logits, mask = masks_for(shape, seed)
        given = logits.clone(), mask.clone()
        got = solved(answer(logits, mask))
        one = as_number(got, shape[0])
        yield one
        if not one.holds:
            return
        kept = torch.equal(logits, given[0]) and torch.equal(mask, given[1])
        yield Finding(kept, "your input is left as it was", "the function changes its input in place")
        if not kept:
            return
        fine = same(torch.as_tensor(got).double().reshape(()), true_iou(logits, mask).mean())
        what = f"equal to the mean IoU, {shape[0]} images of {shape[2]} × {shape[3]}"
        yield Finding(fine, what, "" if fine else iou_mistake(got, logits, mask))
        if not fine:
            return
    yield from check_empty(answer)


def check_empty(answer):
    """Masks without a pixel: predicted, true, or both."""
    for what, keep_logits, keep_mask in (
        ("nothing predicted in one image counts 0 there", 0, 1),
        ("an image without a true pixel counts 0 if something is predicted", 1, 0),
        ("an image where both masks are empty counts 0", 0, 0),
    ):
        logits, mask = masks_for((4, 1, 6, 9), 2)
        logits[1] = logits[1] if keep_logits else -3.0
        mask[1] &= bool(keep_mask)
        got = torch.as_tensor(answer(logits, mask)).double().reshape(())
        want = true_iou(logits, mask)
        without = want[[0, 2, 3]].mean()
        if got.isnan():
            mistake = "0 / 0 is nan, and one such image spoils the mean: clamp the union to at least 1"
        elif same(got, without):
            mistake = "this image is left out of the mean; it counts as 0"
        elif same(got, (want.sum() + 1) / 4):
            mistake = "this image counts as 1 here; metrics.iou counts it as 0"
        else:
            mistake = f"got {got:.3f}, expected {want.mean():.3f}"
        fine = same(got, want.mean())
        yield Finding(fine, what, mistake)
        if not fine:
            return
    logits, mask = masks_for((4, 1, 6, 9), 3)
    got = torch.as_tensor(answer(torch.where(mask, 0.2, -0.2).double(), mask)).double().reshape(())
    yield Finding(
        same(got, torch.tensor(1.0)), "a perfect prediction, however timid, has IoU 1", f"got {got:.3f}"
    )


def iou_mistake(got, logits, mask):
    """What a number that is not the mean IoU points to."""
    got, found, odds, true = (
        torch.as_tensor(got).double().reshape(()),
        logits > 0,
        logits.sigmoid(),
        mask.double(),
    )

    def count(pixels):
        return pixels.double().sum((1, 2, 3))

    both, either = count(found & mask), count(found | mask)
    sizes, area = count(found) + count(mask), mask[0].numel()
    iou, without = both / either, area - either
    soft = (odds * true).sum((1, 2, 3))
    background = without / (area - both)
    high = logits > 0.5
    explanations = [
        (both.sum() / either.sum(), "all images are counted as one: large digits weigh more than small ones"),
        ((2 * both / sizes).mean(), "this is Dice, twice the intersection over the sum of both sizes"),
        (2 * both.sum() / sizes.sum(), "this is Dice, and all images are counted as one"),
        ((both / sizes).mean(), "the intersection is counted twice in the union: found + true - both"),
        (
            (count(high & mask) / count(high | mask)).mean(),
            "0.5 is the threshold for probabilities; for logits it is 0",
        ),
        (
            (soft / (odds + true - odds * true).sum((1, 2, 3))).mean(),
            "these are probabilities: a pixel is in the mask or not, so threshold first",
        ),
        (((iou + background) / 2).mean(), "the background counts as a second class here; leave it out"),
        (background.mean(), "this is the IoU of the background"),
        (((both + without) / area).mean(), "this is the share of pixels that are right; background counts"),
        ((count(mask) / area).mean(), "every pixel is predicted: a probability is always above 0"),
        ((both / count(mask)).mean(), "divided by the true mask alone (recall): wrong pixels cost nothing"),
        ((both / count(found)).mean(), "divided by the prediction alone (precision): misses cost nothing"),
        ((both / count(found ^ mask)).mean(), "the union lacks the intersection: use |, not ^"),
        ((both / area).mean(), "divided by the whole image"),
        (((both + 1) / (either + 1)).mean(), "the + 1 of the soft Dice loss has no place in a score"),
        (iou.sum(), "this is the sum over the images, not their mean"),
        (100 * iou.mean(), "this is in percent; IoU lies between 0 and 1"),
        (1 - iou.mean(), "this is one minus IoU, a loss"),
        (iou.median(), "this is the median over the images, not their mean"),
    ]
    return explain(got, explanations) or (
        f"got {got:.3f}, expected {iou.mean():.3f}: pixels in both over pixels in either, image by image"
    )
