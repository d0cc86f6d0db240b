"""SimAM: a weight per channel and place, without parameters."""

import torch
from torch import nn

from .checks import check_map


class SimAM(nn.Module):
    """One weight per channel and place, without parameters: what differs from its channel stands out.

    Yang et al., ICML 2021.  ValueError for maps of a single place, which cannot differ.
    """

    def __init__(self, floor=1e-4):
        super().__init__()
        self.floor = floor

    def logits(self, x):
        """A quarter of the squared distance from the mean in variances, + 1/2: (N, C, H, W)."""
        check_map(x)
        if x.shape[2:].numel() < 2:
            raise ValueError(
                f"a place can only differ from others: expected two or more, got {tuple(x.shape)}"
            )
        variance, mean = torch.var_mean(x, (2, 3), keepdim=True)
        return (x - mean) ** 2 / (4 * (variance + self.floor)) + 0.5

    def weights(self, x):
        """One weight per entry, (N, C, H, W), each in (0.62, 1)."""
        return torch.sigmoid(self.logits(x))

    def forward(self, x):
        return x * self.weights(x)
