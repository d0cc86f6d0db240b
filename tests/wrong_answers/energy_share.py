"""Wrong answers to 'energy share': what is wrong, the code, a part of the message."""

WRONG = {
    "energy share": [
        (
            "whole batch",
            """def share_of_each(y, target):
    energy = y.sum(1, keepdim=True).square()
    return (energy * target).sum() / energy.sum()""",
            "the numbers are right, but they have the shape (), not (1,)",
        ),
        (
            "axes left",
            """def share_of_each(y, target):
    energy = y.sum(1, keepdim=True).square()
    return (energy * target).sum((2, 3)) / energy.sum((2, 3)).clamp(min=1e-12)""",
            "an axis is still there, (N, 1)",
        ),
        (
            "batch total",
            """def share_of_each(y, target):
    energy = y.sum(1, keepdim=True).square()
    return (energy * target).sum((1, 2, 3)) / energy.sum().clamp(min=1e-12)""",
            "divided by the energy of the whole batch",
        ),
        (
            "outside",
            """def share_of_each(y, target):
    energy = y.sum(1, keepdim=True).square()
    return (energy * ~target).sum((1, 2, 3)) / energy.sum((1, 2, 3)).clamp(min=1e-12)""",
            "this is the share outside of the target",
        ),
        (
            "inside to outside",
            """def share_of_each(y, target):
    energy = y.sum(1, keepdim=True).square()
    return (energy * target).sum((1, 2, 3)) / (energy * ~target).sum((1, 2, 3)).clamp(min=1e-12)""",
            "the results go from 0 to 1.37e+14, they have to lie between ",
        ),
        (
            "area",
            """def share_of_each(y, target):
    energy = y.sum(1, keepdim=True).square()
    return target.double().mean((1, 2, 3))""",
            "this is the share of the area",
        ),
    ]
}
