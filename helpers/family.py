"""Relatives of the two gates, for maps that must stay fine: scSE, and the gate on a skip connection.

As in ``attention``: ``weights`` says what a gate would do, ``forward`` does it.
"""

import torch
import torch.nn.functional as F
from torch import nn

from .attention import AddedChannelAttention, ChannelAttention, check_map


class PlaceGate(nn.Module):
    """scSE's spatial half: one weight per place from a 1 x 1 convolution.  (N, C, H, W) -> (N, C, H, W)

    Roy, Navab & Wachinger, MICCAI 2018.
    """

    def __init__(self, channels):
        super().__init__()
        self.channels = channels
        self.score = nn.Conv2d(channels, 1, kernel_size=1)

    def logits(self, x):
        """One score per place, (N, 1, H, W), before the sigmoid."""
        check_map(x, self.channels)
        return self.score(x)

    def weights(self, x):
        """The attention map, (N, 1, H, W), each weight in (0, 1)."""
        return torch.sigmoid(self.logits(x))

    def forward(self, x):
        return x * self.weights(x)


class SCSE(nn.Module):
    """*What* beside *where*: both gates look at the same map, their results are added.

    (N, C, H, W) -> (N, C, H, W).  Roy, Navab & Wachinger, MICCAI 2018.
    """

    Channel, Place = ChannelAttention, PlaceGate

    def __init__(self, channels, reduction=2):
        super().__init__()
        self.channel = self.Channel(channels, reduction, pools="avg", bias=True)
        self.place = self.Place(channels)

    def forward(self, x):
        return self.channel(x) + self.place(x)


class AttentionGate(nn.Module):
    """The gate on a U-Net's skip: the coarse map decides which places of the fine one pass.

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


# The additive twins: the same parameters, the result added instead of multiplied.


class AddedPlaceGate(PlaceGate):
    """The additive twin of PlaceGate: ``x + logits(x)``.  (N, C, H, W) -> (N, C, H, W)"""

    weights = None

    def forward(self, x):
        return x + self.logits(x)


class AddedSCSE(SCSE):
    """The additive twin of SCSE: both halves added.  (N, C, H, W) -> (N, C, H, W)"""

    Channel, Place = AddedChannelAttention, AddedPlaceGate


class AddedAttentionGate(AttentionGate):
    """The additive twin of AttentionGate: ``x + logits``.  x and coarse -> (N, C, H, W)"""

    weights = None

    def forward(self, x, coarse):
        return x + self.logits(x, coarse)
