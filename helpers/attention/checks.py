"""What the layers say to bad input: one sentence each, outside the lines that are taught."""

from functools import wraps

import torch
from torch import nn


def check_map(x, channels=None, network=None):
    """Raise ValueError, in one sentence, unless x is a feature map (N, C, H, W).

    channels  how many it must have;  network  the network whose images they are, if they are images
    """
    expected = f"expected a feature map (N, {channels or 'C'}, H, W)"
    if not isinstance(x, torch.Tensor):
        raise ValueError(f"{expected} as a tensor, got {type(x).__name__}")
    if x.dim() != 4:
        remedy = "add the batch axis with x[None]" if x.dim() == 3 else "give it four axes"
        raise ValueError(f"{expected}, got {tuple(x.shape)}: {remedy}")
    if channels is not None and x.shape[1] != channels:
        remedy = f"this gate was built for {channels} channels, build it with channels={x.shape[1]}"
        if network is not None:
            remedy = f"this network reads images of {channels} channels, give it such or build another"
        raise ValueError(f"{expected}, got {tuple(x.shape)}: {remedy}")
    if not x.is_floating_point():
        raise ValueError(f"{expected} of fractions, got {x.dtype}: pass x.float() / 255")
    if network is not None and x.dtype == torch.float64 != next(network.parameters()).dtype:
        raise ValueError("the images are float64 and the network's numbers are not: pass images.float()")


def check_pools(pools, known):
    """The pools as a tuple; ValueError if one of them is unknown or none is given."""
    chosen = (pools,) if isinstance(pools, str) else pools
    if not isinstance(chosen, tuple | list) or not chosen or any(pool not in known for pool in chosen):
        raise ValueError(f"pools must be one or more of {tuple(known)}, got {pools!r}")
    return tuple(chosen)


def hidden_width(channels, reduction, hidden=None):
    """Units in the bottleneck: ``hidden``, or ``channels // reduction``; ValueError below 1.

    A bottleneck without units makes every gate 0.5, silently, whatever the image shows.
    """
    if hidden is not None:
        if hidden < 1:
            raise ValueError(f"a bottleneck needs at least one hidden unit, got hidden={hidden}")
        return hidden
    if not 1 <= reduction <= channels:
        raise ValueError(
            f"{channels} channels // reduction {reduction} leaves no hidden units, so every weight "
            f"would be 0.5: pass a reduction from 1 to {channels}, or hidden=1 or more"
        )
    return channels // reduction


def check_odd(kernel_size):
    """The kernel size; ValueError unless it is odd and positive, so that it has a centre."""
    if not isinstance(kernel_size, int) or kernel_size < 1 or kernel_size % 2 == 0:
        raise ValueError(
            f"kernel_size must be an odd number of places, so that the kernel has a centre, "
            f"got {kernel_size}: try 3 or 7"
        )
    return kernel_size


def check_order(order):
    """("channel", "spatial") or the reverse, from "channel-spatial"; ValueError for anything else."""
    if order not in ("channel-spatial", "spatial-channel"):
        raise ValueError(f'order must be "channel-spatial" or "spatial-channel", got {order!r}')
    return order.split("-")


def check_input(*layers):
    """From now on the ``weights`` (or ``forward``) of these classes say in one sentence what is wrong with x.

    For layers that are taught in the lines that one writes from memory: the check stands here, outside them.
    """
    for layer in layers:
        name = "weights" if hasattr(layer, "weights") else "forward"
        setattr(layer, name, checked(getattr(layer, name)))


def check_format(*layers):
    """From now on the ``weights`` of these classes say in one sentence that x has a longer number format."""
    for layer in layers:
        layer.weights = check_format_of(layer.weights)


def check_format_of(method):
    """The same method, after a look at the format of its input: torch multiplies no float64 by float32."""

    @wraps(method)
    def look_first(self, x):
        own = next((p.dtype for p in self.parameters()), None) if isinstance(x, torch.Tensor) else None
        if own is not None and x.dtype == torch.float64 != own:
            raise ValueError(
                f"the feature map is float64 and this gate's numbers are {str(own).removeprefix('torch.')}: "
                "pass x.float(), or build the gate with .double()"
            )
        return method(self, x)

    return look_first


def checked(method):
    """The same method, after a look at its input."""

    @wraps(method)
    def look_first(self, x):
        linear = next((part for part in self.modules() if isinstance(part, nn.Linear)), None)
        check_map(x, None if linear is None else linear.in_features)
        return method(self, x)

    return look_first
