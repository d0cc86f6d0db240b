"""Exercise 11.2: the parameters of a gate that get no gradient, in gates that are sound or broken."""

import torch
from torch import nn

from ..attention import ChannelAttention
from ..attention.broken import DeadBranch, HugeKernel, SameTwice
from .draw import Case, normal
from .function import Exercise
from .values import Odd, kind


class Halted(ChannelAttention):
    """Weights that are cut off from the gradient."""

    def weights(self, x):
        return super().weights(x).detach()


class Silenced(ChannelAttention):
    """A second MLP whose result is multiplied by zero: it has a gradient, and the gradient is zero."""

    def __init__(self, channels):
        super().__init__(channels, 4, bias=True)
        self.extra = nn.Linear(channels, channels)

    def logits(self, x):
        return super().logits(x) + 0 * self.extra(x.mean((2, 3)))[:, :, None, None]


class Sleeper(nn.Module):
    """One hidden unit, awake for the last image only."""

    def __init__(self, channels):
        super().__init__()
        self.mlp = nn.Sequential(nn.Linear(channels, 1), nn.ReLU(), nn.Linear(1, channels))
        with torch.no_grad():
            self.mlp[0].weight.fill_(1.0)
            self.mlp[0].bias.fill_(-3.0 * channels)

    def weights(self, x):
        return self.mlp(x.mean((2, 3))).sigmoid()[:, :, None, None]

    def forward(self, x):
        return x * self.weights(x)


def unreached(gate, x, kept=slice(None), judge=lambda g: g is None or not g.any(), loss=torch.square):
    """The names of the parameters without gradient; fewer images or another judgement is a mistake."""
    names, parameters = zip(*gate.named_parameters())
    output = gate(x[kept].clone().requires_grad_())
    found = torch.autograd.grad(loss(output).sum(), parameters, allow_unused=True)
    return [name for name, g in zip(names, found) if judge(g)]


def cases(rng):
    """Seven gates; their parameters hold gradients of some training before."""
    x, late = normal(rng, 5, 8, 4, 6), normal(rng, 5, 8, 4, 6)
    late[-1] += 6
    for what, make, images in (
        ("a channel gate that works", lambda: ChannelAttention(8, 2, bias=True), x),
        ("a branch whose result is dropped", lambda: DeadBranch(8, 2), x),
        ("a branch that is multiplied by zero", lambda: Silenced(8), x),
        ("a hidden unit that is awake for one image of five", lambda: Sleeper(8), late),
        ("a kernel of 49 × 49, reached in part", HugeKernel, x),
        ("one MLP that is asked twice", lambda: SameTwice(8, 2, bias=True), x),
        ("weights that are cut off by detach()", lambda: Halted(8, 2, bias=True), x),
    ):
        gate = make().double().eval()
        for mlp in gate.modules():  # every hidden unit awake, but for the sleeper's
            if isinstance(mlp, nn.Sequential) and not isinstance(gate, Sleeper):
                nn.init.constant_(mlp[0].bias, 3.0)
        for parameter in gate.parameters():
            parameter.grad = torch.ones_like(parameter)
        yield Case(what, (gate, images))


def names(value, want):
    """Read names, in any order."""
    if not isinstance(value, list | tuple | set | dict) or len(value) > 10_000:
        raise Odd(f"got {kind(value)}, expected a list of names")
    odd = [name for name in value if not isinstance(name, str)]
    if odd:
        raise Odd(f"got a list with {kind(odd[0])}, expected names")
    return sorted(value)


def everything(gate, x):
    """All names."""
    return [name for name, _ in gate.named_parameters()]


def judged(judge, **more):
    """Another judgement of a gradient."""
    return lambda gate, x: unreached(gate, x, judge=judge, **more)


def part(pick):
    """A part of the right names."""
    return lambda gate, x: pick(unreached(gate, x))


Exercise(
    "unreached",
    asked="the names of the gate's parameters that get no gradient at all on x, as a list",
    look="torch.autograd.grad(..., allow_unused=True): no gradient is None, or zeros only",
    reference=unreached,
    cases=cases,
    reads=names,
    mistakes={
        "a gradient of zeros is not found, only None": judged(lambda g: g is None),
        "a gradient of None is not found, only one of zeros": judged(lambda g: g is not None and not g.any()),
        "a parameter counts as reached only if all of its numbers are": judged(
            lambda g: g is None or not g.all()
        ),
        "these are the parameters that are reached": lambda gate, x: sorted(
            set(everything(gate, x)) - set(unreached(gate, x))
        ),
        "every parameter is named": everything,
        "no parameter is ever named: .grad of an earlier training says nothing": lambda gate, x: [],
        "only the first image is asked": lambda gate, x: unreached(gate, x, slice(1)),
        "the biases are missing": part(lambda found: [n for n in found if not n.endswith("bias")]),
        "the weights are missing, only biases are named": part(
            lambda found: [n for n in found if n.endswith("bias")]
        ),
        "it stops at the first name": part(lambda found: found[:1]),
        "these are the names of modules, not of parameters": part(
            lambda found: [n.rsplit(".", 1)[0] for n in found]
        ),
    },
)
