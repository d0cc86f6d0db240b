"""Exercise 13.3: what does a published table show about a gate?"""

from dataclasses import dataclass

import torch

from .draw import Case
from .function import Exercise
from .values import Odd, kind

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


def verdict(value, want):
    """Read one of the six answers."""
    if not isinstance(value, str) or value not in VERDICTS:
        got = repr(value)[:60] if isinstance(value, str) else kind(value)
        raise Odd(f"got {got}, expected one of {list(VERDICTS)}")
    return value


def judge(table):
    """What the rows show, by the first of the questions that they fail."""
    rows = [row for row in (table.gated, table.plain, table.again, table.wide) if row is not None]
    if len({row.epochs for row in rows}) > 1:
        return "trained otherwise"
    if table.again is None:
        return "no floor"
    floor = abs(table.again.accuracy - table.plain.accuracy)
    if table.gated.accuracy - table.plain.accuracy <= floor:
        return "no gain"
    if table.wide is None:
        return "no control"
    return "more parameters" if table.gated.accuracy - table.wide.accuracy <= floor else "stands"


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
)


def cases(rng):
    """Every kind of table, twice."""
    for what in KINDS * 2:
        yield Case(what, (a_table(what, rng),))


def without(question, instead):
    """A judge that does not ask one of the questions."""

    def other(table):
        found = judge(table)
        return instead(table) if found == question else found

    return other


def same_epochs(table):
    """The table as if all had been trained alike."""
    rows = {name: None if row is None else Trained(row.accuracy, 1) for name, row in vars(table).items()}
    return judge(Published(**rows))


def any_gain(table):
    """Every difference above zero is taken for a gain over plain."""
    if judge(table) != "no gain" or table.gated.accuracy <= table.plain.accuracy:
        return judge(table)
    if table.wide is None:
        return "no control"
    floor = abs(table.again.accuracy - table.plain.accuracy)
    return "more parameters" if table.gated.accuracy - table.wide.accuracy <= floor else "stands"


def one_sided(table):
    """A copy that is better than plain is taken for no floor at all."""
    if judge(table) in ("trained otherwise", "no floor"):
        return judge(table)
    floor = max(0.0, table.plain.accuracy - table.again.accuracy)
    if table.gated.accuracy - table.plain.accuracy <= floor:
        return "no gain"
    if table.wide is None:
        return "no control"
    return "more parameters" if table.gated.accuracy - table.wide.accuracy <= floor else "stands"


def wide_must_win(table):
    """Only a wide network that is better than the gate counts."""
    found = judge(table)
    return "stands" if found == "more parameters" and table.wide.accuracy < table.gated.accuracy else found


def control_first(table):
    return "no control" if judge(table) in ("no gain", "no floor") and table.wide is None else judge(table)


Exercise(
    "published table",
    asked="the first that holds of " + ", ".join(repr(v) for v in VERDICTS),
    look="the order of the questions on the card, and the rows that each of them needs",
    reference=judge,
    cases=cases,
    reads=verdict,
    mistakes={
        "networks that were trained for other numbers of epochs cannot be compared": without(
            "trained otherwise", same_epochs
        ),
        "a gain that is no larger than the difference of two copies is none": any_gain,
        "the floor is a distance: a copy may be better than plain": one_sided,
        "a wide network that comes within the floor of the gate is as good": wide_must_win,
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
