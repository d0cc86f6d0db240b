"""Exercise 5.3 of lesson 05: an attention layer of one's own, and its twin, in the sweep."""

from dataclasses import replace
from itertools import chain

import torch
from torch import nn

from .. import experiments, gates, networks, training
from .base import Finding, exercise, solved
from .compare import features

MINE, TWIN = "mine", "mine added"
SHAPES = ((3, 24, 6, 8), (2, 48, 5, 4))  # the channels of the two stages of cued colour


@exercise("own variants")
def check_own_variants(answer):
    """answer: {"mine": {"attention": channels -> gate}, "mine added": {"attention": channels -> twin}}."""
    mistake = entry_mistake(solved(answer))
    yield Finding(not mistake, f'two variants, "{MINE}" and "{TWIN}"', mistake)
    if mistake:
        return
    for shape in SHAPES:
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(0)
            gate, twin = (answer[name]["attention"](shape[1]) for name in (MINE, TWIN))
            for finding in chain(gate_findings(gate, shape), twin_findings(gate, twin, shape)):
                if shape is SHAPES[0] or not finding.holds:
                    yield finding
                if not finding.holds:
                    return
    yield Finding(True, f"the same with {SHAPES[1][1]} channels, on a map of another size")
    yield from tiny_experiment(answer)


def entry_mistake(answer):
    """What is wrong with the dict of variants ("" if nothing); NotYet if a part of it is a stub's dots."""
    if not isinstance(answer, dict) or set(answer) != {MINE, TWIN}:
        names = sorted(map(str, answer)) if isinstance(answer, dict) else type(answer).__name__
        return f"wanted a dict with these two names, got {names}"
    for name, settings in answer.items():
        solved(settings)
        if not isinstance(settings, dict) or "attention" not in settings:
            return f'{name!r} needs its settings: {{"attention": a function channels -> module}}'
        maker = solved(settings["attention"])
        if isinstance(maker, nn.Module) or not callable(maker):
            return (
                f"{name!r} hands over a finished layer; the network builds one for each stage: give the class"
            )
    return ""


def moved(layer):
    """The layer in eval mode with its numbers moved a little: a fresh one may start perfectly flat."""
    with torch.no_grad():
        for number in layer.parameters():
            number += 0.3 * torch.randn(number.shape)
    return layer.eval()


def gate_findings(gate, shape):
    """What a gate has to be, whatever it looks at: shape, range, product, image by image, gradient."""
    n, c, h, w = shape
    x = features(shape).float()
    is_gate = isinstance(gate, nn.Module) and callable(getattr(gate, "weights", None))
    yield Finding(is_gate, "a module with weights(x)", 'without a method "weights" nothing can be recorded')
    moved(gate)
    weights = solved(gate.weights(x))
    numbers = isinstance(weights, torch.Tensor) and bool(torch.isfinite(weights).all())
    yield Finding(numbers, "the weights are numbers", f"weights(x) gives {type(weights).__name__} or NaN")
    allowed = ((n, c, 1, 1), (n, 1, h, w), (n, c, h, w))
    mistake = shape_mistake(tuple(weights.shape), shape)
    yield Finding(
        tuple(weights.shape) in allowed, "a weight per channel or per place of every image", mistake
    )
    low, high = weights.min().item(), weights.max().item()
    yield Finding(
        low >= 0 and high <= 1, "weights between 0 and 1", f"from {low:.1f} to {high:.1f}: no sigmoid?"
    )
    told_apart = (weights[0] - weights[1]).abs().max() > 1e-5
    yield Finding(
        bool(told_apart), "another image, other weights", "the weights never look at the image: static"
    )
    alone = torch.allclose(gate.weights(x[:1]), weights[:1], atol=1e-5)
    yield Finding(
        alone, "an image alone gets the same weights", "the other images of the batch decide as well"
    )
    got = gate(x)
    fine = same(got, x * weights)
    yield Finding(fine, "forward is x times the weights", "" if fine else product_mistake(got, x, weights))
    yield from gradient(gate, x, "every learned number of the gate is used")


def shape_mistake(got, shape):
    """What a wrong shape of the weights points to."""
    n, c, h, w = shape
    known = {
        (n, c): "it lacks the two axes of length one: weights[:, :, None, None]",
        (n, h, w): "it lacks the channel axis: pool with keepdim=True",
        (1, c, 1, 1): "one set of weights for the whole batch: every image needs its own",
        (c, 1, 1): "one set of weights for the whole batch: every image needs its own",
        (n, 1, 1, 1): "one number per image moves no channel against another",
    }
    return f"got {got}: " + known.get(got, f"wanted {(n, c, 1, 1)} or {(n, 1, h, w)}")


def same(a, b):
    """Whether two tensors have one shape and agree to 1e-5."""
    return isinstance(a, torch.Tensor) and a.shape == b.shape and torch.allclose(a, b, atol=1e-5)


def product_mistake(got, x, weights):
    """What a wrong output of the gate points to."""
    known = (
        (weights, "these are the weights; multiply x by them"),
        (weights.expand_as(x), "these are the weights; multiply x by them"),
        (x + weights, "it adds; that is the twin's part"),
        (x + x * weights, "there is a skip around it: x + x · weights, so that no channel can be closed"),
        (x * weights * weights, "x is multiplied twice"),
        (x, "it returns x as it came"),
    )
    return next(
        (text for wrong, text in known if same(got, wrong)), "it is something else than x · weights(x)"
    )


def gradient(layer, x, what):
    """The finding that every parameter gets a gradient that is not zero."""
    layer.zero_grad()
    if not list(layer.parameters()):
        yield Finding(False, what, "it learns nothing: there is no parameter in it")
        return
    got = (layer(x) * torch.randn(x.shape)).sum()
    if got.requires_grad:
        got.backward()
    idle = [k for k, p in layer.named_parameters() if p.grad is None or not p.grad.abs().sum() > 0]
    yield Finding(not idle, what, f"no gradient reaches {', '.join(idle)}")


def twin_findings(gate, twin, shape):
    """What the additive twin has to be: as many parameters, no gate, and a sum."""
    x = features(shape).float()
    yield Finding(isinstance(twin, nn.Module), "its twin is a module", f"it is a {type(twin).__name__}")
    ours, theirs = networks.parameters(gate), networks.parameters(twin)
    yield Finding(ours == theirs, "as many learned numbers in the twin", f"{theirs} instead of {ours}")
    mistake = "it still has a method weights: say `weights = None` in the class"
    yield Finding(not gates.gates(twin), "the twin records no gate", mistake)
    moved(twin)
    got = solved(twin(x))
    fits = isinstance(got, torch.Tensor) and got.shape == x.shape and bool(torch.isfinite(got).all())
    yield Finding(fits, "the twin keeps the shape of x", "its output has another shape, or NaN in it")
    added = (got - x).detach()
    yield Finding(bool(added.abs().max() > 1e-5), "the twin does something", "it returns x as it came")
    flat = [axis for axis, size in enumerate(gate.weights(x).shape) if size == 1]
    spread = max((float(added.std(axis).max()) for axis in flat if x.shape[axis] > 1), default=0.0)
    yield Finding(spread < 1e-4, "the twin adds", "it multiplies: what it does to x depends on x itself")
    yield from gradient(twin, x, "every learned number of the twin is used")


def tiny_experiment(answer):
    """Both variants in a small copy of the cued-colour experiment: they train, and the gates are recorded."""
    recipe = experiments.EXPERIMENTS["cued_colour"]
    tiny = replace(recipe, variants=answer, steps=12, batch_size=16, test_images=40)
    batch, nets = experiments.test_batch(tiny), {}
    for name in (MINE, TWIN):
        nets[name], history = experiments.train(tiny, name, 0, recipe.lr, watch=False)
        scores = training.predict(nets[name], batch.images)
        fine = len(history) == 12 and bool(torch.isfinite(scores).all())
        yield Finding(fine, f"{name}: a tiny experiment trains", "the loss or the scores are NaN")
        if not fine:
            return
    seen = experiments.recorded(nets[MINE], batch)
    sizes = [tuple(weights.shape) for weights in seen.values()]
    fine = len(seen) == 2 and all(size[0] == len(batch) for size in sizes)
    yield Finding(
        fine, "the gates of both stages are recorded", f"recorded {sizes}, wanted one per stage and image"
    )
    with gates.replace(nets[MINE], "mean"):
        averaged = training.predict(nets[MINE], batch.images)
    fine = averaged.shape == (len(batch), 10)
    yield Finding(fine, "and can be replaced by their average", "weights of the average have another shape")
