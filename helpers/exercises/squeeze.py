"""Exercise 2.1: for every image and channel the average over all places."""

from .draw import maps, scaled
from .function import Exercise


def squeezed(x):
    """(N, C, H, W) -> (N, C)"""
    return x.mean((2, 3))


Exercise(
    "squeeze",
    asked="for every image and channel the average over all places, (N, C, H, W) -> (N, C)",
    look="the axes that shall disappear: 2 and 3, and no other",
    reference=squeezed,
    cases=lambda rng: scaled(maps(rng)),
    gradient=("x",),
    images=("x",),
    mistakes={
        "the two axes of length one are still there": lambda x: x.mean((2, 3), keepdim=True),
        "this is the sum over the places": lambda x: x.sum((2, 3)),
        "this is the largest number of every channel": lambda x: x.amax((2, 3)),
        "this is the smallest number of every channel": lambda x: x.amin((2, 3)),
        "this is the median of every channel": lambda x: x.flatten(2).median(2).values,
        "this is the spread of every channel": lambda x: x.std((2, 3)),
        "the average runs over the channels too": lambda x: x.mean((1, 2, 3)),
        "the average runs over the channels, not over the places": lambda x: x.mean(1),
        "the average runs over the images, not over the places": lambda x: x.mean(0),
        "the average runs over the images too": lambda x: x.mean((0, 2, 3)),
        "every image gets the average of the batch": lambda x: x.mean((0, 2, 3)).expand(x.shape[:2]),
        "only the rows are averaged away": lambda x: x.mean(2),
        "only the columns are averaged away": lambda x: x.mean(3),
        "the average runs over N and C": lambda x: x.mean((0, 1)),
        "the average runs over C and H": lambda x: x.mean((1, 2)),
        "negative numbers are cut off first": lambda x: x.relu().mean((2, 3)),
        "this is the average of the sizes |x|": lambda x: x.abs().mean((2, 3)),
        "divided by the rows alone": lambda x: x.sum((2, 3)) / x.shape[2],
        "divided by the columns alone": lambda x: x.sum((2, 3)) / x.shape[3],
        "only the places that are not zero are counted": lambda x: (
            x.sum((2, 3)) / (x != 0).sum((2, 3)).clamp(min=1)
        ),
        "the mean of the largest and the smallest number is no average": lambda x: (
            (x.amax((2, 3)) + x.amin((2, 3))) / 2
        ),
        "a sigmoid is applied: that comes later in the gate": lambda x: x.mean((2, 3)).sigmoid(),
        "only the first place is read": lambda x: x[:, :, 0, 0],
        "every axis of length one is taken away": lambda x: x.mean((2, 3)).squeeze(),
    },
)
