"""The data: the same for the same seed, and the truth that comes with them is the truth."""

from functools import partial

import pytest
import torch
from dataset_tools import poison, same, tensors
from sklearn.datasets import load_digits

from helpers import datasets
from helpers.datasets import (
    PATCH,
    SIZES,
    boxes,
    classes_of,
    cluttered_digits,
    corner_cue,
    cued_colour,
    digit_patches,
    digits,
    fragment_scenes,
    frame,
    generator,
    noise,
    paste,
    plain_digits,
    split_range,
    unreliable_sensors,
    unseen_clutter,
    unseen_sensors,
)

TASKS = {
    "plain_digits": plain_digits,
    "cluttered_digits": cluttered_digits,
    "cluttered_digits, 10 fragments": partial(cluttered_digits, fragments=10, fragment=9),
    "cued_colour": cued_colour,
    "cued_colour, 32 pixels": partial(cued_colour, size=32, shift=4),
    "unreliable_sensors": unreliable_sensors,
    "unseen_sensors": unseen_sensors,
    "unseen_clutter": unseen_clutter,
    "fragment_scenes": fragment_scenes,
    "corner_cue": corner_cue,
}
SCENES = (fragment_scenes, corner_cue)  # test_datasets_scenes.py
UNSEEN = (unseen_sensors, unseen_clutter)  # test_datasets_unseen.py
SPLITS = ("train", "test", "tuning", "validation")
each_task = pytest.mark.parametrize("task", TASKS.values(), ids=TASKS)
each_split = pytest.mark.parametrize("split", SPLITS)


@each_task
class TestEveryTask:
    def test_same_seed_same_data(self, task):
        assert same(task(20, "train", 3), task(20, "train", 3))
        assert not same(task(20, "train", 3), task(20, "train", 4))

    def test_every_split_has_images_of_its_own(self, task):
        batches = [task(20, split, 3) for split in SPLITS]
        for i, batch in enumerate(batches):
            assert not any(same(batch, other) for other in batches[:i])

    def test_a_generator_goes_on_where_it_stopped(self, task):
        rng = generator(3)
        assert same(task(20, "train", rng), task(20, "train", 3))
        assert not same(task(20, "train", rng), task(20, "train", 3))

    def test_the_random_state_outside_is_neither_used_nor_touched(self, task):
        before = torch.get_rng_state()
        first = task(5, "train", 0)
        assert torch.equal(torch.get_rng_state(), before)
        torch.manual_seed(12345)
        assert same(task(5, "train", 0), first)
        torch.set_rng_state(before)

    def test_shapes_and_kinds(self, task):
        batch = task(7, "test", 0)
        n, _, height, width = batch.images.shape
        assert len(batch) == n == 7 and height == width
        assert batch.images.dtype == torch.float32 and batch.labels.dtype == torch.int64
        if task in SCENES:
            assert batch.labels.shape == batch.present.shape == (7, 4) and batch.boxes.shape == (7, 4, 4)
            assert batch.present.dtype == torch.bool and batch.boxes.dtype == torch.int64
            assert batch.mask is None and batch.box is None
        else:
            assert batch.mask.shape == (7, 1, height, width) and batch.mask.dtype == torch.bool
            assert batch.labels.shape == (7,) and batch.box.shape == (7, 4)
            assert batch.boxes is None and batch.present is None

    @each_split
    def test_every_class_occurs(self, task, split):
        count = len(classes_of(split, 0)) if task in UNSEEN else 10
        assert set(task(300, split, 0).labels.flatten().tolist()) == set(range(count))

    @each_split
    def test_nothing_is_drawn_from_another_split(self, task, split, monkeypatch):
        first, last = split_range(split)
        poison(monkeypatch, lambda index, label: (index < first) | (index >= last))
        assert task(60, split, 0).images.abs().max() < 20

    def test_the_poison_would_have_shown(self, task, monkeypatch):
        first, last = split_range("train")
        poison(monkeypatch, lambda index, label: (index >= first) & (index < last))
        assert task(60, "train", 0).images.abs().amax((1, 2, 3)).min() > 20

    def test_an_unknown_split_is_refused(self, task):
        with pytest.raises(ValueError, match="'valid'") as caught:
            task(5, "valid", 0)
        assert all(split in str(caught.value) for split in SPLITS) and "\n" not in str(caught.value)

    def test_an_unknown_source_is_refused(self, task):
        with pytest.raises(ValueError, match=r"source must be one of \('digits', 'garments'\), got 'cats'"):
            task(5, "train", 0, source="cats")


@pytest.mark.parametrize("name", [name for name in TASKS if TASKS[name] not in SCENES])
def test_the_box_is_the_tight_frame_of_the_mask(name):
    batch = TASKS[name](50, "train", 1)
    for mask, (top, left, bottom, right) in zip(batch.mask[:, 0], batch.box.tolist()):
        assert mask.any()
        assert mask.sum() == mask[top:bottom, left:right].sum()
        assert mask[top].any() and mask[bottom - 1].any()
        assert mask[:, left].any() and mask[:, right - 1].any()


@pytest.mark.parametrize(
    "task, labels, total, pixel, box, ink",
    [
        ("plain_digits", [1, 2, 6, 4, 5, 2, 8, 5], 8024.1456, 0.5820, [4, 11, 24, 23], 10438),
        ("cluttered_digits", [4, 8, 2, 4, 1, 9, 9, 2], 14062.5028, 0.1072, [1, 14, 21, 28], 7437),
        ("cued_colour", [1, 2, 8, 4, 0, 7, 5, 2], 26566.1136, 0.6834, [6, 9, 22, 20], 6605),
        ("unreliable_sensors", [1, 2, 6, 4, 5, 2, 8, 5], 314.2817, -2.1672, [6, 8, 20, 16], 7563),
        ("unseen_sensors", [1, 1, 3, 4, 1, 4, 4, 3], 1128.2452, -2.1672, [6, 9, 20, 14], 7491),
        ("unseen_clutter", [5, 2, 5, 4, 3, 4, 4, 0], 9320.9926, 0.3426, [6, 10, 22, 21], 7851),
        ("cued_colour, 32 pixels", [1, 2, 8, 4, 0, 7, 5, 2], 30697.8658, 0.7107, [6, 12, 22, 23], 6605),
        (
            "cluttered_digits, 10 fragments",
            [6, 0, 1, 6, 6, 8, 4, 4],
            25189.976,
            0.4430,
            [12, 21, 26, 31],
            7738,
        ),
    ],
)
def test_pinned(task, labels, total, pixel, box, ink):
    """Literal values: the stored results and the lessons' numbers rest on exactly these data."""
    batch = TASKS[task](64, "train", 0)
    assert batch.labels[:8].tolist() == labels
    assert batch.images.double().sum().item() == pytest.approx(total, abs=0.05)
    assert batch.images[60, -1, 12, 12].item() == pytest.approx(pixel, abs=2e-4)
    assert batch.box[5].tolist() == box
    assert abs(int(batch.mask.sum()) - ink) <= 1


@pytest.mark.parametrize(
    "task, labels, total, pixel, box, present",
    [
        ("fragment_scenes", [2, 6, 6, 5], 46482.6693, 0.9814, [5, 9, 19, 20], [0, 0, 1, 0]),
        ("corner_cue", [3, 9, 4, 6], 17718.4565, 0.2515, [2, 6, 20, 19], [0, 1, 1, 0]),
    ],
)
def test_pinned_scenes(task, labels, total, pixel, box, present):
    batch = TASKS[task](64, "train", 0)
    assert batch.labels[0].tolist() == labels and batch.present[0].int().tolist() == present
    assert batch.images.double().sum().item() == pytest.approx(total, abs=0.05)
    assert batch.images[60, -1, 12, 12].item() == pytest.approx(pixel, abs=2e-4)
    assert batch.boxes[5, 0].tolist() == box


class TestDigits:
    def test_they_are_scikit_learns_with_their_labels(self):
        raw = load_digits()
        theirs = sorted((*image.ravel().tolist(), label) for image, label in zip(raw.images / 16, raw.target))
        images, labels = digits()
        assert theirs == sorted(
            (*image, label) for image, label in zip(images.flatten(1).tolist(), labels.tolist())
        )

    def test_train_and_test_share_no_image(self):
        train, test = (slice(*split_range(split)) for split in ("train", "test"))
        assert (train.start, train.stop, test.start, test.stop) == (0, 1200, 1200, 1797)
        pixels = digits()[0].flatten(1)
        assert torch.cdist(pixels[train], pixels[test]).min() > 0.1

    def test_tuning_and_validation_make_up_train(self):
        assert [split_range(split) for split in ("tuning", "validation")] == [(0, 1000), (1000, 1200)]

    @pytest.mark.parametrize("split, allowed", [("train", range(0, 1200)), ("test", range(1200, 1797))])
    def test_a_split_draws_from_its_own_digits_only(self, split, allowed):
        patches, labels = datasets.draw((400,), split, generator(0), size=20)
        every = digit_patches()[SIZES.index(20)].flatten(1)
        which = torch.cdist(patches.flatten(1), every).argmin(1)
        assert torch.equal(every[which], patches.flatten(1))
        assert all(int(i) in allowed for i in which)
        assert torch.equal(digits()[1][which], labels)

    @pytest.mark.parametrize("split", ["train", "validation"])
    def test_only_the_classes_asked_for_and_all_of_their_drawings(self, split):
        first, last = split_range(split)
        _, labels = datasets.draw((4000,), split, generator(0), classes=[7, 2])
        assert set(labels.tolist()) == {2, 7}
        of_split = digits()[1][first:last]
        share = (of_split == 2).sum() / ((of_split == 2) | (of_split == 7)).sum()
        assert abs((labels == 2).float().mean() - share) < 0.03

    def test_sizes_are_all_used_or_the_one_asked_for(self):
        def heights(size):
            patches, _ = datasets.draw((400,), "train", generator(0), size=size)
            return (patches > 0).any(2).float().sum(1)

        assert heights(None).max() == 20 and heights(None).min() <= 14
        assert heights(14).max() == 14
        with pytest.raises(ValueError, match=r"drawings are \(14, 16, 18, 20\) pixels high, got size=15"):
            datasets.draw((4,), "train", generator(0), size=15)

    def test_a_patch_is_its_digit_enlarged_and_centred(self):
        for size, patches in zip(SIZES, digit_patches()):
            margin = (PATCH - size) // 2
            outside = torch.ones(PATCH, PATCH, dtype=torch.bool)
            outside[margin : margin + size, margin : margin + size] = False
            assert (patches[:, outside] == 0).all()
            assert patches.min() >= 0 and patches.max() <= 1


class TestBatch:
    def test_slices_lists_and_masks(self):
        batch = unreliable_sensors(6)
        assert same(batch[1:3], batch[[1, 2]])
        assert same(batch[batch.labels == batch.labels[0]][:1], batch[:1])
        part = batch[2:]
        assert len(part) == 4 and torch.equal(part.clean, batch.clean[2:])
        assert part.cue is None and part.distractors is None

    def test_to_moves_everything_that_is_there(self):
        batch = cued_colour(3).to("meta")
        assert {t.device.type for t in tensors(batch).values()} == {"meta"}
        assert set(tensors(batch)) == {"images", "labels", "mask", "cue"}
        assert same(cued_colour(3).to("cpu"), cued_colour(3))


class TestTools:
    def test_noise_has_mean_0_and_spread_1_and_is_bounded(self):
        values = noise((100_000,), generator(0))
        assert abs(values.mean()) < 0.01 and abs(values.std() - 1) < 0.01
        assert values.abs().max() <= 3**0.5

    def test_paste_by_hand_keeps_the_brighter(self):
        patches = torch.tensor([[[[1.0, 2.0], [3.0, 4.0]], [[5.0, 1.0], [1.0, 1.0]]]])
        canvas = paste(torch.zeros(1, 3, 4), patches, torch.tensor([[0, 1]]), torch.tensor([[0, 1]]))
        assert canvas[0].tolist() == [[1, 2, 0, 0], [3, 5, 1, 0], [0, 1, 1, 0]]

    @pytest.mark.parametrize("task", [plain_digits, cued_colour])
    def test_a_canvas_too_small_is_refused(self, task):
        with pytest.raises(ValueError, match="do not fit on 21 x 21 pixels: pass a larger size"):
            task(50, size=21)

    @pytest.mark.parametrize("top", [-1, 2])
    def test_paste_refuses_what_does_not_fit(self, top):
        with pytest.raises(ValueError, match="do not fit on 3 x 4 pixels: pass a larger size"):
            paste(torch.zeros(1, 3, 4), torch.ones(1, 1, 2, 2), torch.tensor([[top]]), torch.tensor([[0]]))

    def test_cut_by_hand(self):
        patch = torch.arange(16.0).view(1, 1, 4, 4)
        piece = datasets.cut(patch, torch.tensor([[1]]), torch.tensor([[2]]), 2)
        assert piece[0, 0].tolist() == [[6, 7], [10, 11]]

    def test_boxes_by_hand(self):
        mask = torch.zeros(1, 1, 5, 6, dtype=torch.bool)
        mask[0, 0, 1, 2] = mask[0, 0, 3, 4] = True
        assert boxes(mask).tolist() == [[1, 2, 4, 5]]

    def test_a_frame(self):
        assert frame(5, 1).tolist() == [[1] * 5, *[[1, 0, 0, 0, 1]] * 3, [1] * 5]
