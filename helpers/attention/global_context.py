"""Global context: one map pools the image, and the result is added."""

from torch import nn

from .checks import hidden_width
from .pooling import AttentionPool


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
