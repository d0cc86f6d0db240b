"""The tasks: images made on the spot, with the truth beside them; no download, no DataLoader.

Every task takes ``n`` images of a split ("train" or "test") and a seed, and returns a Batch.  The
same seed gives the same data on every machine: random numbers are drawn on the CPU, and noise is
uniform, because generators of normal numbers differ between processors in the last digit.
"""

from functools import cache

import torch
import torch.nn.functional as F

from .base import Batch, check_count, corners, cut, generator, noise, paste
from .glyphs import INK, PATCH, draw

EDGE = 3  # pixels along a patch's border that no fragment is cut from: mostly empty


def plain_digits(n, split="train", seed=0, size=28, shift=4, source="digits"):
    """One digit, 20 pixels high, near the centre: images (n, 1, size, size), with mask and box."""
    check_count(n)
    rng = generator(seed)
    patches, labels = draw((n, 1), split, rng, 20, source)
    middle = (size - PATCH) // 2
    top, left = (torch.randint(middle - shift, middle + shift + 1, (n, 1), generator=rng) for _ in "yx")
    images = paste(torch.zeros(n, size, size), patches, top, left)[:, None]
    mask = images > INK
    return Batch(images, labels[:, 0], mask=mask)


def cluttered_digits(
    n,
    split="train",
    seed=0,
    size=40,
    fragments=5,
    fragment=8,
    noise_sd=0.15,
    source="digits",
    classes=None,
):
    """One whole digit at a random place among fragments of others: images (n, 1, size, size).

    The label is the whole digit's.  Comes with mask, distractors and box.  source="garments" draws
    garments instead; classes, a list, keeps to these, fragments included.
    """
    check_count(n)
    rng = generator(seed)
    canvas = torch.zeros(n, size, size)
    if fragments:
        scatter_fragments(canvas, split, rng, fragments, fragment, source, classes)
    patches, labels = draw((n, 1), split, rng, source=source, classes=classes)
    place = corners(n, 1, size, PATCH, rng)
    digit = paste(torch.zeros(n, size, size), patches, *place)
    mask = (digit > INK)[:, None]
    distractors = (canvas > INK)[:, None] & ~mask
    images = torch.maximum(canvas, digit) + noise_sd * noise((n, size, size), rng)
    return Batch(images[:, None], labels[:, 0], mask=mask, distractors=distractors)


def scatter_fragments(canvas, split, rng, count, side, source="digits", classes=None):
    """Paste ``count`` pieces of drawings, squares of ``side`` pixels, at random on canvas (N, H, W)."""
    n, size, _ = canvas.shape
    patches, _ = draw((n, count), split, rng, 18, source, classes)
    corner = EDGE + corners(n, count, PATCH - 2 * EDGE, side, rng)
    pieces = cut(patches, *corner, side)
    return paste(canvas, pieces, *corners(n, count, size, side, rng))


def cued_colour(n, split="train", seed=0, size=24, shift=2, noise_sd=0.1, source="digits"):
    """Three digits, one each in red, green and blue; the colour of the frame says which one counts.

    images (n, 3, size, size), label and mask of the digit that counts, cue (n,) in {0, 1, 2}.
    """
    check_count(n)
    rng = generator(seed)
    patches, labels = draw((n, 3), split, rng, 16, source)
    middle = (size - PATCH) // 2
    place = torch.randint(middle - shift, middle + shift + 1, (2, n * 3, 1), generator=rng)
    drawn = paste(torch.zeros(n * 3, size, size), patches.reshape(n * 3, 1, PATCH, PATCH), *place)
    drawn = drawn.view(n, 3, size, size)
    cue = torch.randint(3, (n,), generator=rng)
    everyone = torch.arange(n)
    mask = drawn[everyone, cue, None] > INK
    images = torch.maximum(drawn, frame(size) * F.one_hot(cue, 3)[:, :, None, None])
    images = images + noise_sd * noise(images.shape, rng)
    return Batch(images, labels[everyone, cue], mask=mask, cue=cue)


def frame(size, width=2):
    """A frame along the border: (size, size), 1 on the frame and 0 inside."""
    border = torch.ones(size, size)
    border[width:-width, width:-width] = 0
    return border


def reframed(images, cue, colour, width=2):
    """The same images with the frame of every image in another colour: (N, 3, H, W).

    cue (N,) the colour that each frame has, 0 to 2;  colour  the one that it gets
    """
    moved = torch.stack([image.roll(colour - int(now), 0) for image, now in zip(images, cue)])
    inside = slice(width, -width)
    moved[:, :, inside, inside] = images[:, :, inside, inside]
    return moved


@cache
def sensor_optics(sensors=8, source="digits"):
    """How each sensor sees: a random 5 x 5 filter of unit norm, a shift, and its signal's spread."""
    rng = generator(5)
    filters = noise((sensors, 1, 5, 5), rng)
    filters = filters / filters.flatten(1).norm(dim=1)[:, None, None, None]
    shifts = tuple(map(tuple, torch.randint(-2, 3, (sensors, 2), generator=rng).tolist()))
    rng = generator(1)
    scene, _ = one_anywhere(256, "train", rng, 24, source)
    spread = _look(scene, filters, shifts).std((0, 2, 3), keepdim=True)
    return filters, shifts, spread


def one_anywhere(n, split, rng, size, source="digits", classes=None):
    """One drawing at a random place of every scene: (n, size, size), and the labels (n,)."""
    patches, labels = draw((n, 1), split, rng, source=source, classes=classes)
    place = corners(n, 1, size, PATCH, rng)
    return paste(torch.zeros(n, size, size), patches, *place), labels[:, 0]


def _look(scene, filters, shifts):
    views = F.conv2d(scene[:, None], filters, padding=2)
    return views.flatten(1).index_select(1, _rolled(shifts, *scene.shape[1:])).view_as(views)


@cache
def _rolled(shifts, height, width):
    """Which pixel of all views, counted through, stands where after every view is rolled by its shift."""
    pixels = torch.arange(len(shifts) * height * width).view(-1, height, width)
    return torch.cat([view.roll(shift, (0, 1)).flatten() for view, shift in zip(pixels, shifts)])


def unreliable_sensors(
    n, split="train", seed=0, sensors=8, broken=0.6, size=24, noise_sd=0.3, source="digits", classes=None
):
    """One digit seen by several sensors; in every image other sensors send only noise.

    images (n, sensors, size, size); clean (n, sensors) says which sensors work.  Each sensor is
    broken with probability ``broken``, and at least one always works.  A broken sensor sends white
    noise of twice a working sensor's spread.
    """
    check_count(n)
    rng = generator(seed)
    filters, shifts, spread = sensor_optics(sensors, source)
    scene, labels = one_anywhere(n, split, rng, size, source, classes)
    views = _look(scene, filters, shifts).div_(spread)  # in place: less to write
    clean = torch.rand(n, sensors, generator=rng) >= broken
    clean[torch.arange(n), torch.randint(sensors, (n,), generator=rng)] = True
    spread = torch.where(clean, noise_sd, 2.0)[:, :, None, None]
    images = noise(views.shape, rng).mul_(spread).add_(views.mul_(clean[:, :, None, None]))
    mask = (scene > INK)[:, None]
    return Batch(images, labels, mask=mask, clean=clean)
