"""The photographs, the filters that look at them, and what bad files get for an answer."""

import struct
import zlib

import numpy as np
import pytest
import torch
from PIL import EpsImagePlugin, Image

from helpers.datasets.photographs import HEIGHT, LARGEST, WIDTH, Photograph, load_photograph, photographs
from helpers.networks import filter_bank as filters
from helpers.networks.filter_bank import (
    NAMES,
    Dials,
    brush,
    climb,
    filter_bank,
    filter_responses,
    reweight,
    share,
)
from helpers.panels.filters import BeTheAttention

PICTURES = photographs()


@pytest.mark.parametrize("name", PICTURES)
def test_a_photograph_is_a_batch_of_one_with_its_target_inside(name):
    picture = PICTURES[name]
    assert picture.image.shape == (1, 3, HEIGHT, WIDTH)
    assert picture.image.dtype == torch.float32
    assert picture.image.min() >= 0 and picture.image.max() <= 1
    assert picture.image.std() > 0.1
    area = sum((bottom - top) * (right - left) for top, left, bottom, right in picture.boxes)
    assert picture.mask.sum() == area == sum(piece.sum() for piece in picture.pieces)


def test_the_boxes_of_the_cat_hold_its_eyes():
    """The irises are the greenest part of the picture, and the pupils among the darkest."""
    cat = PICTURES["chelsea"]
    red, green, _ = cat.image[0]
    greenest = (green - red).flatten().topk(200).indices
    assert cat.mask.flatten()[greenest].float().mean() > 0.9
    for piece in cat.pieces:
        assert cat.image.mean(1, keepdim=True)[piece].min() < 0.15


def test_all_photographs_make_one_batch():
    assert torch.cat([p.image for p in PICTURES.values()]).shape == (4, 3, HEIGHT, WIDTH)


def save(path, mode="RGB", size=(300, 200)):
    """A random image in a file."""
    pixels = np.random.default_rng(0).integers(0, 256, (size[1], size[0], 4), dtype=np.uint8)
    Image.fromarray(pixels, "RGBA").convert(mode).save(path)
    return path


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P", "1"])
def test_every_kind_of_image_is_read(tmp_path, mode):
    image = load_photograph(save(tmp_path / "mine.png", mode))
    assert image.shape == (1, 3, HEIGHT, WIDTH) and image.min() >= 0 and image.max() <= 1


def test_tall_images_are_cut_in_the_middle(tmp_path):
    pixels = np.zeros((600, 60, 3), dtype=np.uint8)
    pixels[280:320] = 255
    Image.fromarray(pixels).save(tmp_path / "tall.png")
    image = load_photograph(tmp_path / "tall.png")
    assert image.mean() > 0.95


def test_a_missing_file(tmp_path):
    with pytest.raises(ValueError, match="there is no file .*nowhere.png"):
        load_photograph(tmp_path / "nowhere.png")
    with pytest.raises(ValueError, match="there is no file"):
        load_photograph(tmp_path)


def test_a_text_file_that_is_called_an_image(tmp_path):
    path = tmp_path / "notes.png"
    path.write_text("not a picture", encoding="utf-8")
    with pytest.raises(ValueError, match="'notes.png' is not an image"):
        load_photograph(path)


def test_an_image_cut_short(tmp_path):
    path = save(tmp_path / "half.png")
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(ValueError, match="damaged or cut short"):
        load_photograph(path)


def chunk(kind, content):
    """A piece of a PNG file."""
    body = kind + content
    return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))


@pytest.mark.parametrize("side", [10_000, 20_000, 100_000])
def test_an_image_that_only_claims_to_be_huge_is_refused_before_decoding(tmp_path, side):
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
    path = tmp_path / "huge.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b""))
    with pytest.raises(ValueError, match=f"more than {LARGEST // 10**6} million pixels"):
        load_photograph(path)


def test_8000_x_6000_pixels_are_read_and_shown(tmp_path):
    large = Image.new("RGB", (8000, 6000), "white")
    large.paste("black", (4000, 0, 8000, 6000))
    large.save(tmp_path / "large.png", compress_level=1)
    image = load_photograph(tmp_path / "large.png")
    assert image.shape == (1, 3, HEIGHT, WIDTH)
    assert image[..., : WIDTH // 2 - 2].min() > 0.99 and image[..., WIDTH // 2 + 2 :].max() < 0.01
    panel = BeTheAttention({"mine": Photograph("mine", image)})
    panel.set(brush=True)
    assert "of the energy is in everything" in panel.readout


def test_words_that_grow_when_unpacked_are_refused(tmp_path):
    path = save(tmp_path / "bomb.png")
    content = path.read_bytes()
    words = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(70_000_000)))
    path.write_bytes(content[:33] + words + content[33:])  # after the header
    with pytest.raises(ValueError, match="'bomb.png' is damaged"):
        load_photograph(path)


def test_a_file_that_another_program_would_have_to_draw_is_no_image(tmp_path, monkeypatch):
    """Pillow hands EPS to Ghostscript, whatever the file is called; here it must not get so far."""
    monkeypatch.setattr(EpsImagePlugin, "Ghostscript", lambda *_, **__: pytest.fail("a program was started"))
    path = tmp_path / "photo.png"
    Image.new("RGB", (300, 200)).save(path, "EPS")
    with pytest.raises(ValueError, match="'photo.png' is not an image that can be read"):
        load_photograph(path)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF"])
def test_damage_anywhere_is_a_sentence_or_no_harm(tmp_path, kind):
    path, random = tmp_path / f"mine.{kind}", np.random.default_rng(0)
    Image.fromarray(random.integers(0, 256, (40, 60, 3), dtype=np.uint8)).save(path, kind)
    whole, refused = path.read_bytes(), 0
    for _ in range(60):
        damaged = bytearray(whole)
        damaged[random.integers(min(150, len(whole)))] = random.integers(256)
        path.write_bytes(damaged[: random.integers(len(whole) // 2, 2 * len(whole))])
        try:
            assert load_photograph(path).isfinite().all()
        except ValueError as error:
            refused += 1
            assert f"mine.{kind}" in str(error)
    assert refused > 5


def test_an_image_of_a_few_pixels(tmp_path):
    with pytest.raises(ValueError, match="300 x 4 pixels"):
        load_photograph(save(tmp_path / "line.png", size=(300, 4)))


def test_an_image_of_sixteen_bits(tmp_path):
    Image.new("I;16", (300, 200), 40_000).save(tmp_path / "scan.png")
    with pytest.raises(ValueError, match="'scan.png' has more than 8 bits a colour"):
        load_photograph(tmp_path / "scan.png")


def test_messages_are_one_sentence(tmp_path):
    with pytest.raises(ValueError) as caught:
        load_photograph(tmp_path / "x.png")
    assert "\n" not in str(caught.value)


def test_the_bank_is_one_convolution():
    assert filter_bank().shape == (12, 3, 13, 13) and len(NAMES) == 12
    sums = filter_bank().sum((1, 2, 3))
    assert torch.allclose(sums[2:], torch.zeros(10).double(), atol=1e-12)  # all but light and dark


@pytest.mark.parametrize("name", PICTURES)
def test_every_channel_has_the_same_energy_and_is_never_negative(name):
    x = filter_responses(PICTURES[name].image.double())
    assert x.shape == (1, 12, HEIGHT, WIDTH) and x.min() >= 0
    assert torch.allclose(x.square().mean((0, 2, 3)), torch.ones(12).double())


def test_channels_answer_to_their_names():
    rows, columns = torch.meshgrid(torch.arange(48.0), torch.arange(64.0), indexing="ij")
    stripes = {
        "edges |": columns,
        "edges —": rows,
        "edges /": (rows + columns) / 2**0.5,
        "edges \\": (rows - columns) / 2**0.5,
    }
    for name, phase in stripes.items():
        image = (0.5 + 0.5 * torch.sin(phase / 2)).expand(1, 3, 48, 64).double()
        raw = torch.nn.functional.conv2d(image, filter_bank()).square().mean((0, 2, 3))
        edges = {other: raw[NAMES.index(other)] for other in stripes}
        assert max(edges, key=edges.get) == name
    image = torch.full((1, 3, 48, 64), 0.5)
    image[:, 1, 10:20, 10:20] = 0.9
    x = filter_responses(image)
    assert x[0, NAMES.index("green"), 15, 15] > 3 and x[0, NAMES.index("red"), 15, 15] == 0


def test_an_image_without_anything_in_it_gives_no_nan():
    assert not filter_responses(torch.full((2, 3, 32, 32), 0.5)).isnan().any()


@pytest.mark.parametrize("shape", [(3, 32, 32), (1, 1, 32, 32), (1, 3, 6, 32)])
def test_other_shapes_are_refused_in_a_sentence(shape):
    with pytest.raises(ValueError, match="expected an image"):
        filter_responses(torch.zeros(shape))


def test_share_by_hand():
    x = torch.tensor([[[[2.0, 1], [0, 1]], [[0, 4], [2, 0]]]])
    target = torch.tensor([[[[True, False], [False, False]]]])
    assert share(x, target).item() == pytest.approx(4 / 34)
    what, where = torch.tensor([1, 0.5]).view(1, 2, 1, 1), torch.tensor([[[[1, 0.5], [1, 0]]]])
    assert share(reweight(x, what, where), target).item() == pytest.approx(4 / 7.25)
    assert share(0 * x, target) == 0


def test_the_brush_is_one_in_its_middle_and_known_at_its_radius():
    where = brush(10, 20, 5.0, 32, 48)
    assert where.shape == (1, 1, 32, 48) and where[0, 0, 10, 20] == 1
    assert where[0, 0, 15, 20].item() == pytest.approx(np.exp(-0.5))


def test_dials_start_at_one_half_and_the_brush_in_the_middle():
    what, where = Dials(12, 32, 48).weights()
    assert what.shape == (1, 12, 1, 1) and where.shape == (1, 1, 32, 48)
    assert (what == 0.5).all() and where.argmax() == 16 * 48 + 24


def test_climbing_moves_only_what_may_move():
    x = filter_responses(PICTURES["coffee"].image.double())
    mask, dials = PICTURES["coffee"].mask, Dials(12, HEIGHT, WIDTH)
    scores = climb(dials, x, mask, where=False, steps=5)
    assert scores == sorted(scores) and scores[0] == pytest.approx(share(x, mask).item())
    assert (dials.place == 0).all() and (dials.what != 0).any()
    row, column, radius = dials.spot()
    assert filters.NARROWEST < radius < filters.WIDEST and (row, column) == (64, 96)


def test_a_photograph_of_ones_own_has_a_target_by_default():
    assert Photograph("mine", torch.zeros(1, 3, HEIGHT, WIDTH)).mask.all()
