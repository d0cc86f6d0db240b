"""The spatial attention map as one writes it from memory."""

import torch
from torch import nn

from .average import average
from .checks import check_odd
from .largest import largest


class SpatialMap(nn.Module):
    """One weight per location (Woo et al., ECCV 2018).  (N, C, H, W) -> (N, C, H, W)"""

    def __init__(self, kernel_size=7):
        super().__init__()
        self.conv = nn.Conv2d(2, 1, kernel_size, padding=check_odd(kernel_size) // 2)

    def weights(self, x):
        pooled = torch.cat([average(x, (1,), keepdim=True), largest(x, (1,))], dim=1)  # (N, 2, H, W)
        return self.conv(pooled).sigmoid()

    def forward(self, x):
        return x * self.weights(x)
