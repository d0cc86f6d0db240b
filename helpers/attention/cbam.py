"""*What*, then *where*: two gates in turn (Woo et al., ECCV 2018).

Their code has bias=True in the MLP, norm=True after the convolution, and pools=("max", "mean") before it.
"""

from torch import nn

from .channel import ChannelAttention
from .checks import check_order
from .spatial import SpatialAttention


class CBAM(nn.Module):
    """*What* then *where*, or the other order: gates in turn; (N, C, H, W) -> (N, C, H, W).  Woo, 2018."""

    Channel, Spatial = ChannelAttention, SpatialAttention

    def __init__(
        self, channels, reduction=16, kernel_size=7, order="channel-spatial", bias=False, norm=False,
        pools=("mean", "max"),
    ):  # fmt: skip
        super().__init__()
        channel = self.Channel(channels, reduction, bias=bias)
        spatial = self.Spatial(kernel_size, pools, norm)
        gates = {"channel": channel, "spatial": spatial}
        self.gates = nn.ModuleDict((name, gates[name]) for name in check_order(order))

    def weights(self, x):
        """What each gate in turn would do: a pair of (N, C, 1, 1) and (N, 1, H, W), in order."""
        first, second = self.gates.values()
        return first.weights(x), second.weights(first(x))

    def forward(self, x):
        for gate in self.gates.values():
            x = gate(x)
        return x
