"""A probe of tools/margins.py inside a kernel: other seeds, and how far every claim is from failing.

It writes a line of JSON for every claim into the file that MARGINS_FILE names, and adds MARGINS_SEED to
the seeds of ``lesson.start``, ``networks.build`` and ``training.fit``.  The package knows of neither.
"""

import ast
import functools
import inspect
import json
import linecache
import os
import random
import sys
from pathlib import Path

import numpy as np
import torch

from helpers import lesson, networks, training

SIGNS = {ast.Gt: 1, ast.GtE: 1, ast.Lt: -1, ast.LtE: -1}


def with_other_seed(function, offset):
    """The same function with ``offset`` added to its argument ``seed``."""
    signature = inspect.signature(function)

    @functools.wraps(function)
    def shifted(*args, **kwargs):
        given = signature.bind(*args, **kwargs)
        given.apply_defaults()
        given.arguments["seed"] += offset
        return function(*given.args, **given.kwargs)

    return shifted


def condition(frame):
    """The syntax tree of a claim's condition, from the cell that makes the claim; None if not found."""
    tree = ast.parse("".join(linecache.getlines(frame.f_code.co_filename)))
    calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and ast.unparse(n.func) == "lesson.claim"]
    call = next((n for n in calls if n.lineno <= frame.f_lineno <= n.end_lineno), None)
    if call is None or len(call.args) < 2:
        return None
    if isinstance(call.args[1], ast.Name):  # named before: fine = a > b
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == call.args[1].id:
                return node.value
    return call.args[1]


def distances(node, frame):
    """How far each comparison of a condition is from failing: [{"what", "value", "bound", "margin"}]."""
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
        return [one for part in node.values for one in distances(part, frame)]
    if not isinstance(node, ast.Compare):
        return []
    found, sides = [], [node.left, *node.comparators]
    for left, sign, right in zip(sides, node.ops, sides[1:]):
        if type(sign) in SIGNS:
            a, b = (float(evaluated(side, frame)) for side in (left, right))
            found.append(
                {"what": ast.unparse(node), "value": a, "bound": b, "margin": SIGNS[type(sign)] * (a - b)}
            )
    return found


def evaluated(node, frame):
    """The value of an expression where the claim stands, a tensor's as a number."""
    value = eval(compile(ast.Expression(node), "claim", "eval"), frame.f_globals, frame.f_locals)
    return value.item() if isinstance(value, torch.Tensor) else value


def undisturbed(function):
    """What ``function()`` returns, with the random numbers as if it had never been called; [] if it fails."""
    states = random.getstate(), np.random.get_state(), torch.get_rng_state()
    try:
        return function()
    except (
        Exception
    ):  # a lesson's condition, looked at twice: whatever it raises, its tick was counted before
        return []
    finally:
        random.setstate(states[0])
        np.random.set_state(states[1])
        torch.set_rng_state(states[2])


def start():
    """From now on, in this process, claims are written down."""
    offset, trainings = int(os.environ["MARGINS_SEED"]), []
    claim, fit = lesson.claim, with_other_seed(training.fit, offset)
    lesson.start = with_other_seed(lesson.start, offset)
    networks.build = with_other_seed(networks.build, offset)

    @functools.wraps(training.fit)
    def counted(*args, **kwargs):
        trainings.append(1)
        return fit(*args, **kwargs)

    @functools.wraps(claim)
    def written(text, holds, seen=None, form=""):
        claim(text, holds, seen, form)
        frame = sys._getframe(1)
        sides = undisturbed(lambda: distances(condition(frame), frame))
        if sides and all(side["margin"] >= 0 for side in sides) != bool(holds):
            sides = []  # not the numbers that decided
        line = {"text": text, "holds": bool(holds), "trained": bool(trainings), "sides": sides}
        with Path(os.environ["MARGINS_FILE"]).open("a") as file:
            file.write(json.dumps(line) + "\n")

    training.fit, lesson.claim = counted, written
