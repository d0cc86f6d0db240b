"""A look at the whole image without a gate: what a linear layer makes of an average is added to the map."""

import torch.nn.functional as F
from torch import nn

from .checks import check_odd


class AverageAdded(nn.Module):
    """A feature map, and added to it what a linear layer makes of its average.  (N, C, H, W) -> (N, C, H, W)

    window  places in each direction that the average of a place is over, an odd number; None: the whole map
    grid    in place of a window: the average is over grid x grid places, spread evenly over the whole map

    The average of the whole map as context is ParseNet's (Liu et al., 2015).  All of these have the same
    parameters, so two of them differ in where they look, and in nothing else.
    """

    def __init__(self, channels, window=None, grid=None):
        super().__init__()
        self.window = window if window is None else check_odd(window)
        self.grid, self.mix = grid, nn.Conv2d(channels, channels, 1)

    def forward(self, x):
        return x + self.mix(self.average(x))

    def average(self, x):
        """(N, C, 1, 1), or, with a window, an average for every place: (N, C, H, W)."""
        if self.window is not None:
            return F.avg_pool2d(x, self.window, 1, self.window // 2, count_include_pad=False)
        if self.grid is not None:
            rows, columns = (
                [(2 * k + 1) * size // (2 * self.grid) for k in range(self.grid)] for size in x.shape[2:]
            )
            x = x[:, :, rows][:, :, :, columns]
        return x.mean((2, 3), keepdim=True)
