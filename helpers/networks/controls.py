"""Controls of the lessons' networks: no attention, but what attention is said to bring, by another way."""

from ..attention import AddCoordinates, check_map
from .detector import CentreDetector
from .unet import UNet


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
