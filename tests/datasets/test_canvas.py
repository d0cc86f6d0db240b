"""Photographs on a canvas, and a learner's own file."""

import io
import struct
import zlib

import pytest
import torch
from PIL import Image

from helpers.datasets import canvas


def png(size=(300, 200), colour="white", kind="PNG", mode="RGB"):
    """A picture's bytes."""
    buffer = io.BytesIO()
    Image.new(mode, size, colour).save(buffer, kind)
    return buffer.getvalue()


def huge(width, height):
    """A PNG that says it has so many pixels, and holds none."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    found = b"\x89PNG\r\n\x1a\n"
    for name, content in ((b"IHDR", header), (b"IDAT", b""), (b"IEND", b"")):
        found += struct.pack(">I", len(content)) + name + content
        found += struct.pack(">I", zlib.crc32(name + content))
    return found


def test_eight_photographs_of_one_size_whose_sides_fit_the_detector():
    shipped = canvas.pictures()
    assert list(shipped) == list(canvas.SHIPPED) and len(shipped) == 8
    for image in shipped.values():
        assert image.shape == (3, canvas.HEIGHT, canvas.WIDTH) and image.dtype == torch.float32
        assert image.min() >= 0 and image.max() <= 1 and image.std() > 0.05
    assert canvas.HEIGHT % 32 == canvas.WIDTH % 32 == 0


def test_five_have_a_line_of_text_and_nothing_else_is_changed():
    whole = canvas.on_canvas(Image.new("RGB", (600, 400), "navy"))
    line = canvas.as_pixels(canvas.written(whole.copy(), "a line")) - canvas.as_pixels(whole)
    rows, columns = line.abs().amax(0).nonzero().T
    assert rows.min() >= canvas.LINE[1] - 5 and columns.min() >= canvas.LINE[0] - 5
    assert rows.max() < canvas.HEIGHT - 30
    assert sum(bool(line) for *_, line in canvas.SHIPPED.values()) == 5


@pytest.mark.parametrize(
    "size, inside", [((600, 400), (0, 0)), ((400, 800), (0, 192)), ((900, 300), (96, 0))]
)
def test_a_picture_is_whole_in_the_middle_of_a_grey_canvas(size, inside, tmp_path):
    path = tmp_path / "mine.png"
    path.write_bytes(png(size))
    for source in (path, str(path), path.read_bytes(), memoryview(path.read_bytes())):
        image = canvas.load_picture(source)
        top, left = inside
        assert (image[:, top, left] == 1).all() and (image[:, -1 - top, -1 - left] == 1).all()
        grey = image[:, 0, 0] if top or left else torch.tensor(1.0)
        assert top + left == 0 or torch.allclose(grey, torch.tensor(128 / 255))


def test_what_is_transparent_lies_on_white():
    image = canvas.load_picture(png(mode="RGBA", colour=(255, 0, 0, 0)))
    assert (image == 1).all()


@pytest.mark.parametrize(
    "content, said",
    [
        (b"", "not an image that can be read"),
        (b"This is a text and no picture.\n" * 50, "not an image that can be read"),
        (png()[:60], "damaged or cut short"),
        (huge(20_000, 20_000), "more than 60 million pixels"),
        (huge(500_000, 500_000), "more than 60 million pixels"),
        (png((300, 5)), "300 x 5 pixels: each side needs 16"),
        (png(mode="I;16", colour=40_000), "more than 8 bits a colour"),
        (bytes(canvas.MOST_BYTES + 1), "more than 40 MB"),
    ],
    ids=("nothing", "text", "cut", "20,000 x 20,000", "a bomb", "a strip", "sixteen bits", "too much"),
)
def test_a_file_that_is_no_picture_is_one_sentence(content, said, tmp_path):
    sources = [content]
    if len(content) <= canvas.MOST_BYTES:
        path = tmp_path / "mine.png"
        path.write_bytes(content)
        sources.append(path)
    for source in sources:
        with pytest.raises(ValueError, match=said) as caught:
            canvas.load_picture(source)
        assert "\n" not in str(caught.value)


def test_a_missing_file_and_a_folder_are_one_sentence(tmp_path):
    for path in (tmp_path / "missing.png", tmp_path):
        with pytest.raises(ValueError, match="there is no file"):
            canvas.load_picture(path)
