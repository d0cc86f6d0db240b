"""The attention gate on a U-Net's skip connection."""

import torch
import torch.nn.functional as F
from torch import nn

from .checks import check_map


class AttentionGate(nn.Module):
    """The gate on a U-Net's skip: both maps decide which places of the fine one pass.

    x (N, C, H, W) and coarse (N, D, H/2, W/2) -> (N, C, H, W).  Oktay et al., MIDL 2018."""

    def __init__(self, channels, coarse_channels, hidden=None):
        super().__init__()
        hidden = hidden or max(1, channels // 2)
        self.from_fine = nn.Conv2d(channels, hidden, 1)
        self.from_coarse = nn.Conv2d(coarse_channels, hidden, 1)
        self.score = nn.Conv2d(hidden, 1, 1)

    def logits(self, x, coarse):
        """One score per place of x, (N, 1, H, W), before the sigmoid."""
        check_map(x, self.from_fine.in_channels)
        check_map(coarse, self.from_coarse.in_channels)
        wide = F.interpolate(self.from_coarse(coarse), x.shape[2:], mode="bilinear", align_corners=False)
        return self.score(F.relu(self.from_fine(x) + wide))

    def weights(self, x, coarse):
        """The attention map, (N, 1, H, W), each weight in (0, 1)."""
        return torch.sigmoid(self.logits(x, coarse))

    def forward(self, x, coarse):
        return x * self.weights(x, coarse)
