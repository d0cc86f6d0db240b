"""Both gates in one: every large step is one kernel, every small step is the layer's own.

The kernels (``cpu``, ``gpu``) read the whole feature map.  What lies between them is small, (N, C) or
(N, 2, H, W) numbers, and goes through the modules of the taught layer, so that no formula stands here twice.
"""

import torch
from torch.autograd.function import once_differentiable

from .. import CBAM, ChannelAttention, SpatialAttention, SpatialMap, SqueezeExcitation

TAUGHT = (CBAM, ChannelAttention, SpatialAttention, SpatialMap, SqueezeExcitation)
METHODS = {layer: (layer.weights, layer.forward) for layer in TAUGHT}  # as they are taught


class Gates:
    """A taught layer as two small functions: from pooled numbers to weights.

    what   (N, C) means, (N, C) maxima -> (N, C), or None;  where  (N, 2, H, W) -> (N, 1, H, W), or None
    """

    def __init__(self, layer):
        self.what = self.where = None
        parts = list(layer.gates.values()) if type(layer) is CBAM else [layer]
        for part in parts:
            if type(part) is SqueezeExcitation:
                self.what = lambda mean, top, part=part: part.excite(mean).sigmoid()
            elif type(part) is ChannelAttention:
                self.what = lambda mean, top, part=part: _channel_weights(part, mean, top)
            elif type(part) is SpatialMap:
                self.where = lambda pooled, conv, part=part: conv(part.conv, pooled).sigmoid()
            elif type(part) is SpatialAttention:
                self.where = lambda pooled, conv, part=part: _place_weights(part, pooled, conv)


def fits(layer):
    """Whether there are kernels for this layer."""
    if type(layer) is CBAM:
        halves = [type(part) for part in layer.gates.values()]
        return halves == [ChannelAttention, SpatialAttention]  # what first
    return type(layer) in (SqueezeExcitation, ChannelAttention, SpatialMap, SpatialAttention)


def overheard(layer):
    """Whether somebody has put something around a part's methods: a record, a swap of weights, a hook."""
    for part in layer.modules():
        kind = type(part)
        changed = kind in METHODS and (kind.weights, kind.forward) != METHODS[kind]
        if (
            changed
            or {"weights", "forward"} & set(vars(part))
            or part._forward_hooks
            or part._forward_pre_hooks
        ):
            return True
    return False


def _channel_weights(gate, mean, top):
    squeezed = {"avg": mean, "max": top}
    return sum(gate.mlp(norm(squeezed[pool])) for pool, norm in zip(gate.pools, gate.norms)).sigmoid()


def _place_weights(gate, pooled, conv):
    maps = {"mean": pooled[:, :1], "max": pooled[:, 1:]}
    chosen = pooled if gate.pools == ("mean", "max") else torch.cat([maps[pool] for pool in gate.pools], 1)
    return gate.norm(conv(gate.conv, chosen)).sigmoid()


def run(x, gates, kernels, learns=False):
    """x * what * where, and the small tensors on the way, with their graph if somebody ``learns``."""
    small = dict.fromkeys(("w", "s", "squeezed", "where", "pooled", "at"))
    if gates.what is not None:
        mean, top, small["where"] = kernels.pool_places(x, learns)
        small["squeezed"] = [mean.requires_grad_(learns), top.requires_grad_(learns)]
        with torch.set_grad_enabled(learns):
            small["w"] = gates.what(mean, top).to(x.dtype)
    w = _plain(small["w"])
    if gates.where is not None:
        pooled, small["at"] = kernels.pool_channels(x, w, learns)
        small["pooled"] = pooled.requires_grad_(learns)
        with torch.set_grad_enabled(learns):
            small["s"] = gates.where(pooled, kernels.convolve).to(x.dtype)
    return kernels.scale(x, w, _plain(small["s"])), small


class Fused(torch.autograd.Function):
    """x * what * where for a feature map (N, C, H, W), with gradients to x and to every parameter.

    The parameters are handed over so that autograd knows of them; the gates use them through their modules.
    """

    @staticmethod
    def forward(ctx, x, gates, kernels, *parameters):
        y, ctx.small = run(x, gates, kernels, learns=True)
        ctx.save_for_backward(x)
        ctx.kernels, ctx.parameters = kernels, parameters
        return y

    @staticmethod
    @once_differentiable
    def backward(ctx, dy):
        (x,), small, kernels = ctx.saved_tensors, ctx.small, ctx.kernels
        dy, w, s = dy.contiguous(), _plain(small["w"]), _plain(small["s"])
        found = [None] * len(ctx.parameters)
        dpooled = dmean = dtop = None
        if s is not None:
            ds = kernels.to_places(dy, x, w)
            (dpooled,), found = _back(small["s"], ds, [small["pooled"]], ctx.parameters, found)
        if w is not None:
            dw = kernels.to_channels(dy, x, s, dpooled, small["at"])
            (dmean, dtop), found = _back(small["w"], dw, small["squeezed"], ctx.parameters, found)
        dx = kernels.to_map(dy, w, s, dpooled, small["at"], dmean, dtop, small["where"])
        return dx, None, None, *found


def _plain(weights):
    return None if weights is None else weights.detach()


def _back(weights, gradient, inputs, parameters, found):
    """The gradients of a small step: zeros where an input is not used, parameters added to what was found."""
    wanted = [p for p in parameters if p.requires_grad]
    all_of_them = [*inputs, *wanted]
    got = torch.autograd.grad(weights, all_of_them, gradient, retain_graph=True, allow_unused=True)
    to_inputs = [torch.zeros_like(i) if g is None else g for i, g in zip(inputs, got)]
    to_parameters = dict(zip(map(id, wanted), got[len(inputs) :]))
    merged = [
        to_parameters.get(id(p)) if old is None else old for p, old in zip(parameters, found)
    ]  # every parameter belongs to one half
    return to_inputs, merged


def answer(layer, gates, kernels, x):
    """What ``layer(x)`` gives."""
    if torch.is_grad_enabled() and (x.requires_grad or any(p.requires_grad for p in layer.parameters())):
        return Fused.apply(x, gates, kernels, *layer.parameters())
    return run(x, gates, kernels)[0]
