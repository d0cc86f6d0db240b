"""Exercise 2.2: the control of a channel gate: everything but the look at the image."""

import torch
from torch import nn
from torch.nn.functional import hardsigmoid

from .base import Refused, Untouched, custom, expect
from .calls import numbers, result
from .draw import generator, normal
from .function import CUT
from .values import kind, same, show

# What the weights may be instead of sigmoid(s), for learned scores s (C,) and images x (N, C, H, W).
MISTAKES = {
    "the sigmoid is missing": lambda s, x: s.expand(len(x), -1),
    "a softmax lets the channels compete; each one has a weight of its own": lambda s, x: s.softmax(0),
    "the weights are turned round: 1 - sigmoid": lambda s, x: 1 - s.sigmoid(),
    "this is twice the sigmoid: weights reach 2": lambda s, x: 2 * s.sigmoid(),
    "this is a tanh, not a sigmoid": lambda s, x: s.tanh(),
    "the scores are clamped to 0..1, not squashed by a sigmoid": lambda s, x: s.clamp(0, 1),
    "this is the piecewise hard sigmoid": lambda s, x: hardsigmoid(s),
    "all channels share the mean of the scores": lambda s, x: s.mean().sigmoid().expand(len(s)),
    "the squeezed image is in it: this gate looks": lambda s, x: (x.mean((2, 3)) * s).sigmoid(),
    "the squeezed image is added: this gate looks": lambda s, x: (x.mean((2, 3)) + s).sigmoid(),
}

PRODUCTS = {
    "the weights are added to x, not multiplied": lambda x, w: x + w,
    "only the weights come out": lambda x, w: w.expand_as(x),
    "x comes out as it went in": lambda x, w: x,
    "x is added once more: no channel can be closed": lambda x, w: x + x * w,
    "the weights are applied twice": lambda x, w: x * w * w,
}


def images(rng, channels):
    """Feature maps with a name each, small ones first."""
    mixed = normal(rng, 7, channels, 6, 4)
    mixed[0] = 0
    return {
        "one image, one place": normal(rng, 1, channels, 1, 1),
        "three images": normal(rng, 3, channels, 4, 5),
        "numbers 30 times as large": 30 * normal(rng, 2, channels, 3, 3),
        "a larger batch, a silent image in it": mixed,
    }


def built(answer, channels):
    """The learner's gate in float64, its parameters, and the case in words."""
    what = f"BlindGate({channels})"
    gate = result(what, answer, channels)
    usable = isinstance(gate, nn.Module) and callable(getattr(gate, "weights", None))
    expect(usable, f"{what}: expected a module with a method weights, got {kind(gate)}.")
    result(what, gate.weights, torch.zeros(1, channels, 2, 2))  # a stub says so here
    learned = [p for p in gate.double().parameters() if p.requires_grad]
    count = sum(p.numel() for p in learned)
    cause = "nothing learns: an nn.Parameter is missing, or its gradient is off" if not count else ""
    if count > channels:
        cause = "a layer that has more than a score per channel could do more than scale the channels"
    expect(
        count == channels,
        f"{what}: expected {channels} parameters, got {count}.",
        cause,
        "one score per channel",
    )
    return gate, learned, what


@custom(
    "blind gate",
    asked="one learned score per channel and a sigmoid; the same weights for every image; x * weights(x)",
    look="`weights` may read the shape of x, never its numbers",
)
def check_blind_gate(answer, seed, told):
    """answer(channels): a module with weights(x) (1 or N, C, 1, 1), blind to x, and x * weights(x)."""
    if answer is ...:
        raise Untouched
    expect(callable(answer) and not isinstance(answer, nn.Module), f"Expected the class, got {kind(answer)}.")
    rng = generator(seed)
    for channels in (3, 1, 24):
        gate, learned, what = built(answer, channels)
        with torch.no_grad():
            for p in learned:
                p.copy_(2 * torch.randn(p.shape, generator=rng, dtype=p.dtype))
        scores = torch.cat([p.detach().flatten() for p in learned])
        seen = []
        for mode in ("eval", "train"):
            gate.train(mode == "train")
            for name, x in images(rng, channels).items():
                seen.append((f"{what}, {name}, {mode} mode", x, *asked(gate, f"{what}, {name}", x)))
        check_weights(seen, scores)
        check_products(seen)
        told.right.append(f"numbers of {what}, train and eval")
        check_gradient(gate, learned, what, seen[1][1])
    told.right.append("gradient to x and every score")


def asked(gate, case, x):
    """weights(x) laid over the images, (N, C), and gate(x)."""
    weights = result(f"{case}, weights(x)", gate.weights, x)
    if isinstance(weights, torch.Tensor) and weights.dim() < 4 and weights.numel() == x.shape[1]:
        got = f"{case}, weights(x): expected the shape (1, {x.shape[1]}, 1, 1), got {tuple(weights.shape)}."
        raise Refused(got, "axes of length one are missing: [None, :, None, None] adds them")
    fits = isinstance(weights, torch.Tensor) and weights.dim() == 4 and len(weights) in (1, len(x))
    wanted = torch.Size((len(weights) if fits else len(x), x.shape[1], 1, 1))
    weights = numbers(f"{case}, weights(x)", weights, wanted).expand(len(x), -1, -1, -1)
    return weights.flatten(1), numbers(f"{case}, gate(x)", result(f"{case}, gate(x)", gate, x), x.shape)


def check_weights(seen, scores):
    """sigmoid(score) for every image, or the refusal with what is known."""
    for case, x, weights, _ in seen:
        want = scores.sigmoid().expand(len(x), -1)
        if same(weights, want):
            continue
        text = f"{case}: expected the weights {show(want[0])}, got {show(weights[0])}"
        for sentence, formula in MISTAKES.items():
            if all(same(w, formula(scores, v).expand_as(w)) for _, v, w, _ in seen):
                raise Refused(f"{text}.", sentence)
        if not all(same(w, seen[0][2][:1].expand_as(w)) for _, _, w, _ in seen):
            raise Refused(f"{text}.", "the weights differ with the image, its size, or from call to call")
        raise Refused(f"{text}; the learned scores are {show(scores)}.")


def check_products(seen):
    """gate(x) is x * weights(x)."""
    for case, x, weights, output in seen:
        laid = weights[:, :, None, None]
        if not same(output, x * laid):
            known = (words for words, f in PRODUCTS.items() if same(output, f(x, laid)))
            raise Refused(f"{case}: gate(x) is not x * weights(x).", next(known, ""))


def check_gradient(gate, learned, what, x):
    """The gradient that reaches x and the scores is that of x * sigmoid(score)."""
    x = x.clone().requires_grad_()
    output = gate(x)
    expect(output.requires_grad, f"{what}: the numbers are right, but no gradient comes back.", CUT)
    got = torch.autograd.grad(output.square().sum(), [x, *learned], allow_unused=True)
    still = [n for n, g in zip(["x", *(["the scores"] * len(learned))], got) if g is None or not g.any()]
    expect(not still, f"{what}: the numbers are right, but no gradient reaches {' and '.join(still)}.", CUT)
