"""Exercise 13.1: a reader for a gate of another library, whose class never says its weights."""

import torch
import torch.nn.functional as F
from torch import nn

from .draw import Case
from .function import Exercise


class PyramidGate(nn.Module):
    """Squeeze, excite, scale, and the map is added once more.  (N, C, H, W) -> (N, C, H, W)"""

    def __init__(self, channels, reduction=4):
        super().__init__()
        self.squeeze = nn.Conv2d(channels, channels // reduction, 1)
        self.expand = nn.Conv2d(channels // reduction, channels, 1)

    def forward(self, x):
        pooled = F.adaptive_avg_pool2d(x, 1)
        scores = self.expand(F.relu(self.squeeze(pooled)))
        return x + x * F.hardsigmoid(scores)


class Ask:
    """A function of the weights that says in a message what it does."""

    def __init__(self, does, change):
        self.does, self.change = does, change

    def __call__(self, weights):
        return self.change(weights)

    def __repr__(self):
        return f"a function that {self.does}"


def one_per_channel(weights):
    """The weights themselves; ValueError unless there is one for each channel of each image."""
    if not isinstance(weights, torch.Tensor) or weights.dim() != 4 or weights.shape[2:] != (1, 1):
        shape = tuple(getattr(weights, "shape", ())) or type(weights).__name__
        raise ValueError(f"ask got {shape}, not weights (N, C, 1, 1)")
    return weights


ASKED = {
    "the gate as it is": Ask("gives its weights back", lambda weights: weights),
    "one weight per channel": Ask("takes weights (N, C, 1, 1) only", one_per_channel),
    "an open gate": Ask("gives ones", torch.ones_like),
    "the channels in the other order": Ask("turns the channels round", lambda weights: weights.flip(1)),
    "smaller weights": Ask("gives weights ** 2 - 0.1", lambda weights: weights**2 - 0.1),
}


def cases(rng):
    """The gate as it is, and with other weights in it; two widths, one image and several."""
    for shape in ((2, 4, 3, 5), (1, 8, 4, 4), (3, 12, 5, 2)):
        for what, ask in ASKED.items():
            gate = PyramidGate(shape[1]).double().eval()
            with torch.no_grad():
                for p in gate.parameters():
                    p.copy_(2 * torch.randn(p.shape, generator=rng))
            x = torch.randn(shape, generator=rng, dtype=torch.float64) + 0.3
            yield Case(f"{what}, {shape[1]} channels", (gate, ask, x))


def scores_of(gate, x):
    return gate.expand(F.relu(gate.squeeze(x.mean((2, 3), keepdim=True))))


def read(gate, ask, x):
    """What the gate gives, with ask(weights) in the place of its weights."""
    return x + x * ask(F.hardsigmoid(scores_of(gate, x)))


def of(rule, scores=scores_of):
    """What a rule(x, scores, ask) gives."""
    return lambda gate, ask, x: rule(x, scores(gate, x), ask)


def gated(x, scores, ask):
    """The right rule."""
    return x + x * ask(F.hardsigmoid(scores))


def peaked(gate, x):
    """The scores of the largest number of each channel."""
    return gate.expand(F.relu(gate.squeeze(x.amax((2, 3), keepdim=True))))


def linear(gate, x):
    """The scores without the ReLU."""
    return gate.expand(gate.squeeze(x.mean((2, 3), keepdim=True)))


Exercise(
    "another library's gate",
    asked="the gate's own output, with ask(weights) where it multiplies; weights (N, C, 1, 1) from 0 to 1",
    look="the lines of its forward pass: which number, between 0 and 1, does it multiply x by?",
    reference=read,
    cases=cases,
    mistakes={
        "what ask gives back multiplies nothing: the gate keeps its own weights": lambda g, ask, x: g(x),
        "x is not added: the gate gives x + x * weights": of(lambda x, s, ask: x * ask(F.hardsigmoid(s))),
        "ask gets 1 + weights, which is not what lies between 0 and 1": of(
            lambda x, s, ask: x * ask(1 + F.hardsigmoid(s))
        ),
        "ask gets the scores; the hard sigmoid comes before it": of(
            lambda x, s, ask: x + x * F.hardsigmoid(ask(s))
        ),
        "ask gets the scores, and the hard sigmoid is missing": of(lambda x, s, ask: x + x * ask(s)),
        "this is a soft sigmoid; the gate has a hard one": of(lambda x, s, ask: x + x * ask(s.sigmoid())),
        "ask gets the output, not the weights": lambda gate, ask, x: ask(gate(x)),
        "ask gets x times the weights": of(lambda x, s, ask: x + ask(x * F.hardsigmoid(s))),
        "only the weights come back; they have to be multiplied with x": of(
            lambda x, s, ask: ask(F.hardsigmoid(s))
        ),
        "the maximum was pooled, not the average": of(gated, peaked),
        "the ReLU between the two layers is missing": of(gated, linear),
    },
    gradient=("x",),
)
