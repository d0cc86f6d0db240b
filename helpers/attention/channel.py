"""*What* matters: one weight per channel."""

import torch
from torch import nn

from .average import average
from .checks import check_map, check_pools, hidden_width
from .largest import largest

# Squeeze: every channel to one number, (N, C, H, W) -> (N, C).
OVER_SPACE = {"avg": lambda x: average(x, (2, 3)), "max": lambda x: largest(x, (2, 3)).flatten(1)}


def bottleneck(channels, hidden, bias):
    """The MLP that excites: C numbers -> a few hidden units -> C scores, (N, C) -> (N, C)."""
    return nn.Sequential(nn.Linear(channels, hidden, bias), nn.ReLU(), nn.Linear(hidden, channels, bias))


class ChannelAttention(nn.Module):
    """One weight per channel: *what* matters.  (N, C, H, W) -> (N, C, H, W)

    pools=("avg",): Hu et al., CVPR 2018; ("avg", "max"): Woo et al., ECCV 2018.  May raise ValueError.
    """

    def __init__(self, channels, reduction=16, pools=("avg", "max"), hidden=None, bias=False, norm=False):
        super().__init__()
        self.channels, self.pools = channels, check_pools(pools, OVER_SPACE)
        self.norms = nn.ModuleList(nn.BatchNorm1d(channels) if norm else nn.Identity() for _ in self.pools)
        self.mlp = bottleneck(channels, hidden_width(channels, reduction, hidden), bias)

    def logits(self, x):
        """Squeeze, then excite: one score per channel, (N, C, 1, 1), before the sigmoid."""
        check_map(x, self.channels)
        squeezed = [norm(OVER_SPACE[pool](x)) for pool, norm in zip(self.pools, self.norms)]
        return sum(self.mlp(s) for s in squeezed)[:, :, None, None]

    def weights(self, x):
        """The attention vector, (N, C, 1, 1), each weight in (0, 1)."""
        return torch.sigmoid(self.logits(x))

    def forward(self, x):
        return x * self.weights(x)
