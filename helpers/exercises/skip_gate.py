"""Exercise 8.2: the attention gate on a skip connection."""

import torch
import torch.nn.functional as F

from .draw import Case, normal, scaled
from .function import Exercise


def bilinear(m, size):
    """Enlarge as the card asks."""
    return F.interpolate(m, size, mode="bilinear", align_corners=False)


def scores(x, coarse, from_fine, from_coarse, score, enlarge=bilinear, rectify=F.relu, join=torch.add):
    """One score per place, (N, 1, H, W); other steps are the mistakes."""
    wide = enlarge(F.conv2d(coarse, from_coarse), x.shape[2:])
    return F.conv2d(rectify(join(F.conv2d(x, from_fine), wide)), score)


def gated(x, coarse, from_fine, from_coarse, score):
    """x (N, C, H, W), coarse (N, D, H/2, W/2), kernels (K, C, 1, 1), (K, D, 1, 1), (1, K, 1, 1)"""
    return x * scores(x, coarse, from_fine, from_coarse, score).sigmoid()


def inputs(rng, n, c, h, w, d, k):
    """x, coarse and three random kernels."""
    kernels = (1.5 * normal(rng, *s) - 0.75 for s in ((k, c, 1, 1), (k, d, 1, 1), (1, k, 1, 1)))
    return normal(rng, n, c, h, w), normal(rng, n, d, h // 2, w // 2), *kernels


def cases(rng):
    """Many shapes, one of everything, C = D = K; a silent image at the border."""

    def ordinary():
        for what, sizes in (
            ("one image, one channel, 2 × 4 places", (1, 1, 2, 4, 1, 1)),
            ("several images", (2, 4, 6, 10, 5, 3)),
            ("more channels in the coarse map", (3, 2, 8, 4, 6, 4)),
            ("as many channels everywhere", (2, 4, 4, 4, 4, 4)),
            ("one hidden channel", (2, 3, 6, 4, 2, 1)),
        ):
            yield Case(what, inputs(rng, *sizes))

    yield from scaled(ordinary(), factors=(30, 1e-2))
    args = inputs(rng, 3, 2, 4, 6, 3, 4)
    args[0][1] = 0
    args[1][2] = 0
    yield Case("a silent image beside others", args, border=True)


def changed(**steps):
    """x times the map with another step."""
    return lambda x, coarse, fine, wide, score: x * scores(x, coarse, fine, wide, score, **steps).sigmoid()


def mode(name, **settings):
    """Enlarge in another way."""
    return changed(enlarge=lambda m, size: F.interpolate(m, size, mode=name, **settings))


def pooled(x, coarse, from_fine, from_coarse, score):
    """x is made coarse and the map enlarged at the end."""
    small = F.avg_pool2d(F.conv2d(x, from_fine), 2)
    s = F.conv2d(F.relu(small + F.conv2d(coarse, from_coarse)), score)
    return x * bilinear(s.sigmoid(), x.shape[2:])


Exercise(
    "skip gate",
    asked="convolve both, enlarge the coarse one (bilinear), add, ReLU, convolve, sigmoid, times x",
    look="the order of the steps; the map comes back multiplied by x",
    reference=gated,
    cases=cases,
    gradient=("x", "coarse", "from_fine", "from_coarse", "score"),
    images=("x", "coarse"),
    mistakes={
        "this is the map alone; x has to be multiplied by it": lambda *a: scores(*a).sigmoid(),
        "the sigmoid is missing": lambda *a: a[0] * scores(*a),
        "the sigmoid is applied twice": lambda *a: a[0] * scores(*a).sigmoid().sigmoid(),
        "this is a softmax over the places": lambda *a: (
            a[0] * scores(*a).flatten(2).softmax(2).view(len(a[0]), 1, *a[0].shape[2:])
        ),
        "this is a softmax over an axis of length one": lambda *a: a[0] * scores(*a).softmax(1),
        "the ReLU is missing": changed(rectify=lambda m: m),
        "the ReLU comes after the last convolution": lambda *a: (
            a[0] * scores(*a, rectify=lambda m: m).relu().sigmoid()
        ),
        "a second ReLU comes after the last convolution": lambda *a: a[0] * scores(*a).relu().sigmoid(),
        "a sigmoid stands where the ReLU belongs": changed(rectify=torch.sigmoid),
        "each map goes through the ReLU before they are added": changed(
            join=lambda a, b: a.relu() + b.relu()
        ),
        "the two maps are multiplied, not added": changed(join=torch.mul),
        "the coarse map is taken off, not added": changed(join=torch.sub),
        "the coarse map is not used": changed(join=lambda a, b: a),
        "x is not looked at": changed(join=lambda a, b: b),
        "enlarged by repeating (nearest), not bilinear": mode("nearest"),
        "align_corners=True; it has to be False": mode("bilinear", align_corners=True),
        "enlarged bicubic, not bilinear": mode("bicubic", align_corners=False),
        "x is made coarse and the map enlarged at the end": pooled,
        "x is added once more": lambda *a: a[0] + gated(*a),
        "the map is added to x, not multiplied": lambda *a: a[0] + scores(*a).sigmoid(),
        "x is multiplied by 1 - map": lambda *a: a[0] * (1 - scores(*a).sigmoid()),
        "the map multiplies the convolved x, not x": lambda *a: F.conv2d(a[0], a[2]) * scores(*a).sigmoid(),
        "the map multiplies twice": lambda *a: gated(*a) * scores(*a).sigmoid(),
    },
)
