"""Whole photographs on a canvas of one size, for networks that were trained on photographs.

They come with scikit-image and scikit-learn and need no network.  ``load_picture`` reads a learner's own.
"""

import io
import warnings
from functools import cache
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageDraw, ImageFont, ImageOps

from .photographs import FORMATS, check_depth, check_size, explained, on_white

HEIGHT, WIDTH = 384, 576  # pixels of the canvas, multiples of 32
MOST_BYTES = 40_000_000  # of a file that was uploaded

# name: library, its picture, a part of it (left, top, right, bottom), and a line that is written onto it.
SHIPPED = {
    "page": ("skimage", "page", None, ""),
    "handwriting": ("skimage", "text", (0, 0, 448, 100), ""),
    "coffee": ("skimage", "coffee", None, ""),
    "cat": ("skimage", "chelsea", None, "Chelsea, a cat"),
    "astronaut": ("skimage", "astronaut", None, "Eileen Collins"),
    "rocket": ("skimage", "rocket", None, "ready for launch"),
    "palace": ("sklearn", "china.jpg", None, "the Summer Palace"),
    "flower": ("sklearn", "flower.jpg", None, "a dahlia"),
}
LINE = (150, 300)  # pixels from the left and from the top: where the line begins


@cache
def pictures():
    """The photographs of the two libraries: {name: (3, HEIGHT, WIDTH) float32 in [0, 1]}.

    Print, handwriting and a cup of coffee as they are; five more, onto which a line of text is written.
    """
    from skimage import data
    from sklearn.datasets import load_sample_image

    found = {}
    for name, (library, source, part, line) in SHIPPED.items():
        pixels = getattr(data, source)() if library == "skimage" else load_sample_image(source)
        found[name] = as_pixels(written(on_canvas(Image.fromarray(pixels).crop(part)), line))
    return found


def written(image, line):
    """A PIL image with a line of text on it, white with a dark rim."""
    font = ImageFont.load_default(34)
    ImageDraw.Draw(image).text(LINE, line, fill="white", font=font, stroke_width=1, stroke_fill="black")
    return image


def load_picture(source):
    """A photograph of your own on the canvas: (3, HEIGHT, WIDTH) float32 in [0, 1].

    source  a path, or the bytes of a file that was uploaded
    Raises ValueError, in one sentence, for what is missing, is no image, is damaged, or has too many or too
    few pixels or more than 8 bits a colour; that is read before anything is decoded.
    """
    uploaded = isinstance(source, bytes | bytearray | memoryview)
    path = Path("the uploaded file") if uploaded else Path(source)
    if not uploaded and not path.is_file():
        raise ValueError(f"there is no file {str(path)!r}: check the name and the folder")
    if uploaded and len(source) > MOST_BYTES:
        raise ValueError(f"{path.name!r} has more than {MOST_BYTES // 10**6} MB: make it smaller first")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # check_size judges the size; what can be read is good enough
        with explained(path):
            image = Image.open(io.BytesIO(source) if uploaded else path, formats=FORMATS)
        with image:
            check_size(path, *image.size)
            check_depth(path, image)
            with explained(path):
                return as_pixels(on_canvas(ImageOps.exif_transpose(image)))


def on_canvas(image):
    """A PIL image, whole, in the middle of a grey canvas of WIDTH x HEIGHT."""
    return ImageOps.pad(on_white(image), (WIDTH, HEIGHT), Image.Resampling.BICUBIC, color=(128,) * 3)


def as_pixels(image):
    """A PIL image as (3, H, W) float32 in [0, 1]."""
    return torch.from_numpy(np.array(image)).permute(2, 0, 1).float() / 255
