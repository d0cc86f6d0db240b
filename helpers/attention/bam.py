"""BAM: a vector and a map, added before the sigmoid."""

import torch
from torch import nn

from .channel import bottleneck
from .checks import check_map, hidden_width


class BAM(nn.Module):
    """One weight per channel and place: *what* + *where*, added before one sigmoid.

    Park et al., BMVC 2018, by the formulas of the paper: a sum, and the norm at the end.
    """

    def __init__(self, channels, reduction=16, dilation=4):
        super().__init__()
        self.channels, hidden = channels, hidden_width(channels, reduction)
        self.what = nn.Sequential(bottleneck(channels, hidden, bias=True), nn.BatchNorm1d(channels))
        wide = [nn.Conv2d(hidden, hidden, 3, padding=dilation, dilation=dilation) for _ in range(2)]
        layers = [nn.Conv2d(channels, hidden, 1), *wide, nn.Conv2d(hidden, 1, 1)]
        rectified = [part for layer in layers[:-1] for part in (layer, nn.ReLU())]
        self.where = nn.Sequential(*rectified, layers[-1], nn.BatchNorm2d(1))

    def logits(self, x):
        """One score per channel plus one per place, (N, C, H, W), before the sigmoid."""
        check_map(x, self.channels)
        if self.training and len(x) == 1:
            raise ValueError("BAM normalises over the batch: train with two images or more, or call eval()")
        return self.what(x.mean((2, 3)))[:, :, None, None] + self.where(x)

    def weights(self, x):
        """What is added to x, as a share of x: (N, C, H, W), each in (0, 1)."""
        return torch.sigmoid(self.logits(x))

    def forward(self, x):
        return x + x * self.weights(x)
