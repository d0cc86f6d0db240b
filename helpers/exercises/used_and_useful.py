"""Exercise 3.2: what a table of accuracies says: is the map used, and does it help?"""

import torch

from .draw import Case
from .function import Exercise
from .values import truths


def mean(results, name):
    """The mean accuracy of a row."""
    return sum(results[name]) / len(results[name])


def used_and_useful(results):
    """results {name: accuracies} -> (used, useful)"""
    floor = abs(mean(results, "plain again") - mean(results, "plain"))
    used = mean(results, "gate") - mean(results, "gate, another image's map") > floor
    return used, mean(results, "gate") - mean(results, "plain") > floor


def cases(rng):
    """Points of gate, another's map, plain and plain again; each case is one way to misread a table."""
    for what, points in {
        "used and no gain": (81, 40, 83, 80),
        "used and useful": (90, 55, 70, 71),
        "neither": (82, 81, 81, 84),
        "useful with any map": (90, 89.5, 80, 82),
        "another's map costs less than two copies differ": (85, 83, 84, 80),
        "a gain that is smaller than two copies differ": (83, 30, 81, 84),
        "a gain, and the copy is worse": (84, 30, 81, 76),
        "the network with the gate is far behind": (60, 40, 80, 79),
        "another's map is better": (70, 80, 60, 62),
        "two copies that are equal on average": (75, 74, 74.5, 74.5),
        "everything is far from the copy, not from plain": (75, 60, 74, 64),
        "ahead of the worse copy alone": (75, 70, 73, 70),
        "ahead of both copies by a little": (76, 50, 70, 74),
    }.items():
        yield Case(what, (table(rng, points),))
    uneven = {"gate": [0.8, 0.9], "gate, another image's map": [0.5, 0.7]}
    yield Case("rows of other lengths", (uneven | {"plain": [0.7], "plain again": [0.7, 0.71, 0.72]},), True)


ROWS = "gate", "gate, another image's map", "plain", "plain again"


def table(rng, points):
    """Three accuracies around each of these points: few enough for a pencil, but one seed alone misleads."""
    rows = {}
    for name, point in zip(ROWS, points):
        a, b = torch.randint(-5, 6, (2,), generator=rng).tolist()
        rows[name] = [(point + noise) / 100 for noise in (a, b, -a - b)]
    return rows


def judged(used, useful):
    """Two differences (rows, rows), and how each is compared with the floor."""

    def wrong(results):
        values = {name: mean(results, name) for name in results}
        floor = abs(values["plain again"] - values["plain"])
        return tuple(bool(judge(*(values[row] for row in ROWS), floor)) for judge in (used, useful))

    return wrong


def is_used(gate, swapped, plain, again, floor):
    """The right first answer."""
    return gate - swapped > floor


def is_useful(gate, swapped, plain, again, floor):
    """The right second answer."""
    return gate - plain > floor


def on_every_seed(results):
    """Every seed has to agree."""
    gate, swapped, plain, _ = (results[row] for row in ROWS)
    floor = abs(mean(results, "plain again") - mean(results, "plain"))
    return tuple(all(a - b > floor for a, b in zip(gate, other)) for other in (swapped, plain))


Exercise(
    "used and useful",
    asked="(used, useful), two times True or False: each a difference that is larger than two copies show",
    look="which two rows say that the map is used, which two that it helps, and which two are copies",
    reference=used_and_useful,
    cases=cases,
    reads=truths,
    mistakes={
        "a map that is used counts as useful: that needs the network without a map": judged(is_used, is_used),
        "used is asked of plain: it needs the same network with another map": judged(is_useful, is_useful),
        "the two answers are swapped": judged(is_useful, is_used),
        "the floor is missing: two copies of one network differ as well": judged(
            lambda g, s, p, a, f: g > s, lambda g, s, p, a, f: g > p
        ),
        "the floor is missing in the second answer": judged(is_used, lambda g, s, p, a, f: g > p),
        "the floor is missing in the first answer": judged(lambda g, s, p, a, f: g > s, is_useful),
        "abs: a loss counts as a gain": judged(
            lambda g, s, p, a, f: abs(g - s) > f, lambda g, s, p, a, f: abs(g - p) > f
        ),
        "the floor has a sign: a copy that is worse makes it negative": judged(
            lambda g, s, p, a, f: g - s > a - p, lambda g, s, p, a, f: g - p > a - p
        ),
        "the gate is compared with the copy, not with plain": judged(
            is_used, lambda g, s, p, a, f: g - a > f
        ),
        "ahead of both copies is not enough: the gain over plain has to exceed their difference": judged(
            is_used, lambda g, s, p, a, f: g > max(p, a)
        ),
        "useful is asked of the network with another image's map": judged(
            is_used, lambda g, s, p, a, f: s - p > f
        ),
        "both are True only if both hold; they are two questions": judged(
            lambda g, s, p, a, f: min(g - s, g - p) > f, lambda g, s, p, a, f: min(g - s, g - p) > f
        ),
        "every seed has to agree; asked for are means": on_every_seed,
        "these are the answers turned round": judged(
            lambda g, s, p, a, f: g - s <= f, lambda g, s, p, a, f: g - p <= f
        ),
    },
)
