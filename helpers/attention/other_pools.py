"""Rivals of attention pooling that look at no place in particular: from the average to the maximum."""

import torch
from torch import nn


class GeneralisedMean(nn.Module):
    """The mean of x^p, and its p-th root: 1 is the average, large p the maximum.  (N, C, H, W) -> (N, C)

    p is learned (Radenović et al., TPAMI 2018).  Made for maps that are not negative, as after a ReLU;
    values below ``floor`` count as ``floor``.
    """

    def __init__(self, p=3.0, floor=1e-6):
        super().__init__()
        self.p, self.floor = nn.Parameter(torch.tensor(float(p))), floor

    def forward(self, x):
        x = x.clamp(min=self.floor)
        largest = x.amax((2, 3), keepdim=True)  # divided out, so that no power overflows
        mean = (x / largest).pow(self.p).mean((2, 3))
        return largest.flatten(1) * mean.pow(1 / self.p)


class TopPool(nn.Module):
    """The mean of every channel's largest values.  (N, C, H, W) -> (N, C)

    share  of the places, 0 to 1: 1 is the average; at least one place counts.  ValueError for another share.
    """

    def __init__(self, share=0.1):
        super().__init__()
        if not 0 < share <= 1:
            raise ValueError(f"share must be more than 0 and at most 1, got {share}")
        self.share = share

    def forward(self, x):
        values = x.flatten(2)
        count = max(1, round(self.share * values.shape[2]))
        return values.topk(count, dim=2).values.mean(2)
