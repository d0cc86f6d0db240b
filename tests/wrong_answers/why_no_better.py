"""Wrong answers to "no better": what is wrong, the code, a part of the message."""

WRONG = {
    "no better": [
        (
            "constant where the mean is low",
            """def why_no_better(evidence):
    if evidence.weights.max() < 0.01:
        return "constant gate"
    short, long = (p - g for p, g in zip(evidence.plain, evidence.gated))
    if evidence.before - evidence.inserted > 0.02 and long > 0.02:
        return "closed start"
    return "too short" if short > 0.02 and long <= 0.02 else "none of these"
""",
            "a gate is constant where its weights do not move between images",
        ),
        (
            "the spread within an image",
            """def why_no_better(evidence):
    if evidence.weights.std(1).mean() < 0.01:
        return "constant gate"
    short, long = (p - g for p, g in zip(evidence.plain, evidence.gated))
    if evidence.before - evidence.inserted > 0.02 and long > 0.02:
        return "closed start"
    return "too short" if short > 0.02 and long <= 0.02 else "none of these"
""",
            "this compares the channels of one image",
        ),
        (
            "the median channel",
            """def why_no_better(evidence):
    moves = evidence.weights.amax(0) - evidence.weights.amin(0)
    if moves.median() < 0.01:
        return "constant gate"
    short, long = (p - g for p, g in zip(evidence.plain, evidence.gated))
    if evidence.before - evidence.inserted > 0.02 and long > 0.02:
        return "closed start"
    return "too short" if short > 0.02 and long <= 0.02 else "none of these"
""",
            "one channel that moves is enough",
        ),
        (
            "the mean move of the channels",
            """def why_no_better(evidence):
    moves = evidence.weights.amax(0) - evidence.weights.amin(0)
    if moves.mean() < 0.01:
        return "constant gate"
    short, long = (p - g for p, g in zip(evidence.plain, evidence.gated))
    if evidence.before - evidence.inserted > 0.02 and long > 0.02:
        return "closed start"
    return "too short" if short > 0.02 and long <= 0.02 else "none of these"
""",
            "take the largest move, not the mean",
        ),
        (
            "every fall is a closed start",
            """def why_no_better(evidence):
    moves = evidence.weights.amax(0) - evidence.weights.amin(0)
    if moves.max() < 0.01:
        return "constant gate"
    if evidence.before - evidence.inserted > 0.02:
        return "closed start"
    short, long = (p - g for p, g in zip(evidence.plain, evidence.gated))
    return "too short" if short > 0.02 and long <= 0.02 else "none of these"
""",
            "a fall at the start that training has made good",
        ),
        (
            "behind means too short",
            """def why_no_better(evidence):
    moves = evidence.weights.amax(0) - evidence.weights.amin(0)
    if moves.max() < 0.01:
        return "constant gate"
    short, long = (p - g for p, g in zip(evidence.plain, evidence.gated))
    if evidence.before - evidence.inserted > 0.02 and long > 0.02:
        return "closed start"
    return "too short" if short > 0.02 else "none of these"
""",
            "behind after the short training says nothing",
        ),
        (
            "always the same",
            """def why_no_better(evidence):
    return "too short"
""",
            "the cases differ, and so do their causes",
        ),
        (
            "a cause for everything",
            """def why_no_better(evidence):
    moves = evidence.weights.amax(0) - evidence.weights.amin(0)
    if moves.max() < 0.01:
        return "constant gate"
    long = evidence.plain[1] - evidence.gated[1]
    return "too short" if long <= 0.02 else "closed start"
""",
            "every case has a cause here",
        ),
    ]
}
