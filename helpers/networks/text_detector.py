"""A network that many programs carry: PP-OCRv4's text detector.  It has ten squeeze-and-excitation gates.

The backbone is PP-LCNetV3 (Cui et al., 2021), the neck a pyramid of features (Lin et al., CVPR 2017) with
gates (PaddleOCR, 2023), the head gives one probability of text for every pixel (Liao et al., AAAI 2020).
The weights are not part of this project: see ``text_weights``.
"""

import torch
import torch.nn.functional as F
from torch import nn

# The backbone's blocks: channels in, channels out, kernel, stride, gate.
BLOCKS = [(16, 32, 3, 1, False), (32, 48, 3, 2, False), (48, 48, 3, 1, False), (48, 96, 3, 2, False)]
BLOCKS += [(96, 96, 3, 1, False), (96, 192, 3, 2, False), *[(192, 192, 5, 1, False)] * 4]
BLOCKS += [(192, 384, 5, 2, True), (384, 384, 5, 1, True), *[(384, 384, 5, 1, False)] * 2]
LEVELS = {2: 12, 4: 18, 9: 42, 13: 360}  # block whose map goes to the neck: channels that are kept of it
NECK = 96  # channels of every map in the neck


class HardGate(nn.Module):
    """Squeeze-and-excitation with a hard sigmoid (Howard et al., ICCV 2019).  (N, C, H, W) -> the same"""

    def __init__(self, channels, slope):
        super().__init__()
        self.slope = slope
        down, up = nn.Conv2d(channels, channels // 4, 1), nn.Conv2d(channels // 4, channels, 1)
        self.excite = nn.Sequential(down, nn.ReLU(), up)

    def weights(self, x):
        """The attention vector, (N, C, 1, 1), each weight in [0, 1]."""
        return (self.slope * self.excite(x.mean((2, 3), keepdim=True)) + 0.5).clamp(0, 1)

    def forward(self, x):
        return x * self.weights(x)


class Affine(nn.Module):
    """One factor and one shift for a whole map."""

    def __init__(self):
        super().__init__()
        self.weight, self.bias = nn.Parameter(torch.ones(1)), nn.Parameter(torch.zeros(1))

    def forward(self, x):
        return x * self.weight + self.bias


class Block(nn.Module):
    """A filter for each channel, a gate in some blocks, then a mixture of the channels."""

    def __init__(self, before, after, kernel, stride, gate):
        super().__init__()
        active = [nn.Hardswish(), Affine()]
        self.depth = nn.Sequential(
            nn.Conv2d(before, before, kernel, stride, kernel // 2, groups=before),
            Affine(),
            *(active if stride == 1 else []),
        )
        self.attention = HardGate(before, 1 / 6) if gate else nn.Identity()
        self.point = nn.Sequential(nn.Conv2d(before, after, 1), Affine(), nn.Hardswish(), Affine())

    def forward(self, x):
        return self.point(self.attention(self.depth(x)))


class ResidualGate(nn.Module):
    """A convolution, and what its gate keeps is added to it: ``x + gate(x)``.  It can weaken nothing."""

    def __init__(self, before, after, kernel):
        super().__init__()
        self.conv = nn.Conv2d(before, after, kernel, padding=kernel // 2, bias=False)
        self.attention = HardGate(after, 0.2)

    def forward(self, x):
        x = self.conv(x)
        return x + self.attention(x)


class TextDetector(nn.Module):
    """Where is text?  (N, 3, H, W) -> (N, 1, H, W), a probability for each pixel.

    Images come from ``prepared``; H and W are multiples of 32, else a ValueError says so.
    """

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 16, 3, 2, 1, bias=False), nn.BatchNorm2d(16))
        self.blocks = nn.ModuleList(Block(*settings) for settings in BLOCKS)
        widths = [BLOCKS[at][1] for at in LEVELS]
        self.kept = nn.ModuleList(nn.Conv2d(a, b, 1) for a, b in zip(widths, LEVELS.values()))
        self.into = nn.ModuleList(ResidualGate(width, NECK, 1) for width in LEVELS.values())
        self.out_of = nn.ModuleList(ResidualGate(NECK, NECK // 4, 3) for _ in LEVELS)
        self.head = nn.Sequential(
            nn.Conv2d(NECK, 24, 3, padding=1, bias=False),
            nn.BatchNorm2d(24),
            nn.ReLU(),
            nn.ConvTranspose2d(24, 24, 2, 2),
            nn.BatchNorm2d(24),
            nn.ReLU(),
            nn.ConvTranspose2d(24, 1, 2, 2),
        )

    def forward(self, x):
        if x.dim() != 4 or x.shape[1] != 3 or x.shape[2] % 32 or x.shape[3] % 32:
            raise ValueError(
                "the text detector reads images (N, 3, H, W) with H and W multiples of 32, "
                f"got {tuple(x.shape)}"
            )
        return self.head(self.neck(self.backbone(x))).sigmoid()

    def backbone(self, x):
        """Four maps, from fine to coarse: a 4th, 8th, 16th and 32nd of the image's height."""
        x, found = self.stem(x), []
        for at, block in enumerate(self.blocks):
            x = block(x)
            if at in LEVELS:
                found.append(self.kept[len(found)](x))
        return found

    def neck(self, maps):
        """Four maps -> one of 96 channels, a 4th of the image's height; coarse ones are added to finer."""
        maps = [into(x) for into, x in zip(self.into, maps)]
        for k in (2, 1, 0):
            maps[k] = maps[k] + F.interpolate(maps[k + 1], scale_factor=2.0)
        maps = [out_of(x) for out_of, x in zip(self.out_of, maps)]
        grown = [F.interpolate(x, scale_factor=2.0**k) if k else x for k, x in enumerate(maps)]
        return torch.cat(grown[::-1], 1)


def prepared(images):
    """Images (N, 3, H, W) in [0, 1], red, green, blue -> as the detector reads them: blue first, -1 to 1."""
    return images.flip(1) * 2 - 1
