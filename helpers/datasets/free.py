"""Two tasks again without their shortcuts: fragments without straight edges, and digits that stand anywhere.

A square cut out of a drawing has straight edges, which no whole digit has: a small filter can see them.  A
digit in every quarter of the image stands at few places, which a network can learn by heart.  Neither is
what the task asks for.
"""

import torch
import torch.nn.functional as F

from .base import Batch, check_count, corners, cut, generator, noise, paste
from .glyphs import INK, PATCH, draw
from .scenes import CORNER, patch_boxes
from .tasks import EDGE, scatter_fragments

MOST = 3  # objects in a scene
APART = 16  # pixels between two digits' corners, down or across: the larger of the two
ROUND = 0.6  # of a fragment's radius keeps its brightness; from there it fades


def fade(side):
    """The brightness that a fragment keeps: (side, side), 1 in the middle, 0 on and beyond the round rim."""
    along = 2 * torch.arange(side) + 1 - side  # whole numbers, so that both halves are exactly alike
    radius = (along[:, None] ** 2 + along**2).sqrt() / side
    return ((1 - radius) / (1 - ROUND)).clamp(0, 1)


def scatter_soft_fragments(canvas, split, rng, count, side, source="digits"):
    """Paste ``count`` round pieces of drawings that fade towards their rim, at random on canvas (N, H, W)."""
    n, size, _ = canvas.shape
    patches, _ = draw((n, count), split, rng, 18, source)
    corner = EDGE + corners(n, count, PATCH - 2 * EDGE, side, rng)
    pieces = cut(patches, *corner, side) * fade(side)
    return paste(canvas, pieces, *corners(n, count, size, side, rng))


def soft_clutter(n, split="train", seed=0, size=40, fragments=5, fragment=10, noise_sd=0.15, source="digits"):
    """One whole digit among round fragments of others: images (n, 1, size, size).

    As ``cluttered_digits``, but no fragment has a straight edge.  ``fragment`` is a diameter in pixels.
    """
    check_count(n)
    rng = generator(seed)
    canvas = torch.zeros(n, size, size)
    if fragments:
        scatter_soft_fragments(canvas, split, rng, fragments, fragment, source)
    patches, labels = draw((n, 1), split, rng, source=source)
    place = corners(n, 1, size, PATCH, rng)
    digit = paste(torch.zeros(n, size, size), patches, *place)
    mask = (digit > INK)[:, None]
    distractors = (canvas > INK)[:, None] & ~mask
    images = torch.maximum(canvas, digit) + noise_sd * noise((n, size, size), rng)
    return Batch(images[:, None], labels[:, 0], mask=mask, distractors=distractors)


def free_places(n, rng, size, count=MOST, keep_out=0):
    """Places for up to ``count`` digits on each of n images: corners (2, n, count) and there (n, count).

    One after the other gets a random one of the places that are still free: APART or more from every digit
    before it, and beyond the first ``keep_out`` pixels of the rows or of the columns.  Where none is free,
    ``there`` is False.  Raises ValueError when no digit fits on the image.
    """
    side = size - PATCH + 1  # places along a side
    if side < 1:
        raise ValueError(f"a digit is {PATCH} pixels high: pass size={PATCH} or more, got {size}")
    rows, columns = torch.meshgrid(torch.arange(side), torch.arange(side), indexing="ij")
    free = ((rows >= keep_out) | (columns >= keep_out)).expand(n, side, side)
    places, there = [], []
    for _ in range(count):
        drawn = torch.rand(n, side * side, generator=rng).masked_fill(~free.reshape(n, -1), -1.0)
        value, index = drawn.max(1)
        place = torch.stack([index // side, index % side])
        places.append(place)
        there.append(value >= 0)
        down, across = ((axis - p[:, None, None]).abs() for axis, p in zip((rows, columns), place))
        free = free & (torch.maximum(down, across) >= APART)
    return torch.stack(places, 2), torch.stack(there, 1)


def free_scenes(n, split="train", seed=0, size=48, fragments=16, fragment=10, noise_sd=0.15, source="digits"):
    """One to three whole digits anywhere among fragments of others: images (n, 1, size, size).

    As ``fragment_scenes``, but no digit has a quarter of its own.  boxes (n, 3, 4) and present (n, 3) say
    where the whole digits are.
    """
    check_count(n)
    rng = generator(seed)
    canvas = torch.zeros(n, size, size)
    if fragments:
        scatter_fragments(canvas, split, rng, fragments, fragment, source)
    place, there = free_places(n, rng, size)
    present = there & some(n, rng)
    patches, labels = draw((n, MOST), split, rng, source=source)
    images = paste(canvas, patches * present[:, :, None, None], *place)
    images = images + noise_sd * noise(images.shape, rng)
    return Batch(images[:, None], labels, boxes=patch_boxes(patches, *place), present=present)


def free_corner_cue(n, split="train", seed=0, size=48, noise_sd=0.15, source="digits"):
    """Up to three coloured digits anywhere; only those of the corner patch's colour are to be found.

    As ``corner_cue``, but no digit has a quarter of its own.  images (n, 3, size, size), cue (n,), boxes
    (n, 3, 4), present (n, 3): the digits that count, one at least.
    """
    check_count(n)
    rng = generator(seed)
    place, there = free_places(n, rng, size, keep_out=CORNER + 1)
    drawn = there & some(n, rng)
    patches, labels = draw((n, MOST), split, rng, source=source)
    cue = torch.randint(3, (n,), generator=rng)
    colours = torch.randint(3, (n, MOST), generator=rng)
    sure = (drawn * torch.rand(n, MOST, generator=rng)).argmax(1)
    colours[torch.arange(n), sure] = cue
    images = torch.zeros(n, 3, size, size)
    for colour in range(3):
        of_colour = drawn & (colours == colour)
        images[:, colour] = paste(torch.zeros(n, size, size), patches * of_colour[:, :, None, None], *place)
    images[:, :, 1 : CORNER + 1, 1 : CORNER + 1] = F.one_hot(cue, 3)[:, :, None, None].float()
    images = images + noise_sd * noise(images.shape, rng)
    present = drawn & (colours == cue[:, None])
    return Batch(images, labels, boxes=patch_boxes(patches, *place), present=present, cue=cue)


def some(n, rng, most=MOST):
    """The first one, two or three of an image's objects, each number as often: (n, most) bool."""
    return torch.arange(most) < torch.randint(1, most + 1, (n, 1), generator=rng)
