# check("count cbam", cbam_parameters)
from torch import nn

from helpers.attention import CBAM

# right: builds the block and counts
def cbam_parameters(channels, reduction=16, kernel_size=7):
    return sum(p.numel() for p in CBAM(channels, reduction, kernel_size, bias=True, norm=True).parameters())

# right: the terms in a list
def cbam_parameters(channels, reduction=16, kernel_size=7):
    h = int(channels // reduction)
    return sum([channels * h, h, h * channels, channels, 2 * kernel_size * kernel_size, 1, 1])

# right: layers of its own
def cbam_parameters(channels, reduction=16, kernel_size=7):
    h = channels // reduction
    parts = nn.Linear(channels, h), nn.Linear(h, channels), nn.Conv2d(2, 1, kernel_size, bias=False), nn.BatchNorm2d(1)
    return sum(p.numel() for part in parts for p in part.parameters())

# wrong: no biases in the MLP
def cbam_parameters(channels, reduction=16, kernel_size=7):
    return 2 * channels * (channels // reduction) + 2 * kernel_size**2 + 2

# wrong: a bias in the convolution, too
def cbam_parameters(channels, reduction=16, kernel_size=7):
    h = channels // reduction
    return 2 * channels * h + h + channels + 2 * kernel_size**2 + 1 + 2

# wrong: the normalisation is forgotten
def cbam_parameters(channels, reduction=16, kernel_size=7):
    h = channels // reduction
    return 2 * channels * h + h + channels + 2 * kernel_size**2

# wrong: running mean and variance count as learned
def cbam_parameters(channels, reduction=16, kernel_size=7):
    h = channels // reduction
    return 2 * channels * h + h + channels + 2 * kernel_size**2 + 4

# wrong: two MLPs
def cbam_parameters(channels, reduction=16, kernel_size=7):
    h = channels // reduction
    return 2 * (2 * channels * h + h + channels) + 2 * kernel_size**2 + 2

# wrong: one input map for the kernel
def cbam_parameters(channels, reduction=16, kernel_size=7):
    h = channels // reduction
    return 2 * channels * h + h + channels + kernel_size**2 + 2

# wrong: always 98 for the kernel
def cbam_parameters(channels, reduction=16, kernel_size=7):
    h = channels // reduction
    return 2 * channels * h + h + channels + 98 + 2

# wrong: channels divided without rounding down
def cbam_parameters(channels, reduction=16, kernel_size=7):
    h = round(channels / reduction)
    return 2 * channels * h + h + channels + 2 * kernel_size**2 + 2

# wrong: the ratio is always 16
def cbam_parameters(channels, reduction=16, kernel_size=7):
    h = channels // 16
    return 2 * channels * h + h + channels + 2 * kernel_size**2 + 2
