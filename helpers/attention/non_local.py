"""The non-local block: a map for every place."""

from torch import nn

from .checks import check_map, hidden_width


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
