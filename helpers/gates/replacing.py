"""Let a network work with other weights than its gates', for as long as a with-block lasts."""

from contextlib import ExitStack, contextmanager

import torch

from .recording import _chosen, _wrapped


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


def mean(weights):
    """The average gate of the batch, for every image."""
    return weights.mean(0, keepdim=True).expand_as(weights)


def invert(weights):
    """High becomes low and low becomes high; the range of each image's weights stays."""
    dims = tuple(range(1, weights.dim()))
    return weights.amax(dims, keepdim=True) + weights.amin(dims, keepdim=True) - weights


def shuffle(weights):
    """The same weights in a fixed random order."""
    flat = weights.flatten(1)
    order = torch.randperm(flat.shape[1], generator=torch.Generator().manual_seed(0))
    return flat[:, order.to(flat.device)].view_as(weights)


def other_image(weights):
    """Every image gets the weights of the one before it in the batch."""
    if len(weights) < 2:
        raise ValueError('"other image" needs at least two images in the batch, got one')
    return weights.roll(1, 0)


CHANGES = {
    "one": torch.ones_like,
    "mean": mean,
    "invert": invert,
    "shuffle": shuffle,
    "other image": other_image,
}
