"""Detection: several objects in an image, each in a quarter of its own."""

import torch
import torch.nn.functional as F

from .base import Batch, check_count, generator, noise, paste
from .glyphs import INK, PATCH, draw
from .tasks import scatter_fragments

QUARTERS = 4
CORNER = 10  # pixels: side of the patch that tells which colour counts


def place_in_quarters(n, rng, size):
    """A random place in every quarter of the image: rows and columns (2, n, 4), top left corners."""
    half = size // 2
    if half < PATCH:
        raise ValueError(f"a quarter must hold {PATCH} pixels: pass size={2 * PATCH} or more, got {size}")
    jitter = torch.randint(0, half - PATCH + 1, (2, n, QUARTERS), generator=rng)
    return jitter + half * torch.tensor([[0, 0, 1, 1], [0, 1, 0, 1]])[:, None]


def patch_boxes(patches, top, left):
    """Tight boxes of drawings (N, K, h, w) placed at top, left (N, K): (N, K, 4) top, left, bottom, right."""
    ink = patches > INK
    rows, columns = ink.any(3).int(), ink.any(2).int()
    bottom = top + patches.shape[2] - rows.flip(2).argmax(2)
    right = left + patches.shape[3] - columns.flip(2).argmax(2)
    return torch.stack([top + rows.argmax(2), left + columns.argmax(2), bottom, right], 2)


def present_quarters(n, rng, most, first=0):
    """Which quarters hold an object: 1 to ``most`` of them, (n, 4) bool, never those before ``first``."""
    count = torch.randint(1, most + 1, (n, 1), generator=rng)
    order = torch.rand(n, QUARTERS, generator=rng)
    order[:, :first] = 2.0
    return order.argsort(1).argsort(1) < count


def fragment_scenes(
    n, split="train", seed=0, size=48, fragments=16, fragment=10, noise_sd=0.15, source="digits"
):
    """One to three whole digits among fragments of others: images (n, 1, size, size).

    boxes (n, 4, 4) and present (n, 4) say where the whole digits are.
    """
    check_count(n)
    rng = generator(seed)
    canvas = torch.zeros(n, size, size)
    if fragments:
        scatter_fragments(canvas, split, rng, fragments, fragment, source)
    place, present = place_in_quarters(n, rng, size), present_quarters(n, rng, most=3)
    patches, labels = draw((n, QUARTERS), split, rng, source=source)
    images = paste(canvas, patches * present[:, :, None, None], *place)
    images = images + noise_sd * noise(images.shape, rng)
    return Batch(images[:, None], labels, boxes=patch_boxes(patches, *place), present=present)


def corner_cue(n, split="train", seed=0, size=48, noise_sd=0.15, source="digits"):
    """Up to three coloured digits; only those of the corner patch's colour are to be found.

    images (n, 3, size, size).  A patch in the top left corner shows the colour that counts, cue
    (n,); at least one digit has it.  boxes (n, 4, 4), present (n, 4): the digits that count.
    """
    check_count(n)
    rng = generator(seed)
    place, drawn = place_in_quarters(n, rng, size), present_quarters(n, rng, most=3, first=1)
    patches, labels = draw((n, QUARTERS), split, rng, source=source)
    cue = torch.randint(3, (n,), generator=rng)
    colours = torch.randint(3, (n, QUARTERS), generator=rng)
    sure = (drawn * torch.rand(n, QUARTERS, generator=rng)).argmax(1)
    colours[torch.arange(n), sure] = cue
    in_colour = drawn[:, :, None] & (F.one_hot(colours, 3) > 0)  # (n, 4, 3)
    layers = [
        paste(torch.zeros(n, size, size), patches * in_colour[:, :, c, None, None], *place) for c in range(3)
    ]
    images = torch.stack(layers, 1)
    images[:, :, 1 : CORNER + 1, 1 : CORNER + 1] = F.one_hot(cue, 3)[:, :, None, None].float()
    images = images + noise_sd * noise(images.shape, rng)
    present = drawn & (colours == cue[:, None])
    return Batch(images, labels, boxes=patch_boxes(patches, *place), present=present, cue=cue)
