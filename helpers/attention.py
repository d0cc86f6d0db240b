"""The attention layers, exactly as the lessons teach them.

Every gate has the same shape: ``weights(x)`` says what it would do, ``forward(x)`` does it.
Tensors are feature maps ``(N, C, H, W)``: images, channels, rows, columns.
"""

import torch
from torch import nn

# Squeeze: every channel to one number, (N, C, H, W) -> (N, C).
# max() and not amax(): where several places tie, max() sends the gradient to one of them and
# amax() splits it, which costs two more passes over the feature map.
OVER_SPACE = {"avg": lambda x: x.mean((2, 3)), "max": lambda x: x.flatten(2).max(2).values}

# The same over channels: every place to one number, (N, C, H, W) -> (N, 1, H, W).
OVER_CHANNELS = {
    "mean": lambda x: x.mean(1, keepdim=True),
    "max": lambda x: x.max(1, keepdim=True).values,
}


def check_map(x, channels=None, network=None):
    """Raise ValueError, in one sentence, unless x is a feature map (N, C, H, W).

    channels  how many it must have;  network  the network whose images they are, if they are images
    """
    expected = f"expected a feature map (N, {channels or 'C'}, H, W)"
    if not isinstance(x, torch.Tensor):
        raise ValueError(f"{expected} as a tensor, got {type(x).__name__}")
    if x.dim() != 4:
        remedy = "add the batch axis with x[None]" if x.dim() == 3 else "give it four axes"
        raise ValueError(f"{expected}, got {tuple(x.shape)}: {remedy}")
    if channels is not None and x.shape[1] != channels:
        remedy = f"this gate was built for {channels} channels, build it with channels={x.shape[1]}"
        if network is not None:
            remedy = f"this network reads images of {channels} channels, give it such or build another"
        raise ValueError(f"{expected}, got {tuple(x.shape)}: {remedy}")
    if not x.is_floating_point():
        raise ValueError(f"{expected} of fractions, got {x.dtype}: pass x.float() / 255")
    if network is not None and x.dtype == torch.float64 != next(network.parameters()).dtype:
        raise ValueError("the images are float64 and the network's numbers are not: pass images.float()")


def check_pools(pools, known):
    """The pools as a tuple; ValueError if one of them is unknown or none is given."""
    chosen = (pools,) if isinstance(pools, str) else pools
    if not isinstance(chosen, tuple | list) or not chosen or any(pool not in known for pool in chosen):
        raise ValueError(f"pools must be one or more of {tuple(known)}, got {pools!r}")
    return tuple(chosen)


def hidden_width(channels, reduction, hidden=None):
    """Units in the bottleneck: ``hidden``, or ``channels // reduction``; ValueError below 1.

    A bottleneck without units makes every gate 0.5, silently, whatever the image shows.
    """
    if hidden is not None:
        if hidden < 1:
            raise ValueError(f"a bottleneck needs at least one hidden unit, got hidden={hidden}")
        return hidden
    if not 1 <= reduction <= channels:
        raise ValueError(
            f"{channels} channels // reduction {reduction} leaves no hidden units, so every weight "
            f"would be 0.5: pass a reduction from 1 to {channels}, or hidden=1 or more"
        )
    return channels // reduction


def check_odd(kernel_size):
    """The kernel size; ValueError unless it is odd and positive, so that it has a centre."""
    if not isinstance(kernel_size, int) or kernel_size < 1 or kernel_size % 2 == 0:
        raise ValueError(
            f"kernel_size must be an odd number of places, so that the kernel has a centre, "
            f"got {kernel_size}: try 3 or 7"
        )
    return kernel_size


def bottleneck(channels, hidden, bias):
    """The MLP that excites: C numbers -> a few hidden units -> C scores, (N, C) -> (N, C)."""
    return nn.Sequential(nn.Linear(channels, hidden, bias), nn.ReLU(), nn.Linear(hidden, channels, bias))


class ChannelAttention(nn.Module):
    """One weight per channel: *what* matters.  (N, C, H, W) -> (N, C, H, W)

    pools=("avg",): Hu et al., CVPR 2018; ("avg", "max"): Woo et al., ECCV 2018.  May raise ValueError.
    """

    def __init__(self, channels, reduction=16, pools=("avg", "max"), hidden=None, bias=False, norm=False):
        super().__init__()
        self.channels, self.pools = channels, check_pools(pools, OVER_SPACE)
        self.norms = nn.ModuleList(nn.BatchNorm1d(channels) if norm else nn.Identity() for _ in self.pools)
        self.mlp = bottleneck(channels, hidden_width(channels, reduction, hidden), bias)

    def logits(self, x):
        """Squeeze, then excite: one score per channel, (N, C, 1, 1), before the sigmoid."""
        check_map(x, self.channels)
        squeezed = [norm(OVER_SPACE[pool](x)) for pool, norm in zip(self.pools, self.norms)]
        return sum(self.mlp(s) for s in squeezed)[:, :, None, None]

    def weights(self, x):
        """The attention vector, (N, C, 1, 1), each weight in (0, 1)."""
        return torch.sigmoid(self.logits(x))

    def forward(self, x):
        return x * self.weights(x)


class SpatialAttention(nn.Module):
    """One weight per location: *where* it matters.  (N, C, H, W) -> (N, C, H, W)

    The spatial half of CBAM (Woo et al., ECCV 2018).  ValueError for an even kernel.
    """

    def __init__(self, kernel_size=7, pools=("mean", "max"), norm=False):
        super().__init__()
        self.pools = check_pools(pools, OVER_CHANNELS)
        padding = check_odd(kernel_size) // 2
        self.conv = nn.Conv2d(len(self.pools), 1, kernel_size, padding=padding, bias=False)
        self.norm = nn.BatchNorm2d(1) if norm else nn.Identity()

    def logits(self, x):
        """Pool over the channels, then convolve: one score per place, (N, 1, H, W)."""
        check_map(x)
        pooled = torch.cat([OVER_CHANNELS[pool](x) for pool in self.pools], dim=1)
        return self.norm(self.conv(pooled))

    def weights(self, x):
        """The attention map, (N, 1, H, W), each weight in (0, 1)."""
        return torch.sigmoid(self.logits(x))

    def forward(self, x):
        return x * self.weights(x)


class CBAM(nn.Module):
    """*What*, then *where* (or the other order): two gates in turn.  (N, C, H, W) -> (N, C, H, W)

    Woo et al., ECCV 2018, who set bias=True (in the MLP) and norm=True (after the convolution)."""

    Channel, Spatial = ChannelAttention, SpatialAttention

    def __init__(
        self, channels, reduction=16, kernel_size=7, order="channel-spatial", bias=False, norm=False
    ):
        super().__init__()
        channel = self.Channel(channels, reduction, bias=bias)
        spatial = self.Spatial(kernel_size, norm=norm)
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


def check_order(order):
    """("channel", "spatial") or the reverse, from "channel-spatial"; ValueError for anything else."""
    if order not in ("channel-spatial", "spatial-channel"):
        raise ValueError(f'order must be "channel-spatial" or "spatial-channel", got {order!r}')
    return order.split("-")


class AttentionPool(nn.Module):
    """Spatial attention in place of average pooling: softmax over places.  (N, C, H, W) -> (N, C)

    The weights of an image sum to one, so a place can only win what another loses.  The one-query
    attention of Bahdanau et al. (ICLR 2015), over the H * W places of a feature map.
    """

    def __init__(self, channels):
        super().__init__()
        self.channels = channels
        self.score = nn.Conv2d(channels, 1, kernel_size=1)

    def logits(self, x):
        """One score per place, (N, 1, H, W), before the softmax."""
        check_map(x, self.channels)
        return self.score(x)

    def weights(self, x):
        """The attention map, (N, 1, H, W): not negative, and each image's weights sum to one."""
        logits = self.logits(x)
        return logits.flatten(2).softmax(2).view_as(logits)

    def forward(self, x):
        return (x * self.weights(x)).sum((2, 3))


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


# The additive twins, for controls: the same parameters, the result added instead of multiplied.
# They see what the gate sees but cannot gate, so ``weights`` is None: there is nothing to record.


class AddedChannelAttention(ChannelAttention):
    """The additive twin of ChannelAttention: ``x + logits(x)``.  (N, C, H, W) -> (N, C, H, W)"""

    weights = None

    def forward(self, x):
        return x + self.logits(x)


class AddedSpatialAttention(SpatialAttention):
    """The additive twin of SpatialAttention: ``x + logits(x)``.  (N, C, H, W) -> (N, C, H, W)"""

    weights = None

    def forward(self, x):
        return x + self.logits(x)


class AddedCBAM(CBAM):
    """The additive twin of CBAM: its two gates, each added.  (N, C, H, W) -> (N, C, H, W)"""

    Channel, Spatial = AddedChannelAttention, AddedSpatialAttention
    weights = None


class AddedAttentionPool(AttentionPool):
    """The additive twin of AttentionPool: ``x + logits(x)``, averaged.  (N, C, H, W) -> (N, C)"""

    weights = None

    def forward(self, x):
        return (x + self.logits(x)).mean((2, 3))
