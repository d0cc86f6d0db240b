"""A small residual network for photographs."""

from collections import OrderedDict

import torch.nn.functional as F
from torch import nn

from ..attention import check_map


class ResidualBlock(nn.Module):
    """Two convolutions beside a shortcut (He et al., CVPR 2016).  (N, before, H, W) -> (N, width, H', W')

    attention  a function channels -> module: the gate acts on the branch, before the addition, as the authors
               of squeeze-and-excitation and of CBAM have it.  stride 2 halves the size.
    """

    def __init__(self, before, width, stride=1, attention=None):
        super().__init__()
        layers = OrderedDict(
            conv1=nn.Conv2d(before, width, 3, stride, padding=1, bias=False),
            norm1=nn.BatchNorm2d(width),
            relu=nn.ReLU(),
            conv2=nn.Conv2d(width, width, 3, padding=1, bias=False),
            norm2=nn.BatchNorm2d(width),
        )
        if attention is not None:
            layers["attention"] = attention(width)
        self.branch = nn.Sequential(layers)
        same = before == width and stride == 1
        self.shortcut = nn.Identity() if same else nn.Conv2d(before, width, 1, stride, bias=False)

    def forward(self, x):
        return F.relu(self.shortcut(x) + self.branch(x))


class ResNet(nn.Module):
    """A residual classifier: images (N, in_channels, H, W) -> logits (N, classes).

    widths     channels of each stage; all but the first halve the size
    blocks     residual blocks in every stage
    halved     whether the first convolution halves the size already, which takes a quarter of the time
    attention  a function channels -> module, called once for every block
    """

    def __init__(
        self, in_channels=3, widths=(16, 32, 64), blocks=1, classes=10, attention=None, halved=False
    ):
        super().__init__()
        self.in_channels = in_channels
        first = nn.Conv2d(in_channels, widths[0], 3, 1 + halved, padding=1, bias=False)
        self.stem = nn.Sequential(first, nn.BatchNorm2d(widths[0]), nn.ReLU())
        self.stages = nn.Sequential()
        for before, width in zip((widths[0], *widths), widths):
            stage = nn.Sequential(ResidualBlock(before, width, 1 + (before != width), attention))
            stage += nn.Sequential(*(ResidualBlock(width, width, 1, attention) for _ in range(blocks - 1)))
            self.stages.append(stage)
        self.classify = nn.Linear(widths[-1], classes)

    def features(self, images):
        """The last feature map, (N, C, H', W')."""
        check_map(images, self.in_channels, network=self)
        return self.stages(self.stem(images))

    def forward(self, images):
        return self.classify(self.features(images).mean((2, 3)))
