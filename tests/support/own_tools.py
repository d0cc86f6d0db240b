"""What the tests of a learner's own comparison share: tiny pictures, a tiny network, and a short run."""

import numpy as np
from torch import nn

from helpers import experiments
from helpers.attention import SqueezeExcitation
from helpers.datasets.pictures import Labelled

SHORT = {"steps": 3, "batch_size": 4, "rates": (0.01, 0.03), "replicates": 2, "processes": 1, "minutes": 5}


def tiny_pictures(seed=0, count=20):
    """Dark and bright pictures of 24 x 24."""
    labels = np.arange(count) % 2
    pictures = (
        np.random.RandomState(seed).randint(0, 100, (count, 3, 24, 24)) + 100 * labels[:, None, None, None]
    )
    return Labelled(pictures.astype(np.uint8), labels, ("dark", "bright"))


class TinyNet(nn.Module):
    """A convolution, a gate, a linear layer."""

    def __init__(self, attention, classes, channels):
        super().__init__()
        self.conv = nn.Conv2d(3, channels, 3, stride=4)
        self.attention = nn.Identity() if attention is None else attention(channels)
        self.classify = nn.Linear(channels, classes)

    def forward(self, images):
        return self.classify(self.attention(self.conv(images).relu()).mean((2, 3)))


def make(attention=None, classes=2, width=1.0):
    """A maker with all that a comparison can use."""
    return TinyNet(attention, classes, round(4 * width))


class Gate(SqueezeExcitation):
    """Squeeze-and-excitation for few channels."""

    def __init__(self, channels):
        super().__init__(channels, reduction=2)


def compared(file=None, variants=None, maker=make, data=None, **settings):
    """A short comparison in this process."""
    data = tiny_pictures() if data is None else data
    return experiments.compare(maker, variants or {"SE": Gate}, data, file=file, **{**SHORT, **settings})
