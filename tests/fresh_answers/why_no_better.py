# check("no better", why_no_better)
import numpy as np
import torch

# right: questions in a list
def why_no_better(evidence):
    w = evidence.weights
    gaps = [evidence.plain[k] - evidence.gated[k] for k in (0, 1)]
    questions = [
        ("constant gate", bool(((w.max(0).values - w.min(0).values) < 0.01).all())),
        ("closed start", evidence.inserted < evidence.before - 0.02 and gaps[1] > 0.02),
        ("too short", gaps[0] > 0.02 >= gaps[1]),
    ]
    return next((name for name, yes in questions if yes), "none of these")

# right: numpy
def why_no_better(evidence):
    weights = np.asarray(evidence.weights)
    if np.ptp(weights, axis=0).max() < 0.01:
        return "constant gate"
    behind = np.subtract(evidence.plain, evidence.gated) > 0.02
    if behind[1]:
        return "closed start" if evidence.before - evidence.inserted > 0.02 else "none of these"
    return "too short" if behind[0] else "none of these"

# right: distance of the first image from all others, twice
def why_no_better(e):
    if (e.weights[:, None] - e.weights[None]).abs().amax() < 0.01:
        return "constant gate"
    if e.plain[-1] > e.gated[-1] + 0.02:
        if e.before > e.inserted + 0.02:
            return "closed start"
        return "none of these"
    return ["none of these", "too short"][e.plain[0] > e.gated[0] + 0.02]

# wrong: the mean over the channels moves
def why_no_better(e):
    if np.ptp(np.asarray(e.weights.mean(1))) < 0.01:
        return "constant gate"
    if e.plain[1] - e.gated[1] > 0.02:
        return "closed start" if e.before - e.inserted > 0.02 else "none of these"
    return "too short"

# wrong: the first image is compared with the last
def why_no_better(e):
    if (e.weights[0] - e.weights[-1]).abs().max() < 0.01:
        return "constant gate"
    if e.before - e.inserted > 0.02 and e.plain[1] - e.gated[1] > 0.02:
        return "closed start"
    return "too short" if e.plain[1] - e.gated[1] <= 0.02 else "none of these"

# wrong: the standard deviation is taken
def why_no_better(e):
    if e.weights.std(0).max() < 0.01:
        return "constant gate"
    if e.before - e.inserted > 0.02 and e.plain[1] - e.gated[1] > 0.02:
        return "closed start"
    return "too short" if e.plain[1] - e.gated[1] <= 0.02 else "none of these"

# wrong: no cause is ever missing
def why_no_better(e):
    if (e.weights.amax(0) - e.weights.amin(0)).max() < 0.01:
        return "constant gate"
    return "closed start" if e.plain[1] - e.gated[1] > 0.02 else "too short"

# wrong: the two scores of plain are compared with each other
def why_no_better(e):
    if (e.weights.amax(0) - e.weights.amin(0)).max() < 0.01:
        return "constant gate"
    if e.before - e.inserted > 0.02 and e.plain[1] - e.gated[1] > 0.02:
        return "closed start"
    return "too short" if e.plain[1] > e.plain[0] else "none of these"

# wrong: in capitals
def why_no_better(e):
    if (e.weights.amax(0) - e.weights.amin(0)).max() < 0.01:
        return "Dead gate"
    if e.before - e.inserted > 0.02 and e.plain[1] - e.gated[1] > 0.02:
        return "Closed start"
    return "Too short" if e.plain[1] - e.gated[1] <= 0.02 else "None of these"

# wrong: a number
def why_no_better(e):
    return 2

# wrong: constant at one half only
def why_no_better(e):
    if ((e.weights - 0.5).abs() < 0.01).all():
        return "constant gate"
    if e.before - e.inserted > 0.02 and e.plain[1] - e.gated[1] > 0.02:
        return "closed start"
    return "too short" if e.plain[1] - e.gated[1] <= 0.02 else "none of these"

# wrong: the accuracy right after insertion is compared with chance
def why_no_better(e):
    if (e.weights.amax(0) - e.weights.amin(0)).max() < 0.01:
        return "constant gate"
    if e.inserted < 0.2:
        return "closed start"
    return "too short" if e.plain[1] - e.gated[1] <= 0.02 else "none of these"

# hostile: empties the weights
def why_no_better(e):
    e.weights.zero_()
    return "constant gate"
