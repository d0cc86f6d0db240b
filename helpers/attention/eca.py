"""ECA: a channel's weight from its neighbours in the list of channels."""

import math

import torch
from torch import nn

from .checks import check_map, check_odd


def eca_kernel(channels):
    """How many neighbours ECA looks at: odd, at least 3, growing with the logarithm of the channels."""
    size = int((math.log2(channels) + 1) / 2)
    return max(3, size if size % 2 else size + 1)


class ECA(nn.Module):
    """One weight per channel, from its neighbours in the list of channels: SE without the bottleneck.

    Wang et al., CVPR 2020.  ValueError for an even kernel.
    """

    def __init__(self, channels, kernel_size=None):
        super().__init__()
        size = check_odd(kernel_size or eca_kernel(channels))
        self.channels = channels
        self.conv = nn.Conv1d(1, 1, size, padding=size // 2, bias=False)

    def logits(self, x):
        """One score per channel, (N, C, 1, 1): a small kernel slides along the squeezed vector."""
        check_map(x, self.channels)
        return self.conv(x.mean((2, 3))[:, None])[:, 0, :, None, None]

    def weights(self, x):
        """The attention vector, (N, C, 1, 1), each weight in (0, 1)."""
        return torch.sigmoid(self.logits(x))

    def forward(self, x):
        return x * self.weights(x)
