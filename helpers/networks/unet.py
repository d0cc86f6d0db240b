"""Segmentation: images -> one logit per pixel."""

import torch
import torch.nn.functional as F
from torch import nn

from ..attention import check_map
from .base import stage


class PlainSkip(nn.Module):
    """A skip connection that hands the fine map on as it is; the coarse one is not looked at."""

    def forward(self, x, coarse):
        return x


def upsample(x):
    """Twice the height and width, every value a square of four: (N, C, H, W) -> (N, C, 2H, 2W)."""
    return F.interpolate(x, scale_factor=2, mode="nearest")


class UNet(nn.Module):
    """A small U-Net (Ronneberger et al., MICCAI 2015).  images (N, in_channels, H, W) -> logits (N, 1, H, W)

    widths      channels at full, half and quarter resolution; H and W must be divisible by four
    attention   a function channels -> module, put after every block but the last
    skip        a function (channels, coarse channels) -> module, called with the fine map that the
                skip hands on and the coarse one from below: attention gates go here
    """

    def __init__(self, in_channels=1, widths=(8, 16, 32), attention=None, skip=None):
        super().__init__()
        fine, middle, coarse = widths
        make_skip = skip or (lambda channels, coarse_channels: PlainSkip())
        self.in_channels = in_channels
        self.down = nn.ModuleList(
            [
                stage(in_channels, fine, pool=False, attention=attention),
                stage(fine, middle, pool=False, attention=attention),
                nn.Sequential(
                    stage(middle, coarse, pool=False), stage(coarse, coarse, pool=False, attention=attention)
                ),
            ]
        )
        self.skips = nn.ModuleList([make_skip(fine, middle), make_skip(middle, coarse)])
        self.up = nn.ModuleList(
            [
                stage(middle + fine, fine, pool=False),
                stage(coarse + middle, middle, pool=False, attention=attention),
            ]
        )
        self.classify = nn.Conv2d(fine, 1, 1)

    def forward(self, images):
        check_map(images, self.in_channels, network=self)
        if images.shape[2] % 4 or images.shape[3] % 4:
            raise ValueError(
                f"a U-Net halves twice: height and width must be divisible by 4, got {tuple(images.shape)}"
            )
        fine = self.down[0](images)
        middle = self.down[1](F.max_pool2d(fine, 2))
        coarse = self.down[2](F.max_pool2d(middle, 2))
        x = self.up[1](torch.cat([upsample(coarse), self.skips[1](middle, coarse)], 1))
        x = self.up[0](torch.cat([upsample(x), self.skips[0](fine, x)], 1))
        return self.classify(x)


def mask_loss(net, batch):
    """Binary cross entropy per pixel plus one minus the Dice overlap (Milletari et al., 3DV 2016)."""
    logits, target = net(batch.images), batch.mask.float()
    probability = torch.sigmoid(logits)
    overlap = (probability * target).sum((1, 2, 3))
    size = (probability + target).sum((1, 2, 3))
    dice = 1 - (2 * overlap + 1) / (size + 1)
    return F.binary_cross_entropy_with_logits(logits, target) + dice.mean()
