"""Exercise 2.2: a channel gate.  Its parameters are found by their shapes, so that any layers will do."""

from itertools import product

import torch
from torch import nn
from torch.nn.functional import hardsigmoid

from .base import Refused, Untouched, custom, expect
from .calls import numbers, result
from .draw import generator, normal
from .values import kind, same, show

SIZES = ((8, 4), (6, 6), (10, 4), (12, 3))  # channels and reduction: also one hidden unit, and a remainder


def parts_of(gate, channels, hidden):
    """The ways to read the parameters: (down (hidden, C), up (C, hidden), bias or 0, bias or 0)."""
    matrices = [p for p in gate.parameters() if p.numel() == channels * hidden and p.dim() > 1]
    if len(matrices) != 2 or len(list(gate.parameters())) > 4:
        return []
    biases = [p.detach().flatten().clone() for p in gate.parameters() if all(p is not m for m in matrices)]
    if sorted(b.numel() for b in biases) not in ([], [hidden], [channels], sorted([hidden, channels])):
        return []
    low = [b for b in biases if b.numel() == hidden] or [0]
    high = [b for b in biases if b.numel() == channels] or [0]
    ways = []
    for down, up in (matrices, matrices[::-1]):
        shapes = [
            [
                m
                for m in (p.detach().flatten(), p.detach().mT.flatten() if p.dim() == 2 else None)
                if m is not None
            ]
            for p in (down, up)
        ]
        for d, u, a, b in product(*shapes, low, high):
            ways.append((d.view(hidden, channels).clone(), u.view(channels, hidden).clone(), a, b))
    return ways


def excite(squeezed, parts, between=torch.relu):
    """The scores (N, C) of an MLP made of ``parts``."""
    down, up, low, high = parts
    return between(squeezed @ down.T + low) @ up.T + high


def right(x, parts):
    """sigmoid(MLP(average)), (N, C)."""
    return excite(x.mean((2, 3)), parts).sigmoid()


MISTAKES = {
    "the sigmoid is missing": lambda x, p: excite(x.mean((2, 3)), p),
    "the sigmoid is applied twice: no weight is below 0.5": lambda x, p: right(x, p).sigmoid(),
    "the weights of an image sum to one: this is a softmax": lambda x, p: excite(x.mean((2, 3)), p).softmax(
        1
    ),
    "a ReLU stands before the sigmoid: no weight is below 0.5": lambda x, p: (
        excite(x.mean((2, 3)), p).relu().sigmoid()
    ),
    "there is no ReLU between the two layers": lambda x, p: excite(x.mean((2, 3)), p, lambda h: h).sigmoid(),
    "a sigmoid stands between the two layers, not a ReLU": lambda x, p: excite(
        x.mean((2, 3)), p, torch.sigmoid
    ).sigmoid(),
    "a tanh stands between the two layers, not a ReLU": lambda x, p: excite(
        x.mean((2, 3)), p, torch.tanh
    ).sigmoid(),
    "x is squeezed by its maximum, not by its average": lambda x, p: excite(x.amax((2, 3)), p).sigmoid(),
    "x is squeezed by its sum, not by its average": lambda x, p: excite(x.sum((2, 3)), p).sigmoid(),
    "x is squeezed by its spread, not by its average": lambda x, p: excite(
        x.std((2, 3), correction=0), p
    ).sigmoid(),
    "average and maximum are both used; the average alone is asked for": lambda x, p: (
        excite(x.mean((2, 3)), p) + excite(x.amax((2, 3)), p)
    ).sigmoid(),
    "the batch is averaged too: every image gets the same weights": lambda x, p: right(
        x.mean(0, keepdim=True), p
    ).expand(x.shape[:2]),
    "the scores are clamped to 0..1, not squashed by a sigmoid": lambda x, p: excite(x.mean((2, 3)), p).clamp(
        0, 1
    ),
    "the weights are turned round: 1 - sigmoid": lambda x, p: 1 - right(x, p),
    "this is the piecewise hard sigmoid": lambda x, p: hardsigmoid(excite(x.mean((2, 3)), p)),
    "this is a tanh, not a sigmoid": lambda x, p: excite(x.mean((2, 3)), p).tanh(),
    "this is a rescaled tanh, twice as steep as the sigmoid": lambda x, p: (
        (excite(x.mean((2, 3)), p).tanh() + 1) / 2
    ),
    "this is twice the sigmoid: weights reach 2": lambda x, p: 2 * right(x, p),
    "1 is added to the sigmoid": lambda x, p: 1 + right(x, p),
}

PRODUCTS = {
    "the weights are added to x, not multiplied": lambda x, w: x + w,
    "only the weights come out": lambda x, w: w,
    "only the weights come out, laid over every place": lambda x, w: w.expand_as(x),
    "x comes out as it went in": lambda x, w: x,
    "x is added once more": lambda x, w: x + x * w,
    "the weights are applied twice": lambda x, w: x * w * w,
    "x is multiplied by 1 - weights": lambda x, w: x * (1 - w),
}


def built(answer, channels, reduction):
    """The learner's gate in float64, and the case in words."""
    what = f"ChannelGate({channels}, {reduction})"
    gate = result(what, answer, channels, reduction)
    usable = isinstance(gate, nn.Module) and callable(getattr(gate, "weights", None))
    expect(usable, f"{what}: expected a module with a method weights, got {kind(gate)}.")
    return gate.double(), what


def images(rng, channels):
    """Feature maps with a name each."""
    mixed = normal(rng, 3, channels, 4, 5)
    mixed[1] = 0
    return {
        "three images": normal(rng, 3, channels, 6, 4),
        "one image": normal(rng, 1, channels, 3, 5),
        "one place": normal(rng, 4, channels, 1, 1),
        "a silent image beside others": mixed,
        "numbers 30 times as large": 30 * normal(rng, 2, channels, 3, 3),
    }


def fill(gate, rng, size=1.0, awake=False):
    """Give every parameter random numbers; ``awake``: positive ones, so that no hidden unit sleeps."""
    with torch.no_grad():
        for p in gate.parameters():
            numbers_ = size * torch.randn(p.shape, generator=rng, dtype=p.dtype)
            p.copy_(numbers_.abs() / 10 + 0.01 if awake else numbers_)


def ask(gate, what, x):
    """weights(x) (N, C, 1, 1) and gate(x), with the shapes looked at."""
    weights = result(f"{what}, weights(x)", gate.weights, x)
    if weights is not None and isinstance(weights, torch.Tensor) and weights.shape == x.shape[:2]:
        raise Refused(
            f"{what}: weights(x) has the shape {tuple(weights.shape)}, expected {(*x.shape[:2], 1, 1)}.",
            "the two axes of length one are missing: [:, :, None, None]",
        )
    weights = numbers(f"{what}, weights(x)", weights, torch.Size((*x.shape[:2], 1, 1)))
    output = numbers(f"{what}, gate(x)", result(f"{what}, gate(x)", gate, x), x.shape)
    return weights, output


@custom(
    "channel gate",
    asked="average, two layers with ReLU between (channels // reduction hidden units), sigmoid, scale",
    look="the order: average, first layer, ReLU, second layer, sigmoid, and `x * self.weights(x)`",
)
def check_channel_gate(answer, seed, told):
    """answer(channels, reduction): a module with weights(x) (N, C, 1, 1) and forward(x) = x * weights(x)."""
    if answer is ...:
        raise Untouched
    expect(callable(answer) and not isinstance(answer, nn.Module), f"Expected the class, got {kind(answer)}.")
    rng = generator(seed)
    for channels, reduction in SIZES:
        gate, what = built(answer, channels, reduction)
        hidden = channels // reduction
        x = normal(rng, 3, channels, 4, 5)
        ask(gate.eval(), what, x)
        shapes = [tuple(p.shape) for p in gate.parameters()]
        expect(
            parts_of(gate, channels, hidden),
            f"{what}: {hidden} hidden units make two matrices, {channels} to {hidden} and back, perhaps with "
            f"biases; the parameters have the shapes {show(shapes)}.",
        )
        told.right.append(f"shapes and parameters of {what}")
        check_numbers(gate, what, hidden, rng)
        told.right.append(f"numbers of {what}, train and eval")
        fill(gate, rng, awake=True)
        check_gradient(gate, what, x.abs() + 0.1)
    told.right.append("gradient to every parameter")


def check_numbers(gate, what, hidden, rng):
    """sigmoid(MLP(average)) on many maps, with several fillings, in eval and in train mode."""
    seen = []
    for size, mode in ((1.0, False), (1.0, True), (0.3, True)):
        fill(gate.train(mode), rng, size)
        before = [p.clone() for p in gate.state_dict().values()]
        for name, x in images(rng, channels_of(gate, hidden)).items():
            case = f"{what}, {name}, {'train' if mode else 'eval'} mode"
            weights, output = ask(gate, case, x)
            seen.append((case, x, weights.flatten(1), output, parts_of(gate, x.shape[1], hidden)))
        same_state = all(torch.equal(a, b) for a, b in zip(before, gate.state_dict().values()))
        expect(same_state, f"{what}: a call changes the gate's own numbers.")
    for case, x, weights, output, ways in seen:
        if not any(same(weights, right(x, parts)) for parts in ways):
            raise wrong_weights(case, x, weights, ways, seen)
        want = x * weights[:, :, None, None]
        if not same(output, want):
            known = (s for s, f in PRODUCTS.items() if same(output, f(x, weights[:, :, None, None])))
            raise Refused(f"{case}: gate(x) is not x * weights(x); {differs(output, want)}.", next(known, ""))


def channels_of(gate, hidden):
    """How many channels a gate was built for."""
    return max(p.numel() for p in gate.parameters()) // hidden


def differs(got, want):
    """The place that differs most."""
    k = (got - want).abs().flatten().argmax()
    return f"expected {want.flatten()[k]:.4g} at one place, got {got.flatten()[k]:.4g}"


def wrong_weights(case, x, weights, ways, seen):
    """The refusal for weights that are not sigmoid(MLP(average)): a known formula, or what is measured."""
    text = f"{case}: {differs(weights, right(x, ways[0]))} in weights(x)."
    for sentence, formula in MISTAKES.items():
        if all(any(same(w, formula(v, parts)) for parts in each) for _, v, w, _, each in seen):
            return Refused(text, sentence)
    every = torch.cat([w.flatten() for _, _, w, _, _ in seen])
    if every.min() < 0 or every.max() > 1:
        return Refused(
            text, f"the weights reach from {every.min():.3g} to {every.max():.3g}, not within 0 and 1"
        )
    if all(same(w, w[:1].expand_as(w)) for _, _, w, _, _ in seen):
        return Refused(text, "all images get the same weights")
    right_in_eval = [any(same(w, right(v, p)) for p in e) for c, v, w, _, e in seen if "eval" in c]
    if all(right_in_eval):
        return Refused(text, "the weights are right in eval mode only: something acts while training")
    return Refused(text)


def check_gradient(gate, what, x):
    """The gradient reaches every parameter when all hidden units are awake, by way of forward."""
    for p in gate.parameters():
        p.grad = None
    loss = gate(x).square().sum()
    if loss.requires_grad:
        loss.backward()
    still = [name for name, p in gate.named_parameters() if p.grad is None or not p.grad.any()]
    expect(
        not still,
        f"{what}: the numbers are right, but no gradient reaches {', '.join(still)}.",
        "the way is cut: .detach(), .data, no_grad() or NumPy",
    )
    x = x.clone().requires_grad_()
    got = torch.autograd.grad(gate(x).sum(), x, allow_unused=True)[0] if gate(x).requires_grad else None
    ways = parts_of(gate.eval(), x.shape[1], channels_hidden(gate, x.shape[1]))
    wants = [torch.autograd.grad((x * right(x, p)[:, :, None, None]).sum(), x)[0] for p in ways]
    expect(
        got is not None and any(same(got, want, 1e-4) for want in wants),
        f"{what}: the numbers are right, but x gets another gradient than the formula gives.",
        "a part of the way is cut: .detach(), .data or no_grad()",
    )


def channels_hidden(gate, channels):
    """How many hidden units a gate has."""
    return max(p.numel() for p in gate.parameters()) // channels
