"""Exercise 13.3: what does a published table show about a gate?"""

from dataclasses import dataclass
from operator import ge, gt

import torch

from .draw import Case
from .function import Exercise
from .values import one_of

VERDICTS = ("trained otherwise", "no floor", "no gain", "no control", "more parameters", "stands")


@dataclass
class Trained:
    """A row of a table: accuracy in per cent, and for how many epochs the network was trained."""

    accuracy: float
    epochs: int


@dataclass
class Published:
    """The rows that belong together; None where the table has no such row.

    gated  the network with the gate;  plain  the same network without it
    again  the plain network once more, from another seed;  wide  plain with as many parameters as gated
    """

    gated: Trained
    plain: Trained
    again: Trained = None
    wide: Trained = None


def asked(epochs=True, floor=lambda t: abs(over(t.again, t.plain)), gain=gt, lead=gt):
    """A judge who asks the six questions in their order; other words are mistakes.

    epochs  whether they are looked at;  floor  the floor of a table
    gain, lead  (a difference to plain or wide, the floor) -> whether it counts
    """

    def judge(table):
        rows = [row for row in (table.gated, table.plain, table.again, table.wide) if row is not None]
        if epochs and len({row.epochs for row in rows}) > 1:
            return "trained otherwise"
        if table.again is None:
            return "no floor"
        if not gain(over(table.gated, table.plain), floor(table)):
            return "no gain"
        if table.wide is None:
            return "no control"
        return "stands" if lead(over(table.gated, table.wide), floor(table)) else "more parameters"

    return judge


def over(a, b):
    """By how many points a row is better than another."""
    return a.accuracy - b.accuracy


judge = asked()


def a_table(what, rng):
    """Rows that give one answer, in tenths of a per cent, with what might give another one in them."""

    def tenths(low, high):
        return int(torch.randint(low, high + 1, (1,), generator=rng)) / 10

    epochs = int(torch.randint(9, 30, (1,), generator=rng)) * 10
    plain, floor = tenths(600, 780), tenths(3, 6)
    sign = 1 if "better copy" in what else -1
    numbers = {"plain": plain, "again": plain + sign * floor}
    numbers["gated"] = plain + floor + tenths(5, 12)
    numbers["wide"] = plain + tenths(-4, 0)
    if what.startswith("no gain"):
        numbers["gated"] = plain + floor * (1 if "exactly" in what else 0.5) - (2 if "worse" in what else 0)
    if what.startswith("more parameters"):
        numbers["wide"] = numbers["gated"] - (0 if "equal" in what else floor / 2)
    rows = {name: Trained(round(accuracy, 2), epochs) for name, accuracy in numbers.items()}
    if what.startswith("trained otherwise"):
        longer = what.split(", ")[1].split()[0]
        rows[longer].epochs = epochs + (50 if "longer" in what else -50)
    if "no second copy" in what:
        del rows["again"]
    if "no wide" in what:
        del rows["wide"]
    return Published(**rows)


KINDS = (
    "stands",
    "no gain, half of the floor",
    "trained otherwise, gated longer",
    "no floor, no second copy",
    "no control, no wide network",
    "more parameters",
    "stands, a better copy",
    "trained otherwise, plain shorter",
    "trained otherwise, wide shorter",
    "more parameters, equal",
    "no gain, worse than plain",
    "no floor, no second copy and no wide network",
    "no gain, and no wide network",
    "no gain, a better copy, exactly the floor",
    "no gain, a better copy, half of the floor",
)


def cases(rng):
    """Every kind of table, twice."""
    for what in KINDS * 2:
        yield Case(what, (a_table(what, rng),))


def without(question, instead):
    """A judge who answers one of the questions otherwise."""

    def other(table):
        found = judge(table)
        return instead(table) if found == question else found

    return other


def control_first(table):
    return "no control" if judge(table) in ("no gain", "no floor") and table.wide is None else judge(table)


Exercise(
    "published table",
    asked="the first that holds of " + ", ".join(repr(v) for v in VERDICTS),
    look="the order of the questions above, and the rows that each of them needs",
    reference=judge,
    cases=cases,
    reads=one_of(VERDICTS),
    mistakes={
        "networks that were trained for other numbers of epochs cannot be compared": asked(epochs=False),
        "a gain that is no larger than the difference of two copies is none": asked(gain=lambda g, f: g > 0),
        "a gain that is exactly the floor is none: no larger than means <=": asked(gain=ge),
        "the floor is a distance: plain again may also be worse than plain, so take abs": asked(
            floor=lambda t: over(t.again, t.plain)
        ),
        "the floor is a distance: a copy may be better than plain": asked(
            floor=lambda t: max(0.0, over(t.plain, t.again))
        ),
        "a wide network that comes within the floor of the gate is as good": asked(lead=lambda g, f: g > 0),
        "without a second copy nobody knows how large a difference is by chance": without(
            "no floor", lambda table: "no control" if table.wide is None else "stands"
        ),
        "without a wide network the parameters may have done it": without(
            "no control", lambda table: "stands"
        ),
        "the questions have an order, and the floor comes before the control": control_first,
        "the wide network is not looked at": without("more parameters", lambda table: "stands"),
        "not every table has the same fault": lambda table: "no control",
    },
)
