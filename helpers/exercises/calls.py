"""One call of a learner's code: on copies, every exception caught, the arguments compared after it."""

from copy import deepcopy

import numpy as np
import torch
from torch import nn

from .base import Refused, Untouched, line_of, words
from .limit import Stopped
from .values import Odd, Outcome, kind, same

WRITES = {  # what kind of argument was changed: how that may have happened
    nn.Module: "its numbers, gradients, mode or hooks are not what they were: ask a copy, or put them back",
    torch.Tensor: "your code writes into it: x *= ..., x[...] = ... and methods that end in _ do that",
    list | dict: "your code writes into it: x[...] = ..., .sort(), .append(), .pop() and .clear() do that",
    object: "your code writes into it or into what it holds: work on a copy",
}


def called(function, args, reads, want=None, names=()):
    """The Outcome of one call on copies of the arguments, which have these names."""
    copies, raw = copied(args), None
    try:
        raw = function(*copies)
        changed = [k for k, pair in enumerate(zip(copies, args)) if not unchanged(*pair)]
        outcome = Outcome(None if changed else understood(reads, raw, want), raw=raw)
    except Stopped:
        raise
    except Odd as odd:
        return Outcome(odd=str(odd), raw=raw, why=odd.why)
    except BaseException as error:
        return Outcome(error=words(error), line=line_of(error))
    if changed:
        place = changed[0]
        name = names[place] if names else f"argument {place + 1}"
        why = next(words for type_, words in WRITES.items() if isinstance(args[place], type_))
        return Outcome(odd=f"your code changed {name} itself", raw=raw, why=why)
    return outcome


def understood(reads, raw, want):
    """The value as the exercise reads it; Odd where it cannot be read: that is no crash of the learner's."""
    try:
        return reads(raw, want)
    except Odd:
        raise
    except Exception as error:  # of any kind: what came back may be of the learner's own class
        raise Odd(f"got {kind(raw)}, which cannot be read ({words(error)})") from None


def result(what, function, *args):
    """What a call gives, on copies; Refused with ``what`` where it raises, Untouched for the stub's dots."""
    outcome = called(function, args, lambda value, want: value)
    if outcome.raw is ...:
        raise Untouched
    if outcome.error or outcome.odd:
        raise Refused(f"{what}: {outcome}.", outcome.why, outcome.line)
    return outcome.value


def numbers(what, value, shape):
    """The value, if it is a tensor of this shape with finite numbers; Refused otherwise."""
    if not isinstance(value, torch.Tensor) or value.shape != shape:
        raise Refused(f"{what}: expected a tensor {tuple(shape)}, got {kind(value)}.")
    if not value.isfinite().all():
        raise Refused(f"{what}: there is NaN or infinity in the result.")
    return value.detach()


def copied(args):
    """Deep copies; the gradients that a network's parameters hold are copied too."""
    copies = deepcopy(args)
    for copy, arg in zip(copies, args):
        if isinstance(arg, nn.Module):
            for mine, theirs in zip(copy.parameters(), arg.parameters()):
                mine.grad = None if theirs.grad is None else theirs.grad.clone()
    return copies


def unchanged(now, before):
    """Whether an argument is as it was: numbers, rows; a network's parameters, gradients, mode and hooks."""
    if type(now) is not type(before):
        return False
    if isinstance(before, torch.Tensor):
        return now.shape == before.shape and now.dtype == before.dtype and same(now, before, 0)
    if isinstance(before, np.ndarray):
        return now.shape == before.shape and np.array_equal(now, before)
    if isinstance(before, nn.Module):
        one, other = now.state_dict(), before.state_dict()
        return (
            [settings(m) for m in now.modules()] == [settings(m) for m in before.modules()]
            and unchanged(one, other)
            and unchanged([p.grad for p in now.parameters()], [p.grad for p in before.parameters()])
        )
    if isinstance(before, list | tuple):
        return len(now) == len(before) and all(map(unchanged, now, before))
    if isinstance(before, dict):
        return list(now) == list(before) and all(unchanged(now[key], before[key]) for key in before)
    if hasattr(before, "__dict__") and not callable(before):
        free = getattr(before, "may_change", ())
        kept = [{name: v for name, v in vars(each).items() if name not in free} for each in (now, before)]
        return unchanged(*kept)
    return callable(before) or now == before


def settings(module):
    """What a call may leave behind in a module besides its numbers."""
    hooks = len(module._forward_hooks), len(module._forward_pre_hooks), len(module._backward_hooks)
    learns = [p.requires_grad for p in module._parameters.values() if p is not None]
    return type(module), module.training, hooks, frozenset(vars(module)), learns
