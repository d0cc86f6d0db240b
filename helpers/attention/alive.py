"""A channel gate whose hidden units cannot all die."""

from torch import nn

from .channel import ChannelAttention


class AliveChannelAttention(ChannelAttention):
    """ChannelAttention with a leaky hidden layer.  (N, C, H, W) -> (N, C, H, W)

    A ReLU unit that is negative for every image passes no gradient, so it stays negative: it is dead, and a
    gate whose units are all dead gives every image the same weights.  LeakyReLU (Maas et al., 2013) always
    passes a tenth of it.  Settings, shapes and errors are those of ChannelAttention.
    """

    def __init__(self, channels, *settings, **more):
        super().__init__(channels, *settings, **more)
        self.mlp[1] = nn.LeakyReLU(0.1)
