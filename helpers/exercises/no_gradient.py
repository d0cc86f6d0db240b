"""Exercise 10.2: the parameters of a gate that get no gradient, in gates that are sound or broken."""

import torch
from torch import nn

from ..attention import ChannelAttention
from ..attention.broken import DeadBranch, HugeKernel, SameTwice
from .base import Finding, exercise, solved
from .compare import built, features


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


def sound_channel():
    """A channel gate whose hidden units are all awake."""
    gate = ChannelAttention(8, 2, bias=True)
    with torch.no_grad():
        gate.mlp[0].bias.fill_(3.0)
    return gate


def gradient_cases():
    """[(what it is, gate, x, names without gradient)]."""
    x = features((5, 8, 4, 6), 1)
    late = features((5, 8, 4, 6), 2)
    late[-1] += 6
    dead = built(lambda: DeadBranch(8, 2))
    silenced = built(lambda: Silenced(8))
    for gate in (dead.mlp_avg, silenced.mlp):
        gate[0].bias.data.fill_(3.0)
    halted = built(lambda: Halted(8, 2, bias=True))
    names = {gate: [name for name, _ in gate.named_parameters()] for gate in (dead, silenced, halted)}
    return [
        ("a channel gate that works", built(sound_channel), x, []),
        ("a dead branch", dead, x, [name for name in names[dead] if "max" in name]),
        (
            "a branch that is multiplied by zero",
            silenced,
            x,
            [name for name in names[silenced] if "extra" in name],
        ),
        ("a unit that is awake for one image of five", built(lambda: Sleeper(8)), late, []),
        ("a kernel of 49 × 49: reached in part", built(HugeKernel).eval(), x, []),
        ("x1 + x1: everything is reached", built(lambda: awake(SameTwice(8, 2, bias=True))), x, []),
        ("weights that are cut off by detach()", halted, x, names[halted]),
    ]


def awake(gate):
    """The same gate with its hidden units awake."""
    gate.mlp[0].bias.data.fill_(3.0)
    return gate


@exercise("unreached")
def check_unreached(answer):
    """answer(gate, x) -> the names of the gate's parameters that get no gradient, as a list."""
    for k, (what, gate, x, want) in enumerate(gradient_cases()):
        for parameter in gate.parameters():  # left over from some training before
            parameter.grad = torch.ones_like(parameter)
        kept = {name: value.clone() for name, value in gate.state_dict().items()}
        names = dict(gate.named_parameters())
        got = answer(gate, x)
        if k == 0:
            yield names_finding(solved(got), names)
        if names_finding(got, names).holds is False:
            if k:
                yield names_finding(got, names)
            return
        right = sorted(got) == sorted(want)
        yield Finding(right, f"{what}: {len(want)} of {len(names)} without gradient", "" if right else
                      names_mistake(set(got), set(want), names, k))  # fmt: skip
        if not right:
            return
        same = all(torch.equal(value, kept[name]) for name, value in gate.state_dict().items())
        if not same:
            yield Finding(False, "the gate is left as it was", "its numbers have changed: no optimiser step")
            return


def names_finding(got, names):
    """The finding on the kind of result: some of the names."""
    what = "it gives names of parameters"
    if not isinstance(got, list | tuple | set | dict):
        return Finding(False, what, f"it returned {type(got).__name__}: return a list of names")
    odd = [name for name in got if not isinstance(name, str) or name not in names]
    shown = odd[0] if odd and isinstance(odd[0], str) else type(odd[0]).__name__ if odd else ""
    return Finding(not odd, what, f"{shown!r} is none of {list(names)}: use gate.named_parameters()")


CASE_MISTAKES = (
    "all of these are reached: were the right ones turned round, or is one image not enough?",
    "the second MLP is called and its result dropped: its gradient is None, or an old one left in .grad",
    "this gradient is not None, it is zero: ask for both",
    "with one image the unit may sleep: ask the whole batch",
    "some of the kernel's numbers are reached: a name counts only if all of its numbers are not",
    "both calls go through the same MLP: it is reached",
    "nothing is reached here",
)


def names_mistake(got, want, names, k):
    """What a wrong list of names points to."""
    everything = set(names)
    if got == everything - want and k == 1:
        return "these are the ones that are reached: the others are wanted"
    if got == everything and k == 0:
        return "it names every parameter: what is compared with what?"
    if want and got == {name for name in want if name.endswith("weight")}:
        return "the biases are missing: they are parameters too"
    if len(got) == 1 and got < want:
        return "it stops at the first name: collect all of them"
    if not got and k == 1:
        return "it finds nothing: clear the old .grad before, or use torch.autograd.grad"
    return CASE_MISTAKES[k]
