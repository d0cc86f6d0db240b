"""A batch with its truth, random numbers that are the same everywhere, and drawing on a canvas."""

from dataclasses import dataclass, fields
from numbers import Integral

import torch


@dataclass
class Batch:
    """Images (N, C, H, W), labels (N,), and whatever truth the task knows.

    mask         (N, 1, H, W) bool, the pixels of the digit that counts
    distractors  (N, 1, H, W) bool, the pixels of everything else that is drawn
    cue          (N,) which colour counts
    clean        (N, sensors) bool, which sensors work
    boxes        (N, K, 4) as ``box`` below, for tasks with up to K objects in an image
    present      (N, K) bool, which of the boxes there are
    """

    images: torch.Tensor
    labels: torch.Tensor
    mask: torch.Tensor = None
    distractors: torch.Tensor = None
    cue: torch.Tensor = None
    clean: torch.Tensor = None
    boxes: torch.Tensor = None
    present: torch.Tensor = None

    def __len__(self):
        return len(self.images)

    @property
    def box(self):
        """The mask's tight box, (N, 4): top, left, bottom, right, the last two excluded, or None."""
        return None if self.mask is None else boxes(self.mask)

    def __getitem__(self, chosen):
        """The same batch with fewer images: a slice, a list of indices, or a mask."""
        return self._map(lambda tensor: tensor[chosen])

    def to(self, device):
        """The same batch on another device."""
        return self._map(lambda tensor: tensor.to(device))

    def _map(self, function):
        present = {f.name: getattr(self, f.name) for f in fields(self)}
        return Batch(**{name: function(t) for name, t in present.items() if t is not None})


def check_count(n):
    """Raise ValueError, in one sentence, unless n is a number of images."""
    if not isinstance(n, Integral) or n < 1:
        raise ValueError(f"the number of images must be a whole number, 1 or more, got {n!r}")


def generator(seed):
    """A CPU random generator from an int; a torch.Generator is passed through."""
    if isinstance(seed, torch.Generator):
        return seed
    return torch.Generator().manual_seed(seed)


def noise(shape, rng):
    """White noise with mean 0 and standard deviation 1, uniform between -1.73 and 1.73."""
    return torch.rand(shape, generator=rng).sub_(0.5).mul_(12**0.5)


def corners(n, count, size, side, rng):
    """Random places for squares on each of n images: (2, n, count), their rows and columns from the top left.

    Raises ValueError when a square of ``side`` pixels is larger than ``size``.
    """
    if side > size:
        raise ValueError(f"a square of {side} pixels does not fit on {size} x {size} pixels")
    return torch.randint(0, size - side + 1, (2, n, count), generator=rng)


def paste(canvas, patches, top, left):
    """Draw patches (N, K, h, w) at rows top and columns left (N, K) of canvas (N, H, W), in place.

    Where drawings overlap the brighter one stays.
    """
    n, height, width = canvas.shape
    inside = not top.numel() or (
        min(top.min(), left.min()) >= 0
        and top.max() + patches.shape[2] <= height
        and left.max() + patches.shape[3] <= width
    )
    if not inside:
        raise ValueError(f"the drawings do not fit on {height} x {width} pixels: pass a larger size")
    rows = torch.arange(patches.shape[2])[:, None]
    columns = torch.arange(patches.shape[3])
    places = (top[..., None, None] + rows) * width + left[..., None, None] + columns
    flat = canvas.view(n, -1)
    flat.scatter_reduce_(1, places.reshape(n, -1), patches.reshape(n, -1), "amax")
    return canvas


def cut(patches, top, left, side):
    """A square piece of every patch: (N, K, h, w) and corners (N, K) -> (N, K, side, side)."""
    n, k = top.shape
    rows = top[..., None, None] + torch.arange(side)[:, None]
    columns = left[..., None, None] + torch.arange(side)
    return patches[torch.arange(n)[:, None, None, None], torch.arange(k)[:, None, None], rows, columns]


def boxes(mask):
    """Tight boxes of masks (N, 1, H, W): (N, 4) top, left, bottom, right."""
    rows, columns = (mask[:, 0].any(dim).view(torch.uint8) for dim in (2, 1))  # argmax takes no bool
    top, left = rows.argmax(1), columns.argmax(1)
    bottom = mask.shape[2] - rows.flip(1).argmax(1)
    right = mask.shape[3] - columns.flip(1).argmax(1)
    return torch.stack([top, left, bottom, right], 1)
