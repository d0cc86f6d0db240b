"""Images as tensors, with the truth beside them, made on the spot: no download, no DataLoader.

Every task takes ``n`` images of a split ("train" or "test") and a seed, and returns a Batch.  The
same seed gives the same data on every machine: random numbers are drawn on the CPU, and noise is
uniform, because generators of normal numbers differ between processors in the last digit.

The digits are scikit-learn's copy of the UCI handwritten digits (Alpaydin & Kaynak, 1998): 1797
images of 8 x 8.  Train and test never share an image.  The set does not say who wrote a digit, so
the same hand may well be in both.
"""

from dataclasses import dataclass, fields
from functools import cache

import numpy as np
import torch
import torch.nn.functional as F

PATCH = 20  # pixels: side of the square in which every digit is centred
SIZES = (14, 16, 18, 20)  # pixels: heights at which a digit may appear
TRAIN_DIGITS = 1200  # of 1797; the other 597 are for testing
INK = 0.3  # a pixel brighter than this belongs to the digit


@dataclass
class Batch:
    """Images (N, C, H, W), labels (N,), and whatever truth the task knows.

    mask         (N, 1, H, W) bool, the pixels of the digit that counts
    distractors  (N, 1, H, W) bool, the pixels of everything else that is drawn
    box          (N, 4) rows and columns: top, left, bottom, right; bottom and right excluded
    cue          (N,) which colour counts
    clean        (N, sensors) bool, which sensors work
    """

    images: torch.Tensor
    labels: torch.Tensor
    mask: torch.Tensor = None
    distractors: torch.Tensor = None
    box: torch.Tensor = None
    cue: torch.Tensor = None
    clean: torch.Tensor = None

    def __len__(self):
        return len(self.images)

    def __getitem__(self, chosen):
        """The same batch with fewer images: a slice, a list of indices, or a mask."""
        return self._map(lambda tensor: tensor[chosen])

    def to(self, device):
        """The same batch on another device."""
        return self._map(lambda tensor: tensor.to(device))

    def _map(self, function):
        present = {f.name: getattr(self, f.name) for f in fields(self)}
        return Batch(**{name: function(t) for name, t in present.items() if t is not None})


def generator(seed):
    """A CPU random generator from an int; a torch.Generator is passed through."""
    if isinstance(seed, torch.Generator):
        return seed
    return torch.Generator().manual_seed(seed)


def noise(shape, rng):
    """White noise with mean 0 and standard deviation 1, uniform between -1.73 and 1.73."""
    return (torch.rand(shape, generator=rng) - 0.5) * 12**0.5


@cache
def digits():
    """The handwritten digits, shuffled once: images (1797, 8, 8) in [0, 1], labels (1797,)."""
    from sklearn.datasets import load_digits

    raw = load_digits()
    order = np.random.RandomState(0).permutation(len(raw.target))
    images = torch.tensor(raw.images[order] / 16, dtype=torch.float32)
    return images, torch.tensor(raw.target[order])


@cache
def digit_patches():
    """Every digit at every size, centred in a patch: (len(SIZES), 1797, PATCH, PATCH) in [0, 1]."""
    images = digits()[0][:, None].double()
    patches = []
    for size in SIZES:
        digit = F.interpolate(images, size=(size, size), mode="bicubic", align_corners=False)
        before = (PATCH - size) // 2
        after = PATCH - size - before
        patches.append(F.pad(digit.clamp(0, 1)[:, 0], (before, after, before, after)))
    return torch.stack(patches).float()


def split_range(split):
    """First and last (excluded) index of a split's digits; ValueError for an unknown split."""
    ranges = {"train": (0, TRAIN_DIGITS), "test": (TRAIN_DIGITS, len(digits()[1]))}
    if split not in ranges:
        raise ValueError(f'split must be "train" or "test", got {split!r}')
    return ranges[split]


def draw_digits(shape, split, rng, size=None):
    """Random digits: patches (*shape, PATCH, PATCH) and labels shape.  size fixes the height."""
    if size is not None and size not in SIZES:
        raise ValueError(f"digits are {SIZES} pixels high, got size={size}")
    which = torch.randint(*split_range(split), shape, generator=rng)
    if size is None:
        sizes = torch.randint(len(SIZES), shape, generator=rng)
    else:
        sizes = torch.full(shape, SIZES.index(size))
    return digit_patches()[sizes, which], digits()[1][which]


def paste(canvas, patches, top, left):
    """Draw patches (N, K, h, w) at rows top and columns left (N, K) of canvas (N, H, W), in place.

    Where drawings overlap the brighter one stays.
    """
    n, height, width = canvas.shape
    if len(top) and (min(top.min(), left.min()) < 0 or (top.max() + patches.shape[2] > height)):
        raise ValueError(f"the drawings do not fit on {height} x {width} pixels: pass a larger size")
    rows = torch.arange(patches.shape[2])[:, None]
    columns = torch.arange(patches.shape[3])
    places = (top[..., None, None] + rows) * width + left[..., None, None] + columns
    flat = canvas.view(n, -1)
    flat.scatter_reduce_(1, places.reshape(n, -1), patches.reshape(n, -1), "amax")
    return canvas


def boxes(mask):
    """Tight boxes of masks (N, 1, H, W): (N, 4) top, left, bottom, right."""
    rows, columns = mask[:, 0].any(2).int(), mask[:, 0].any(1).int()
    top, left = rows.argmax(1), columns.argmax(1)
    bottom = mask.shape[2] - rows.flip(1).argmax(1)
    right = mask.shape[3] - columns.flip(1).argmax(1)
    return torch.stack([top, left, bottom, right], 1)


def plain_digits(n, split="train", seed=0, size=28, shift=4):
    """One digit, 20 pixels high, near the centre: images (n, 1, size, size), with mask and box."""
    rng = generator(seed)
    patches, labels = draw_digits((n, 1), split, rng, size=20)
    middle = (size - PATCH) // 2
    top, left = (torch.randint(middle - shift, middle + shift + 1, (n, 1), generator=rng) for _ in "yx")
    images = paste(torch.zeros(n, size, size), patches, top, left)[:, None]
    mask = images > INK
    return Batch(images, labels[:, 0], mask=mask, box=boxes(mask))


def cluttered_digits(n, split="train", seed=0, size=40, fragments=5, fragment=8, noise_sd=0.15):
    """One whole digit at a random place among fragments of others: images (n, 1, size, size).

    The label is the whole digit's.  Comes with mask, distractors and box.
    """
    rng = generator(seed)
    canvas = torch.zeros(n, size, size)
    if fragments:
        patches, _ = draw_digits((n, fragments), split, rng, size=18)
        lo, hi = 3, PATCH - 3 - fragment + 1
        corner = torch.randint(lo, hi, (2, n, fragments), generator=rng)
        pieces = cut(patches, *corner, fragment)
        paste(canvas, pieces, *torch.randint(0, size - fragment + 1, (2, n, fragments), generator=rng))
    patches, labels = draw_digits((n, 1), split, rng)
    place = torch.randint(0, size - PATCH + 1, (2, n, 1), generator=rng)
    digit = paste(torch.zeros(n, size, size), patches, *place)
    mask = (digit > INK)[:, None]
    distractors = (canvas > INK)[:, None] & ~mask
    images = torch.maximum(canvas, digit) + noise_sd * noise((n, size, size), rng)
    return Batch(images[:, None], labels[:, 0], mask=mask, distractors=distractors, box=boxes(mask))


def cut(patches, top, left, side):
    """A square piece of every patch: (N, K, h, w) and corners (N, K) -> (N, K, side, side)."""
    n, k = top.shape
    rows = top[..., None, None] + torch.arange(side)[:, None]
    columns = left[..., None, None] + torch.arange(side)
    return patches[torch.arange(n)[:, None, None, None], torch.arange(k)[:, None, None], rows, columns]


def cued_colour(n, split="train", seed=0, size=24, shift=2, noise_sd=0.1):
    """Three digits, one each in red, green and blue; the colour of the frame says which one counts.

    images (n, 3, size, size), label and mask of the digit that counts, cue (n,) in {0, 1, 2}.
    """
    rng = generator(seed)
    patches, labels = draw_digits((n, 3), split, rng, size=16)
    middle = (size - PATCH) // 2
    place = torch.randint(middle - shift, middle + shift + 1, (2, n * 3, 1), generator=rng)
    drawn = paste(torch.zeros(n * 3, size, size), patches.reshape(n * 3, 1, PATCH, PATCH), *place)
    drawn = drawn.view(n, 3, size, size)
    cue = torch.randint(3, (n,), generator=rng)
    everyone = torch.arange(n)
    mask = drawn[everyone, cue, None] > INK
    images = torch.maximum(drawn, frame(size) * F.one_hot(cue, 3)[:, :, None, None])
    images = images + noise_sd * noise(images.shape, rng)
    return Batch(images, labels[everyone, cue], mask=mask, box=boxes(mask), cue=cue)


def frame(size, width=2):
    """A frame along the border: (size, size), 1 on the frame and 0 inside."""
    border = torch.ones(size, size)
    border[width:-width, width:-width] = 0
    return border


@cache
def sensor_optics(sensors=8):
    """How each sensor sees: a random 5 x 5 filter of unit norm, a shift, and its signal's spread."""
    rng = generator(5)
    filters = noise((sensors, 1, 5, 5), rng)
    filters = filters / filters.flatten(1).norm(dim=1)[:, None, None, None]
    shifts = torch.randint(-2, 3, (sensors, 2), generator=rng).tolist()
    rng = generator(1)
    digit = paste(torch.zeros(256, 24, 24), *_one_digit_anywhere(256, "train", rng, 24)[:3])
    spread = _look(digit, filters, shifts).std((0, 2, 3), keepdim=True)
    return filters, shifts, spread


def _one_digit_anywhere(n, split, rng, size):
    patches, labels = draw_digits((n, 1), split, rng)
    top, left = torch.randint(0, size - PATCH + 1, (2, n, 1), generator=rng)
    return patches, top, left, labels[:, 0]


def _look(scene, filters, shifts):
    views = F.conv2d(scene[:, None], filters, padding=2)
    return torch.stack([torch.roll(views[:, k], s, (1, 2)) for k, s in enumerate(shifts)], 1)


def unreliable_sensors(n, split="train", seed=0, sensors=8, broken=0.6, size=24, noise_sd=0.3):
    """One digit seen by several sensors; in every image other sensors send only noise.

    images (n, sensors, size, size); clean (n, sensors) says which sensors work.  Each sensor is
    broken with probability ``broken``, and at least one always works.  A broken sensor sends white
    noise of twice a working sensor's spread.
    """
    rng = generator(seed)
    patches, top, left, labels = _one_digit_anywhere(n, split, rng, size)
    filters, shifts, spread = sensor_optics(sensors)
    scene = paste(torch.zeros(n, size, size), patches, top, left)
    views = _look(scene, filters, shifts) / spread
    clean = torch.rand(n, sensors, generator=rng) >= broken
    clean[torch.arange(n), torch.randint(sensors, (n,), generator=rng)] = True
    hiss = noise(views.shape, rng)
    images = torch.where(clean[:, :, None, None], views + noise_sd * hiss, 2 * hiss)
    mask = (scene > INK)[:, None]
    return Batch(images, labels, mask=mask, box=boxes(mask), clean=clean)
