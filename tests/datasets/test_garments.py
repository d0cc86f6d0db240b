"""Garments: small files as torchvision reads them, and no files at all."""

import gzip
from functools import partial

import pytest
import torch
from dataset_tools import same, tensors
from garment_files import TEST, TRAIN, contents
from torchvision.datasets import FashionMNIST

from helpers import datasets
from helpers.datasets import SIZES, glyphs, tasks

MISSING = "Fashion-MNIST is not in data/downloads: call datasets.download_garments() once, or use the digits"


@pytest.fixture
def folder(tmp_path):
    """A downloads folder with the four unpacked files."""
    raw = tmp_path / "FashionMNIST" / "raw"
    raw.mkdir(parents=True)
    for name, content in contents().items():
        (raw / name).write_bytes(content)
    return tmp_path


def forget():
    """Empty the caches that hold garments."""
    glyphs.garment_patches.cache_clear()
    glyphs.of_classes.cache_clear()
    tasks.sensor_optics.cache_clear()


@pytest.fixture
def downloads(monkeypatch):
    """downloads(folder): garments are read from there instead of data/downloads."""
    read = glyphs.garments

    def use(folder):
        forget()
        monkeypatch.setattr(glyphs, "garments", lambda: read(folder))
        monkeypatch.setattr(glyphs, "TRAIN_GARMENTS", TRAIN)

    yield use
    forget()


class TestFiles:
    def test_present_only_when_all_four_are_there(self, folder, tmp_path):
        assert datasets.garments_present(folder) and datasets.garments_present(str(folder))
        for name in contents():
            path = tmp_path / "FashionMNIST" / "raw" / name
            content = path.read_bytes()
            path.unlink()
            assert not datasets.garments_present(folder)
            path.write_bytes(content)
        assert not datasets.garments_present(tmp_path / "elsewhere")

    def test_packed_files_are_not_enough(self, tmp_path):
        raw = tmp_path / "FashionMNIST" / "raw"
        raw.mkdir(parents=True)
        for name, content in contents().items():
            (raw / f"{name}.gz").write_bytes(gzip.compress(content))
        assert not datasets.garments_present(tmp_path)

    def test_they_are_what_the_files_say_train_first(self, folder):
        images, labels = datasets.garments(folder)
        assert images.shape == (TRAIN + TEST, 28, 28) and images.dtype == torch.float32
        assert labels.tolist() == [i % 10 for i in range(TRAIN)] + [i % 10 for i in range(TEST)]
        assert images[:TRAIN].max() == pytest.approx(200 / 255)
        assert images[TRAIN:].max() == pytest.approx(100 / 255)
        assert ((images[7] > 0).sum(), (images[TRAIN + 3] > 0).sum()) == (17 * 17, 13 * 13)

    def test_only_the_first_of_many_are_kept(self, folder, monkeypatch):
        monkeypatch.setattr(glyphs, "TRAIN_GARMENTS", 25)
        monkeypatch.setattr(glyphs, "TEST_GARMENTS", 5)
        images, labels = glyphs.garments.__wrapped__(folder)
        assert len(images) == len(labels) == 30
        assert images[:25].amax((1, 2)).min() > 0.7 and images[25:].max() < 0.5

    def test_their_names(self):
        assert len(datasets.GARMENTS) == len(FashionMNIST.classes) == 10
        for ours, theirs in zip(datasets.GARMENTS, FashionMNIST.classes):
            assert ours.lower().rstrip("s") in theirs.lower().replace("ankle ", "")

    def test_missing_files_are_one_sentence(self, tmp_path, downloads):
        with pytest.raises(ValueError) as caught:
            datasets.garments(tmp_path)
        assert str(caught.value) == MISSING
        downloads(tmp_path)
        for task in (datasets.plain_digits, datasets.unseen_sensors, datasets.corner_cue):
            with pytest.raises(ValueError) as caught:
                task(5, source="garments")
            assert str(caught.value) == MISSING


class TestDrawing:
    def test_a_patch_is_its_garment_shrunk_and_centred(self, folder, downloads):
        downloads(folder)
        patches, labels, train = datasets.drawings("garments")
        assert patches.shape == (len(SIZES), TRAIN + TEST, 20, 20) and train == TRAIN == labels.argmin() + 60
        assert patches.min() >= 0 and patches.max() <= 1
        for size, of_size in zip(SIZES, patches):
            margin = (20 - size) // 2
            inner = of_size[:, margin : margin + size, margin : margin + size]
            assert of_size.double().sum().item() == pytest.approx(inner.double().sum().item())
            # A square of 18 pixels of 28 at brightness 200: its share of the light stays.
            assert inner[8].mean().item() == pytest.approx((18 / 28) ** 2 * 200 / 255, rel=0.03)

    def test_splits(self, folder, downloads):
        downloads(folder)
        ranges = {split: datasets.split_range(split, "garments") for split in ("train", "test")}
        assert ranges == {"train": (0, TRAIN), "test": (TRAIN, TRAIN + TEST)}
        assert datasets.split_range("tuning", "garments") == (0, 50)
        assert datasets.split_range("validation", "garments") == (50, TRAIN)

    @pytest.mark.parametrize(
        "task, settings",
        [
            ("plain_digits", {}),
            ("cluttered_digits", {"noise_sd": 0}),
            ("cued_colour", {"noise_sd": 0}),
            ("fragment_scenes", {"noise_sd": 0}),
            ("corner_cue", {"noise_sd": 0}),
            ("unreliable_sensors", {}),
            ("unseen_sensors", {"fold": 2}),
            ("unseen_clutter", {"fold": 2}),
        ],
    )
    def test_every_task_takes_them(self, folder, downloads, task, settings):
        """The same truth as with digits; test garments are darker, so a leak between splits would shine."""
        downloads(folder)
        make = partial(getattr(datasets, task), source="garments", **settings)
        train, test = make(40, "train", 1), make(40, "test", 1)
        assert same(train, make(40, "train", 1)) and not same(train, test)
        digits = getattr(datasets, task)(40, "train", 1, **settings)
        shapes = [{name: t.shape for name, t in tensors(b).items()} for b in (train, digits)]
        assert shapes[0] == shapes[1] and not torch.equal(train.images, digits.images)
        if settings == {"noise_sd": 0} and train.cue is None:
            assert test.images.max() < 0.5 < 0.7 < train.images.max()
        if train.mask is not None:
            assert train.mask.flatten(1).any(1).all()

    def test_sensors_see_garments_as_bright_as_digits(self, folder, downloads):
        """The signal of a sensor is measured in the spread that its own kind of drawings gives."""
        downloads(folder)
        batch = datasets.unreliable_sensors(300, seed=4, broken=0.0, noise_sd=0, source="garments")
        assert (batch.images.std((0, 2, 3)) - 1).abs().max() < 0.1
