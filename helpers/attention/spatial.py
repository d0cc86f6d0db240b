"""*Where* it matters: one weight per location."""

import torch
from torch import nn

from .average import average
from .checks import check_map, check_odd, check_pools
from .largest import largest

# The same over channels: every place to one number, (N, C, H, W) -> (N, 1, H, W).
OVER_CHANNELS = {"mean": lambda x: average(x, (1,), keepdim=True), "max": lambda x: largest(x, (1,))}


class SpatialAttention(nn.Module):
    """One weight per location: *where* it matters.  (N, C, H, W) -> (N, C, H, W)

    The spatial half of CBAM (Woo et al., ECCV 2018).  ValueError for an even kernel.
    """

    def __init__(self, kernel_size=7, pools=("mean", "max"), norm=False):
        super().__init__()
        self.pools = check_pools(pools, OVER_CHANNELS)
        padding = check_odd(kernel_size) // 2
        self.conv = nn.Conv2d(len(self.pools), 1, kernel_size, padding=padding, bias=False)
        self.norm = nn.BatchNorm2d(1) if norm else nn.Identity()

    def logits(self, x):
        """Pool over the channels, then convolve: one score per place, (N, 1, H, W)."""
        check_map(x)
        pooled = torch.cat([OVER_CHANNELS[pool](x) for pool in self.pools], dim=1)
        return self.norm(self.conv(pooled))

    def weights(self, x):
        """The attention map, (N, 1, H, W), each weight in (0, 1)."""
        return torch.sigmoid(self.logits(x))

    def forward(self, x):
        return x * self.weights(x)
