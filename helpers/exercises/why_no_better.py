"""Exercise 13.2: why did a gate not make this network better?  Four answers, from the evidence."""

import torch

from ..experiments.no_better import Evidence
from .draw import Case
from .function import Exercise
from .values import one_of

CAUSES = ("closed start", "too short", "constant gate", "none of these")
LEVEL, STILL = 0.02, 0.01  # two points of accuracy are no difference; a weight that moves less does not move


def why(evidence):
    """The cause that the evidence shows."""
    moves = (evidence.weights.amax(0) - evidence.weights.amin(0)).max()
    if moves < STILL:
        return "constant gate"
    if evidence.before - evidence.inserted > LEVEL and evidence.plain[1] - evidence.gated[1] > LEVEL:
        return "closed start"
    behind = [plain - gated for plain, gated in zip(evidence.plain, evidence.gated)]
    if behind[0] > LEVEL and behind[1] <= LEVEL:
        return "too short"
    return "none of these"


def drawn(rng, low, high):
    return low + (high - low) * torch.rand(1, generator=rng).item()


def a_case(what, rng):
    """Evidence for one cause, with what might be taken for another one in it."""
    images, channels = (int(torch.randint(12, 30, (1,), generator=rng)) for _ in range(2))
    level = torch.rand(channels, generator=rng)
    moving = 0.3 * torch.rand(images, channels, generator=rng)
    weights = (0.7 * level + moving).clamp(0, 1)
    before = drawn(rng, 0.6, 0.85)
    inserted = before - drawn(rng, 0.0, 0.012)
    plain = (before + 0.02, before + 0.04)[:: -1 if "plain falls" in what else 1]
    short, long = (plain[0] - drawn(rng, 0.05, 0.1), plain[1] - drawn(rng, 0.04, 0.08))
    steps = (200, 800)
    if what.startswith("closed start"):
        inserted = drawn(rng, 0.1, before - 0.2)
    elif what.startswith("too short"):
        long = plain[1] + drawn(rng, -0.012, 0.012)
        if "from scratch" in what:
            before, inserted = 0.1, 0.1 + drawn(rng, -0.01, 0.01)
        if "fell at first" in what:
            inserted = before - 0.3
    elif what.startswith("constant gate"):
        value = {"at one half": 0.5, "open": 0.98}.get(what.split(", ")[1], 0.0)
        weights = (
            level.expand(images, -1) if "other weights" in what else torch.full((images, channels), value)
        )
        weights = weights + 0.004 * torch.rand(images, channels, generator=rng)
    elif "weights that are nearly all the same" in what:
        weights = torch.full((images, channels), 0.5)
        weights[:, 0] = torch.linspace(0.48, 0.52, images)  # a little: all together by less than 0.01
        weights[:, 1] = weights[:, 0].flip(0)  # their mean stands still
    elif "one image alone moves" in what:
        weights = level.expand(images, -1).clone()
        weights[images // 2] += 0.03  # a standard deviation below 0.01
    return Evidence(before, inserted, weights, steps, plain, (short, long))


KINDS = (
    "closed start",
    "too short",
    "constant gate, at one half",
    "too short, from scratch",
    "constant gate, open",
    "constant gate, every channel with other weights",
    "too short, although the accuracy fell at first",
    "nothing that is known",
    "nothing that is known, and plain falls",
    "nothing that is known, weights that are nearly all the same",
    "nothing that is known, weights that one image alone moves",
)


def cases(rng):
    """Every kind of evidence, twice."""
    for what in KINDS * 2:
        yield Case(what, (a_case(what, rng),))


def by_mean(evidence):
    """A gate is taken for constant where all its weights are near 0."""
    return "constant gate" if evidence.weights.max() < 0.01 else why(living(evidence))


def living(evidence):
    """The same evidence with weights that move."""
    weights = torch.stack([torch.zeros(2), torch.ones(2)])
    return Evidence(
        evidence.before, evidence.inserted, weights, evidence.steps, evidence.plain, evidence.gated
    )


def within_an_image(evidence):
    spread = evidence.weights.std(1).mean()
    return "constant gate" if spread < STILL else why(living(evidence))


def any_still(evidence):
    moves = evidence.weights.amax(0) - evidence.weights.amin(0)
    return "constant gate" if (moves.median() < STILL) else why(evidence)


def by_spread(evidence):
    """One image among many hardly moves a standard deviation."""
    return "constant gate" if evidence.weights.std(0).max() < STILL else why(living(evidence))


def all_together(evidence):
    """Channels that differ from each other are taken for weights that move."""
    moves = evidence.weights.amax() - evidence.weights.amin()
    return "constant gate" if moves < STILL else why(living(evidence))


def fell(evidence):
    """Every fall at the start counts, also one that training has made good."""
    if why(evidence) == "constant gate":
        return "constant gate"
    return "closed start" if evidence.before - evidence.inserted > LEVEL else why(evidence)


def short_only(evidence):
    """Behind after the short training is taken for too short, whatever came later."""
    found = why(evidence)
    return "too short" if found == "none of these" else found


def never(name):
    return lambda evidence: "none of these" if why(evidence) == name else why(evidence)


Exercise(
    "no better",
    asked="one of " + ", ".join(repr(c) for c in CAUSES) + ": what the evidence shows",
    look="which of the six numbers would be otherwise if the cause were another one",
    reference=why,
    cases=cases,
    reads=one_of(CAUSES),
    mistakes={
        "a gate is constant where its weights do not move between images, whatever their mean is": by_mean,
        "this compares the channels of one image; a constant gate gives all images the same": within_an_image,
        "one channel that moves is enough: take the largest move, not the mean or the median": any_still,
        "one image that moves a weight is enough: take largest minus smallest over all images": by_spread,
        "channels may differ from each other: compare each with itself, over the images": all_together,
        "a fall at the start that training has made good is not what is left at the end": fell,
        "behind after the short training says nothing; look at the long one as well": short_only,
        "a network that catches up had too little time": never("too short"),
        "a network that falls when gates are put in, and stays behind, began closed": never("closed start"),
        "the cases differ, and so do their causes": lambda evidence: "too short",
        "every case has a cause here; one that the evidence does not show is no finding": lambda evidence: (
            "closed start" if why(evidence) == "none of these" else why(evidence)
        ),
    },
)
