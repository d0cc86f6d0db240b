"""The still figures of lesson 09 draw what they are given."""

import numpy as np
import pytest
import torch
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from helpers import datasets
from helpers.experiments import boxes
from helpers.networks.detector import target_heatmap
from helpers.plots import cue, detection as plots, figures

SCENES = datasets.fragment_scenes(8, "test", 77)
COLOURED = datasets.corner_cue(8, "test", 77)


def drawn(figure):
    """How many boxes a figure's axes hold, axis by axis."""
    assert isinstance(figure, Figure)
    assert len(figures.png_of(figure)) > 3000
    lines = [[c for c in axis.collections if isinstance(c, LineCollection)] for axis in figure.axes]
    return [sum(len(c.get_segments()) for c in of_axis) for of_axis in lines]


def test_frames_stand_on_the_borders_of_pixels():
    assert plots.frames([[0, 2, 3, 4]]) == [[(1.5, -0.5), (3.5, -0.5), (3.5, 2.5), (1.5, 2.5), (1.5, -0.5)]]
    assert plots.frames(torch.zeros(0, 4)) == []


def test_colours_are_grey_or_three_and_stay_in_range():
    assert plots.colours(SCENES.images[0]).shape == (48, 48)
    assert plots.colours(COLOURED.images[0]).shape == (48, 48, 3)
    assert plots.colours(COLOURED.images[0]).max() <= 1 and plots.colours(SCENES.images[0]).min() >= 0


@pytest.mark.parametrize("batch", [SCENES, COLOURED], ids=["fragments", "cue"])
def test_the_puzzle_outlines_every_true_box_once(batch):
    counts = drawn(plots.puzzle(batch, 5))
    assert counts == [0] * 5 + batch.present[:5].sum(1).tolist()


def test_the_target_shows_the_numbers():
    small = target_heatmap(torch.tensor([[[2, 2, 10, 10]]]), torch.ones(1, 1, dtype=torch.bool), 3)[0]
    heat = target_heatmap(SCENES.boxes, SCENES.present, 12)
    figure = plots.target([2, 2, 10, 10], small, SCENES, heat)
    assert [text.get_text() for text in figure.axes[1].texts][3:6] == ["0.46", "1.00", "0.46"]
    assert drawn(figure)[0] == 1


def test_decoding_shows_both_sets_of_boxes():
    every, peaks = torch.tensor([[1.0, 1, 9, 9]] * 4), torch.tensor([[1.0, 1, 9, 9]])
    assert drawn(plots.decoding(SCENES.images[0], torch.zeros(12, 12), every, peaks))[2:4] == [4, 1]


def test_the_curve_marks_thresholds_and_names_the_area():
    scores, right = torch.tensor([0.9, 0.8, 0.4]), torch.tensor([True, False, True])
    precision, recall = boxes.precision_recall(scores, right, 4)
    area = boxes.area_under(precision, recall)
    scores = scores.sort(descending=True).values
    figure = plots.precision_recall({"AP50": (precision, recall, area, scores)}, (0.3, 0.5, 0.95))
    words = [text.get_text() for text in figure.axes[0].texts]
    assert words == ["0.3", "0.5", f"AP50: area {area:.2f}"]
    assert isinstance(plots.losses(), Figure)


def test_footprints_are_black_where_there_is_no_influence():
    seen = torch.zeros(48, 48)
    seen[20:46, 20:46] = 0.5
    figure = cue.footprints({"plain": seen, "all": seen + 0.01}, (8, 8), [1, 1, 11, 11])
    assert drawn(figure)[:2] == [1, 1]
    masked = figure.axes[0].images[1].get_array().mask
    assert masked[0, 0] and not masked[30, 30]
    assert not np.any(figure.axes[1].images[1].get_array().mask)


def test_places_are_counted_on_one_scale_and_in_words():
    few, many = torch.zeros(12, 12), torch.full((12, 12), 3)
    few[2, 3] = 7
    figure = plots.places({"quarters": few, "anywhere": many})
    assert [axis.images[0].get_clim() for axis in figure.axes[:2]] == [(0, 7), (0, 7)]
    assert "quarters, 1 of 144 places; anywhere, 144 of 144 places" in figure.alt


def test_blind_maps_are_drawn_stage_by_stage_on_a_fixed_scale():
    weights = {"stages.0": torch.rand(3, 1, 24, 24), "stages.1": torch.rand(3, 1, 12, 12)}
    figure = plots.blind_maps(weights)
    for axis, each in zip(figure.axes, weights.values()):
        assert np.allclose(axis.images[0].get_array(), each[0, 0]) and axis.images[0].get_clim() == (0, 1)
