"""Give the gates of any network other weights during a forward pass, and leave the network as it was."""

from contextlib import ExitStack, contextmanager

import torch

from .listen import eager
from .readers import chosen, reader_of


@contextmanager
def replace(net, how, only=None):
    """Inside the with-block the network works with other weights.

    how   "one"          every weight 1: the gate is open
          "mean"         the average over the images of the batch: the same gate for every image
          "invert"       largest + smallest - weight, image by image: the order is turned round
          "shuffle"      the same weights in other places (or on other channels), one fixed order
          "other image"  the weights of the image before it in the batch (behind a gate that was replaced,
                         these come from an image that had borrowed, too)
          a function     weights -> weights of the same shape, or of one row for all images
    only  a gate's whole name, a whole part of it such as "channel", or a pattern such as "*.spatial"
          (default: all gates)

    Checkpointing asks the gates again in the backward pass: run that inside the block too.
    Raises ValueError for an unknown ``how``, a network without such a gate or one that is scripted, traced
    or spread over several devices, for "other image" with a batch of one, and for weights of another shape.
    """
    change = how if callable(how) else CHANGES.get(how)
    if change is None:
        raise ValueError(f"how must be a function or one of {tuple(CHANGES)}, got {how!r}")
    with ExitStack() as stack:
        gates = chosen(net, only)
        stack.enter_context(eager())
        for name, gate in gates.items():
            stack.enter_context(reader_of(gate).listening(gate, _checked(name, change)))
        yield net


def _checked(name, change):
    def changed(weights):
        other = change(weights)
        got = tuple(other.shape) if isinstance(other, torch.Tensor) else type(other).__name__
        if got not in (tuple(weights.shape), (1, *weights.shape[1:])):  # others may fit by accident
            raise ValueError(
                f"the function for the gate {name!r} must return weights, a tensor like the one it gets, "
                f"of shape {tuple(weights.shape)}; it returned {got}"
            )
        return other.expand_as(weights)

    return changed


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
