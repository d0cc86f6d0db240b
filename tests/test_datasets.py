"""The data: the same for the same seed, and the truth that comes with them is the truth."""

import pytest
import torch
from sklearn.datasets import load_digits

from helpers import datasets
from helpers.datasets import tasks
from helpers.datasets import (
    INK,
    PATCH,
    SIZES,
    boxes,
    cluttered_digits,
    cued_colour,
    digit_patches,
    digits,
    frame,
    generator,
    noise,
    paste,
    plain_digits,
    split_range,
    unreliable_sensors,
)

TASKS = [plain_digits, cluttered_digits, cued_colour, unreliable_sensors]
each_task = pytest.mark.parametrize("task", TASKS, ids=lambda task: task.__name__)


def tensors(batch):
    return {name: value for name, value in vars(batch).items() if value is not None}


def same(a, b):
    a, b = tensors(a), tensors(b)
    return list(a) == list(b) and all(torch.equal(a[name], b[name]) for name in a)


@each_task
class TestEveryTask:
    def test_same_seed_same_data(self, task):
        assert same(task(20, "train", 3), task(20, "train", 3))
        assert not same(task(20, "train", 3), task(20, "train", 4))
        assert not same(task(20, "train", 3), task(20, "test", 3))

    def test_a_generator_goes_on_where_it_stopped(self, task):
        rng = generator(3)
        assert same(task(20, "train", rng), task(20, "train", 3))
        assert not same(task(20, "train", rng), task(20, "train", 3))

    def test_the_random_state_outside_is_neither_used_nor_touched(self, task):
        before = torch.get_rng_state()
        task(5, "train", 0)
        assert torch.equal(torch.get_rng_state(), before)

    def test_shapes_and_kinds(self, task):
        batch = task(7, "test", 0)
        n, _, height, width = batch.images.shape
        assert len(batch) == n == 7 and height == width
        assert batch.images.dtype == torch.float32 and batch.labels.dtype == torch.int64
        assert batch.mask.shape == (7, 1, height, width) and batch.mask.dtype == torch.bool
        assert batch.box.shape == (7, 4)

    def test_the_box_is_the_tight_frame_of_the_mask(self, task):
        batch = task(50, "train", 1)
        for mask, (top, left, bottom, right) in zip(batch.mask[:, 0], batch.box.tolist()):
            assert mask.any()
            assert mask.sum() == mask[top:bottom, left:right].sum()
            assert mask[top].any() and mask[bottom - 1].any()
            assert mask[:, left].any() and mask[:, right - 1].any()

    def test_every_digit_occurs(self, task):
        assert set(task(300, "test", 0).labels.tolist()) == set(range(10))

    def test_an_unknown_split_is_refused(self, task):
        with pytest.raises(ValueError, match='split must be "train" or "test", got \'valid\''):
            task(5, "valid", 0)


@pytest.mark.parametrize(
    "task, labels, total, pixel, box, ink",
    [
        (plain_digits, [1, 2, 6, 4, 5, 2, 8, 5], 8024.1456, 0.5820, [4, 11, 24, 23], 10438),
        (cluttered_digits, [4, 8, 2, 4, 1, 9, 9, 2], 14062.5028, 0.1072, [1, 14, 21, 28], 7437),
        (cued_colour, [1, 2, 8, 4, 0, 7, 5, 2], 26566.1136, 0.6834, [6, 9, 22, 20], 6605),
        (unreliable_sensors, [1, 2, 6, 4, 5, 2, 8, 5], 314.2817, -2.1672, [6, 8, 20, 16], 7563),
    ],
)
def test_pinned(task, labels, total, pixel, box, ink):
    """Literal values: the stored results and the lessons' numbers rest on exactly these data."""
    batch = task(64, "train", 0)
    assert batch.labels[:8].tolist() == labels
    assert batch.images.double().sum().item() == pytest.approx(total, abs=0.05)
    assert batch.images[60, -1, 12, 12].item() == pytest.approx(pixel, abs=2e-4)
    assert batch.box[5].tolist() == box
    assert abs(int(batch.mask.sum()) - ink) <= 1


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

    @pytest.mark.parametrize("split, allowed", [("train", range(0, 1200)), ("test", range(1200, 1797))])
    def test_a_split_draws_from_its_own_digits_only(self, split, allowed):
        patches, labels = datasets.draw((400,), split, generator(0), size=20)
        every = digit_patches()[SIZES.index(20)].flatten(1)
        which = torch.cdist(patches.flatten(1), every).argmin(1)
        assert torch.equal(every[which], patches.flatten(1))
        assert all(int(i) in allowed for i in which)
        assert torch.equal(digits()[1][which], labels)

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
        assert set(tensors(batch)) == {"images", "labels", "mask", "box", "cue"}
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


@pytest.fixture
def squares(monkeypatch):
    """Every digit becomes a square whose brightness tells its label: 0.5 + label / 20."""

    def draw(shape, split, rng, size=None, source="digits", classes=None):
        labels = torch.randint(10, shape, generator=rng)
        patches = torch.zeros(*shape, PATCH, PATCH)
        patches[..., 6:14, 6:14] = (0.5 + labels / 20)[..., None, None]
        return patches, labels

    datasets.sensor_optics()  # kept in a cache: it must see the real digits
    monkeypatch.setattr(tasks, "draw", draw)


def brightness_label(images, mask):
    """The label that the brightness under the mask tells: (N, 1, H, W) both -> (N,)."""
    return ((images * mask).amax((1, 2, 3)) * 20 - 10).round().long()


class TestCuedColour:
    def test_the_label_and_mask_are_of_the_digit_in_the_cued_colour(self, squares):
        batch = cued_colour(60, noise_sd=0)
        everyone = torch.arange(60)
        cued = batch.images[everyone, batch.cue, None]
        assert (batch.mask.sum((1, 2, 3)) == 64).all()
        assert torch.equal(brightness_label(cued, batch.mask), batch.labels)

    def test_the_other_two_colours_hold_digits_of_their_own(self, squares):
        batch = cued_colour(200, noise_sd=0)
        inner = batch.images[:, :, 2:-2, 2:-2].amax((2, 3)) * 20 - 10
        agree = (inner.round() == batch.labels[:, None]).sum(1)
        assert (agree >= 1).all() and (agree == 1).float().mean() > 0.7

    def test_the_frame_has_the_cued_colour_and_nothing_else(self):
        batch = cued_colour(60, noise_sd=0)
        border = frame(24).bool()
        for image, cue in zip(batch.images, batch.cue.tolist()):
            lit = [bool((channel[border] == 1).all()) for channel in image]
            dark = [bool((channel[border] == 0).all()) for channel in image]
            assert lit == [colour == cue for colour in range(3)] and dark == [not on for on in lit]
        assert not (batch.mask[:, 0] & border).any()

    def test_all_colours_are_cued_equally_often(self):
        counts = cued_colour(3000).cue.bincount(minlength=3)
        assert (counts - 1000).abs().max() < 100


class TestClutter:
    def test_the_label_is_the_whole_digits(self, squares):
        batch = cluttered_digits(60, fragments=0, noise_sd=0)
        assert torch.equal(brightness_label(batch.images, batch.mask), batch.labels)
        assert not batch.distractors.any()

    def test_distractors_are_drawn_and_never_on_the_digit(self):
        batch = cluttered_digits(100, noise_sd=0)
        assert not (batch.mask & batch.distractors).any()
        assert batch.distractors.flatten(1).any(1).all()
        assert torch.equal(batch.images > INK, batch.mask | batch.distractors)

    def test_a_fragment_is_smaller_than_a_digit(self):
        batch = cluttered_digits(100, fragments=1)
        visible = batch.distractors[batch.distractors.flatten(1).any(1)]
        top, left, bottom, right = boxes(visible).unbind(1)
        assert len(visible) > 90 and (bottom - top).max() == (right - left).max() == 8
        assert (batch.box[:, 2] - batch.box[:, 0]).min() > 8

    def test_the_digit_may_be_anywhere(self):
        batch = cluttered_digits(500)
        assert batch.box[:, :2].min() <= 2 and batch.box[:, 2:].max() >= 38


class TestPlain:
    def test_the_label_is_the_digits_and_the_mask_its_ink(self, squares):
        batch = plain_digits(60)
        assert torch.equal(brightness_label(batch.images, batch.mask), batch.labels)
        assert torch.equal(batch.mask, batch.images > INK)

    def test_without_shift_it_is_in_the_middle(self, squares):
        assert plain_digits(3, shift=0).box.tolist() == [[10, 10, 18, 18]] * 3


class TestSensors:
    def test_broken_sensors_send_only_noise(self):
        """The same seed without a broken sensor shows what each would have seen."""
        batch, whole = unreliable_sensors(200, seed=4), unreliable_sensors(200, seed=4, broken=0.0)
        assert whole.clean.all()
        assert torch.equal(batch.images[batch.clean], whole.images[batch.clean])
        broken = batch.images[~batch.clean].flatten(1)
        assert broken.abs().max() <= 2 * 3**0.5 + 1e-5
        assert abs(broken.std() - 2) < 0.02 and abs(broken.mean()) < 0.02
        scene = unreliable_sensors(200, seed=4, broken=0.0, noise_sd=0).images[~batch.clean].flatten(1)
        product = (scene * broken).mean(1) / (scene.std(1) * broken.std(1))
        assert abs(product.mean()) < 0.01  # a working sensor: about 0.95

    def test_working_sensors_see_the_scene(self):
        noisy, bare = (unreliable_sensors(300, seed=4, broken=0.0, noise_sd=sd).images for sd in (0.3, 0.0))
        assert (noisy - bare).abs().max() <= 0.3 * 3**0.5 + 1e-5
        assert (bare.std((0, 2, 3)) - 1).abs().max() < 0.1

    def test_six_in_ten_are_broken_and_one_always_works(self):
        clean = unreliable_sensors(2000).clean
        # 0.4 work, and of the rest one in eight is repaired: 0.4 + 0.6 / 8 = 0.475.
        assert abs(clean.float().mean() - 0.475) < 0.015
        assert clean.any(1).all()
        assert (unreliable_sensors(200, broken=1.0).clean.sum(1) == 1).all()

    def test_the_mask_is_the_digit_in_the_scene(self, squares):
        batch = unreliable_sensors(20)
        assert (batch.mask.sum((1, 2, 3)) == 64).all()
