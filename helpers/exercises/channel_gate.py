"""The exercise "channel gate"."""

import torch
from torch import nn

from .base import Finding, exercise, solved
from .squeeze import features, first, is_sound, same


def matrices(gate, channels, hidden):
    """The two matrices and the two biases (or None) of a gate's MLP; None if they are not there."""
    flat = [p.detach().flatten(1) if p.dim() > 1 else p.detach() for p in gate.parameters()]
    find = {
        shape: [p for p in flat if tuple(p.shape) == shape]
        for shape in set(map(lambda p: tuple(p.shape), flat))
    }
    down, up = find.pop((hidden, channels), []), find.pop((channels, hidden), [])
    biases = [find.pop((hidden,), []), find.pop((channels,), [])]
    if len(down) != 1 or len(up) != 1 or find or any(len(b) > 1 for b in biases):
        return None
    return down[0], up[0], *(b[0] if b else None for b in biases)


def excite(squeezed, parts, between=torch.relu):
    """The scores (N, C) of an MLP made of ``parts`` (see matrices)."""
    down, up, low, high = parts
    hidden = between(squeezed @ down.T + (0 if low is None else low))
    return hidden @ up.T + (0 if high is None else high)


def identity(x):
    """No function between the two matrices."""
    return x


@exercise("channel gate")
def check_channel_gate(answer):
    """answer(channels, reduction): a module with weights(x) (N, C, 1, 1) and forward(x) = x * weights(x)."""
    torch.manual_seed(0)
    gate = answer(8, 4) if callable(answer) and not isinstance(answer, nn.Module) else answer
    usable = isinstance(gate, nn.Module) and callable(getattr(gate, "weights", None))
    if not usable:
        yield Finding(
            False, "a module with a method weights", f"got {type(gate).__name__}: hand over the class"
        )
        return
    gate = gate.double().eval()
    x = features((3, 8, 6, 4))
    weights = solved(gate.weights(x.clone()))
    output = solved(gate(x.clone()))
    for value, what in ((weights, "the weights are numbers"), (output, "the output is numbers")):
        finding = is_sound(value, what)
        yield finding
        if not finding.holds:
            return
    weights, output = weights.detach(), output.detach()
    shapes = {
        (3, 8): "give the weights two axes of size one: [:, :, None, None]",
        (3, 8, 6, 4): "one weight per place: pool over all places first",
        (1, 8, 1, 1): "one vector for the whole batch: every image needs its own",
        (3, 1, 1, 1): "one weight per image: every channel needs its own",
        (3, 1, 6, 4): "this is a map over places, and the gate of lesson 03",
    }
    mistake = (
        f"got {tuple(weights.shape)}: {shapes.get(tuple(weights.shape), 'a vector per image is asked for')}"
    )
    yield Finding(weights.shape == (3, 8, 1, 1), "weights of shape (3, 8, 1, 1)", mistake)
    if weights.shape != (3, 8, 1, 1):
        return
    yield from _multiplies(x, weights, output)
    yield from _excites(gate, x, weights)
    yield from _learns(gate, x)


def _multiplies(x, weights, output):
    wrongs = [
        (x + weights, "the weights are added: multiply"),
        (weights, "only the weights come out: multiply x by them"),
        (weights.expand_as(x), "only the weights come out: multiply x by them"),
        (x, "x comes out as it went in: multiply it by the weights"),
        (x + x * weights, "x is added once more: x * weights is all"),
        (x * weights * weights, "the weights are applied twice"),
    ]
    mistake = first(output, wrongs, "the output is something else than x * weights(x)")
    yield Finding(same(output, x * weights), "the output is x * weights(x)", mistake)


def _excites(gate, x, weights):
    """Findings on the parameters, and on the weights that follow from them."""
    flat, sizes = weights.flatten(1), sorted(tuple(p.shape) for p in gate.parameters())
    parts = matrices(gate, 8, 2)
    mistake = f"8 channels and reduction 4 make 2 hidden units, the parameters have the shapes {sizes}"
    yield Finding(parts is not None, "two matrices, 8 to 2 and 2 to 8", mistake)
    if parts is None:
        return
    with torch.no_grad():  # large numbers: now every mistake shows
        for p in gate.parameters():
            p.copy_(
                2 * torch.randn(p.shape, generator=torch.Generator().manual_seed(p.numel()), dtype=p.dtype)
            )
        flat = gate.weights(x).flatten(1)
    parts = matrices(gate, 8, 2)
    average = x.mean((2, 3))
    score = excite(average, parts)
    right = torch.sigmoid(score)
    inside = bool(((flat >= 0) & (flat <= 1)).all())
    yield Finding(
        inside,
        "every weight between 0 and 1",
        f"weights up to {flat.abs().max():.1f}: the sigmoid is missing",
    )
    if not inside:
        return
    wrongs = [
        (
            score.softmax(1),
            "the weights of an image sum to one: this is a softmax, a gate has a sigmoid per channel",
        ),
        (torch.sigmoid(right), "the sigmoid is applied twice, so no weight can be below 0.5"),
        (torch.sigmoid(score.relu()), "no weight is below 0.5: there is a ReLU before the sigmoid"),
        (torch.sigmoid(excite(average, parts, identity)), "there is no ReLU between the two matrices"),
        (
            torch.sigmoid(excite(average, parts, torch.sigmoid)),
            "there is a sigmoid between the matrices, not a ReLU",
        ),
        (
            torch.sigmoid(excite(x.amax((2, 3)), parts)),
            "x is squeezed by its maximum, the average is asked for",
        ),
        (torch.sigmoid(excite(x.sum((2, 3)), parts)), "x is squeezed by its sum, the average is asked for"),
        (
            torch.sigmoid(excite(average.mean(0, keepdim=True), parts)).expand_as(flat),
            "the batch is averaged too",
        ),
        (score.clamp(0, 1), "the weights are cut off at 0 and 1: use a sigmoid, it has a slope everywhere"),
        (1 - right, "the weights are turned round: 1 - sigmoid"),
        (torch.nn.functional.hardsigmoid(score), "this is the piecewise hard sigmoid: use torch.sigmoid"),
        ((torch.tanh(score) + 1) / 2, "this is a rescaled tanh, twice as steep as the sigmoid"),
    ]
    if same(flat, flat[:1].expand_as(flat)) and not same(right, right[:1].expand_as(right)):
        constant = "every image gets the same weights: squeeze x, do not learn the weights alone"
        wrongs.append((flat, constant if not same(flat, wrongs[7][0]) else wrongs[7][1]))
    others = "the weights differ from sigmoid(MLP(average of x)), with a ReLU in the middle"
    yield Finding(same(flat, right), "sigmoid(MLP(average over space))", first(flat, wrongs, others))


def _learns(gate, x):
    gate.zero_grad()
    loss = gate(x).square().sum()
    if loss.requires_grad:
        loss.backward()
    still = [name for name, p in gate.named_parameters() if p.grad is None or not p.grad.any()]
    yield Finding(not still, "the gradient reaches every parameter", f"none reaches {', '.join(still)}")
