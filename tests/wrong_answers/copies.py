"""Wrong answers to 'copies': what is wrong, the code, a part of the message."""

WRONG = {
    "copies": [
        (
            "read alone",
            """from math import prod


def copies(steps, shape):
    return sum(prod(s) for reads, _ in steps for s in reads) / prod(shape) / 2""",
            "only what is read is counted",
        ),
        (
            "written alone",
            """from math import prod


def copies(steps, shape):
    return sum(prod(s) for _, writes in steps for s in writes) / (2 * prod(shape))""",
            "only what is written is counted",
        ),
        (
            "one map is a copy",
            """from math import prod


def copies(steps, shape):
    return sum(prod(s) for reads, writes in steps for s in reads + writes) / prod(shape)""",
            "its size counts twice",
        ),
        (
            "first input",
            """from math import prod


def copies(steps, shape):
    return sum(prod(reads[0]) + sum(map(prod, writes)) for reads, writes in steps) / (2 * prod(shape))""",
            "only the first input of a step is counted",
        ),
        (
            "whole maps alone",
            """from math import prod


def copies(steps, shape):
    whole = [s for reads, writes in steps for s in reads + writes if s == shape]
    return len(whole) / 2""",
            "small tensors are left out",
        ),
        (
            "counts steps",
            """from math import prod


def copies(steps, shape):
    return float(len(steps))""",
            "these are steps, not copies",
        ),
        (
            "no images",
            """from math import prod


def copies(steps, shape):
    moved = sum(prod(s) for reads, writes in steps for s in reads + writes)
    return moved / (2 * prod(shape[1:]))""",
            "the images are left out of the copy's size",
        ),
    ]
}
