"""Folders of a learner's own pictures as data for a comparison: with classes, or without any labels.

Both kinds answer the same two questions, and every division deals the pictures out anew.  ``batches(split,
division)`` is a maker (n, split, rng) -> Batch for ``training.fit``; ``held_out(split, division)`` is one
Batch to be judged.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from .base import Batch, generator

SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff")
SPLITS = ("train", "validation", "test")
HELD_OUT = 0.2  # of the pictures for the validation, and as many for the test; at least one each
DAMAGES = ("blurred", "noisy", "coarse", "dark", "negative")


@dataclass
class Labelled:
    """Pictures of known classes, all of one size.

    pictures  (N, 3, size, size) uint8;  labels  (N,) int;  classes  their names
    """

    pictures: np.ndarray
    labels: np.ndarray
    classes: tuple

    def where(self, split, division):
        """The indices of a split's pictures; every class is divided by itself."""
        of_classes = [np.flatnonzero(self.labels == k) for k in range(len(self.classes))]
        return np.concatenate([deal(indices, division)[split] for indices in of_classes])

    def batch(self, which):
        """The pictures with these indices."""
        images = torch.from_numpy(self.pictures[which]).float() / 255
        return Batch(images, torch.from_numpy(self.labels[which]))

    def batches(self, split, division):
        """A maker of random batches: (n, any split, rng) -> Batch."""
        which = self.where(split, division)
        return lambda n, _, rng: self.batch(which[torch.randint(len(which), (n,), generator=generator(rng))])

    def held_out(self, split, division):
        """Every picture of a split, once."""
        return self.batch(self.where(split, division))


@dataclass
class Damaged:
    """Which damage, and where: pieces of pictures, each with one damaged square.  No labels are needed.

    pictures  a list of (3, H, W) uint8, of any sizes
    size      height and width of the pieces in pixels;  side  of the damaged square
    classes   the kinds of damage.  Batch.mask and Batch.box say where it is.
    judged    how many pieces are held out
    """

    pictures: list
    size: int = 48
    side: int = 24
    classes: tuple = DAMAGES
    judged: int = 600

    def batch(self, which, n, rng):
        """n random pieces of the pictures with these indices."""
        rng = generator(rng)
        images = varied(self.pieces(which, n, rng), rng)
        labels = torch.randint(len(self.classes), (n,), generator=rng)
        corner = torch.randint(self.size - self.side + 1, (n, 2), generator=rng)
        rows, columns = (corner[:, k, None] + torch.arange(self.side) for k in (0, 1))
        for k, kind in enumerate(self.classes):
            of_kind = (labels == k).nonzero()[:, 0]
            place = of_kind[:, None, None], slice(None), rows[of_kind][:, :, None], columns[of_kind][:, None]
            squares = images[place].movedim(3, 1)  # the channels come last out of such a choice
            images[place] = damage(squares, kind, rng).movedim(1, 3)
        pixels = torch.arange(self.size)
        tall, wide = ((pixels >= first) & (pixels < first + self.side) for first in corner.T[:, :, None])
        return Batch(images, labels, mask=(tall[:, :, None] & wide[:, None])[:, None])

    def pieces(self, which, n, rng):
        """Random squares out of random pictures, turned and mirrored at random: (n, 3, size, size) uint8."""
        chosen = which[torch.randint(len(which), (n,), generator=rng)]
        found = np.empty((n, 3, self.size, self.size), np.uint8)
        for k, (x, y, *turns) in enumerate(torch.rand(n, 5, generator=rng).tolist()):
            picture = self.pictures[chosen[k]]
            top, left = (int(u * (room - self.size + 1)) for u, room in zip((y, x), picture.shape[1:]))
            piece = picture[:, top : top + self.size, left : left + self.size]
            by_rows, by_columns, turned = (1 - 2 * (u < 0.5) for u in turns)
            piece = piece[:, ::by_rows, ::by_columns]
            found[k] = piece.transpose(0, 2, 1) if turned > 0 else piece
        return torch.from_numpy(found)

    def batches(self, split, division):
        """A maker of random batches: (n, any split, rng) -> Batch."""
        which = deal(np.arange(len(self.pictures)), division)[split]
        return lambda n, _, rng: self.batch(which, n, rng)

    def held_out(self, split, division):
        """Pieces of a split's pictures, the same at every call."""
        rng = torch.Generator().manual_seed(7000 + 2 * division + (split == "test"))
        return self.batches(split, division)(self.judged, split, rng)


def varied(pieces, rng):
    """Pieces (N, 3, S, S) uint8, their colours exchanged, their light and contrast changed: in [0, 1].

    This is no damage: with it a few pictures show what many would show.
    """
    n = len(pieces)
    colours = torch.rand(n, 3, generator=rng).argsort(1)
    light, contrast = torch.rand(2, n, 1, 1, 1, generator=rng)
    pieces = pieces[torch.arange(n)[:, None], colours].float() / 255
    centred = pieces - pieces.mean((1, 2, 3), keepdim=True)
    return (centred * (0.6 + 0.8 * contrast) + 0.3 + 0.4 * light).clamp(0, 1)


def deal(indices, division):
    """Deal indices out: {"train": ..., "validation": ..., "test": ...}, no index twice."""
    mixed = np.random.RandomState(division).permutation(indices)
    out = max(1, round(HELD_OUT * len(mixed)))
    return dict(zip(SPLITS, (mixed[2 * out :], mixed[:out], mixed[out : 2 * out]), strict=True))


def damage(squares, kind, rng):
    """A damaged copy of squares (N, 3, H, W) in [0, 1]; ValueError for an unknown kind."""
    if kind == "blurred":
        return F.avg_pool2d(F.pad(squares, (2, 2, 2, 2), mode="replicate"), 5, stride=1)
    if kind == "noisy":
        return (squares + 0.12 * torch.randn(squares.shape, generator=rng)).clamp(0, 1)
    if kind == "coarse":  # a mosaic of squares of about five pixels
        return F.interpolate(F.adaptive_avg_pool2d(squares, squares.shape[2] // 5), squares.shape[2:])
    if kind == "dark":
        return 0.55 * squares
    if kind == "negative":
        return 1 - squares
    raise ValueError(f"there is no damage {kind!r}; there are {DAMAGES}")


def folder(path, size=48):
    """Data from a folder of pictures without labels: "which damage, and where".  A ``Damaged``.

    size  height and width in pixels of the pieces that the networks see; at least 24

    Pictures in folders inside it count, too.  Each is read once, and made smaller if its shorter side is
    longer than three pieces.  Raises ValueError, in one sentence, for a folder that is not there or has fewer
    than three pictures, and for a picture that cannot be read.
    """
    check_length(size)
    paths = picture_paths(path)
    if len(paths) < 3:
        raise ValueError(
            f"the folder {str(path)!r} has {len(paths)} pictures ({', '.join(SUFFIXES)}): a comparison needs "
            "three or more, to train with, to choose with and to test with"
        )
    return Damaged([fitted(read_picture(one), size, 3 * size) for one in paths], size, size // 2)


def labelled(path, size=48):
    """Data from a folder with one folder of pictures for every class.  A ``Labelled``.

    size  height and width in pixels to which every picture is cut and made smaller; at least 24

    The classes are found by torchvision's ImageFolder.  Raises ValueError, in one sentence, for a folder
    that is not there, fewer than two classes, a class of fewer than five pictures, and a picture that cannot
    be read.
    """
    from torchvision.datasets import ImageFolder  # takes a second, and workers do not need it

    class Seen(ImageFolder):
        """Without hidden folders, such as .ipynb_checkpoints."""

        def find_classes(self, directory):
            names = [name for name in super().find_classes(directory)[0] if not name.startswith(".")]
            return names, {name: k for k, name in enumerate(names)}

    def is_seen(one):
        return is_picture(one) and not is_hidden(Path(one).relative_to(path))

    check_length(size)
    check_folder(path)
    try:
        found = Seen(path, is_valid_file=is_seen, allow_empty=True)
    except FileNotFoundError:
        raise ValueError(
            f"the folder {str(path)!r} has no folders in it: it needs one for every class"
        ) from None
    if len(found.classes) < 2:
        raise ValueError(
            f"the folder {str(path)!r} has {len(found.classes)} class, {', '.join(found.classes)!r}: a "
            "comparison needs two or more (for pictures without classes, use experiments.folder)"
        )
    counts = np.bincount(found.targets, minlength=len(found.classes))
    if counts.min() < 5:
        few = found.classes[int(counts.argmin())]
        raise ValueError(
            f"the class {few!r} has {counts.min()} pictures ({', '.join(SUFFIXES)}): every class needs five "
            "or more"
        )
    pictures = np.stack([cut_square(read_picture(Path(one)), size) for one, _ in found.samples])
    return Labelled(pictures, np.array(found.targets, dtype=np.int64), tuple(found.classes))


SHIPPED = "astronaut brick camera chelsea coffee coins gravel moon page rocket"


def write_shipped(path):
    """Write ten pictures that come with scikit-image into a folder, as PNG; returns the folder, a Path."""
    from PIL import Image
    from skimage import data

    for name in SHIPPED.split():
        Image.fromarray(getattr(data, name)()).convert("RGB").save(Path(path) / f"{name}.png")
    return Path(path)


def check_length(size):
    """ValueError unless size is a number of pixels that shows something."""
    if not isinstance(size, int) or size < 24:
        raise ValueError(f"size is a whole number of pixels, 24 or more, got {size!r}")


def check_folder(path):
    """ValueError for a folder that is not there."""
    if not Path(path).is_dir():
        raise ValueError(f"there is no folder {str(path)!r}: check the name, and where you are")


def picture_paths(path):
    """The pictures in a folder and in folders inside it, by their names; ValueError without the folder."""
    check_folder(path)
    visible = (one for one in Path(path).rglob("*") if not is_hidden(one.relative_to(path)))
    return sorted(one for one in visible if one.is_file() and is_picture(one))


def is_hidden(path):
    """Whether a path inside a folder is hidden, or lies in a hidden folder."""
    return any(part.startswith(".") for part in Path(path).parts)


def is_picture(path):
    """Whether a file is called like a picture; hidden files are not."""
    return Path(path).suffix.lower() in SUFFIXES and not Path(path).name.startswith(".")


def read_picture(path):
    """A picture as a PIL image, red, green, blue; ValueError, in one sentence, if it cannot be read."""
    from PIL import Image, ImageOps

    # loads scikit-image, which workers do not need
    from .photographs import FORMATS, check_depth, check_size, explained, on_white

    with explained(path):
        image = Image.open(path, formats=FORMATS)
    with image:
        check_size(path, *image.size)
        check_depth(path, image)
        with explained(path):
            return on_white(ImageOps.exif_transpose(image))


def fitted(image, smallest, largest):
    """An image as (3, H, W) uint8, its shorter side between two lengths in pixels."""
    short = min(image.size)
    scale = min(max(short, smallest), largest) / short
    size = [max(smallest, round(scale * length)) for length in image.size]
    return as_array(image.resize(size) if scale != 1 else image)


def cut_square(image, size):
    """The middle of an image as (3, size, size) uint8."""
    from PIL import ImageOps

    return as_array(ImageOps.fit(image, (size, size)))


def as_array(image):
    """A PIL image as (3, H, W) uint8."""
    return np.ascontiguousarray(np.asarray(image, dtype=np.uint8).transpose(2, 0, 1))
