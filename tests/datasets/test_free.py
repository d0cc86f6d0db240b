"""Tasks without their shortcuts: fragments have no straight edges, digits stand anywhere."""

import pytest
import torch

from helpers import datasets
from helpers.datasets import free, tasks
from helpers.networks.detector import STRIDE, centres

SCENES = (datasets.free_scenes, datasets.free_corner_cue)


class TestFade:
    """The round brightness of a fragment."""

    @pytest.mark.parametrize("side", (7, 8, 10, 11))
    def test_nothing_is_left_on_the_rim_and_all_in_the_middle(self, side):
        window = free.fade(side)
        assert window[0, 0] == window[0, -1] == window[-1, 0] == 0, "no corner"
        assert window[side // 2, side // 2] == 1
        assert torch.equal(window, window.mT) and torch.equal(window, window.flip(0))
        assert window[0].max() < 0.5, "a side is faint"

    def test_no_fragment_ends_in_a_bright_straight_edge(self):
        """In ink alone a straight cut ends at 1, a faded rim at 0.4 or less."""
        white = torch.ones(1, 1, datasets.PATCH, datasets.PATCH)
        for scatter, least, most in ((tasks.scatter_fragments, 1, 1), (free.scatter_soft_fragments, 0, 0.4)):
            canvas = torch.zeros(1, 40, 40)
            with pytest.MonkeyPatch.context() as patch:
                for module in (tasks, free):
                    patch.setattr(module, "draw", lambda *_: (white, None))
                scatter(canvas, "train", torch.Generator().manual_seed(0), 1, 10)
            rows = canvas[0][canvas[0].any(1)]
            assert least <= rows[0].max() <= most


class TestFreePlaces:
    """Where digits may stand."""

    def test_none_near_another_and_all_on_the_image(self):
        place, there = datasets.free_places(500, torch.Generator().manual_seed(1), 48)
        assert place.shape == (2, 500, 3) and there.shape == (500, 3)
        assert there[:, 0].all() and there.float().mean() > 0.95
        assert place.min() >= 0 and place.max() <= 48 - datasets.PATCH
        for a, b in ((0, 1), (0, 2), (1, 2)):
            apart = (place[:, :, a] - place[:, :, b]).abs().amax(0)
            assert (apart >= free.APART)[there[:, a] & there[:, b]].all()

    def test_the_corner_is_kept_free(self):
        place, there = datasets.free_places(500, torch.Generator().manual_seed(1), 48, keep_out=11)
        assert (place >= 11).any(0)[there].all()

    def test_centres_are_everywhere(self):
        """The old scenes have their centres on two dozen places of the heatmap."""
        found = []
        for scenes in (datasets.fragment_scenes, datasets.free_scenes):
            batch = scenes(1000)
            centre, _ = centres(batch.boxes[batch.present])
            found.append(len(centre.long().unique(dim=0)))
        assert found[0] < 30 and found[1] > 60
        assert STRIDE == 4

    def test_one_sentence_when_no_digit_fits(self):
        with pytest.raises(ValueError, match="pass size=20 or more, got 19"):
            datasets.free_places(2, torch.Generator(), 19)


@pytest.mark.parametrize("scenes", SCENES)
def test_scenes_tell_their_truth(scenes):
    batch, again = scenes(300, "test", 4), scenes(300, "test", 4)
    assert torch.equal(batch.images, again.images)
    assert batch.boxes.shape == (300, 3, 4) and batch.present.any(1).all()
    colour = batch.images if batch.cue is None else batch.images[torch.arange(300), batch.cue][:, None]
    for image, boxes, present in zip(colour[:50], batch.boxes, batch.present):
        for top, left, bottom, right in boxes[present].tolist():
            assert image[0, top:bottom, left:right].amax(1).min() > 0.1, "ink in every row of the box"


def test_soft_clutter_is_clutter_with_other_fragments():
    batch = datasets.soft_clutter(50, "test", 3)
    assert batch.images.shape == (50, 1, 40, 40) and len(batch.labels.unique()) == 10
    assert not (batch.mask & batch.distractors).any() and batch.mask.flatten(1).any(1).all()
    alone = datasets.soft_clutter(50, "test", 3, fragments=0)
    assert not alone.distractors.any()
