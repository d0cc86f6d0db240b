"""How the sweeps read and swap the gates of this course: by the method that gives their weights.

The stored numbers depend on these few lines, so they stay as they are.  Everything else uses ``gates.record``
and ``gates.replace``, which read the gates of other libraries, too, and may learn to read more of them.
"""

from contextlib import ExitStack, contextmanager

import torch

from .replacing import CHANGES

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


@contextmanager
def replace(net, how, only=None):
    """Inside the with-block the network works with other weights.

    how   "one"          every weight 1: the gate is open
          "mean"         the average over the images of the batch: the same gate for every image
          "invert"       largest + smallest - weight, image by image: the order is turned round
          "shuffle"      the same weights in other places (or on other channels), one fixed order
          "other image"  the weights of the image before it in the batch
          a function     weights -> weights of the same shape
    only  a part of the gates' names, such as "channel" (default: all gates)

    Raises ValueError for an unknown ``how``, a network without such a gate, or "other image" with a
    batch of one.
    """
    change = how if callable(how) else CHANGES.get(how)
    if change is None:
        raise ValueError(f"how must be a function or one of {tuple(CHANGES)}, got {how!r}")
    with ExitStack() as stack:
        for module in _chosen(net, only).values():
            stack.enter_context(_wrapped(module, change))
        yield net
