"""How gates were read before there were readers: the numbers of the stored results rest on it."""

from contextlib import contextmanager

import torch

METHODS = ("weights", "_scale")


def method_of(module):
    return next((m for m in METHODS if callable(getattr(module, m, None))), None)


def old_gates(net):
    found = {}
    for name, module in net.named_modules():
        if method_of(module) and not any(method_of(m) for m in list(module.modules())[1:]):
            found[name] = module
    return found


@contextmanager
def old_replace(net, change):
    """Every gate's weights are change(name, weights)."""
    wrapped = []
    for name, module in old_gates(net).items():
        method = method_of(module)
        original = getattr(module, method)
        object.__setattr__(module, method, lambda *a, o=original, n=name: change(n, o(*a)))
        wrapped.append((module, method))
    try:
        yield
    finally:
        for module, method in wrapped:
            object.__delattr__(module, method)


def shuffled(weights):
    flat = weights.flatten(1)
    order = torch.randperm(flat.shape[1], generator=torch.Generator().manual_seed(0))
    return flat[:, order].view_as(weights)


def turned(weights):
    dims = tuple(range(1, weights.dim()))
    return weights.amax(dims, keepdim=True) + weights.amin(dims, keepdim=True) - weights


OLD = {
    "one": torch.ones_like,
    "mean": lambda weights: weights.mean(0, keepdim=True).expand_as(weights),
    "invert": turned,
    "shuffle": shuffled,
    "other image": lambda weights: weights.roll(1, 0),
}
