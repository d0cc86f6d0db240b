"""The exercise "skip gate"."""

import torch
import torch.nn.functional as F

from .base import Finding, exercise, solved
from .compare import explain, features, of_shape, same, sound


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
