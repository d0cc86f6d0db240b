"""Classifiers: images -> logits.  Each has an ``attention=`` slot: a function channels -> module."""

from torch import nn

from ..attention import AttentionPool, check_map
from .base import stage


class Average(nn.Module):
    """Global average pooling: (N, C, H, W) -> (N, C)."""

    def forward(self, x):
        return x.mean((2, 3))


class Maximum(nn.Module):
    """Global max pooling: (N, C, H, W) -> (N, C)."""

    def forward(self, x):
        return x.flatten(2).max(2).values


POOLS = {"average": lambda channels: Average(), "max": lambda channels: Maximum(), "attention": AttentionPool}


class ConvNet(nn.Module):
    """A small classifier: convolutional stages, one vector per image, a linear layer.

    images (N, in_channels, H, W) -> logits (N, classes)

    widths     channels of each stage
    halvings   how many stages halve the size (default: all but the last)
    attention  a function channels -> module, put at the end of each stage named in ``attend``
    attend     indices of the stages that get attention (default: all)
    head       "average", "max", "attention", a function channels -> module that turns
               (N, C, H, W) into (N, C), or "flatten", which keeps every place and needs ``size``
    size       height (= width) of the images, for head="flatten"
    """

    def __init__(
        self,
        in_channels=1,
        widths=(16, 32, 64),
        classes=10,
        attention=None,
        attend=None,
        head="average",
        halvings=None,
        size=None,
    ):
        super().__init__()
        halvings = len(widths) - 1 if halvings is None else halvings
        attend = range(len(widths)) if attend is None else attend
        self.stages = nn.Sequential()
        for i, (before, width) in enumerate(zip((in_channels, *widths), widths)):
            gate = attention if i in attend else None
            self.stages.append(stage(before, width, pool=i < halvings, attention=gate))
        self.in_channels, channels = in_channels, widths[-1]
        if head == "flatten":
            if size is None:
                raise ValueError('head="flatten" needs size=, the height of the images in pixels')
            self.pool, features = nn.Flatten(), channels * (size // 2**halvings) ** 2
        elif head in POOLS or callable(head):
            self.pool, features = POOLS.get(head, head)(channels), channels
        else:
            raise ValueError(f'head must be "flatten", one of {tuple(POOLS)}, or a function, got {head!r}')
        self.classify = nn.Linear(features, classes)

    def features(self, images):
        """The last feature map, (N, C, H', W')."""
        check_map(images, self.in_channels, network=self)
        return self.stages(images)

    def forward(self, images):
        return self.classify(self.pool(self.features(images)))


class SensorNet(nn.Module):
    """Reads a digit from several sensors, some of them broken.

    images (N, sensors, H, W) -> logits (N, classes)

    Every sensor first gets its own ``features_per_sensor`` filters (a grouped convolution), so a
    channel belongs to one sensor and a gate on the channels can silence a sensor.
    """

    def __init__(self, sensors=8, features_per_sensor=4, widths=(32, 64), classes=10, attention=None):
        super().__init__()
        channels = sensors * features_per_sensor
        self.sensors = sensors
        self.stem = nn.Sequential(
            nn.Conv2d(sensors, channels, 3, padding=1, groups=sensors, bias=False),
            nn.BatchNorm2d(channels),
            nn.ReLU(),
        )
        self.attention = nn.Identity() if attention is None else attention(channels)
        self.body = nn.Sequential()
        for before, width in zip((channels, *widths), widths):
            self.body += nn.Sequential(nn.MaxPool2d(2), stage(before, width, pool=False))
        self.pool = Average()
        self.classify = nn.Linear(widths[-1], classes)

    def features(self, images):
        """The last feature map, (N, C, H', W')."""
        check_map(images, self.sensors, network=self)
        return self.body(self.attention(self.stem(images)))

    def forward(self, images):
        return self.classify(self.pool(self.features(images)))
