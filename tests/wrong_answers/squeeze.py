"""Wrong answers to 'squeeze': what is wrong, the code, a part of the message."""

WRONG = {
    "squeeze": [
        (
            "pooled over the batch too",
            """def squeeze(x):
    return x.mean((0, 2, 3))""",
            "the average runs over the images too",
        ),
        (
            "batch average, shape kept",
            """def squeeze(x):
    return x.mean((0, 2, 3)).expand(x.shape[:2])""",
            "every image gets the average of the batch",
        ),
        (
            "over channels",
            """def squeeze(x):
    return x.mean(1)""",
            "the average runs over the channels, not over the places",
        ),
        (
            "sum",
            """def squeeze(x):
    return x.sum((2, 3))""",
            "this is the sum over the places",
        ),
        (
            "max",
            """def squeeze(x):
    return x.amax((2, 3))""",
            "this is the largest number of every channel",
        ),
        (
            "axes of size one left",
            """def squeeze(x):
    return x.mean((2, 3), keepdim=True)""",
            "the two axes of length one are still there",
        ),
    ]
}
