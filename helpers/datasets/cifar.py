"""Photographs of ten classes: CIFAR-10 (Krizhevsky, 2009), 60,000 colour images of 32 x 32.

``download_cifar10`` fetches them once; ``pack_folders`` takes JPEG copies that are there already.  Both write
one file, from which everything is read: a sweep's workers need no torchvision.
"""

import socket
from functools import cache
from http.client import HTTPException
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import torch
import torch.nn.functional as F

from .base import Batch, check_count, generator
from .glyphs import DOWNLOADS
from .lookup import look_up

NAMES = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
FILE = "cifar10.npz"
TRAINED = 10_000  # training images of a replicate, drawn anew for each
CHOOSING = 5_000  # training images from which the validation batches come, another part
MOVED = 4  # pixels by which a training image is moved at most


def cifar10_present(folder=DOWNLOADS):
    """Whether the packed file lies in data/downloads."""
    return (Path(folder) / FILE).exists()


def download_cifar10(folder=DOWNLOADS, seconds=10):
    """Fetch CIFAR-10 (170 MB, checked against its MD5 sum) once; says in one line how it went.

    Returns whether it is there.  Without a network it gives up after ``seconds``.
    """
    from torchvision.datasets import CIFAR10

    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(seconds)
    try:
        if not (Path(folder) / CIFAR10.base_folder).exists():
            look_up(CIFAR10.url, seconds / 2)
        parts = [CIFAR10(folder, train=train, download=True) for train in (True, False)]
    except (OSError, RuntimeError, HTTPException):
        print("CIFAR-10 could not be fetched: no network?")
        return False
    finally:
        socket.setdefaulttimeout(before)
    pack(
        folder,
        [part.data for part in parts],
        [part.targets for part in parts],
        "torchvision.datasets.CIFAR10",
    )
    print("CIFAR-10 is here.")
    return True


def pack_folders(copies, folder=DOWNLOADS):
    """Take copies in folders train/CLASS and test/CLASS, as PNG or JPEG.

    JPEG changes the pixels: numbers from these copies are not those of the original.  Raises ValueError, in
    one sentence, for folders of other classes, without pictures or not there.
    """
    from torchvision.datasets import ImageFolder

    try:
        parts = [ImageFolder(Path(copies) / part) for part in ("train", "test")]
    except FileNotFoundError:
        parts = []
    if not parts or any(tuple(part.classes) != NAMES for part in parts):
        raise ValueError(f"{copies} must have the folders train and test, each with {NAMES}")
    images = [np.stack([np.asarray(image) for image, _ in part]) for part in parts]
    kinds = sorted({Path(path).suffix.lower() for path, _ in parts[0].samples})
    pack(folder, images, [part.targets for part in parts], f"copies as {', '.join(kinds)}")


def pack(folder, images, labels, origin):
    """Write the images [(N, 32, 32, 3), ...] and labels of training and test as one file, or nothing."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    arrays = {"origin": np.array(origin)}
    for part, pictures, classes in zip(("train", "test"), images, labels, strict=True):
        arrays[f"{part}_images"] = np.ascontiguousarray(np.asarray(pictures, np.uint8).transpose(0, 3, 1, 2))
        arrays[f"{part}_labels"] = np.asarray(classes, np.int64)
    temporary = folder / f"{FILE}.part"
    try:
        with temporary.open("wb") as file:
            np.savez(file, **arrays)
        temporary.replace(folder / FILE)
    finally:
        temporary.unlink(missing_ok=True)
    cifar10.cache_clear()
    order.cache_clear()


@cache
def cifar10(folder=DOWNLOADS):
    """All of it: {"train_images": (50000, 3, 32, 32) uint8, "train_labels", "test_images", "test_labels",
    "origin": which copy}.  ValueError when the file is not there or is damaged.
    """
    if not cifar10_present(folder):
        raise ValueError("CIFAR-10 is not in data/downloads: call datasets.cifar.download_cifar10() once")
    try:
        with np.load(Path(folder) / FILE) as packed:
            arrays = {name: packed[name] for name in packed.files}
    except (OSError, ValueError, EOFError, BadZipFile):
        raise ValueError(f"{FILE} is damaged: delete it, and call download_cifar10() again") from None
    return {n: str(a) if n == "origin" else torch.from_numpy(a) for n, a in arrays.items()}


@cache
def order(fold):
    """The training images in an order of a replicate's own: (50000,), a tensor of indices."""
    count = len(cifar10()["train_labels"])
    return torch.from_numpy(np.random.RandomState(fold).permutation(count))


def cifar_photographs(n, split="train", seed=0, fold=0):
    """Photographs and their classes: images (n, 3, 32, 32) in about -2..2, labels (n,) from 0 to 9.

    "tuning" and "train" draw from the replicate's own TRAINED training images, flipped and moved by up to
    MOVED pixels; "validation" draws from CHOOSING others, "test" from the test images, each of them once at
    most and as it is.  ``fold`` is the replicate.  Raises ValueError for more than there are.
    """
    check_count(n)
    rng, stored = generator(seed), cifar10()
    if split in ("train", "tuning"):
        which = order(fold)[torch.randint(min(TRAINED, len(order(fold)) // 2), (n,), generator=rng)]
        images, labels = moved(stored["train_images"][which], rng), stored["train_labels"][which]
    else:
        part = "test" if split == "test" else "train"
        there = choice_of(split, fold)
        if n > len(there):
            raise ValueError(f'the split "{split}" has {len(there)} photographs, {n} were asked for')
        which = there[torch.randperm(len(there), generator=rng)[:n]]
        images, labels = stored[f"{part}_images"][which], stored[f"{part}_labels"][which]
    return Batch((images.float() / 255 - 0.47) / 0.25, labels)


def choice_of(split, fold):
    """The indices of "validation" or "test"; ValueError for another split."""
    if split == "test":
        return torch.arange(len(cifar10()["test_labels"]))
    if split == "validation":
        return order(fold)[-min(CHOOSING, len(order(fold)) // 4) :]
    raise ValueError(f'split must be "train", "test", "tuning" or "validation", got {split!r}')


def moved(images, rng):
    """Photographs (n, 3, H, W), each mirrored or not, and moved; what comes in at the border is black."""
    n, _, height, width = images.shape
    flip = torch.rand(n, generator=rng) < 0.5
    images = torch.where(flip[:, None, None, None], images.flip(3), images)
    corner = torch.randint(2 * MOVED + 1, (2, n), generator=rng)
    rows, columns = corner[0, :, None] + torch.arange(height), corner[1, :, None] + torch.arange(width)
    wide = F.pad(images, (MOVED,) * 4)
    return wide[torch.arange(n)[:, None, None], :, rows[:, :, None], columns[:, None]].movedim(3, 1)
