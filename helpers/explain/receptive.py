"""What one location of a feature map sees of the input: by arithmetic, and by asking the network."""

from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import nn

WINDOWS = (nn.Conv2d, nn.MaxPool2d, nn.AvgPool2d)


@dataclass(frozen=True)
class Field:
    """The receptive field of a feature map, in pixels of the input, the same for rows and columns.

    size   side of the square that one location sees
    jump   how far the square moves from one location to the next
    start  first pixel that location 0 sees; negative where the square hangs over the edge
    """

    size: int = 1
    jump: int = 1
    start: int = 0

    def span(self, index, limit):
        """First and last (excluded) pixel that location ``index`` sees, inside 0..limit."""
        low = self.start + index * self.jump
        return max(low, 0), min(low + self.size, limit)

    def box(self, row, column, height, width):
        """What the location (row, column) sees of an image: top, left, bottom, right (excluded)."""
        (top, bottom), (left, right) = self.span(row, height), self.span(column, width)
        return top, left, bottom, right


def windows(*modules):
    """(kernel, stride, padding) of every convolution and pooling layer, in the order of the data.

    Raises ValueError for windows that are not square or are dilated, and for a block whose shortcut has
    windows of its own.
    """
    found = []
    for layer in (layer for module in modules for layer in module.modules()):
        if getattr(layer, "downsample", None) is not None:  # beside the others, not behind them
            raise ValueError(
                f"this arithmetic is for layers in a row, and {type(layer).__name__} has a shortcut"
            )
        if isinstance(layer, WINDOWS):
            found.append(tuple(_one(layer, name) for name in ("kernel_size", "stride", "padding")))
            if _one(layer, "dilation") != 1:
                raise ValueError(f"this arithmetic is for windows without dilation, got {layer}")
    return found


def _one(layer, name):
    """A layer's setting as one number."""
    value = getattr(layer, name, 1)
    if isinstance(value, str):  # padding="same" or "valid"
        value = (_one(layer, "kernel_size") - 1) // 2 if value == "same" else 0
    if isinstance(value, tuple):
        if len(set(value)) != 1:
            raise ValueError(f"this arithmetic is for square windows, got {name}={value} in {layer}")
        value = value[0]
    return value


def receptive_field(*modules):
    """The Field of the last of these modules' outputs; the modules follow one another.

    Layer by layer, with jump the distance between neighbouring locations *before* the layer:
    size += (kernel - 1) * jump, then jump *= stride (Araujo, Norris & Sim, Distill 2019).
    """
    size, jump, start = 1, 1, 0
    for kernel, stride, padding in windows(*modules):
        size += (kernel - 1) * jump
        start -= padding * jump
        jump *= stride
    return Field(size, jump, start)


@contextmanager
def evaluating(module):
    """Inside the with-block a module, or the network of a method (``net.features``), is in eval mode."""
    net = getattr(module, "__self__", module)
    modes = {part: part.training for part in net.modules()} if isinstance(net, nn.Module) else {}
    try:
        for part in modes:
            part.training = False
        yield
    finally:
        for part, mode in modes.items():
            part.training = mode


@contextmanager
def without_cudnn():
    """Inside the with-block a GPU convolves without cuDNN: slower, and a zero stays a zero."""
    before = torch.backends.cudnn.enabled
    torch.backends.cudnn.enabled = False
    try:
        yield
    finally:
        torch.backends.cudnn.enabled = before


def footprint(module, images, row, column):
    """How strongly one location of ``module(images)`` depends on every pixel: (H, W), on the CPU.

    The gradient of all channels at that location, in absolute value, averaged over the images and
    summed over the input channels.  Exactly zero where the location cannot see: on a GPU too, since
    cuDNN, whose fast convolutions leave a little dust there, stays out of it.  One image alone leaves
    holes (a ReLU that is shut, a maximum that lies elsewhere), so give it many.  A network is asked in eval
    mode, because batch normalisation joins all places while it trains.
    """
    images = images.detach().clone().requires_grad_()
    total = 0
    with evaluating(module), torch.enable_grad(), without_cudnn():
        values = module(images)[:, :, row, column]
        for channel in range(values.shape[1]):
            (gradient,) = torch.autograd.grad(values[:, channel].sum(), images, retain_graph=True)
            total = total + gradient.abs()
    return total.mean(0).sum(0).cpu()


def box_of(footprint):
    """The tightest box around the pixels that are not zero: top, left, bottom, right (excluded).

    Raises ValueError when all of them are zero.
    """
    rows, columns = footprint.any(1).nonzero().ravel(), footprint.any(0).nonzero().ravel()
    if not len(rows):
        raise ValueError("this location depends on no pixel: every channel is shut for these images")
    return tuple(int(v) for v in (rows[0], columns[0], rows[-1] + 1, columns[-1] + 1))
