"""Find every gate of a network, and read its weights during a forward pass."""

from contextlib import ExitStack, contextmanager

import torch

from ..training import predict

METHODS = ("weights", "_scale")


def gates(net):
    """The gates of a network in the order of its modules: {name: module}."""
    found = {}
    for name, module in net.named_modules():
        if _method(module) and not any(_method(m) for m in list(module.modules())[1:]):
            found[name] = module
    return found


def _method(module):
    return next((m for m in METHODS if callable(getattr(module, m, None))), None)


@contextmanager
def _wrapped(module, change):
    """Inside the with-block the gate's weights are ``change(weights)``; afterwards as before."""
    method = _method(module)
    original = getattr(module, method)
    was_set = method in vars(module)
    object.__setattr__(module, method, lambda *args: change(original(*args)))
    try:
        yield
    finally:
        if was_set:
            object.__setattr__(module, method, original)
        else:
            object.__delattr__(module, method)


@contextmanager
def record(net):
    """Inside the with-block, {gate name: its weights}, detached; later batches are appended.

    >>> with record(net) as seen:
    ...     net(images)
    >>> seen["stages.0.attention"].shape  # (N, C, 1, 1) for a channel gate, (N, 1, H, W) for a map
    """
    seen = {}
    with ExitStack() as stack:
        for name, module in _chosen(net, None).items():
            stack.enter_context(_wrapped(module, _recorder(seen, name)))
        yield seen


def _recorder(seen, name):
    def remember(weights):
        kept = weights.detach()
        seen[name] = torch.cat([seen[name], kept]) if name in seen else kept
        return weights

    return remember


def _chosen(net, only):
    chosen = {name: module for name, module in gates(net).items() if only is None or only in name}
    if not chosen:
        wanted = "no gate" if only is None else f"no gate with {only!r} in its name"
        raise ValueError(f"{type(net).__name__} has {wanted}; its gates are {list(gates(net)) or 'none'}")
    return chosen


def kept(net, images):
    """What the gates leave of a 1, for every channel and place of every block: one flat tensor.

    A block's gates are those whose names differ only after "attention"; their weights are multiplied.
    """
    with record(net) as seen:
        predict(net, images)
    blocks = {}
    for name, weights in seen.items():
        block = name.split("attention")[0]
        blocks[block] = blocks.get(block, 1) * weights
    return torch.cat([product.flatten().cpu() for product in blocks.values()])
