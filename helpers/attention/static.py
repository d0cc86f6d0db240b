"""A control: weights that are blind to the image."""

import torch
from torch import nn

from .checks import check_map


class StaticAttention(nn.Module):
    """A control: learned weights that never look at the image.  (N, C, H, W) -> (N, C, H, W)

    shape is (C, 1, 1) for one weight per channel, (1, H, W) for one per place.
    """

    def __init__(self, *shape):
        super().__init__()
        self.scores = nn.Parameter(torch.zeros(shape))

    def weights(self, x):
        """The same weights for every image, (N, *shape), each in (0, 1)."""
        check_map(x)
        return torch.sigmoid(self.scores).expand(len(x), *self.scores.shape)

    def forward(self, x):
        return x * self.weights(x)
