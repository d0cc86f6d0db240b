"""CIFAR-10 as a sweep reads it: packed once, dealt out for every replicate, on tiny stand-ins."""

import numpy as np
import pytest
import torch
from PIL import Image

from helpers.datasets import cifar


@pytest.fixture
def packed(tmp_path, monkeypatch):
    """200 training images whose first pixel tells their index, and 40 test images."""
    images = [np.zeros((count, 32, 32, 3), np.uint8) for count in (200, 40)]
    for part in images:
        part[:] = np.arange(len(part), dtype=np.uint8)[:, None, None, None]
    cifar.pack(tmp_path, images, [np.arange(len(part)) % 10 for part in images], "a stand-in")
    stored = cifar.cifar10(tmp_path)
    monkeypatch.setattr(cifar, "cifar10", lambda: stored)
    cifar.order.cache_clear()
    yield stored
    cifar.order.cache_clear()


def indices(batch):
    """Which images these are."""
    return ((batch.images[:, 0, 16, 16] * 0.25 + 0.47) * 255).round().int().tolist()


def test_splits_share_no_image_and_replicates_differ(packed):
    def seen(split, n, fold):
        return set(indices(cifar.cifar_photographs(n, split, 0, fold)))

    train, validation = seen("tuning", 2000, 3), seen("validation", 50, 3)
    assert len(train) == 100 and len(validation) == 50 and not train & validation
    assert seen("train", 2000, 3) == train != seen("tuning", 2000, 4)
    assert seen("test", 40, 3) == seen("test", 40, 4) == set(range(40))


def test_labels_go_with_their_images(packed):
    for split in ("tuning", "validation", "test"):
        batch = cifar.cifar_photographs(30, split, 1, 2)
        assert batch.labels.tolist() == [index % 10 for index in indices(batch)]


def test_training_images_are_moved_and_mirrored():
    image = torch.zeros(1, 3, 32, 32, dtype=torch.uint8)
    image[..., 10, 6] = 9
    moved = cifar.moved(image.repeat(400, 1, 1, 1), torch.Generator().manual_seed(0))
    assert moved.shape == (400, 3, 32, 32) and (moved[:, 0] == moved[:, 2]).all()
    places = {tuple(place) for place in (moved[:, 0] == 9).nonzero()[:, 1:].tolist()}
    rows, columns = ({place[k] for place in places} for k in (0, 1))
    assert rows == set(range(6, 15)) and columns == {*range(2, 11), *range(21, 30)}


def test_a_smaller_copy_that_is_packed_later_has_an_order_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setattr(cifar.cifar10.__wrapped__, "__defaults__", (tmp_path,))
    cifar.order.cache_clear()
    for count in (20, 10):
        cifar.pack(tmp_path, [np.zeros((count, 32, 32, 3))] * 2, [np.arange(count)] * 2, "a stand-in")
        assert sorted(cifar.order(0).tolist()) == list(range(count))
    cifar.cifar10.cache_clear()
    cifar.order.cache_clear()


def test_more_than_there_are(packed):
    with pytest.raises(ValueError, match='the split "validation" has 50 photographs, 51 were asked for'):
        cifar.cifar_photographs(51, "validation")
    with pytest.raises(
        ValueError, match='split must be "train", "test", "tuning" or "validation", got \'all\''
    ):
        cifar.cifar_photographs(1, "all")


@pytest.mark.parametrize("cut", [True, False])
def test_not_there_or_damaged(tmp_path, cut):
    with pytest.raises(
        ValueError, match="CIFAR-10 is not in data/downloads: call datasets.cifar.download_cifar10"
    ):
        cifar.cifar10(tmp_path)
    cifar.pack(tmp_path, [np.zeros((2, 32, 32, 3))] * 2, [[0, 1]] * 2, "a stand-in")
    (tmp_path / cifar.FILE).write_bytes((tmp_path / cifar.FILE).read_bytes()[:900] if cut else b"no archive")
    with pytest.raises(ValueError, match="cifar10.npz is damaged: delete it, and call download_cifar10"):
        cifar.cifar10(tmp_path)


def test_copies_in_folders(tmp_path):
    for part, count in (("train", 2), ("test", 1)):
        for k, name in enumerate(cifar.NAMES):
            (tmp_path / "copies" / part / name).mkdir(parents=True)
            for i in range(count):
                image = Image.new("RGB", (32, 32), (10 * k, 20 * i, 7))
                image.save(tmp_path / "copies" / part / name / f"{i}.png")
    cifar.pack_folders(tmp_path / "copies", tmp_path)
    stored = cifar.cifar10(tmp_path)
    assert stored["origin"] == "copies as .png" and stored["train_images"].shape == (20, 3, 32, 32)
    assert stored["train_labels"].tolist() == [k for k in range(10) for _ in range(2)]
    assert stored["train_images"][3, :, 5, 5].tolist() == [10, 20, 7]
    (tmp_path / "copies" / "train" / "cat").rename(tmp_path / "copies" / "train" / "lion")
    for copies in (tmp_path / "copies", tmp_path / "nowhere"):
        with pytest.raises(ValueError, match="must have the folders train and test, each with"):
            cifar.pack_folders(copies, tmp_path)


def test_a_write_that_fails_leaves_nothing(tmp_path, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(cifar.np, "savez", full)
    with pytest.raises(OSError, match="No space left"):
        cifar.pack(tmp_path, [np.zeros((1, 32, 32, 3))] * 2, [[0]] * 2, "a stand-in")
    assert list(tmp_path.iterdir()) == []


def test_without_a_network(tmp_path, monkeypatch, capsys):
    def refuse(*_):
        raise OSError("no network")

    monkeypatch.setattr(cifar, "look_up", refuse)
    assert cifar.download_cifar10(tmp_path) is False
    assert capsys.readouterr().out == "CIFAR-10 could not be fetched: no network?\n"
