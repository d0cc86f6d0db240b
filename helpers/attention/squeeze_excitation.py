"""Squeeze-and-excitation: the channel attention vector as one writes it from memory."""

from torch import nn

from .average import average
from .checks import hidden_width


class SqueezeExcitation(nn.Module):
    """One weight per channel (Hu et al., CVPR 2018).  (N, C, H, W) -> (N, C, H, W)"""

    def __init__(self, channels, reduction=4):
        super().__init__()
        hidden = hidden_width(channels, reduction)
        self.excite = nn.Sequential(nn.Linear(channels, hidden), nn.ReLU(), nn.Linear(hidden, channels))

    def weights(self, x):
        squeezed = average(x, (2, 3))  # (N, C): one number per channel
        return self.excite(squeezed).sigmoid()[:, :, None, None]

    def forward(self, x):
        return x * self.weights(x)
