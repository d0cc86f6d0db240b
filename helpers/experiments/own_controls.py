"""The controls of your own comparison: which of them your maker and your gates allow."""

import inspect
from functools import partial

from .. import networks
from . import companions
from .own_replicate import Failed, build, in_one_line, tried
from .replicated import AGAIN

CONTROLS = ("wide", "added", "blind")
WIDER = [1 + k / 20 for k in range(1, 41)]  # factors of the width that are tried for the wide network


def add_controls(plan, every, controls):
    """Add the controls that can be made to the plan; returns a sentence for each that cannot."""
    notes, asked = [], [name for name in plan.variants if name not in ("plain", AGAIN)]
    gated = {name: gate for name in asked if (gate := plan.variants[name].get("attention")) is not None}
    for kind, make_control in (("added", companions.added), ("blind", companions.blind)):
        for name, gate in gated.items() if kind in controls else ():
            control = f"{name} {kind}"
            if control in plan.variants:  # the learner's own
                continue
            plan.variants[control] = {**plan.variants[name], "attention": partial(make_control, gate)}
            try:
                every[control] = tried(plan, control)
            except Failed as error:
                del plan.variants[control]
                reason = str(error).partition(": ")[2]
                notes.append(f"there is no {control!r}: {reason}")
    if "wide" in controls and "wide" not in plan.variants:
        notes += add_wide(plan, every)
    order = ["plain", AGAIN, *(["wide"] if "wide" in plan.variants else [])]
    for name in asked:
        order += [name, *(f"{name} {kind}" for kind in ("added", "blind"))]
    plan.variants = {name: plan.variants[name] for name in dict.fromkeys(order) if name in plan.variants}
    return notes


def add_wide(plan, every):
    """Add a network with as many parameters as the largest; returns a sentence if that is impossible."""
    if "width" not in inspect.signature(plan.make).parameters:
        return ["there is no 'wide': your maker has no parameter width, a factor of all its channels"]
    largest = max(networks.parameters(build(plan, name)) for name in plan.variants)
    for factor in WIDER:
        plan.variants["wide"] = {**plan.variants["plain"], "width": factor}
        try:
            enough = networks.parameters(build(plan, "wide")) >= largest
        except Exception as error:
            del plan.variants["wide"]
            return [
                f"there is no 'wide': your maker raised an error for width={factor}: {in_one_line(error)}"
            ]
        if enough:
            every["wide"] = tried(plan, "wide")
            return []
    del plan.variants["wide"]
    return [
        f"there is no 'wide': with width={WIDER[-1]} it still has fewer parameters than the largest variant"
    ]
