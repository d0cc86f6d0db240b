"""The exercises of lesson 02: squeeze, a channel gate, and how many numbers it learns."""

import math

import torch
from torch import nn

from ..attention import ChannelAttention
from .base import Finding, exercise, solved

SHAPES = ((3, 5, 6, 4), (2, 8, 4, 7))  # height and width differ, so that a mix-up shows


def features(shape, seed=0):
    """A random feature map, float64, with negative values too."""
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64) + 0.3


def same(a, b):
    """Whether two tensors have one shape and agree to 1e-6."""
    return a.shape == b.shape and torch.allclose(a.double(), b.double(), rtol=0, atol=1e-6)


def first(answer, explanations, otherwise):
    """The sentence of the first wrong result that the answer equals."""
    return next((sentence for wrong, sentence in explanations if same(answer, wrong)), otherwise)


def is_sound(value, what):
    """The finding that ``value`` is a tensor of numbers."""
    if not isinstance(value, torch.Tensor):
        return Finding(False, what, f"it is a {type(value).__name__}, not a tensor")
    mistake = "there is NaN or infinity in it: look for a division by zero"
    return Finding(value.numel() > 0 and bool(torch.isfinite(value).all()), what, mistake)


SQUEEZED_SHAPES = {
    1: "one number per image: keep the channels apart, average over the last two axes only",
    3: "it still has three axes: average over both of the last two axes, rows and columns",
    4: "keep no axis of size one: the answer has two axes, images and channels",
}


@exercise("squeeze")
def check_squeeze(answer):
    """answer(x): feature map (N, C, H, W) -> its averages over space, (N, C)."""
    x = features(SHAPES[0])
    value = solved(answer(x.clone()))
    yield is_sound(value, "it returns a tensor of numbers")
    if not isinstance(value, torch.Tensor):
        return
    n, c, h, w = x.shape
    mistake = SQUEEZED_SHAPES.get(value.dim(), "one number per image and channel is asked for")
    if tuple(value.shape) == (c,):
        mistake = "one vector for the whole batch: every image needs its own, so leave axis 0 alone"
    if value.shape == (n, h, w):
        mistake = "the channels are gone: average over axes 2 and 3, not over axis 1"
    yield Finding(
        value.shape == (n, c), f"shape {(n, c)} from {tuple(x.shape)}", f"got {tuple(value.shape)}: {mistake}"
    )
    if value.shape != (n, c):
        return
    middle = x[:, :, h // 2, w // 2]
    explanations = [
        (x.mean((0, 2, 3)).expand(n, c), "every image has the same numbers: do not average over the batch"),
        (x.sum((2, 3)), f"{h * w} times too large: this is the sum, divide by the number of places"),
        (x.amax((2, 3)), "this is the maximum over space, the average is asked for"),
        (x.mean((2, 3)) * h / w, "height and width are mixed up: divide by H times W"),
        (x.sum((2, 3)) / h**2, "height and width are mixed up: divide by H times W"),
        (x.sum((2, 3)) / w**2, "height and width are mixed up: divide by H times W"),
        (x.relu().mean((2, 3)), "negative values are lost before the average: no ReLU here"),
        (x.flatten(2).median(2).values, "this is the median, the average is asked for"),
        (middle, "this is the place in the middle alone, not all places"),
        (x.abs().mean((2, 3)), "the signs are lost: the average may be negative"),
        (x.square().mean((2, 3)), "these are mean squares, the average is asked for"),
    ]
    others = "the numbers differ from the average over rows and columns"
    right = x.mean((2, 3))
    yield Finding(same(value, right), "it is the average over space", first(value, explanations, others))
    if not same(value, right):
        return
    for shape in SHAPES[1:]:
        y = features(shape, 1).requires_grad_()
        again = answer(y)
        agrees = isinstance(again, torch.Tensor) and same(again.detach(), y.detach().mean((2, 3)))
        yield Finding(
            agrees, f"also for a map of shape {shape}", "sizes are written into the code: ask x.shape"
        )
        mistake = "the gradient stops here: stay with tensors, without detach, item or numpy"
        yield Finding(agrees and again.requires_grad, "the gradient passes through it", mistake)


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


@exercise("parameter count")
def check_parameter_count(answer):
    """answer(channels, reduction, bias): numbers a gate learns; ValueError without a hidden unit."""
    value = solved(answer(64, 16, False))
    whole = isinstance(value, int) and not isinstance(value, bool)
    yield Finding(whole, "a whole number", f"got {value!r}: use // and give back an int")
    if not whole:
        return
    for channels, reduction in ((96, 16), (24, 4), (40, 16), (100, 16)):
        for bias in (False, True):
            width = channels // reduction
            true = sum(p.numel() for p in ChannelAttention(channels, reduction, bias=bias).parameters())
            said = answer(channels, reduction, bias)
            mistake = _miscount(said, channels, reduction, width, bias)
            what = f"{channels} channels, reduction {reduction}, {'with' if bias else 'without'} bias: {true}"
            yield Finding(said == true, what, f"got {said!r}: {mistake}")
            if said != true:
                return
    try:
        said = answer(8, 16, False)
    except ValueError as error:
        yield Finding(
            bool(str(error)), "8 channels, reduction 16: a ValueError", "say in the error what to do"
        )
    else:
        mistake = f"got {said!r}: no hidden unit is left, so raise a ValueError"
        if said == 16:
            mistake = "a hidden unit was made up in silence: raise a ValueError, so that the caller knows"
        yield Finding(False, "8 channels, reduction 16: a ValueError", mistake)


def _miscount(said, channels, reduction, width, bias):
    c, h, both = channels, width, 2 * channels * width
    candidates = [
        (c * h + (c + h) * bias, "one matrix is missing: C to hidden and hidden back to C"),
        (2 * both + 2 * (c + h) * bias, "average and maximum share one MLP: count it once"),
        (c * c + c * bias, "that is one matrix C by C, without a bottleneck"),
        (2 * c * c // reduction + (c + h) * bias, "round first: the hidden width is C // reduction"),
        (
            2 * c * math.ceil(c / reduction) + (c + math.ceil(c / reduction)) * bias,
            "C // reduction rounds down",
        ),
        (2 * c * max(8, h) + (c + max(8, h)) * bias, "at least 8 hidden units is another library's rule"),
        (both + h * bias, "the second layer has a bias too, one number per channel"),
        (both + c * bias, "the first layer has a bias too, one number per hidden unit"),
        (both + 2 * c * bias, "the first layer's bias has one number per hidden unit, not per channel"),
        (both + 2 * h * bias, "the second layer's bias has one number per channel, not per hidden unit"),
        (both + 2 * bias, "a bias is a vector: one number per output of its layer"),
        (both + (c + h), "without bias there are only the two matrices"),
        (both, "the two biases are missing"),
    ]
    return next(
        (sentence for wrong, sentence in candidates if said == wrong),
        "two matrices and, if asked, two biases",
    )
