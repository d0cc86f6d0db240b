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


def results_of(values):
    """Stored results with ten seeds: {variant: {metric: mean}}."""
    rng = np.random.RandomState(0)
    rows = [
        {
            "variant": variant,
            "seed": seed,
            "params": 9,
            "metrics": {m: v + 0.01 * rng.randn() for m, v in of.items()},
        }
        for variant, of in values.items()
        for seed in range(10)
    ]
    return {"rows": rows}


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


def test_channels_stand_in_groups_by_the_cue_that_opens_them():
    means = np.array([[0.9, 0.1, 0.2, 0.1], [0.1, 0.8, 0.3, 0.2], [0.1, 0.2, 0.4, 0.9]])
    assert cue.in_groups(means).tolist() == [0, 1, 3, 2]
    figure = cue.gates_by_cue({0: means, 2: means})
    assert "stage 3, 4 channels" in figure.axes[1].get_title(loc="left")
    assert "by 0.62 on average" in figure.axes[0].get_title(loc="left")
    assert len(figures.png_of(figure)) > 3000


def test_gates_are_averaged_cue_by_cue():
    weights, cues = torch.arange(6.0).view(6, 1, 1, 1) / 10, torch.tensor([0, 1, 2, 0, 1, 2])
    means = cue.by_cue([weights, weights * 2], cues)
    assert np.allclose(means[0].ravel(), [0.15, 0.25, 0.35])
    assert np.allclose(means[1], 2 * means[0])


def test_swaps_have_a_row_for_every_change():
    changed = {"AP50": 0.9, "mean": 0.7, "other image": 0.5}
    results = results_of({"plain": {"AP50": 0.7}, "gate": changed, "squeeze": changed})
    figure = cue.swaps({"one": (results, ["gate", "squeeze"]), "two": (results, ["gate"])}, {"gate": "map"})
    labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert labels == ["map: its own", "averaged", "another image's"] + [
        "squeeze: its own",
        "averaged",
        "another image's",
    ]
    assert len(figures.png_of(figure)) > 3000
