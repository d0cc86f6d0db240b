"""Exercise 6.1: an attention layer of one's own, and its additive twin, in the sweep."""

from copy import deepcopy
from dataclasses import replace

import torch
from torch import nn

from .. import experiments, gates, networks, training
from .base import Untouched, custom, expect
from .calls import called, numbers, result
from .draw import generator, normal
from .values import kind, same

MINE, TWIN = "mine", "mine added"
SHAPES = ((3, 24, 6, 8), (2, 48, 5, 4))  # the channels of the two stages of cued colour

PRODUCTS = {
    "these are the weights; x has to be multiplied by them": lambda x, w: w.expand_as(x),
    "it adds; that is the twin's part": lambda x, w: x + w,
    "x is added once more: no channel can be closed": lambda x, w: x + x * w,
    "x is multiplied twice": lambda x, w: x * w * w,
    "x comes out as it went in": lambda x, w: x,
}


@custom(
    "own variants",
    asked='{"mine": {"attention": your gate}, "mine added": {"attention": its additive twin}}',
    look="`forward` is x * self.weights(x) in the gate, x + something that x alone decides in the twin",
)
def check_own_variants(answer, seed, told):
    """answer: {"mine": {"attention": channels -> gate}, "mine added": {"attention": channels -> twin}}."""
    makers = {name: maker_of(answer, name) for name in (MINE, TWIN)}
    rng = generator(seed)
    for shape in SHAPES:
        what = f"with {shape[1]} channels"
        x = normal(rng, *shape).float()
        gate = built(makers[MINE], f"{MINE} {what}", x, rng)
        for training_ in (False, True):
            check_gate(gate.train(training_), f"{MINE} {what}", x, rng)
        told.right.append(f"your gate {what}")
        expect(makers[TWIN] is not ..., f"{TWIN!r} is still to be written.", "the twin is missing")
        check_twin(gate, built(makers[TWIN], f"{TWIN} {what}", x, rng), f"{TWIN} {what}", x, rng)
        told.right.append(f"its twin {what}")
    tiny_experiment(answer, told)


def maker_of(answer, name):
    """What builds a variant's layer, ... while it is missing; Refused where the dict has another form."""
    if answer is ...:
        raise Untouched
    got = f"the names {[str(key) for key in answer][:3]}" if isinstance(answer, dict) else kind(answer)
    fits = isinstance(answer, dict) and set(answer) == {MINE, TWIN}
    expect(fits, f"Expected a dict with the names {MINE!r} and {TWIN!r}, got {got}.")
    settings = answer[name]
    if settings is ... or (isinstance(settings, dict) and settings.get("attention") is ...):
        if name == MINE:
            raise Untouched
        return ...
    fits = isinstance(settings, dict) and "attention" in settings
    expect(fits, f'{name!r} needs settings {{"attention": a class or function}}, got {kind(settings)}.')
    maker = settings["attention"]
    expect(
        callable(maker) and not isinstance(maker, nn.Module),
        f"{name!r} hands over {kind(maker)}; the network builds a layer for each stage.",
        "a finished layer stands where the class belongs" if isinstance(maker, nn.Module) else "",
    )
    return maker


def built(maker, what, x, rng):
    """A layer, its numbers moved a little: a fresh one may start flat, or its hidden units sleep on x."""
    layer = result(what, maker, x.shape[1])
    expect(isinstance(layer, nn.Module), f"{what}: expected a module, got {kind(layer)}.")
    fresh = [number.detach().clone() for number in layer.parameters()]
    for _ in range(20):
        with torch.no_grad():
            for number, start in zip(layer.parameters(), fresh):
                number.copy_(start + 0.3 * torch.randn(start.shape, generator=rng))
        output = called(layer, (x,), lambda value, want: value).value
        if not isinstance(output, torch.Tensor) or output.shape != x.shape or not idle(layer, output, rng):
            break
    return layer


def idle(layer, output, rng):
    """The names of the parameters that get no gradient from this output."""
    named = dict(layer.named_parameters())
    if not output.requires_grad or not named:
        return list(named)
    loss = (output * torch.randn(output.shape, generator=rng)).sum()
    grads = torch.autograd.grad(loss, list(named.values()), allow_unused=True)
    return [name for name, grad in zip(named, grads) if grad is None or not grad.any()]


def check_gate(gate, what, x, rng):
    """Shape, range, product, image by image, gradient, in the mode in which the gate is."""
    expect(callable(getattr(gate, "weights", None)), f"{what}: there is no method weights(x).")
    weights = result(f"{what}, weights(x)", gate.weights, x)
    expect(isinstance(weights, torch.Tensor), f"{what}: weights(x) gives {kind(weights)}.")
    n, c, h, w = x.shape
    allowed = ((n, c, 1, 1), (n, 1, h, w), (n, c, h, w))
    seen = tuple(weights.shape)
    expect(seen in allowed, f"{what}: expected weights {allowed[0]} or {allowed[1]}, got {seen}.", {
        (n, c): "the two axes of length one are missing: [:, :, None, None]",
        (n, h, w): "the channel axis is missing: pool with keepdim=True",
        (1, c, 1, 1): "one set of weights for the whole batch: every image needs its own",
        (n, 1, 1, 1): "one number per image moves no channel against another",
    }.get(seen, ""))  # fmt: skip
    weights = numbers(f"{what}, weights(x)", weights, weights.shape)
    low, high = weights.min().item(), weights.max().item()
    far = f"the weights reach {high if high > 1 else low:.3g}: a sigmoid keeps them within 0 and 1"
    expect(low >= 0 and high <= 1, f"{what}: weights from {low:.3g} to {high:.3g}, expected 0 to 1.", far)
    expect(
        (weights - weights[:1]).abs().max() > 1e-5,
        f"{what}: all images get the same weights.",
        "the weights do not look at the image",
    )
    if not gate.training:
        alone = result(f"{what}, one image", gate.weights, x[:1])
        expect(
            alone.shape == weights[:1].shape and same(alone, weights[:1], 1e-4),
            f"{what}: in eval mode an image gets other weights alone than beside others.",
            "the other images of the batch decide as well",
        )
        silent = x.clone()
        silent[0] = 0
        expect(result(f"{what}, a silent image", gate.weights, silent).isfinite().all(),
               f"{what}: a silent image gets NaN.", "0 / 0, or the gradient-less root of 0")  # fmt: skip
    output = numbers(f"{what}, forward", result(f"{what}, forward", gate, x), x.shape)
    # Asked once more: in train mode a layer may keep averages, and random layers have no place in a gate.
    again = result(f"{what}, weights(x) again", gate.weights, x)
    expect(
        same(again, weights, 1e-4),
        f"{what}: two calls with the same x give other weights.",
        "something in it is random or remembered",
    )
    known = (sentence for sentence, wrong in PRODUCTS.items() if same(output, wrong(x, weights), 1e-4))
    expect(same(output, x * weights, 1e-4), f"{what}: forward(x) is not x * weights(x).", next(known, ""))
    check_gradient(gate, what, x, rng)


def check_gradient(layer, what, x, rng):
    """Every parameter gets a gradient that is not zero."""
    expect(
        any(True for _ in layer.parameters()), f"{what}: there is no parameter in it, so it learns nothing."
    )
    still = idle(layer, layer(x), rng)
    expect(
        not still,
        f"{what}: no gradient reaches {', '.join(still)}.",
        "these parameters are not used, or the way is cut",
    )


def check_twin(gate, twin, what, x, rng):
    """As many parameters, no gate, and a sum."""
    ours, theirs = networks.parameters(gate), networks.parameters(twin)
    expect(
        ours == theirs,
        f"{what}: {theirs} parameters, the gate has {ours}.",
        "the twin has to be as large as the gate",
    )
    expect(
        not gates.gates(twin),
        f"{what}: it still has a method weights, so it would be recorded as a gate.",
        "say `weights = None` in the class",
    )
    shape = gate.eval().weights(x).shape
    output = numbers(f"{what}, forward", result(f"{what}, forward", twin.eval(), x), x.shape)
    added = output - x
    expect(added.abs().max() > 1e-5, f"{what}: x comes out as it went in.", "nothing is added")
    flat = [axis for axis, size in enumerate(shape) if size == 1 and x.shape[axis] > 1]
    spread = max((float(added.std(axis).max()) for axis in flat), default=0.0)
    expect(
        spread < 1e-4,
        f"{what}: what it adds differs by {spread:.2g} where the gate has one weight.",
        "it multiplies: what it does to x depends on each number of x",
    )
    sums = torch.cat(
        [numbers(f"{what}, forward", twin(k * x).detach(), x.shape) - k * x for k in (1, 30, -30)]
    )
    expect(
        sums.min() < -1e-3 or sums.max() > 1 + 1e-3,
        f"{what}: what it adds lies between 0 and 1, also for x of another size.",
        "it adds weights; the twin adds the scores, without a sigmoid",
    )
    check_gradient(twin, what, x, rng)


def tiny_experiment(answer, told):
    """Both variants in a small copy of the cued-colour experiment: they train, and the gates are recorded."""
    recipe = experiments.EXPERIMENTS["cued_colour"]
    tiny = replace(recipe, variants=deepcopy(answer), steps=12, batch_size=16, test_images=40)
    batch, nets = experiments.test_batch(tiny), {}
    for name in (MINE, TWIN):
        told.now = f"a tiny experiment with {name!r}"
        nets[name], history = experiments.train(tiny, name, 0, recipe.lr, watch=False)
        finite = bool(torch.isfinite(training.predict(nets[name], batch.images)).all())
        expect(len(history) == 12 and finite, f"{name}: after twelve steps of training the scores are NaN.")
    seen = experiments.recorded(nets[MINE], batch)
    sizes = [tuple(weights.shape) for weights in seen.values()]
    expect(
        len(seen) == 2 and all(size[0] == len(batch) for size in sizes),
        f"In a trained network, the weights {sizes} are recorded; expected one row per stage and image.",
        "weights(x) has to be called once in forward",
    )
    with gates.replace(nets[MINE], "mean"):
        averaged = training.predict(nets[MINE], batch.images)
    expect(averaged.shape == (len(batch), 10), "With averaged weights the network gives another shape.")
    told.right.append("a tiny experiment trains and is recorded")
