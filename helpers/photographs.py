"""Real photographs as tensors, and in each a target: the boxes around something to find.

The four photographs come with scikit-image and need no network.  ``load_photograph`` reads a
learner's own file.  Every photograph has the same size, so four of them make a batch.
"""

import warnings
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageOps, UnidentifiedImageError
from skimage import data

HEIGHT, WIDTH = 128, 192  # pixels of every photograph
LARGEST = 60_000_000  # pixels that are still decoded: 60 megapixels are 180 MB of memory
SMALLEST = 16  # pixels: a side below this shows nothing

# name: what to find, the boxes around it (top, left, bottom, right; bottom and right excluded, in
# pixels of the resized photograph, read off by eye), and the part of the height that is cut off at
# the top (the rest goes at the bottom) where a photograph is not three by two.
SHIPPED = {
    "chelsea": ("the cat's eyes", ((36, 57, 63, 89), (46, 125, 70, 147)), 0.5),
    "coffee": ("the coffee", ((31, 65, 62, 118),), 0.5),
    "rocket": ("the rocket", ((38, 92, 122, 101),), 0.5),
    "astronaut": ("the face", ((30, 67, 69, 104),), 0.0),
}


@dataclass(frozen=True)
class Photograph:
    """A photograph and something to find in it.

    name    what it is called
    image   (1, 3, HEIGHT, WIDTH) float32 in [0, 1]: red, green, blue
    target  what to find, in words
    boxes   (top, left, bottom, right) of every piece of it, in pixels; bottom and right excluded
    """

    name: str
    image: torch.Tensor
    target: str = "everything"
    boxes: tuple = ((0, 0, HEIGHT, WIDTH),)

    @property
    def pieces(self):
        """One mask (1, 1, HEIGHT, WIDTH) bool per box: True inside."""
        masks = []
        for top, left, bottom, right in self.boxes:
            mask = torch.zeros(1, 1, *self.image.shape[2:], dtype=torch.bool)
            mask[..., top:bottom, left:right] = True
            masks.append(mask)
        return masks

    @property
    def mask(self):
        """(1, 1, HEIGHT, WIDTH) bool: True inside any of the boxes."""
        return torch.stack(self.pieces).any(0)


@cache
def photographs():
    """The photographs that come with scikit-image: {name: Photograph}, the cat first.

    The cat (Stefan van der Walt), the coffee (Rachel Michetti) and the rocket (SpaceX) are in the
    public domain (CC0); so is the astronaut, Eileen Collins (NASA).
    """
    shipped = {}
    for name, (target, boxes, cut) in SHIPPED.items():
        image = Image.fromarray(getattr(data, name)())
        shipped[name] = Photograph(name, as_tensor(image, cut), target, boxes)
    return shipped


def load_photograph(path):
    """A photograph of your own, (1, 3, HEIGHT, WIDTH) float32 in [0, 1], cut to three by two.

    Raises ValueError, in one sentence, for a file that is missing, is no image, is damaged, or has
    too many or too few pixels; the size is read from the header, before anything is decoded.
    """
    path = Path(path)
    if not path.is_file():
        raise ValueError(f"there is no file {str(path)!r}: check the name and the folder")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the next line judges
            with Image.open(path) as image:
                check_size(path, *image.size)
                return as_tensor(ImageOps.exif_transpose(image))
    except Image.DecompressionBombError:
        raise ValueError(too_large(path)) from None
    except UnidentifiedImageError:
        raise ValueError(f"{path.name!r} is not an image that can be read: try a PNG or a JPEG") from None
    except (OSError, SyntaxError, EOFError) as error:  # what Pillow raises for damaged files
        raise ValueError(f"{path.name!r} is damaged or cut short, or not readable: {error}") from None


def check_size(path, width, height):
    """ValueError for an image with too many or too few pixels."""
    if width * height > LARGEST:
        raise ValueError(too_large(path, f" ({width} x {height})"))
    if min(width, height) < SMALLEST:
        raise ValueError(
            f"{path.name!r} is {width} x {height} pixels: each side needs {SMALLEST} pixels or more"
        )


def too_large(path, size=""):
    """The sentence for an image with too many pixels."""
    return f"{path.name!r} has more than {LARGEST // 10**6} million pixels{size}: make it smaller first"


def as_tensor(image, cut=0.5):
    """A PIL image as (1, 3, HEIGHT, WIDTH) float32 in [0, 1]: cut to three by two, then resized.

    What is transparent is put on white.  cut is the part of what is cut off that goes at the top
    (or the left); 0.5 keeps the middle.
    """
    if image.has_transparency_data:
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    image = ImageOps.fit(
        image.convert("RGB"), (WIDTH, HEIGHT), Image.Resampling.BICUBIC, centering=(0.5, cut)
    )
    pixels = torch.from_numpy(np.array(image))
    return pixels.permute(2, 0, 1)[None].float() / 255
