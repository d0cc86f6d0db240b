"""scSE: a channel gate and a place gate, side by side."""

import torch
from torch import nn

from .channel import ChannelAttention
from .checks import check_map


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
