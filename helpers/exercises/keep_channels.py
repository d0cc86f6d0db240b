"""The exercise "keep channels"."""

import torch

from .base import Finding, exercise, solved


def _chosen(rng, images, channels, count):
    """A random choice of distinct channels for every image: (images, count)."""
    return torch.stack([torch.randperm(channels, generator=rng)[:count] for _ in range(images)])


def _kept(x, chosen):
    """The reference: x where the channel was chosen for the image, zero elsewhere."""
    mask = torch.zeros(x.shape[:2], dtype=torch.bool).scatter(1, chosen, True)
    return torch.where(mask[:, :, None, None], x, torch.zeros_like(x))


def _diagnose(out, x, chosen):
    """The likely reason why out is not _kept(x, chosen)."""
    right, n = _kept(x, chosen), len(x)
    union = chosen.flatten().unique()
    shared = _kept(x, union.expand(n, -1))
    weights = right + torch.where(right == 0, 1.0, 0.0)
    ratio = (out / weights)[right != 0]
    reasons = (
        (out.isnan().any(), "there are NaN in the result: did a division by zero slip in?"),
        (torch.equal(out, x), "nothing was switched off: the result is x itself"),
        ((out == 0).all(), "everything is zero: are the chosen channels written back?"),
        (torch.equal(out, x - right), "the wrong way round: the chosen channels are off and the others on"),
        (
            torch.equal(out, _kept(x, chosen[:1].expand(n, -1))),
            "every image keeps the channels of image 0: use row n of chosen for image n",
        ),
        (
            torch.equal(out, shared) or torch.equal(out, x - shared),
            "every image keeps what any image chose: x[:, chosen] does not pair images with their rows",
        ),
        (
            torch.equal(out, right.relu()),
            "negative values are gone: keep the chosen channels exactly as they are",
        ),
        (
            torch.equal(out, (right != 0).to(out)),
            "the result holds ones and zeros: multiply x by these weights",
        ),
        (
            bool((out[right == 0] == 0).all()) and torch.allclose(ratio, ratio[:1].expand_as(ratio)),
            "the kept channels are rescaled: keep their values, no average, no c / k",
        ),
    )  # fmt: skip
    here = tuple(v.item() for v in (out != right).nonzero()[0])
    text = (
        f"at image, channel, row, column {here} it gives {out[here].item():.3f} for {right[here].item():.3f}"
    )
    return next((reason for holds, reason in reasons if holds), text)


@exercise("keep channels")
def keep_channels(answer):
    """keep(x, chosen): other channels zero, image by image."""
    rng = torch.Generator().manual_seed(4)
    x = torch.rand(2, 5, 3, 4, generator=rng, dtype=torch.float64) - 0.5
    chosen = torch.tensor([[4, 1], [0, 3]])
    copies = x.clone(), chosen.clone()
    out = solved(answer(x, chosen))
    what = "it returns a feature map of the shape of x"
    if not isinstance(out, torch.Tensor):
        yield Finding(False, what, f"it returned {type(out).__name__}, not a tensor")
        return
    narrow = (
        " the chosen channels were cut out, keep all and make the others zero"
        if out.shape[1:2] == (2,)
        else ""
    )
    mistake = f"for x {tuple(x.shape)} it returned {tuple(out.shape)}:{narrow or ' do not sum or squeeze'}"
    yield Finding(out.shape == x.shape, what, mistake)
    if out.shape != x.shape:
        return
    untouched = torch.equal(x, copies[0]) and torch.equal(chosen, copies[1])
    mistake = "x itself was changed, and the next reader of x gets zeros: work on x.clone(), or multiply"
    yield Finding(untouched, "x and chosen are as they were", mistake)
    if not untouched:
        return
    x, chosen = copies
    yield Finding(out.dtype == x.dtype, "float64 stays float64",
                  f"it came back as {out.dtype}: use torch.zeros_like(x), it keeps the type")  # fmt: skip
    if out.dtype == torch.bool:
        return
    right = torch.equal(out.double(), _kept(x, chosen))
    yield Finding(right, "chosen channels keep their values, all others are zero",
                  "" if right else _diagnose(out.double(), x, chosen))  # fmt: skip
    if not right:
        return
    wrong = None
    for n, c, h, w, k in ((3, 3, 2, 2, 1), (1, 6, 5, 2, 4), (4, 3, 1, 3, 3), (5, 8, 4, 4, 2)):
        x = torch.rand(n, c, h, w, generator=rng) - 0.5
        chosen = _chosen(rng, n, c, k)
        out = answer(x.clone(), chosen.clone())
        if out.shape != x.shape or not torch.equal(out, _kept(x, chosen)):
            wrong = f"it fails for x {(n, c, h, w)} and {k} chosen: is a size written as a number?"
            break
    yield Finding(wrong is None, "other sizes work too", wrong or "")
    x = torch.rand(2, 5, 3, 4, generator=rng, requires_grad=True)
    chosen = _chosen(rng, 2, 5, 2)
    out = answer(x, chosen)
    what = "a gradient reaches the chosen channels of x, and no others"
    if not out.requires_grad:
        yield Finding(False, what, "the gradient stops: no .data, .detach(), .numpy() or torch.no_grad()")
        return
    (gradient,) = torch.autograd.grad(out.sum(), x)
    holds = torch.equal(gradient, _kept(torch.ones_like(gradient), chosen))
    yield Finding(holds, what, "the gradient is not 1 for kept and 0 for other values")
