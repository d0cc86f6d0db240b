"""Controls of the lessons' networks: no attention, but what attention is said to bring, by another way."""

import torch
from torch import nn

from ..attention import AddCoordinates, check_map
from .classifiers import ConvNet, SensorNet
from .detector import CentreDetector
from .unet import UNet


class ConvNetInFront(ConvNet):
    """A ``ConvNet`` whose attention, at every stage, stands in front of the ReLU and the pooling.

    images (N, in_channels, H, W) -> logits (N, classes)
    """

    def __init__(self, **settings):
        super().__init__(**settings)
        for k, stage in enumerate(self.stages):
            conv, norm, *rest, attention = stage
            self.stages[k] = nn.Sequential(conv, norm, attention, *rest)


class SensorNetInFront(SensorNet):
    """A ``SensorNet`` whose attention stands in front of the first ReLU.

    images (N, sensors, H, W) -> logits (N, classes)
    """

    def __init__(self, **settings):
        super().__init__(**settings)
        conv, norm, relu = self.stem
        self.stem, self.attention = nn.Sequential(conv, norm, self.attention, relu), nn.Identity()


class EvenSensors(SensorNet):
    """A SensorNet that first divides every sensor of every image by its spread."""

    def features(self, images):
        return super().features(images / images.std((2, 3), keepdim=True).clamp_min(1e-3))


# Between the spread of the loudest working sensor of 3000 images (1.5) and of the quietest broken one (1.9).
LOUD = 1.65


def spread_of(images):
    """The spread of every sensor of every image: (N, sensors, H, W) -> (N, sensors, 1, 1)."""
    return images.std((2, 3), keepdim=True).clamp_min(1e-3)


class LoudSensorsEven(SensorNet):
    """A SensorNet that first divides the loud sensors of an image by their spread, and no others."""

    def features(self, images):
        spread = spread_of(images)
        return super().features(images / torch.where(spread > LOUD, spread, 1.0))


class QuietSensorsEven(SensorNet):
    """A SensorNet that first divides all but the loud sensors of an image by their spread."""

    def features(self, images):
        spread = spread_of(images)
        return super().features(images / torch.where(spread > LOUD, 1.0, spread))


class LoudSensorsOff(SensorNet):
    """A SensorNet that first switches the loud sensors of an image off, as a perfect gate would."""

    def features(self, images):
        return super().features(images * (spread_of(images) <= LOUD))


class DilatedUNet(UNet):
    """A U-Net that sees further: in its coarsest stage the kernels look at every ``dilation``-th place.

    images (N, in_channels, H, W) -> logits (N, 1, H, W)

    Exactly the parameters of ``UNet``, which is what a control of "attention brings context" needs; dilated
    convolutions are Yu & Koltun's (ICLR 2016).
    """

    def __init__(self, dilation=2, **settings):
        super().__init__(**settings)
        for stage in self.down[2]:
            stage.conv.dilation = stage.conv.padding = (dilation, dilation)


class PlacedDetector(CentreDetector):
    """A detector whose images come with their rows and columns as two more channels.

    images (N, in_channels, H, W) -> (N, 5, H/4, W/4).  It may know where it is (CoordConv, Liu et al.,
    NeurIPS 2018), and has no gate.
    """

    def __init__(self, in_channels=1, **settings):
        super().__init__(in_channels + 2, **settings)
        self.shown, self.place = in_channels, AddCoordinates()

    def forward(self, images):
        check_map(images, self.shown, network=self)
        return super().forward(self.place(images))
