"""The taught layers and their fast forms beside each other: on a CPU, in Triton's interpreter, on a GPU."""

from copy import deepcopy

import torch

from helpers.attention import CBAM, ChannelAttention, SpatialAttention, SpatialMap, SqueezeExcitation
from helpers.attention.fast import fused

LAYERS = {
    "SE": lambda: SqueezeExcitation(16),
    "channel avg + max": lambda: ChannelAttention(16, 4, bias=True, norm=True),
    "channel max": lambda: ChannelAttention(16, 4, pools="max"),
    "map": lambda: SpatialMap(3),
    "spatial": lambda: SpatialAttention(5, norm=True),
    "spatial max, mean": lambda: SpatialAttention(3, pools=("max", "mean")),
    "CBAM": lambda: CBAM(16, 4, bias=True, norm=True),
}
SHAPES = ((3, 16, 9, 7), (2, 16, 1, 1), (1, 16, 5, 40))


def map_of(shape, device="cpu", rectified=False):
    """A feature map; ``rectified`` ones have many ties, of which one place gets the gradient."""
    x = torch.randn(shape, generator=torch.Generator().manual_seed(sum(shape)))
    return (x.relu() if rectified else x).to(device)


def asked(layer, function, x):
    """What a function gives for x, and the gradients of x and of the layer's parameters."""
    x = x.clone().requires_grad_()
    layer.zero_grad()
    y = function(x)
    y.backward(torch.randn(x.shape, generator=torch.Generator().manual_seed(1)).to(y))
    return [y.detach(), x.grad, *(p.grad for p in layer.parameters())]


def furthest(layer, fast_of, x):
    """The largest difference between a layer and its fast form, of a result's own size: fast_of(layer)."""
    twin = deepcopy(layer)
    pairs = zip(asked(layer, layer, x), asked(twin, fast_of(twin), x))
    return max(((a - b).abs().max() / (1 + a.abs().max())).item() for a, b in pairs)


def by(kernels):
    """fast_of for ``furthest``: with these kernels, whatever the device."""
    return lambda layer: lambda x: fused.answer(layer, fused.Gates(layer), kernels, x)
