"""A bank of classical filters as channels, and dials to turn them: attention before it is learned.

The bank is one convolution with fixed kernels, what a first layer learns by itself in later lessons.
Feature maps are (N, C, H, W); weights are (1, C, 1, 1) for channels and (1, 1, H, W) for places.
"""

from functools import cache

import torch
import torch.nn.functional as F
from torch import nn

REACH = 6  # pixels from the centre of a kernel to its rim: kernels are 13 x 13
FINE, COARSE = 1.5, 4.0  # pixels: standard deviations of the narrow and of the wide blur

# Each kind of filter looks at a mixture of red, green and blue.
LIGHT = (1 / 3, 1 / 3, 1 / 3)
RED_GREEN = (1.0, -1.0, 0.0)
YELLOW_BLUE = (0.5, 0.5, -1.0)

NAMES = (
    "bright",
    "dark",
    "edges |",
    "edges /",
    "edges —",
    "edges \\",
    "red",
    "green",
    "yellow",
    "blue",
    "light spots",
    "dark spots",
)
BOTH_SIGNS = torch.tensor([name.startswith("edges") for name in NAMES])

NARROWEST, WIDEST = 14.0, 100.0  # pixels: radii between which the brush can be set
NOTHING = 1e-12  # energy below this is none
BRIGHTEST = 4.0  # features are drawn from black (0) to white (4 times their root mean square)


def offsets():
    """Rows (13, 1) and columns (1, 13) of a kernel, counted from its centre."""
    steps = torch.arange(-REACH, REACH + 1, dtype=torch.float64)
    return steps[:, None], steps[None]


def blur(deviation):
    """A Gaussian kernel (13, 13) that sums to one."""
    rows, columns = offsets()
    kernel = torch.exp(-(rows**2 + columns**2) / (2 * deviation**2))
    return kernel / kernel.sum()


def edge(degrees):
    """The slope of a Gaussian, (13, 13): answers where the light changes in this direction."""
    rows, columns = offsets()
    angle = torch.deg2rad(torch.tensor(float(degrees), dtype=torch.float64))
    kernel = (columns * torch.cos(angle) + rows * torch.sin(angle)) * blur(FINE)
    return kernel / kernel.abs().sum()


@cache
def filter_bank():
    """Twelve kernels for a convolution, (12, 3, 13, 13) float64, in the order of NAMES.

    Colours come in opposed pairs, as in the eye: red against green, yellow against blue.
    """
    spot = blur(FINE) - blur(COARSE)
    bank = [(LIGHT, blur(FINE)), (LIGHT, -blur(FINE))]
    bank += [(LIGHT, edge(degrees)) for degrees in (0, 45, 90, 135)]
    bank += [(pair, sign * blur(FINE)) for pair in (RED_GREEN, YELLOW_BLUE) for sign in (1, -1)]
    bank += [(LIGHT, spot), (LIGHT, -spot)]
    colours = torch.tensor([colour for colour, _ in bank], dtype=torch.float64)
    return colours[:, :, None, None] * torch.stack([kernel for _, kernel in bank])[:, None]


def filter_responses(image):
    """What the bank answers: an image (N, 3, H, W) -> feature maps (N, 12, H, W), never negative.

    Each channel counts from its own mean over the image ("brighter than the rest", "greener than
    the rest"), keeps what is above it (edges: both sides), and is divided by its root mean square,
    so that all dials are fair: at 1, each brings the same energy.  ValueError for another shape.
    """
    if image.dim() != 4 or image.shape[1] != 3 or min(image.shape[2:]) <= REACH:
        wanted = f"an image (N, 3, H, W) with more than {REACH} rows and columns"
        raise ValueError(f"expected {wanted}, got {tuple(image.shape)}")
    padded = F.pad(image, (REACH,) * 4, mode="reflect")
    x = F.conv2d(padded, filter_bank().to(image))
    x = x - x.mean((2, 3), keepdim=True)
    x = torch.where(BOTH_SIGNS.to(image.device)[:, None, None], x.abs(), x.relu())
    return x / x.square().mean((2, 3), keepdim=True).sqrt().clamp(min=1e-3)


def brush(row, column, radius, height, width):
    """A soft disc, 1 in its middle and 0.61 at its radius: pixels -> a map (1, 1, H, W) in [0, 1]."""
    rows = torch.arange(height, dtype=torch.float64)[:, None]
    columns = torch.arange(width, dtype=torch.float64)
    squared = (rows - row) ** 2 + (columns - column) ** 2
    return torch.exp(-squared / (2 * radius**2))[None, None]


def reweight(x, what, where):
    """(N, C, H, W) times a weight per channel (1, C, 1, 1) times a weight per place (1, 1, H, W)."""
    return x * what * where


def share(y, target):
    """Add the channels, square: the share of this energy inside target (1, 1, H, W); 0 if none."""
    energy = y.sum(1, keepdim=True).square()
    return (energy * target).sum() / energy.sum().clamp(min=NOTHING)


class Dials(nn.Module):
    """A dial per channel and a brush, as numbers that gradient descent can turn.

    The sigmoid keeps every dial between 0 and 1, and the brush inside the picture.
    """

    def __init__(self, channels, height, width):
        super().__init__()
        self.size = (height, width)
        self.what = nn.Parameter(torch.zeros(channels, dtype=torch.float64))
        self.place = nn.Parameter(torch.zeros(3, dtype=torch.float64))

    def spot(self):
        """Where the brush is, and how wide: row, column and radius in pixels."""
        row, column, radius = torch.sigmoid(self.place)
        return row * self.size[0], column * self.size[1], NARROWEST + radius * (WIDEST - NARROWEST)

    def weights(self):
        """One weight per channel, (1, C, 1, 1), and one per place, (1, 1, H, W)."""
        return torch.sigmoid(self.what)[None, :, None, None], brush(*self.spot(), *self.size)


def climb(dials, x, target, what=True, where=True, score=share, steps=200):
    """Turn the dials by gradient descent: the score before every step, a list of floats.

    what, where  which of the two may move; the other stays out of it, at 1 everywhere
    """
    adam, scores = torch.optim.Adam(dials.parameters(), lr=0.1), []
    for _ in range(steps):
        per_channel, per_place = dials.weights()
        y = reweight(x, per_channel if what else 1.0, per_place if where else 1.0)
        reached = score(y, target)
        adam.zero_grad()
        (-reached).backward()
        adam.step()
        scores.append(reached.item())
    return scores
