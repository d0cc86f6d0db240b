"""Controls that never look at the image: learned weights for channels or places, and coordinates as channels.

What one of these gains, no gate may claim for itself.
"""

import torch
import torch.nn.functional as F
from torch import nn


class StaticMap(nn.Module):
    """One learned weight per place, the same for every image, for any size.  (N, C, H, W) -> (N, C, H, W)

    side  places per side of the learned map, which is enlarged smoothly to the size of x
    """

    def __init__(self, side=12):
        super().__init__()
        self.scores = nn.Parameter(torch.zeros(1, 1, side, side))

    def weights(self, x):
        """The map, (N, 1, H, W), each weight in (0, 1)."""
        scores = F.interpolate(self.scores, x.shape[2:], mode="bilinear", align_corners=False)
        return scores.sigmoid().expand(len(x), -1, -1, -1)

    def forward(self, x):
        return x * self.weights(x)


class StaticPool(nn.Module):
    """Attention pooling that is blind to the image: a learned map, softmaxed.  (N, C, H, W) -> (N, C)

    side  places per side of the learned map, which is enlarged smoothly to the size of x
    """

    def __init__(self, side=10):
        super().__init__()
        self.scores = nn.Parameter(torch.zeros(1, 1, side, side))

    def weights(self, x):
        """The map, (N, 1, H, W): not negative, and its weights sum to one."""
        scores = F.interpolate(self.scores, x.shape[2:], mode="bilinear", align_corners=False)
        return scores.flatten(2).softmax(2).view_as(scores).expand(len(x), -1, -1, -1)

    def forward(self, x):
        return (x * self.weights(x)).sum((2, 3))


class AddCoordinates(nn.Module):
    """Two more channels, the row and the column of every place, -1 to 1.  (N, C, H, W) -> (N, C + 2, H, W)

    CoordConv (Liu et al., NeurIPS 2018) is a convolution behind it: a network that may know where it is.
    """

    def forward(self, x):
        rows, columns = (torch.linspace(-1, 1, size, device=x.device, dtype=x.dtype) for size in x.shape[2:])
        places = torch.stack(torch.meshgrid(rows, columns, indexing="ij"))
        return torch.cat([x, places.expand(len(x), -1, -1, -1)], dim=1)
