"""Plausible wrong answers to the exercise "reweight"; several were found in public code."""


def reweight(line):
    """A wrong reweight_each with this line."""
    return f"def reweight_each(x, what, where):\n    {line}\n"


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
    ]
}
