"""Real photographs as tensors, and in each a target: the boxes around something to find.

The four photographs come with scikit-image and need no network.  ``load_photograph`` reads a
learner's own file.  Every photograph has the same size, so four of them make a batch.
"""

import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageOps, UnidentifiedImageError
from skimage import data

HEIGHT, WIDTH = 128, 192  # pixels of every photograph
LARGEST = 60_000_000  # pixels that are still decoded: 60 megapixels are 180 MB of memory
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")  # no EPS: Pillow hands it to another program
SHOWN = 1_000_000  # pixels that are still filtered and drawn
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

    def __post_init__(self):
        """ValueError, in one sentence, for an image or a box that cannot be shown."""
        shape = tuple(self.image.shape) if isinstance(self.image, torch.Tensor) else type(self.image).__name__
        if len(shape) != 4 or shape[:2] != (1, 3):
            raise ValueError(f"a photograph is a tensor (1, 3, H, W), got {shape}: load_photograph makes one")
        if shape[2] * shape[3] > SHOWN:
            raise ValueError(
                f"the photograph {self.name!r} has {shape[2]} x {shape[3]} pixels, too many for a dozen "
                "filters: load_photograph makes it smaller"
            )
        if not self.image.isfinite().all():
            raise ValueError(f"the photograph {self.name!r} holds values that are not numbers (nan or inf)")
        if not self.boxes:
            raise ValueError(f"the photograph {self.name!r} needs at least one box around its target")
        for top, left, bottom, right in self.boxes:
            if not (0 <= top < bottom <= shape[2] and 0 <= left < right <= shape[3]):
                raise ValueError(
                    f"the box {(top, left, bottom, right)} does not lie on {shape[2]} rows and {shape[3]} "
                    "columns: give it as top, left, bottom, right"
                )

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
    too many or too few pixels or more than 8 bits a colour; that is read from the header, before anything
    is decoded.
    """
    path = Path(path)
    if not path.is_file():
        raise ValueError(f"there is no file {str(path)!r}: check the name and the folder")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # check_size judges the size; what can be read is good enough
        with explained(path):
            image = Image.open(path, formats=FORMATS)
        with image:
            check_size(path, *image.size)
            check_depth(path, image)
            with explained(path):
                return as_tensor(ImageOps.exif_transpose(image))


@contextmanager
def explained(path):
    """Inside the with-block whatever Pillow raises becomes a ValueError in one sentence."""
    try:
        yield
    except Image.DecompressionBombError:
        raise ValueError(too_large(path)) from None
    except UnidentifiedImageError:
        raise ValueError(f"{path.name!r} is not an image that can be read: try a PNG or a JPEG") from None
    except MemoryError:
        raise ValueError(too_large(path)) from None
    except Exception as error:  # each of Pillow's readers raises kinds of its own for damaged bytes
        raise ValueError(f"{path.name!r} is damaged or cut short, or not readable: {error}") from None


def check_size(path, width, height):
    """ValueError for an image with too many or too few pixels."""
    if width * height > LARGEST:
        raise ValueError(too_large(path, f" ({width} x {height})"))
    if min(width, height) < SMALLEST:
        raise ValueError(
            f"{path.name!r} is {width} x {height} pixels: each side needs {SMALLEST} pixels or more"
        )


def check_depth(path, image):
    """ValueError for an image with more than 8 bits a colour: Pillow would cut its values off at 255."""
    if image.mode == "F" or image.mode.startswith("I"):
        raise ValueError(f"{path.name!r} has more than 8 bits a colour: save it with 8 bits first")


def too_large(path, size=""):
    """The sentence for an image with too many pixels."""
    return f"{path.name!r} has more than {LARGEST // 10**6} million pixels{size}: make it smaller first"


def as_tensor(image, cut=0.5):
    """A PIL image as (1, 3, HEIGHT, WIDTH) float32 in [0, 1]: cut to three by two, then resized.

    What is transparent is put on white.  cut is the part of what is cut off that goes at the top
    (or the left); 0.5 keeps the middle.
    """
    image = ImageOps.fit(on_white(image), (WIDTH, HEIGHT), Image.Resampling.BICUBIC, centering=(0.5, cut))
    pixels = torch.from_numpy(np.array(image))
    return pixels.permute(2, 0, 1)[None].float() / 255


def on_white(image):
    """A PIL image as red, green, blue; what is transparent in it is put on white."""
    if image.has_transparency_data:
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    return image.convert("RGB")
