"""What all networks are made of: a stage with a slot for attention, and a start fixed by a seed."""

from collections import OrderedDict

import torch
from torch import nn


def stage(in_channels, channels, pool, attention=None):
    """Convolve, normalise, rectify, halve the size if pool, attend: a named nn.Sequential."""
    layers = OrderedDict(
        conv=nn.Conv2d(in_channels, channels, 3, padding=1, bias=False),
        norm=nn.BatchNorm2d(channels),
        relu=nn.ReLU(),
    )
    if pool:
        layers["pool"] = nn.MaxPool2d(2)
    if attention is not None:
        # After the pooling: the gate then sees a quarter of the places and costs a quarter.
        layers["attention"] = attention(channels)
    return nn.Sequential(layers)


def parameters(net):
    """How many numbers the network learns."""
    return sum(p.numel() for p in net.parameters())


def build(network, seed=0, **settings):
    """``network(**settings)`` with its random start fixed by seed, the same on every device."""
    state = torch.get_rng_state()
    torch.manual_seed(seed)
    net = network(**settings)
    torch.set_rng_state(state)
    return net
