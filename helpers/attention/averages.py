"""A look at the whole image without a gate: what a linear layer makes of an average is added to the map."""

import torch.nn.functional as F
from torch import nn

from .checks import check_odd


class AverageAdded(nn.Module):
    """A feature map, and added to it what a linear layer makes of its average.  (N, C, H, W) -> (N, C, H, W)

    window  places in each direction that the average of a place is over, an odd number; None: the whole map

    The average of the whole map as context is ParseNet's (Liu et al., 2015).  Every window has the same
    parameters, so two of them differ in how far they look, and in nothing else.
    """

    def __init__(self, channels, window=None):
        super().__init__()
        self.window = window if window is None else check_odd(window)
        self.mix = nn.Conv2d(channels, channels, 1)

    def forward(self, x):
        if self.window is None:
            return x + self.mix(x.mean((2, 3), keepdim=True))
        near = F.avg_pool2d(x, self.window, 1, self.window // 2, count_include_pad=False)
        return x + self.mix(near)
