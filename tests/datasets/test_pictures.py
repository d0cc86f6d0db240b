"""Folders of pictures: what they become, how they are dealt out, and one sentence for what is wrong."""

import numpy as np
import pytest
import torch
from PIL import Image

from helpers import experiments
from helpers.datasets import pictures
from helpers.datasets.pictures import DAMAGES, Damaged, Labelled, damage


def draw(path, colour=(200, 100, 50), size=(40, 30), mode="RGB"):
    """A picture file of one colour, with a dark corner at the top left."""
    image = Image.new("RGB", size, colour)
    image.paste((10, 10, 10), (0, 0, 5, 5))
    path.parent.mkdir(parents=True, exist_ok=True)
    image.convert(mode).save(path)


def classes(folder, **counts):
    """Folders of pictures, so many in each."""
    for k, (name, count) in enumerate(counts.items()):
        (folder / name).mkdir(parents=True, exist_ok=True)
        for i in range(count):
            draw(folder / name / f"{i}.png", (50 * k, 100, 100 + i))
    return folder


class TestLabelled:
    def test_read(self, tmp_path):
        (tmp_path / ".ipynb_checkpoints").mkdir()
        data = experiments.labelled(classes(tmp_path, cat=5, dog=6), size=24)
        assert data.classes == ("cat", "dog") and data.pictures.shape == (11, 3, 24, 24)
        assert data.labels.tolist() == [0] * 5 + [1] * 6
        assert data.pictures[0, :, 12, 20].tolist() == [0, 100, 100]

    def test_copies_in_a_hidden_folder_of_a_class_are_no_pictures(self, tmp_path):
        home = classes(tmp_path / ".lessons", cat=5, dog=5)  # the folder itself may lie in a hidden one
        for hidden in (".thumbnails", "deep/.picasaoriginals"):
            draw(home / "cat" / hidden / "0.png")
        draw(home / "cat" / "deep" / "6.png")
        assert len(experiments.labelled(home, size=24).labels) == 11 == len(experiments.folder(home).pictures)

    def test_every_class_is_divided_and_no_picture_is_in_two_splits(self):
        data = Labelled(np.zeros((30, 3, 24, 24), np.uint8), np.arange(30) % 3, ("a", "b", "c"))
        for division in (0, 1):
            parts = {split: data.where(split, division) for split in pictures.SPLITS}
            assert sorted(np.concatenate(list(parts.values()))) == list(range(30))
            assert {split: len(part) for split, part in parts.items()} == {
                "train": 18,
                "validation": 6,
                "test": 6,
            }
            assert all(set(data.labels[part]) == {0, 1, 2} for part in parts.values())
        assert set(data.where("test", 0)) != set(data.where("test", 1))

    def test_batches_come_from_their_split(self):
        shades = np.arange(20, dtype=np.uint8)
        data = Labelled(np.tile(shades[:, None, None, None], (1, 3, 24, 24)), np.arange(20) % 2, ("a", "b"))
        batch = data.batches("train", 3)(200, "", torch.Generator().manual_seed(0))
        seen = (batch.images[:, 0, 0, 0] * 255).round().int()
        assert set(seen.tolist()) == set(data.where("train", 3).tolist())
        assert (batch.labels == seen % 2).all()


class TestDamaged:
    def test_one_square_of_each_piece_is_damaged_and_the_box_says_where(self, monkeypatch):
        monkeypatch.setattr(pictures, "varied", lambda pieces, rng: pieces.float() / 255)
        picture = np.full((3, 60, 90), 100, np.uint8)
        data = Damaged([picture] * 3)
        batch = data.batches("train", 0)(40, "", torch.Generator().manual_seed(0))
        assert batch.images.shape == (40, 3, 48, 48) and set(batch.labels.tolist()) == set(range(5))
        for image, label, (top, left, bottom, right) in zip(batch.images, batch.labels, batch.box.tolist()):
            assert (bottom - top, right - left) == (24, 24) and top >= 0 and bottom <= 48
            changed = ((image - 100 / 255).abs() > 1e-6).any(0)
            inside = changed[top:bottom, left:right].float().mean()
            assert not changed.sum() - changed[top:bottom, left:right].sum()
            assert inside > 0.9 if DAMAGES[label] in ("noisy", "dark", "negative") else inside == 0

    @pytest.mark.parametrize("kind", DAMAGES)
    def test_a_damage_changes_a_texture_and_keeps_its_size(self, kind):
        square = torch.rand(2, 3, 20, 20, generator=torch.Generator().manual_seed(0))
        changed = damage(square, kind, torch.Generator().manual_seed(1))
        assert changed.shape == square.shape and changed.min() >= 0 and changed.max() <= 1
        assert (changed - square).abs().mean() > 0.05

    def test_held_out_pieces_are_the_same_every_time_and_others_in_each_split(self):
        rng = np.random.RandomState(0)
        data = Damaged([rng.randint(0, 255, (3, 50, 50)).astype(np.uint8) for _ in range(5)], judged=8)
        first, again, other = (data.held_out(s, d).images for s, d in (("test", 0), ("test", 0), ("test", 1)))
        assert torch.equal(first, again) and not torch.equal(first, other)
        assert not torch.equal(first, data.held_out("validation", 0).images)

    def test_files_of_all_kinds_are_read(self, tmp_path):
        draw(tmp_path / "a.png", size=(200, 160))
        draw(tmp_path / "deep" / "b.JPG", size=(30, 60), mode="L")
        draw(tmp_path / "c.gif", mode="P")
        (tmp_path / "notes.txt").write_text("no picture")
        for hidden in (tmp_path / ".hidden.png", tmp_path / ".checkpoints" / "d.png"):
            hidden.parent.mkdir(exist_ok=True)
            hidden.write_text("no picture")
        data = experiments.folder(tmp_path, size=24)
        assert [picture.shape for picture in data.pictures] == [(3, 72, 90), (3, 30, 40), (3, 60, 30)]

    def test_what_is_transparent_lies_on_white(self, tmp_path):
        for k in range(3):
            Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(tmp_path / f"{k}.png")
        assert all((picture == 255).all() for picture in experiments.folder(tmp_path, size=24).pictures)


class TestOneSentence:
    def says(self, function, path, words):
        with pytest.raises(ValueError) as caught:
            function(path, size=24)
        assert words in str(caught.value) and "\n" not in str(caught.value)

    def test_no_folder(self, tmp_path):
        for function in (experiments.folder, experiments.labelled):
            self.says(
                function, tmp_path / "cats", f"there is no folder '{tmp_path / 'cats'}': check the name"
            )

    def test_empty(self, tmp_path):
        self.says(experiments.folder, tmp_path, "has 0 pictures (.png, .jpg")
        self.says(experiments.labelled, tmp_path, "has no folders in it: it needs one for every class")

    def test_one_class(self, tmp_path):
        self.says(
            experiments.labelled, classes(tmp_path, cat=5), "has 1 class, 'cat': a comparison needs two or"
        )

    def test_a_class_with_few_pictures(self, tmp_path):
        self.says(
            experiments.labelled, classes(tmp_path, cat=5, dog=4), "the class 'dog' has 4 pictures (.png"
        )
        (tmp_path / "empty").mkdir()
        self.says(experiments.labelled, tmp_path, "the class 'empty' has 0 pictures (.png")

    @pytest.mark.parametrize("content", [b"", b"this is a text", None])
    def test_a_picture_that_cannot_be_read(self, tmp_path, content):
        for name in ("cat", "dog"):
            classes(tmp_path, **{name: 5})
        bad = tmp_path / "dog" / "3.png"
        bad.write_bytes(bad.read_bytes()[:60] if content is None else content)
        for function in (experiments.folder, experiments.labelled):
            self.says(function, tmp_path, "'3.png' is")

    @pytest.mark.parametrize("kind, name", [(np.uint16, "3.png"), (np.int32, "3.tif"), (np.float32, "3.tif")])
    def test_more_than_eight_bits(self, tmp_path, kind, name):
        classes(tmp_path, cat=5, dog=5)
        Image.fromarray(np.arange(1600).reshape(40, 40).astype(kind)).save(tmp_path / "dog" / name)
        for function in (experiments.folder, experiments.labelled):
            self.says(function, tmp_path, f"'{name}' has more than 8 bits a colour")

    def test_a_size_that_shows_nothing(self, tmp_path):
        for size in (8, 32.5):
            with pytest.raises(ValueError, match=f"size is a whole number of pixels, 24 or more, got {size}"):
                experiments.folder(tmp_path, size=size)
