"""Plausible wrong answers to the exercise "energy share"; several were found in public code."""


def share(*lines):
    """A wrong share_of_each with these lines."""
    body = "\n    ".join(("energy = y.sum(1, keepdim=True).square()", *lines))
    return f"def share_of_each(y, target):\n    {body}\n"


WRONG = {
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
    ]
}
