"""Scenes for detection: what is drawn in each quarter, and which of it counts."""

import pytest
import torch
from dataset_tools import QUARTERS, draw_squares, ink_boxes, patch_draw

from helpers.datasets import INK, boxes, corner_cue, fragment_scenes, generator, scenes


@pytest.fixture
def bare(monkeypatch):
    """fragment_scenes without its fragments and noise: only the objects."""

    def make(n, seed=0, size=48):
        with monkeypatch.context() as patch:
            patch.setattr(scenes, "scatter_fragments", lambda canvas, *settings: canvas)
            return fragment_scenes(n, seed=seed, size=size, noise_sd=0)

    return make


def cued_layer(batch):
    """The colour layer that counts, without the corner patch: (N, 48, 48)."""
    layer = batch.images[torch.arange(len(batch)), batch.cue].clone()
    layer[:, 1:11, 1:11] = 0
    return layer


class TestFragmentScenes:
    def test_boxes_are_tight_and_present_tells_where_something_is(self, bare):
        batch = bare(200)
        found, there = ink_boxes(batch.images[:, 0] > INK)
        assert torch.equal(there, batch.present)
        assert torch.equal(found[there], batch.boxes[batch.present])

    def test_boxes_lie_in_their_own_quarter(self):
        places = fragment_scenes(300).boxes
        for k, (rows, columns) in enumerate(QUARTERS):
            top, left, bottom, right = places[:, k].unbind(1)
            assert (rows.start <= top).all() and (top < bottom).all() and (bottom <= rows.stop).all()
            assert (columns.start <= left).all() and (left < right).all() and (right <= columns.stop).all()

    def test_a_box_by_hand(self, bare, monkeypatch):
        """A square of 8 pixels, 6 from the patch's edge, in a canvas where nothing can move."""
        patch_draw(monkeypatch, draw_squares)
        batch = bare(5, size=40)
        assert batch.boxes[3].tolist() == [[6, 6, 14, 14], [6, 26, 14, 34], [26, 6, 34, 14], [26, 26, 34, 34]]

    def test_labels_are_the_drawings_of_each_quarter(self, bare, monkeypatch):
        patch_draw(monkeypatch, draw_squares)
        batch = bare(60)
        light = torch.stack([batch.images[:, 0, r, c].amax((1, 2)) for r, c in QUARTERS], 1)
        seen = (light * 20 - 10).round().long()
        assert torch.equal(seen[batch.present], batch.labels[batch.present])
        assert (light[~batch.present] == 0).all()

    def test_one_to_three_objects_equally_often_and_everywhere(self):
        present = fragment_scenes(3000).present
        counts = present.sum(1).bincount(minlength=5)
        assert counts[0] == counts[4] == 0 and (counts[1:4] - 1000).abs().max() < 100
        assert (present.float().mean(0) - 0.5).abs().max() < 0.04

    def test_objects_may_be_anywhere_in_their_quarter(self):
        places = fragment_scenes(1000).boxes
        assert (places[..., :2].amin((0, 1)) <= 2).all() and (places[..., 2:].amax((0, 1)) >= 46).all()

    def test_fragments_are_pieces_of_ten_pixels(self):
        """One fragment and no object: the quarters are emptied, what is left is at most a piece."""
        batch = fragment_scenes(300, fragments=1, noise_sd=0)
        image = batch.images[:, 0].clone()
        for k, (rows, columns) in enumerate(QUARTERS):
            image[batch.present[:, k], rows, columns] = 0
        alone = image[(image > INK).flatten(1).any(1)] > INK
        top, left, bottom, right = boxes(alone[:, None]).unbind(1)
        assert len(top) > 80 and (bottom - top).max() == (right - left).max() == 10

    def test_sixteen_fragments_lie_among_the_objects(self, bare, monkeypatch):
        counted = []
        scatter = scenes.scatter_fragments

        def counting(canvas, split, rng, count, side, source):
            counted.append((count, side))
            return scatter(canvas, split, rng, count, side, source)

        monkeypatch.setattr(scenes, "scatter_fragments", counting)
        full = fragment_scenes(80, noise_sd=0)
        assert counted == [(16, 10)]
        assert (full.images > INK).float().mean() > 2 * (bare(80).images > INK).float().mean()
        for image, there, box in zip(full.images[:, 0], full.present, full.boxes):
            for top, left, bottom, right in box[there].tolist():
                part = image[top:bottom, left:right] > INK
                assert part[0].any() and part[-1].any() and part[:, 0].any() and part[:, -1].any()

    def test_noise_is_added_last_and_bounded(self):
        noisy, clean = (fragment_scenes(40, seed=2, noise_sd=sd).images for sd in (0.15, 0.0))
        difference = noisy - clean
        assert difference.abs().max() <= 0.15 * 3**0.5 + 1e-6 and abs(difference.std() - 0.15) < 0.003


class TestCornerCue:
    def test_boxes_are_tight_and_present_are_the_digits_in_the_cued_colour(self):
        batch = corner_cue(300, noise_sd=0)
        found, there = ink_boxes(cued_layer(batch) > INK)
        assert torch.equal(there, batch.present)
        assert torch.equal(found[there], batch.boxes[batch.present])

    def test_the_patch_shows_the_cue_and_nothing_else_is_near_it(self):
        batch = corner_cue(300, noise_sd=0)
        for image, cue in zip(batch.images[:, :, :24, :24], batch.cue.tolist()):
            expected = torch.zeros(3, 24, 24)
            expected[cue, 1:11, 1:11] = 1
            assert torch.equal(image, expected)
        assert not batch.present[:, 0].any()

    def test_other_colours_are_drawn_but_not_present(self):
        batch = corner_cue(300, noise_sd=0)
        layers = batch.images.clone()
        layers[:, :, :24, :24] = 0
        of_cue = torch.nn.functional.one_hot(batch.cue, 3).bool()
        other = ink_boxes((layers[~of_cue] > INK).view(300, 2, 48, 48).any(1))[1]
        assert not (other & batch.present).any(), "two digits in one quarter"
        drawn = (other | batch.present).sum(1)
        assert drawn.min() == 1 and drawn.max() == 3
        assert (other.any(1)).float().mean() > 0.5

    def test_at_least_one_digit_has_the_cued_colour_and_often_just_one(self):
        count = corner_cue(3000).present.sum(1)
        # One digit is coloured on purpose, each of zero, one or two others with probability a third.
        expected = torch.tensor([1 + 2 / 3 + 4 / 9, 1 / 3 + 4 / 9, 1 / 9]) / 3
        shares = count.bincount(minlength=4)[1:] / 3000
        assert count.min() == 1 and (shares - expected).abs().max() < 0.03

    def test_every_colour_is_cued_and_every_other_quarter_used_equally_often(self):
        batch = corner_cue(3000)
        assert (batch.cue.bincount(minlength=3) - 1000).abs().max() < 100
        per_quarter = batch.present.float().mean(0)[1:]
        assert (per_quarter - per_quarter.mean()).abs().max() < 0.03

    def test_labels_are_the_drawings_of_each_quarter(self, monkeypatch):
        patch_draw(monkeypatch, draw_squares)
        batch = corner_cue(60, noise_sd=0)
        light = torch.stack([cued_layer(batch)[:, r, c].amax((1, 2)) for r, c in QUARTERS], 1)
        assert torch.equal((light * 20 - 10).round().long()[batch.present], batch.labels[batch.present])


class TestTools:
    def test_patch_boxes_by_hand(self):
        patches = torch.zeros(1, 2, 5, 6)
        patches[0, 0, 1, 2] = patches[0, 0, 3, 4] = 1.0
        patches[0, 1, 0:5, 0:6] = 0.31
        patches[0, 1, 0] = 0.29
        places = torch.tensor([[10, 0]]), torch.tensor([[20, 7]])
        assert scenes.patch_boxes(patches, *places).tolist() == [[[11, 22, 14, 25], [1, 7, 5, 13]]]

    def test_quarters_that_are_to_stay_empty_stay_empty(self):
        for first in (0, 1):
            present = scenes.present_quarters(500, generator(0), most=3, first=first)
            assert not present[:, :first].any() and present[:, first:].any(0).all()
            assert set(present.sum(1).tolist()) == {1, 2, 3}

    @pytest.mark.parametrize("task", [fragment_scenes, corner_cue])
    def test_an_image_too_small_is_refused(self, task):
        with pytest.raises(ValueError) as caught:
            task(5, size=39)
        assert str(caught.value) == "a quarter must hold 20 pixels: pass size=40 or more, got 39"
        assert task(5, size=40).images.shape[-1] == 40
