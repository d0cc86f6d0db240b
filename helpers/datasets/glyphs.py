"""What is drawn: handwritten digits, or garments, small drawings in squares of one size.

The digits are scikit-learn's copy of the UCI handwritten digits (Alpaydin & Kaynak, 1998): 1797
images of 8 x 8.  Train and test never share an image.  The set does not say who wrote a digit, so
the same hand may well be in both.

The garments are Fashion-MNIST (Xiao, Rasul & Vollgraf, 2017), 28 x 28, where the files are there.
"""

import socket
from functools import cache
from http.client import HTTPException
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from .lookup import look_up

PATCH = 20  # pixels: side of the square in which every drawing is centred
SIZES = (14, 16, 18, 20)  # pixels: heights at which a drawing may appear
TRAIN_DIGITS = 1200  # of 1797; the other 597 are for testing
TRAIN_GARMENTS, TEST_GARMENTS = 6000, 2000  # as many as fit into little memory
INK = 0.3  # a pixel brighter than this belongs to the drawing
DOWNLOADS = Path(__file__).resolve().parents[2] / "data" / "downloads"
SOURCES = ("digits", "garments")
GARMENTS = ("T-shirt", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "boot")


@cache
def digits():
    """The handwritten digits, shuffled once: images (1797, 8, 8) in [0, 1], labels (1797,)."""
    from sklearn.datasets import load_digits

    raw = load_digits()
    order = np.random.RandomState(0).permutation(len(raw.target))
    images = torch.tensor(raw.images[order] / 16, dtype=torch.float32)
    return images, torch.tensor(raw.target[order])


def garments_present(folder=DOWNLOADS):
    """Whether Fashion-MNIST's unpacked files lie in data/downloads."""
    names = ("train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1")
    return all((Path(folder) / "FashionMNIST" / "raw" / f"{name}-ubyte").exists() for name in names)


def download_garments(folder=DOWNLOADS, seconds=10):
    """Fetch Fashion-MNIST (30 MB, checked against its MD5 sums) once; says in one line how it went.

    Returns whether the files are there.  Without a network it gives up after ``seconds``.
    """
    from torchvision.datasets import FashionMNIST

    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(seconds)
    try:
        if not garments_present(folder):
            look_up(FashionMNIST.mirrors[0], seconds / 2)
        FashionMNIST(folder, download=True)
        print("Fashion-MNIST is here: pass source='garments'.")
        return True
    except (OSError, RuntimeError, HTTPException):
        print("Fashion-MNIST could not be fetched: no network? The digits do everything that lessons need.")
        return False
    finally:
        socket.setdefaulttimeout(before)


@cache
def garments(folder=DOWNLOADS):
    """Fashion-MNIST, a part of it: images (8000, 28, 28) in [0, 1], labels (8000,); train first.

    Raises ValueError when the files are not there.
    """
    if not garments_present(folder):
        raise ValueError(
            "Fashion-MNIST is not in data/downloads: "
            "call datasets.download_garments() once, or use the digits"
        )
    from torchvision.datasets import FashionMNIST

    parts = [
        (FashionMNIST(folder, train=True), TRAIN_GARMENTS),
        (FashionMNIST(folder, train=False), TEST_GARMENTS),
    ]
    images = torch.cat([part.data[:count] for part, count in parts])
    return images.float() / 255, torch.cat([part.targets[:count] for part, count in parts])


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


@cache
def garment_patches():
    """Every garment at every size, centred in a patch: (len(SIZES), 8000, PATCH, PATCH) in [0, 1]."""
    images = garments()[0][:, None]
    patches = []
    for size in SIZES:
        small = F.interpolate(images, size=(size, size), mode="bilinear", antialias=True, align_corners=False)
        before = (PATCH - size) // 2
        after = PATCH - size - before
        patches.append(F.pad(small.clamp(0, 1)[:, 0], (before, after, before, after)))
    return torch.stack(patches)


def drawings(source):
    """All drawings: patches (len(SIZES), n, PATCH, PATCH), labels (n,), and how many are for training."""
    if source == "digits":
        return digit_patches(), digits()[1], TRAIN_DIGITS
    if source == "garments":
        return garment_patches(), garments()[1], TRAIN_GARMENTS
    raise ValueError(f"source must be one of {SOURCES}, got {source!r}")


def split_range(split, source="digits"):
    """First and last (excluded) index of a split's drawings; ValueError for an unknown split.

    "train" and "test" share no drawing.  To choose a learning rate without the test images, "train"
    is itself divided: "tuning" is its first five sixths, "validation" the rest.
    """
    _, labels, train = drawings(source)
    inner = train * 5 // 6
    ranges = {
        "train": (0, train),
        "test": (train, len(labels)),
        "tuning": (0, inner),
        "validation": (inner, train),
    }
    if split not in ranges:
        raise ValueError(f'split must be "train", "test", "tuning" or "validation", got {split!r}')
    return ranges[split]


@cache
def of_classes(split, source, classes):
    """The indices of a split's drawings that are of these classes, a tuple."""
    first, last = split_range(split, source)
    labels = drawings(source)[1][first:last]
    return torch.isin(labels, torch.as_tensor(classes)).nonzero()[:, 0] + first


def draw(shape, split, rng, size=None, source="digits", classes=None):
    """Random drawings: patches (*shape, PATCH, PATCH) and labels shape.

    size fixes the height in pixels; classes, a list, keeps the drawings of these classes only.
    """
    if size is not None and size not in SIZES:
        raise ValueError(f"drawings are {SIZES} pixels high, got size={size}")
    first, last = split_range(split, source)
    patches, labels, _ = drawings(source)
    if classes is None:
        which = torch.randint(first, last, shape, generator=rng)
    else:
        allowed = of_classes(split, source, tuple(map(int, classes)))
        which = allowed[torch.randint(len(allowed), shape, generator=rng)]
    if size is None:
        sizes = torch.randint(len(SIZES), shape, generator=rng)
    else:
        sizes = torch.full(shape, SIZES.index(size))
    return patches[sizes, which], labels[which]
