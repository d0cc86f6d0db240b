"""Plausible wrong answers to the exercises of lesson 00: (label, code, part of the message)."""


def reweight(line):
    """A wrong reweight_each with this line."""
    return f"def reweight_each(x, what, where):\n    {line}\n"


def share(*lines):
    """A wrong share_of_each with these lines."""
    body = "\n    ".join(("energy = y.sum(1, keepdim=True).square()", *lines))
    return f"def share_of_each(y, target):\n    {body}\n"


GATE = "what[:, :, None, None] * where[:, None]"

WRONG = {
    "reweight": [
        ("vector without axes", reweight("return x * what * where[:, None]"), "is read as (H, W)"),
        (
            "map without axis",
            reweight("return x * what[:, :, None, None] * where"),
            "is read as (C, H, W)",
        ),
        (
            "axes before the channels",
            reweight("return x * what[:, None, None] * where[:, None]"),
            "stands on the columns",
        ),
        (
            "map transposed",
            reweight("return x * what[:, :, None, None] * where.transpose(1, 2)[:, None]"),
            "are swapped",
        ),
        (
            "weights added",
            reweight("return x * (what[:, :, None, None] + where[:, None])"),
            "x came back doubled",
        ),
        (
            "weights averaged",
            reweight("return x * (what[:, :, None, None] + where[:, None]) / 2"),
            "the closed channel still answers",
        ),
        ("residual", reweight(f"return x + x * {GATE}"), "x was added once more"),
        (
            "added to x",
            reweight("return x + what[:, :, None, None] + where[:, None]"),
            "the weights were added to x",
        ),
        ("weights alone", reweight(f"return {GATE}"), "these are the weights alone"),
        (
            "a second sigmoid",
            reweight("return x * what.sigmoid()[:, :, None, None] * where.sigmoid()[:, None]"),
            "a sigmoid was taken",
        ),
        (
            "softmax over channels",
            reweight("return x * what.softmax(1)[:, :, None, None] * where[:, None]"),
            "something normalises the weights",
        ),
        ("in place", reweight(f"x *= {GATE}\n    return x"), "x was changed in place"),
        (
            "no places",
            reweight("return x * what[:, :, None, None]"),
            "the weights per place are not used",
        ),
        ("no channels", reweight("return x * where[:, None]"), "the weights per channel are not used"),
        (
            "one vector for all",
            reweight("return x * what[0][:, None, None] * where[:, None]"),
            "each image has its own vector",
        ),
        (
            "one map for all",
            reweight("return x * what[:, :, None, None] * where[0]"),
            "each image has its own map",
        ),
        (
            "hard weights",
            reweight("return x * (what > 0.5)[:, :, None, None] * (where > 0.5)[:, None]"),
            "keep them soft",
        ),
        (
            "smaller weight",
            reweight("return x * torch.minimum(what[:, :, None, None], where[:, None])"),
            "the smaller of the two",
        ),
        ("channels added", reweight(f"return (x * {GATE}).sum(1, keepdim=True)"), "the channels were added"),
        ("features rectified", reweight(f"return F.relu(x) * {GATE}"), "negative features were lost"),
        ("NaN", reweight(f"return x * ({GATE} - 1).sqrt()"), "NaN: look for"),
        ("one image only", reweight("return x * what.reshape(1, -1, 1, 1) * where[:, None]"), "must match"),
    ],
    "energy share": [
        (
            "no square",
            share(
                "energy = y.sum(1, keepdim=True)",
                "e = (1, 2, 3)",
                "return (energy * target).sum(e) / energy.sum(e)",
            ),
            "the square is missing",
        ),
        (
            "absolute value",
            share(
                "energy = y.sum(1, keepdim=True).abs()",
                "return (energy * target).sum((1, 2, 3)) / energy.sum((1, 2, 3))",
            ),
            "the absolute value is not",
        ),
        (
            "square, then add",
            share(
                "energy = y.square().sum(1, keepdim=True)",
                "return (energy * target).sum((1, 2, 3)) / energy.sum((1, 2, 3)).clamp(min=1e-12)",
            ),
            "squared before adding",
        ),
        (
            "first channel",
            share(
                "energy = y[:, :1].square()",
                "return (energy * target).sum((1, 2, 3)) / energy.sum((1, 2, 3)).clamp(min=1e-12)",
            ),
            "only the first one counts",
        ),
        (
            "largest channel",
            share(
                "energy = y.amax(1, keepdim=True).square()",
                "return (energy * target).sum((1, 2, 3)) / energy.sum((1, 2, 3)).clamp(min=1e-12)",
            ),
            "the largest channel was taken",
        ),
        ("whole batch", share("return (energy * target).sum() / energy.sum()"), "but not over the images"),
        (
            "axes left",
            share("return (energy * target).sum((2, 3)) / energy.sum((2, 3)).clamp(min=1e-12)"),
            "there are axes left",
        ),
        (
            "batch total",
            share("return (energy * target).sum((1, 2, 3)) / energy.sum().clamp(min=1e-12)"),
            "by its own total",
        ),
        (
            "outside",
            share("return (energy * ~target).sum((1, 2, 3)) / energy.sum((1, 2, 3)).clamp(min=1e-12)"),
            "this is the energy outside",
        ),
        (
            "inside to outside",
            share(
                "return (energy * target).sum((1, 2, 3)) / (energy * ~target).sum((1, 2, 3)).clamp(min=1e-12)"
            ),
            "not by a part or a count",
        ),
        (
            "ratio of means",
            share(
                "inside = (energy * target).sum((1, 2, 3)) / target.sum((1, 2, 3))",
                "return inside / energy.mean((1, 2, 3)).clamp(min=1e-12)",
            ),
            "means were compared",
        ),
        (
            "area",
            share("return target.double().mean((1, 2, 3))"),
            "this is the area of the target",
        ),
        (
            "first target",
            share("return (energy * target[:1]).sum((1, 2, 3)) / energy.sum((1, 2, 3)).clamp(min=1e-12)"),
            "the first image's target",
        ),
        (
            "large epsilon",
            share("return (energy * target).sum((1, 2, 3)) / (energy.sum((1, 2, 3)) + 1)"),
            "too much was added to the divisor",
        ),
        (
            "NaN for silence",
            share("return (energy * target).sum((1, 2, 3)) / energy.sum((1, 2, 3))"),
            "0 / 0 gives NaN",
        ),
        (
            "a list",
            share("return [(e * t).sum().item() / e.sum().item() for e, t in zip(energy, target)]"),
            "not a tensor",
        ),
    ],
}
