"""Gather-excite."""

import torch
import torch.nn.functional as F
from torch import nn

from .channel import bottleneck
from .checks import check_map, hidden_width


class GatherExcite(nn.Module):
    """Average over a neighbourhood of ``extent`` places (None: the whole map), and gate with that.

    Hu et al., NeurIPS 2018.  reduction=None learns nothing; with a bottleneck and no extent it is SE.
    """

    def __init__(self, channels, extent=None, reduction=None):
        super().__init__()
        self.channels, self.extent, self.mlp = channels, extent, nn.Identity()
        if reduction is not None:
            self.mlp = bottleneck(channels, hidden_width(channels, reduction), bias=True)

    def weights(self, x):
        """One weight per channel and neighbourhood, (N, C, h, w), each in (0, 1)."""
        check_map(x, self.channels)
        e = self.extent or max(x.shape[2:])  # so large that one window covers the map
        gathered = F.avg_pool2d(x, 2 * e - 1, e, e - 1, count_include_pad=False)
        return torch.sigmoid(self.mlp(gathered.movedim(1, 3)).movedim(3, 1))

    def forward(self, x):
        return x * F.interpolate(self.weights(x), x.shape[2:])
