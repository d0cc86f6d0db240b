"""Exercise 14.3: where does a published speed table contradict its multiply-adds?"""

from itertools import permutations

import torch

from .draw import Case
from .function import Exercise
from .values import MANY, Odd, kind

CONDITIONS = ("device", "batch", "format")


def contradictions(rows):
    """Pairs (fewer multiply-adds, but slower; more, but faster), measured under the same conditions."""
    return sorted(
        (a["network"], b["network"])
        for a, b in permutations(rows, 2)
        if all(a[key] == b[key] for key in CONDITIONS)
        and a["multiply_adds"] < b["multiply_adds"]
        and a["images_per_second"] < b["images_per_second"]
    )


def pairs(value, want):
    """Read a list of pairs of names; their order in the list does not matter."""
    many = isinstance(value, list | tuple | set | frozenset) and len(value) <= MANY
    if not many or not all(is_pair(pair) for pair in value):
        raise Odd(f"got {kind(value)}, expected a list of pairs of names")
    return sorted(tuple(pair) for pair in value)


def is_pair(value):
    """Whether this is a pair of names."""
    return isinstance(value, list | tuple) and len(value) == 2 and all(isinstance(n, str) for n in value)


def row(network, multiply_adds, images_per_second, device="A", batch=32, format="float32"):
    """One row of a table."""
    return {
        "network": network,
        "multiply_adds": multiply_adds,
        "images_per_second": images_per_second,
        "device": device,
        "batch": batch,
        "format": format,
    }


def cases(rng):
    """Two rows first; then other conditions, one at a time; equal numbers; several pairs."""
    slow, fast = row("with gate", 2.0, 400), row("plain", 4.1, 900)
    yield Case("fewer multiply-adds and slower", ([slow, fast],))
    yield Case("the same in the other order", ([fast, slow],))
    yield Case("fewer multiply-adds and faster", ([row("small", 1.0, 900), row("large", 4.1, 400)],))
    yield Case("another device", ([slow, {**fast, "device": "B"}],))
    yield Case("another batch", ([slow, {**fast, "batch": 256}],))
    yield Case("another number format", ([slow, {**fast, "format": "float16"}],))
    yield Case("as many multiply-adds", ([row("a", 4.1, 400), row("b", 4.1, 900)],))
    yield Case("as fast", ([row("a", 2.0, 900), row("b", 4.1, 900)],))
    names = ["a", "b", "c", "d", "e"]
    for what in ("five networks", "five networks, measured again"):
        numbers = torch.randint(1, 6, (5, 3), generator=rng).tolist()
        rows = [row(n, float(m), 100 * s, device="AB"[d % 2]) for n, (m, s, d) in zip(names, numbers)]
        yield Case(what, (rows,))
    chain = [row("a", 1.0, 100), row("b", 2.0, 200), row("c", 3.0, 300)]
    yield Case("three networks in a chain", (chain,))
    yield Case("no network", ([],), border=True)


def compare(fewer=lambda a, b: a < b, slower=lambda a, b: a < b, conditions=CONDITIONS, turn=False):
    """A wrong rule: other comparisons, fewer conditions, or the pair turned round."""

    def rule(rows):
        found = [
            (a["network"], b["network"])
            for a, b in permutations(rows, 2)
            if all(a[key] == b[key] for key in conditions)
            and fewer(a["multiply_adds"], b["multiply_adds"])
            and slower(a["images_per_second"], b["images_per_second"])
        ]
        return sorted((b, a) if turn else (a, b) for a, b in found)

    return rule


def neighbours(rows):
    """Only rows that stand one below the other."""
    near = [contradictions(list(two)) for two in zip(rows, rows[1:])]
    return sorted(pair for found in near for pair in found)


Exercise(
    "speed table",
    asked="all pairs (fewer multiply-adds but slower, more but faster) of equal device, batch and format",
    look="one pair of rows: may these two be compared, and what do both of their numbers say?",
    reference=contradictions,
    cases=cases,
    reads=pairs,
    mistakes={
        "rows of different devices are compared": compare(conditions=("batch", "format")),
        "rows of different batches are compared": compare(conditions=("device", "format")),
        "rows of different number formats are compared": compare(conditions=("device", "batch")),
        "all rows are compared, whatever they were measured on": compare(conditions=()),
        "more images per second are faster, not slower": compare(slower=lambda a, b: a > b),
        "the pair is turned round: the slower one stands first": compare(turn=True),
        "equal multiply-adds are no contradiction": compare(fewer=lambda a, b: a <= b),
        "equally fast is no contradiction": compare(slower=lambda a, b: a <= b),
        "equal numbers are no contradiction": compare(lambda a, b: a <= b, lambda a, b: a <= b),
        "only rows that stand next to each other are compared": neighbours,
        "only the first pair is named": lambda rows: contradictions(rows)[:1],
        "every pair that may be compared is named": compare(lambda a, b: a < b, lambda a, b: True),
    },
)
