"""The wider family: what does a place look at, and how many weights come out?

As in ``attention``: ``weights`` says what a layer would do, ``forward`` does it.  Each turns a feature
map (N, C, H, W) into one of the same shape, so that any of them can take the place of any other.
"""

import math

import torch
import torch.nn.functional as F
from torch import nn

from .attention import AttentionPool, bottleneck, check_map, check_odd, hidden_width


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


class GatherExcite(nn.Module):
    """Average over a neighbourhood of ``extent`` places (None: the whole map), and gate with that.

    Hu et al., NeurIPS 2018.  reduction=None learns nothing; with a bottleneck and no extent it is SE.
    """

    def __init__(self, channels, extent=None, reduction=None):
        super().__init__()
        self.channels, self.extent, self.mlp = channels, extent, nn.Identity()
        if reduction is not None:
            self.mlp = bottleneck(channels, hidden_width(channels, reduction), bias=True)

    def weights(self, x):
        """One weight per channel and neighbourhood, (N, C, h, w), each in (0, 1)."""
        check_map(x, self.channels)
        e = self.extent or max(x.shape[2:])  # so large that one window covers the map
        gathered = F.avg_pool2d(x, 2 * e - 1, e, e - 1, count_include_pad=False)
        return torch.sigmoid(self.mlp(gathered.movedim(1, 3)).movedim(3, 1))

    def forward(self, x):
        return x * F.interpolate(self.weights(x), x.shape[2:])


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


class CoordAttention(nn.Module):
    """One weight per channel and row, times one per channel and column.  Hou et al., CVPR 2021."""

    def __init__(self, channels, reduction=32):
        super().__init__()
        self.channels, hidden = channels, hidden_width(channels, reduction)
        self.mix = nn.Sequential(nn.Conv2d(channels, hidden, 1), nn.BatchNorm2d(hidden), nn.Hardswish())
        self.rows, self.columns = (nn.Conv2d(hidden, channels, 1) for _ in range(2))

    def strips(self, x):
        """One score per channel and row, (N, C, H, 1), and one per channel and column, (N, C, 1, W)."""
        check_map(x, self.channels)
        means = [x.mean(3, keepdim=True), x.mean(2, keepdim=True).mT]
        rows, columns = self.mix(torch.cat(means, 2)).split(list(x.shape[2:]), 2)
        return self.rows(rows), self.columns(columns.mT)

    def weights(self, x):
        """One weight per channel and place, (N, C, H, W): a product of two, each in (0, 1)."""
        rows, columns = self.strips(x)
        return torch.sigmoid(rows) * torch.sigmoid(columns)

    def forward(self, x):
        return x * self.weights(x)


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


class GlobalContext(nn.Module):
    """One attention pooling for the image, and its result added to every place.

    Cao et al., ICCV workshops 2019.  At the start it changes nothing.
    """

    def __init__(self, channels, reduction=4):
        super().__init__()
        self.pool, hidden = AttentionPool(channels), hidden_width(channels, reduction)
        first, last = nn.Linear(channels, hidden), nn.Linear(hidden, channels)
        self.transform = nn.Sequential(first, nn.LayerNorm(hidden), nn.ReLU(), last)
        nn.init.zeros_(last.weight)
        nn.init.zeros_(last.bias)

    def forward(self, x):
        return x + self.transform(self.pool(x))[:, :, None, None]


class NonLocal(nn.Module):
    """Every place looks at every place, and adds what it finds.  Wang et al., CVPR 2018.

    At the start it changes nothing: the last norm multiplies by zero.
    """

    def __init__(self, channels, reduction=2):
        super().__init__()
        self.channels, hidden = channels, hidden_width(channels, reduction)
        self.query, self.key, self.value = (nn.Conv2d(channels, hidden, 1) for _ in range(3))
        self.out, self.norm = nn.Conv2d(hidden, channels, 1), nn.BatchNorm2d(channels)
        nn.init.zeros_(self.norm.weight)

    def weights(self, x):
        """For every place a map of its own, (N, HW, HW): no weight negative, every row sums to one."""
        check_map(x, self.channels)
        return (self.query(x).flatten(2).mT @ self.key(x).flatten(2)).softmax(2)

    def forward(self, x):
        weights = self.weights(x)
        found = self.value(x).flatten(2) @ weights.mT
        return x + self.norm(self.out(found.unflatten(2, x.shape[2:])))


class SelfAttention(nn.Module):
    """The same with several heads, each with queries, keys and values of its own: (N, C, H, W) -> the same.

    Vaswani et al., NeurIPS 2017, over the H * W places.  At the start it changes nothing.
    """

    def __init__(self, channels, heads=1, reduction=1):
        super().__init__()
        self.channels, self.heads, hidden = channels, heads, hidden_width(channels, reduction)
        if hidden % heads:
            raise ValueError(f"{heads} heads cannot share {hidden} numbers: pass a divisor of {hidden}")
        self.query, self.key, self.value = (nn.Linear(channels, hidden) for _ in range(3))
        self.out = nn.Linear(hidden, channels)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.out.bias)

    def split(self, read, x):
        """What a layer reads at every place, divided among the heads: (N, heads, HW, width of a head)."""
        check_map(x, self.channels)
        return read(x.flatten(2).mT).unflatten(2, (self.heads, -1)).transpose(1, 2)

    def weights(self, x):
        """For every head and place a map, (N, heads, HW, HW): every row sums to one."""
        query, key = self.split(self.query, x), self.split(self.key, x)
        return (query @ key.mT / query.shape[3] ** 0.5).softmax(3)

    def forward(self, x):
        found = self.weights(x) @ self.split(self.value, x)  # (N, heads, HW, width of a head)
        return x + self.out(found.transpose(1, 2).flatten(2)).mT.unflatten(2, x.shape[2:])


# The additive twins of three gates: the same parameters, the scores added instead of multiplied.


class AddedECA(ECA):
    """The additive twin of ECA: ``x + logits(x)``.  (N, C, H, W) -> (N, C, H, W)"""

    weights = None

    def forward(self, x):
        return x + self.logits(x)


class AddedBAM(BAM):
    """The additive twin of BAM: ``x + logits(x)``.  (N, C, H, W) -> (N, C, H, W)"""

    weights = None

    def forward(self, x):
        return x + self.logits(x)


class AddedCoordAttention(CoordAttention):
    """The additive twin of CoordAttention: the scores of the row and of the column are added to x."""

    weights = None

    def forward(self, x):
        rows, columns = self.strips(x)
        return x + rows + columns
