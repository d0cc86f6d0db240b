"""The check of an answer that is a function: a true answer, cases, and a table of mistakes."""

import inspect
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass

import torch
from torch import nn

from . import clues
from .base import CHECKS, Refused, Untouched, words
from .calls import called
from .draw import generator
from .limit import Stopped
from .values import alike, contrast, kind, same, show, tensor

CUT = "the way is cut: .detach(), .data, .item(), NumPy, no_grad() or a new tensor"


@dataclass
class Exercise:
    """An exercise whose answer is a function with a known true answer.

    asked      what the card asks for, in its words;  look  where to look when no cause is known
    reference  the true answer;  cases  a function rng -> the Cases, small ones first
    mistakes   {what went wrong: a function that does it}
    reads      how a result is read (see values);  gradient  arguments that a gradient has to reach
    images     the arguments whose first axis is the images, where images must not mix
    """

    name: str
    asked: str
    look: str
    reference: Callable
    cases: Callable
    mistakes: dict
    reads: Callable = tensor
    gradient: tuple = ()
    images: tuple = ()

    def __post_init__(self):
        self.arguments = list(inspect.signature(self.reference).parameters)
        CHECKS[self.name] = self

    def __call__(self, answer, seed, told):
        """Raise Refused or Untouched where the answer is wrong; ``told`` learns what is right."""
        function = as_function(answer)
        trial = Trial(self, function, seed, told)
        told.right += [case.what for case, fine in zip(trial.cases, trial.right) if fine]
        if not all(trial.right):
            raise trial.refusal()
        if self.gradient:
            check_gradient(self, function, trial.cases, told)


class Trial:
    """An answer and the true answer on the same cases."""

    def __init__(self, exercise, function, seed, told):
        self.exercise, self.function = exercise, function
        self.cases = list(exercise.cases(generator(seed)))
        self.wants = [self.true(case) for case in self.cases]
        self.got = []
        for case, want in zip(self.cases, self.wants):
            told.now = case.what
            self.got.append(self.again(function, case.args, len(self.got), want.value))
            if self.got[0].raw is ...:
                raise Untouched
        told.now = ""
        self.right = [alike(g, w, c.tolerance) for g, w, c in zip(self.got, self.wants, self.cases)]
        self.first = self.right.index(False) if not all(self.right) else None

    def true(self, case):
        """The outcome of the true answer, read as the learner's is."""
        reads = case.reads or self.exercise.reads
        return called(self.exercise.reference, case.args, lambda value, want: reads(value, value))

    def refusal(self):
        """What to say: the smallest case that fails, and why."""
        case, want, got = (each[self.first] for each in (self.cases, self.wants, self.got))
        given = ", ".join(f"{n} = {show(v)}" for n, v in zip(self.exercise.arguments, case.args))
        if want.error:
            came = f"got {kind(got.raw)}" if got.odd else got
            seen = f"expected a {want.error.split(':')[0]}, {came}"
        else:
            seen = contrast(want.value, got)
        cause = self.mistake() or clues.measured(self)
        return Refused(f"{case.what[0].upper()}{case.what[1:]}: {given}; {seen}.", cause, got.line)

    def mistake(self):
        """The known mistake that gives these results in all ordinary cases and in the failing one; or ""."""
        compared = [k for k, case in enumerate(self.cases) if k == self.first or not case.border]
        for sentence, wrong in self.exercise.mistakes.items():
            if all(self.gives(wrong, k) for k in compared):
                return sentence
        return ""

    def gives(self, function, k):
        """Whether a function gives the learner's result in the k-th case."""
        case = self.cases[k]
        return alike(self.again(function, case.args, k), self.got[k], case.tolerance)

    def again(self, function, args, k, want=None):
        """The outcome of a function, read as in the k-th case."""
        reads = self.cases[k].reads or self.exercise.reads
        want = self.wants[k].value if want is None else want
        return called(function, args, reads, want, self.exercise.arguments)


def as_function(answer):
    """The answer if it can be called; a module is copied, so that no call changes it."""
    if answer is ...:
        raise Untouched
    if not callable(answer):
        raise Refused(f"You handed over {kind(answer)}; a function is checked here.")
    return deepcopy(answer) if isinstance(answer, nn.Module) else answer


def numbers_in(case):
    """How many numbers the tensors of a case hold."""
    return sum(arg.numel() for arg in case.args if isinstance(arg, torch.Tensor))


def check_gradient(exercise, function, cases, told):
    """The gradient of the arguments in ``exercise.gradient`` has to be that of the true answer."""
    case = max((c for c in cases if not c.border), key=numbers_in)
    places = [exercise.arguments.index(name) for name in exercise.gradient]
    told.now = "the gradient"
    true, mine = (gradients(f, case.args, places) for f in (exercise.reference, function))
    if isinstance(mine, str):
        raise Refused(f"The numbers are right. With a gradient asked for, your code stopped with {mine}.")
    for name, want, got in zip(exercise.gradient, true, mine):
        if got is None or not got.any():
            raise Refused(f"The numbers are right, but no gradient reaches {name}.", CUT)
        if not same(got, want, 1e-4):
            raise Refused(
                f"The numbers are right, but {name} gets another gradient than the formula gives.",
                "a part of the way is cut: .detach(), .data or no_grad() on one branch",
            )
    told.right.append(f"gradient to {' and '.join(exercise.gradient)}")


def gradients(function, args, places):
    """The gradients of a random sum of the results; None where none arrives; words for an exception."""
    copies = deepcopy(args)
    for place in places:
        copies[place].requires_grad_()
    inputs = [copies[place] for place in places]
    try:
        result = function(*copies)
        if not isinstance(result, torch.Tensor) or not result.requires_grad:
            return [None] * len(places)
        toward = torch.randn(result.shape, generator=generator(5), dtype=torch.float64)
        return torch.autograd.grad((result * toward).sum(), inputs, allow_unused=True)
    except Stopped:
        raise
    except BaseException as error:
        return words(error)
