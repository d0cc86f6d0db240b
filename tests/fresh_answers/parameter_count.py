# check("parameter count", gate_parameters)
import math

import numpy as np
from torch import nn

# right: builds the layers and counts
def gate_parameters(channels, reduction=16, bias=False):
    h = channels // reduction
    if h == 0:
        raise ValueError
    net = nn.Sequential(nn.Linear(channels, h, bias), nn.ReLU(), nn.Linear(h, channels, bias))
    return sum(p.numel() for p in net.parameters())

# right: numpy integers
def gate_parameters(channels, reduction=16, bias=False):
    hidden = np.int64(channels) // np.int64(reduction)
    if hidden < 1:
        raise ValueError("too few channels")
    return channels * hidden * 2 + bias * (hidden + channels)

# right: two layers, each with a helper
def gate_parameters(channels: int, reduction: int = 16, bias: bool = False) -> int:
    def layer(a, b):
        return a * b + (b if bias else 0)

    hidden = divmod(channels, reduction)[0]
    if not hidden:
        raise ValueError(f"{reduction} is too large for {channels}")
    return layer(channels, hidden) + layer(hidden, channels)

# wrong: one MLP for each of two pools
def gate_parameters(channels, reduction=16, bias=False):
    h = channels // reduction
    if h < 1:
        raise ValueError("no hidden unit")
    return 2 * (2 * channels * h + (h + channels if bias else 0))

# wrong: counts one of the biases
def gate_parameters(channels, reduction=16, bias=False):
    h = channels // reduction
    if h < 1:
        raise ValueError("no hidden unit")
    return 2 * channels * h + (channels if bias else 0)

# wrong: lets zero hidden units pass
def gate_parameters(channels, reduction=16, bias=False):
    h = channels // reduction
    return 2 * channels * h + (h + channels if bias else 0)

# wrong: keeps one unit where none would be left
def gate_parameters(channels, reduction=16, bias=False):
    h = max(1, channels // reduction)
    return 2 * channels * h + (h + channels if bias else 0)

# wrong: refuses exactly one hidden unit
def gate_parameters(channels, reduction=16, bias=False):
    h = channels // reduction
    if h <= 1:
        raise ValueError("no hidden unit")
    return 2 * channels * h + (h + channels if bias else 0)

# wrong: rounds the hidden width up
def gate_parameters(channels, reduction=16, bias=False):
    if channels < reduction:
        raise ValueError("no hidden unit")
    h = math.ceil(channels / reduction)
    return 2 * channels * h + (h + channels if bias else 0)

# wrong: an assert in place of the ValueError
def gate_parameters(channels, reduction=16, bias=False):
    h = channels // reduction
    assert h >= 1
    return 2 * channels * h + (h + channels if bias else 0)

# wrong: divides without rounding
def gate_parameters(channels, reduction=16, bias=False):
    if channels < reduction:
        raise ValueError("no hidden unit")
    return int(2 * channels * channels / reduction + (channels / reduction + channels if bias else 0))

# wrong: returns the error in place of raising it
def gate_parameters(channels, reduction=16, bias=False):
    h = channels // reduction
    if h < 1:
        return ValueError("no hidden unit")
    return 2 * channels * h + (h + channels if bias else 0)

# wrong: another default for the reduction
def gate_parameters(channels, reduction=8, bias=False):
    h = channels // reduction
    if h < 1:
        raise ValueError("no hidden unit")
    return 2 * channels * h + (h + channels if bias else 0)
