"""Wrong answers to 'both eyes': what is wrong, the code, a part of the message."""

WRONG = {
    "both eyes": [
        (
            "any piece",
            """def both_eyes(y, pieces):
    target = torch.stack(pieces).any(0)
    return share(y, target)""",
            "all pieces are added up: one bright piece is enough",
        ),
        (
            "mean of the pieces",
            """def both_eyes(y, pieces):
    return sum(share(y, piece) for piece in pieces) / len(pieces)""",
            "this is the mean over the pieces",
        ),
        (
            "balance",
            """def both_eyes(y, pieces):
    each = torch.stack([share(y, piece) for piece in pieces])
    return each.min() / each.max().clamp(min=1e-12)""",
            "One piece: its share; but pieces with [1] and 3 outside got 1",
        ),
        (
            "any piece, unless one is dark",
            """def both_eyes(y, pieces):
    each = [share(y, piece) for piece in pieces]
    return sum(each) if min(each) > 1e-9 else 0 * y.sum()""",
            "a piece counts in full as soon as it is not quite dark",
        ),
        (
            "a penalty for the difference",
            """def both_eyes(y, pieces):
    each = torch.stack([share(y, piece) for piece in pieces])
    return each.sum() - (each.max() - each.min())""",
            "A dark piece: 0; but",
        ),
        (
            "no division",
            """def both_eyes(y, pieces):
    return min((y.sum(1, keepdim=True).square() * piece).sum() for piece in pieces)""",
            "it is not divided by the energy of the whole picture",
        ),
        (
            "NaN where all is dark",
            """def both_eyes(y, pieces):
    energy = y.sum(1, keepdim=True).square()
    return min((energy * piece).sum() / energy.sum() for piece in pieces)""",
            "Everything dark: 0; but pieces with [0, 0] and 0 outside got nan",
        ),
        (
            "a plain number",
            """def both_eyes(y, pieces):
    return min(share(y, piece).item() for piece in pieces)""",
            "no gradient reaches y",
        ),
    ]
}
