"""What a forward pass costs: multiply-adds, elementwise work, numbers that move through memory."""

import torch
from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import FlopCounterMode, flop_registry

# What only lays numbers down somewhere: it calculates nothing.
ONLY_MOVES = {"cat", "clone", "copy_", "_to_copy", "stack", "zeros", "empty", "empty_like", "zeros_like"}


@torch.no_grad()
def _look_at(module, shape):
    """One forward pass in eval mode on a blank input of ``shape``; the mode is put back afterwards."""
    modes = {part: part.training for part in module.modules()}
    like = next(module.parameters(), torch.empty(0))
    module.eval()
    try:
        module(torch.zeros(shape, device=like.device, dtype=like.dtype))
    finally:
        for part, mode in modes.items():
            part.training = mode


def count_multiply_adds(module, shape):
    """Multiply-adds of convolutions, linear layers and matrix products for one input of ``shape``: an int.

    Normalising, pooling and scaling are not among them: see ``count_elementwise``.  A shared layer counts as
    often as it is called.  PyTorch's counter counts each as two operations.
    """
    with FlopCounterMode(display=False) as counter:
        _look_at(module, shape)
    return counter.get_total_flops() // 2


class _Traffic(TorchDispatchMode):
    """Adds up the sizes of the maps that pass through every operation."""

    moved = 0

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        output = func(*args, **(kwargs or {}))
        if not func.is_view:  # a view moves nothing
            self.moved += _sizes(args) + _sizes(output)
        return output


def _sizes(values):
    if isinstance(values, (tuple, list)):
        return sum(_sizes(value) for value in values)
    if not isinstance(values, torch.Tensor) or isinstance(values, nn.Parameter):
        return 0
    return values.numel() if values.shape[2:].numel() > 1 else 0


def count_moved(module, shape):
    """Numbers of feature maps that a forward pass reads from memory and writes to it: an int.

    Every operation reads its input maps and writes its output map, as PyTorch does without a
    compiler.  Vectors (one number per channel) and parameters are not counted.
    """
    with _Traffic() as traffic:
        _look_at(module, shape)
    return traffic.moved - torch.Size(shape).numel()  # the blank input itself was written, too


class _Elementwise(TorchDispatchMode):
    """Adds up one operation a number, for all but convolutions, linear layers and matrix products."""

    done = 0

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        output = func(*args, **(kwargs or {}))
        name = func.overloadpacket.__name__
        if not func.is_view and func.overloadpacket not in flop_registry and name not in ONLY_MOVES:
            self.done += max(_largest(args), _largest(output))
        return output


def _largest(values):
    if isinstance(values, (tuple, list)):
        return max(map(_largest, values), default=0)
    return values.numel() if isinstance(values, torch.Tensor) else 0


def count_elementwise(module, shape):
    """Elementwise operations of a forward pass for one input of ``shape``: an int.

    Pooling, normalising, activations and scaling: what ``count_multiply_adds`` leaves out.  Each operation
    counts one for every number of its largest map, read or written.
    """
    with _Elementwise() as counter:
        _look_at(module, shape)
    return counter.done
