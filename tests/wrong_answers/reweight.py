"""Wrong answers to 'reweight': what is wrong, the code, a part of the message."""

WRONG = {
    "reweight": [
        (
            "vector without axes",
            """def reweight_each(x, what, where):
    return x * what * where[:, None]""",
            "`what` without new axes is read as (H, W)",
        ),
        (
            "vector with one axis, in its middle",
            """def reweight_each(x, what, where):
    return x * what[:, None] * where[:, None]""",
            "`what` needs two new axes: with one, (N, 1, C) is read as (C, 1, W)",
        ),
        (
            "vector with one axis, at its end",
            """def reweight_each(x, what, where):
    return x * what[:, :, None] * where[:, None]""",
            "`what` needs two new axes: with one, (N, C, 1) is read as (C, H, 1)",
        ),
        (
            "map without axis",
            """def reweight_each(x, what, where):
    return x * what[:, :, None, None] * where""",
            "`where` without a new axis is read as (C, H, W)",
        ),
        (
            "axes before the channels",
            """def reweight_each(x, what, where):
    return x * what[:, None, None] * where[:, None]""",
            "`what` lies along the columns",
        ),
        (
            "axes before the channels, map without axis",
            """def reweight_each(x, what, where):
    return x * what[:, None, None] * where""",
            "`what` lies along the columns, and `where` has no new axis",
        ),
        (
            "map transposed",
            """def reweight_each(x, what, where):
    return x * what[:, :, None, None] * where.transpose(1, 2)[:, None]""",
            "rows and columns of `where` are swapped",
        ),
        (
            "weights added",
            """def reweight_each(x, what, where):
    return x * (what[:, :, None, None] + where[:, None])""",
            "the weights are added to each other before they multiply",
        ),
        (
            "weights averaged",
            """def reweight_each(x, what, where):
    return x * (what[:, :, None, None] + where[:, None]) / 2""",
            "expected [[[[20, 4]]]], got [[[[6, 3]]]].",
        ),
    ]
}
