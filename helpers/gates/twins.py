"""Swap what the additive twins add during a forward pass, as ``gates.replace`` swaps what gates multiply."""

from contextlib import ExitStack, contextmanager

import torch

from ..attention import (
    AddedBAM,
    AddedChannelAttention,
    AddedECA,
    AddedSpatialAttention,
    RectifiedChannelAttention,
)
from ..attention.added import AddedPlaceGate
from .replacing import CHANGES

TWINS = (AddedChannelAttention, AddedSpatialAttention, AddedPlaceGate, AddedECA, AddedBAM)  # x + logits(x)


@contextmanager
def replace(net, how):
    """Inside the with-block every additive twin in the network adds something else.

    how   "mean"         the average over the images of the batch: the same sum for every image
          "other image"  what is added for the image before it in the batch
          a function     logits -> logits of the same shape

    Raises ValueError for another ``how``, or a network without additive twins.
    """
    change = (
        how if callable(how) else {"mean": CHANGES["mean"], "other image": CHANGES["other image"]}.get(how)
    )
    if change is None:
        raise ValueError(f'how must be a function, "mean" or "other image", got {how!r}')
    layers = [module for module in net.modules() if isinstance(module, TWINS)]
    if not layers:
        raise ValueError(f"{type(net).__name__} has no additive twins")

    def with_other_sums(layer, inputs, _):
        y = inputs[0] + change(layer.logits(inputs[0]))
        return torch.relu(y) if isinstance(layer, RectifiedChannelAttention) else y

    with ExitStack() as stack:
        for layer in layers:
            stack.callback(layer.register_forward_hook(with_other_sums).remove)
        yield net
