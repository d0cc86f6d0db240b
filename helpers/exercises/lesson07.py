"""The exercises of lesson 07: the overlap of masks, and the attention gate on a skip."""

import numbers

import torch
import torch.nn.functional as F

from .base import Finding, exercise, solved
from .maps import explain, features, of_shape, same, sound


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


def gate_inputs(shape, coarse_channels, hidden, seed):
    """x, coarse and three random 1 x 1 kernels, float64."""
    n, c, h, w = shape
    x, coarse = features(shape, seed), features((n, coarse_channels, h // 2, w // 2), seed + 1)
    kernels = [
        1.5 * features((k, c, 1, 1), seed + 2 + i) - 0.75
        for i, (k, c) in enumerate(((hidden, c), (hidden, coarse_channels), (1, hidden)))
    ]
    return x, coarse, *kernels


def gate_scores(x, coarse, from_fine, from_coarse, score, **changed):
    """The true scores, or with one step changed: enlarge, rectify, fine, join."""
    size = x.shape[2:]
    how = {
        "enlarge": lambda m: F.interpolate(m, size, mode="bilinear", align_corners=False),
        "rectify": F.relu,
        "fine": lambda m: m,
        "join": torch.add,
        **changed,
    }
    wide = how["enlarge"](F.conv2d(coarse, from_coarse))
    return F.conv2d(how["rectify"](how["join"](how["fine"](F.conv2d(x, from_fine)), wide)), score)


@exercise("skip gate")
def check_skip_gate(answer):
    """answer(x, coarse, from_fine, from_coarse, score) -> x times the map, (N, C, H, W)."""
    for shape, d, k, seed in (((2, 4, 6, 10), 5, 3, 0), ((3, 2, 8, 4), 3, 4, 10)):
        given = gate_inputs(shape, d, k, seed)
        copies = [t.clone() for t in given]
        got = solved(answer(*given))
        numbers_ = sound(got)
        yield numbers_
        if not numbers_.holds:
            return
        kept = all(torch.equal(a, b) for a, b in zip(given, copies))
        yield Finding(kept, "your input is left as it was", "the function changes its input in place")
        if not kept:
            return
        right = of_shape(got, shape, gate_shape_mistake(got, given))
        yield right
        if not right.holds:
            return
        fine = same(got, given[0] * gate_scores(*given).sigmoid())
        what = f"equal to the attention gate, x {shape}, coarse {tuple(given[1].shape)}"
        yield Finding(fine, what, "" if fine else gate_mistake(got, given))
        if not fine:
            return
    inputs = [t.requires_grad_() for t in gate_inputs((2, 4, 6, 10), 5, 3, 0)]
    got = answer(*inputs)
    grads = torch.autograd.grad(got.sum(), inputs, allow_unused=True) if got.requires_grad else (None,)
    reaches = all(g is not None and bool(g.abs().sum() > 0) for g in grads)
    yield Finding(
        reaches,
        "the gradient reaches both maps and all three kernels",
        "it is cut on the way: no .data or .detach()",
    )


def gate_shape_mistake(got, given):
    """What a wrong shape of the gated map points to."""
    x, coarse = given[:2]
    n, c, h, w = x.shape
    known = {
        (n, 1, h, w): "this is the map alone; multiply x by it",
        tuple(coarse.shape): "the coarse map is multiplied here; it only steers, x is what passes",
        (n, coarse.shape[1], h, w): "the coarse map is multiplied here; it only steers, x is what passes",
        (n, c, *coarse.shape[2:]): "x has shrunk: enlarge the coarse map, do not shrink x",
        (n, 1, *coarse.shape[2:]): "the map has the coarse size: enlarge the coarse map to the size of x",
        (n, len(given[2]), h, w): "these are the hidden maps; the score kernel makes one map of them",
    }
    return known.get(tuple(got.shape), f"x passes through, so its shape stays {tuple(x.shape)}")


def gate_mistake(got, given):
    """What a gated map that differs points to."""
    x, coarse, from_fine, from_coarse, score = given
    size, scores = x.shape[2:], gate_scores(*given)

    def gate(**changed):
        return x * gate_scores(*given, **changed).sigmoid()

    def resized(mode, **settings):
        return lambda m: F.interpolate(m, size, mode=mode, **settings)

    def turned(m):
        return F.interpolate(m.transpose(2, 3), size, mode="bilinear", align_corners=False)

    wide = gate_scores(*given, fine=torch.zeros_like, rectify=lambda m: m)
    shrunk = F.interpolate(
        F.conv2d(F.relu(F.avg_pool2d(F.conv2d(x, from_fine), 2) + F.conv2d(coarse, from_coarse)), score),
        size,
        mode="bilinear",
        align_corners=False,
    )
    apart = F.conv2d(F.conv2d(x, from_fine).relu(), score) + F.conv2d(
        resized("bilinear", align_corners=False)(F.conv2d(coarse, from_coarse)).relu(), score
    )
    pooled = F.conv2d(coarse, from_coarse).mean((2, 3), keepdim=True)
    late = F.conv2d(F.conv2d(x, from_fine) + F.conv2d(resized("bilinear")(coarse), from_coarse), score)
    explanations = [
        (x * scores, "the sigmoid is missing: x is multiplied by the scores"),
        (x * scores.tanh(), "tanh lets weights be negative: a gate uses the sigmoid"),
        (x + scores.sigmoid(), "the map is added: a gate multiplies"),
        (x + scores, "this is the additive twin, x + scores: a gate multiplies x by the sigmoid"),
        (x + x * scores.sigmoid(), "x is added on top: the gate only scales, nothing gets around it"),
        (
            x * scores.flatten(1).softmax(1).view_as(scores),
            "a softmax over the places: the gate uses a sigmoid",
        ),
        (x * scores.sigmoid().sigmoid(), "the sigmoid is taken twice: no weight is below one half"),
        (x * scores.relu().sigmoid(), "a ReLU right before the sigmoid: no weight is below one half"),
        (x * (1 - scores.sigmoid()), "the gate is turned round: it closes where the scores are high"),
        (gate(enlarge=lambda m: torch.zeros(1)), "the coarse map is not used: the fine one decides alone"),
        (gate(fine=torch.zeros_like), "the fine map is not used: the coarse one decides alone"),
        (gate(rectify=lambda m: m), "the ReLU between the sum and the score is missing"),
        (gate(rectify=torch.sigmoid), "a sigmoid where the ReLU belongs"),
        (gate(join=torch.mul), "the two are multiplied before the ReLU: they are added"),
        (gate(enlarge=resized("nearest")), 'every value is repeated: enlarge with mode="bilinear"'),
        (
            gate(enlarge=resized("bilinear", align_corners=True)),
            "align_corners=True moves the map: use False",
        ),
        (gate(enlarge=turned), "rows and columns of the coarse map are swapped"),
        (
            gate(enlarge=lambda m: pooled.expand(-1, -1, *size)),
            "the coarse map is averaged: its places count",
        ),
        (x * apart.sigmoid(), "the ReLU comes before the sum: add first, then rectify"),
        (x * late.relu().sigmoid(), "the ReLU comes after the score: it belongs before it"),
        (x * shrunk.sigmoid(), "x is shrunk to the coarse map and the map enlarged: enlarge the coarse map"),
        (x * wide.sigmoid(), "only the coarse map is used, and without a ReLU"),
        (x, "x comes back as it was (a softmax over one channel makes every weight 1): use the sigmoid"),
    ]
    return explain(got, explanations) or (
        f"off by up to {(got - x * scores.sigmoid()).abs().max():.2f}: 1 × 1 on both, enlarge the "
        "coarse one, add, ReLU, 1 × 1, sigmoid, times x"
    )
