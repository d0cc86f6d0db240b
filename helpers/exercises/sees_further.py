"""Exercise 8.2: a control without attention: a U-Net that sees further, and is the same in all else."""

import torch
from torch import nn

from ..gates import by_method as gates
from ..networks import UNet, build, parameters
from .base import Refused, Untouched, custom, expect, line_of, words
from .draw import generator
from .function import as_function
from .limit import Stopped
from .values import kind, same

SIDE, SHIFT = 128, 16  # pixels: an image that is large enough for "far away", and a move of it
LEAST, MOST = 20, 48  # pixels that a logit sees, on every side
SIZES = ((1, 40, 40), (3, 24, 40))  # (images, height, width)
NETWORKS = {"a UNet()": {}, "a UNet for three colours": {"in_channels": 3, "widths": (4, 6, 8)}}
PLAIN = (14, 15)  # pixels that the plain network sees on its shorter side
WHOLE = "this is the whole image, as with an average over the map: the control has to do without it"
SIDES = ("above", "below", "to the left", "to the right")


@custom(
    "sees further",
    asked=f"a U-Net that sees {LEAST} to {MOST} pixels on every side: as many parameters, no attention",
    look="what decides how far a convolution or a pooling looks, apart from the number of its weights",
)
def check_sees_further(answer, seed, told):
    """answer(net): a plain UNet in, the network that sees further out (the same, changed, or a new one)."""
    function, rng = as_function(answer), generator(seed)
    for what, settings in NETWORKS.items():
        count, channels = parameters(UNet(**settings)), settings.get("in_channels", 1)
        net = called(what, function, build(UNet, seed, **settings))
        if net is ...:
            raise Untouched
        expect(isinstance(net, nn.Module), f"{what}: expected a network back, got {kind(net)}.")
        net.eval()
        for n, height, width in SIZES:
            images = torch.randn((n, channels, height, width), generator=rng)
            check_logits(what, net, images)
        told.right.append(f"{what}: logits for every pixel")
        check_parameters(what, net, images, count)
        told.right.append(f"{what}: {count:,} parameters, all in use")
        check_sight(what, net, torch.randn((2, channels, SIDE, SIDE), generator=rng))
        told.right.append(f"{what}: further, but not everything")


def called(what, function, *args):
    """What a call of the learner's code gives; Refused where it raises."""
    try:
        return function(*args)
    except Stopped:
        raise
    except BaseException as error:
        raise Refused(f"{what}: your code stopped with {words(error)}.", look=line_of(error)) from None


def logits_of(what, net, images):
    """(N, 1, H, W), or Refused."""
    case = f"{what}, images {tuple(images.shape)}"
    logits = called(case, net, images)
    want = (len(images), 1, *images.shape[2:])
    fits = isinstance(logits, torch.Tensor) and logits.shape == want
    expect(fits, f"{case}: expected logits {want}, got {kind(logits)}.")
    expect(logits.isfinite().all(), f"{case}: there is NaN or infinity in the logits.")
    return logits


def check_logits(what, net, images):
    """Logits for every pixel, the same for an image alone and among others."""
    together, alone = logits_of(what, net, images), logits_of(what, net, images[:1])
    expect(
        same(together[:1], alone, 1e-4),
        f"{what}: an image gets other logits alone than among others.",
        "something runs over the batch, or is drawn at random in every call",
    )


def check_parameters(what, net, images, count):
    """As many as the plain network has, all of them in use, and no gate among them."""
    found = parameters(net)
    more = "a gain could come from the additional parameters: change how far the layers look, not their size"
    fewer = "a layer was taken out or made smaller"
    expect(
        found == count,
        f"{what}: expected {count:,} parameters, got {found:,}.",
        more if found > count else fewer,
    )
    expect(
        not gates.gates(net), f"{what}: there is a gate in it.", "this is attention, and the control has none"
    )
    logits = logits_of(what, net, images)
    cut = "the way is cut: .detach(), .data, no_grad() or requires_grad = False"
    expect(logits.requires_grad, f"{what}: no gradient comes back from the logits.", cut)
    learned = {name: p for name, p in net.named_parameters() if p.requires_grad}
    got = torch.autograd.grad(
        logits.square().sum(), list(learned.values()), allow_unused=True, materialize_grads=True
    )
    reached = {name for name, gradient in zip(learned, got) if gradient.any()}
    idle = [name for name, _ in net.named_parameters() if name not in reached]
    expect(not idle, f"{what}: no gradient reaches {', '.join(idle[:2])}.", "these parameters are not in use")


def check_sight(what, net, images):
    """How far a logit sees, from two pixels that lie differently on the coarse map; not where it is."""
    here = SIDE // 2
    for place in (here, here + 3):
        seen = dict(zip(SIDES, reach(what, net, images, place)))
        nearest, furthest = min(seen, key=seen.get), max(seen, key=seen.get)
        expect(
            seen[furthest] <= MOST,
            f"{what}: a logit depends on a pixel {seen[furthest]} {furthest}, expected at most {MOST}.",
            WHOLE if seen[furthest] >= here - 4 else "",
            "a smaller step: one that sees a little further than the plain network",
        )
        expect(
            seen[nearest] >= LEAST,
            f"{what}: a logit sees {seen[nearest]} pixels {nearest}, expected at least {LEAST}.",
            "it sees no further than the plain network" if seen[nearest] in PLAIN else "",
            "the coarse maps: one step there is four pixels of the image",
        )
    moved = logits_of(what, net, images.roll((SHIFT, SHIFT), (2, 3)))
    before, after = slice(MOST, MOST + SHIFT), slice(MOST + SHIFT, MOST + 2 * SHIFT)
    expect(
        same(moved[:, :, after, after], logits_of(what, net, images)[:, :, before, before], 1e-3),
        f"{what}: moved by {SHIFT} pixels, the same image gets other logits.",
        "a logit knows its place, and the place alone could bring a gain",
    )


def reach(what, net, images, place):
    """How many pixels above, below, left and right of the pixel (place, place) its logit sees."""
    images = images.clone().requires_grad_()
    logit = logits_of(what, net, images)[:, :, place, place].sum()
    (gradient,) = torch.autograd.grad(logit, images, allow_unused=True, materialize_grads=True)
    seen = gradient.ne(0).sum((0, 1))
    rows, columns = seen.sum(1).nonzero().ravel().tolist(), seen.sum(0).nonzero().ravel().tolist()
    expect(rows, f"{what}: a logit depends on no pixel of the image.")
    return place - rows[0], rows[-1] - place, place - columns[0], columns[-1] - place
