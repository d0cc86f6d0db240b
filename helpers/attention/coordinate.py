"""Coordinate attention: a weight per row and one per column, for every channel."""

import torch
from torch import nn

from .checks import check_map, hidden_width


class CoordAttention(nn.Module):
    """One weight per channel and row, times one per channel and column.  Hou et al., CVPR 2021."""

    def __init__(self, channels, reduction=32):
        super().__init__()
        self.channels, hidden = channels, hidden_width(channels, reduction)
        self.mix = nn.Sequential(nn.Conv2d(channels, hidden, 1), nn.BatchNorm2d(hidden), nn.Hardswish())
        self.rows, self.columns = (nn.Conv2d(hidden, channels, 1) for _ in range(2))

    def strips(self, x):
        """One score per channel and row, (N, C, H, 1), and one per channel and column, (N, C, 1, W)."""
        check_map(x, self.channels)
        means = [x.mean(3, keepdim=True), x.mean(2, keepdim=True).mT]
        rows, columns = self.mix(torch.cat(means, 2)).split(list(x.shape[2:]), 2)
        return self.rows(rows), self.columns(columns.mT)

    def weights(self, x):
        """One weight per channel and place, (N, C, H, W): a product of two, each in (0, 1)."""
        rows, columns = self.strips(x)
        return torch.sigmoid(rows) * torch.sigmoid(columns)

    def forward(self, x):
        return x * self.weights(x)
