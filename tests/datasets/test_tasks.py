"""The tasks with one digit to name: what is drawn is what the truth says, by hand on squares."""

import pytest
import torch
from dataset_tools import brightness_label, draw_squares, patch_draw

from helpers import datasets
from helpers.datasets import (
    INK,
    boxes,
    cluttered_digits,
    cued_colour,
    frame,
    plain_digits,
    unreliable_sensors,
)


@pytest.fixture
def squares(monkeypatch):
    """Every digit becomes a square whose brightness tells its label."""
    patch_draw(monkeypatch, draw_squares)


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


MAKERS = ("plain_digits", "cluttered_digits", "cued_colour", "unreliable_sensors", "fragment_scenes")
MAKERS += ("corner_cue", "unseen_sensors", "unseen_clutter")


@pytest.mark.parametrize("name", MAKERS)
@pytest.mark.parametrize("n", [0, -1, 2.5, "many"])
def test_no_image_is_said_in_a_sentence(name, n):
    with pytest.raises(ValueError, match=f"must be a whole number, 1 or more, got {n!r}$"):
        getattr(datasets, name)(n)
