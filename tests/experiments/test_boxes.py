"""Matching of boxes, precision and recall, and their area: by pencil, and against torchmetrics."""

import pytest
import torch

from helpers import datasets, networks
from helpers.experiments import boxes, metrics


def random_found(batch, seed=0):
    """Boxes near the true ones and boxes anywhere, in every image best first."""
    rng = torch.Generator().manual_seed(seed)
    found = []
    for true in batch.boxes.float():
        near = true[torch.randint(4, (6,), generator=rng)] + 4 * torch.rand((6, 4), generator=rng) - 2
        scores = torch.rand(6, generator=rng).sort(descending=True).values
        found.append((near, scores))
    return found


@pytest.mark.parametrize("overlap, name", [(0.5, "AP50"), (0.75, "AP75")])
def test_the_area_is_what_torchmetrics_says(overlap, name):
    batch = datasets.fragment_scenes(60, "test", 3)
    found = random_found(batch)
    precision, recall = boxes.precision_recall(*boxes.matched_all(found, batch, overlap))
    wanted = metrics.average_precision(found, batch)[name]
    assert 0.05 < wanted < 0.95
    assert boxes.area_under(precision, recall) == pytest.approx(wanted, abs=1e-6)


def test_five_boxes_by_pencil():
    scores = torch.tensor([0.6, 0.9, 0.5, 0.8, 0.7])
    right = torch.tensor([True, True, False, True, False])
    precision, recall = boxes.precision_recall(scores, right, 4)
    assert precision.tolist() == pytest.approx([1, 1, 2 / 3, 3 / 4, 3 / 5])
    assert recall.tolist() == [0.25, 0.5, 0.5, 0.75, 0.75]
    assert boxes.area_under(precision, recall) == pytest.approx((51 * 1 + 25 * 0.75) / 101)


def test_a_true_box_is_found_once_and_by_the_better_box():
    true = torch.tensor([[0, 0, 10, 10], [20, 20, 30, 30]])
    found = torch.tensor([[0.0, 0, 10, 10], [0, 0, 10, 9], [20, 20, 30, 34], [40, 40, 50, 50]])
    assert boxes.matched(found, true).tolist() == [True, False, True, False]
    assert boxes.matched(found, true, 0.75).tolist() == [True, False, False, False]


def test_a_box_takes_the_true_box_that_it_overlaps_most():
    true = torch.tensor([[0.0, 0, 10, 10], [0, 2, 10, 12]])
    found = torch.tensor([[0.0, 2, 10, 12], [0, 0, 10, 10]])
    assert boxes.matched(found, true).tolist() == [True, True]


def test_an_image_without_objects_or_without_boxes():
    some, none = torch.tensor([[0.0, 0, 10, 10]]), torch.zeros(0, 4)
    assert boxes.matched(some, none).tolist() == [False]
    assert boxes.matched(none, some).tolist() == []


def test_counts_at_a_threshold():
    scores, right = torch.tensor([0.9, 0.6, 0.3]), torch.tensor([True, False, True])
    assert boxes.counted(scores, right, 4, 0.5) == (1, 3, 1, 0.5, 0.25)
    assert boxes.counted(scores, right, 4, 0.95) == (0, 4, 0, None, 0.0)
    assert boxes.counted(scores, right, 4, 0.3) == (2, 2, 1, 2 / 3, 0.5)


def test_matching_does_not_change_what_it_is_given():
    batch = datasets.fragment_scenes(5, "test", 0)
    found = random_found(batch)
    before = [b.clone() for b, _ in found]
    boxes.matched_all(found, batch)
    assert all(torch.equal(a, b) for a, (b, _) in zip(before, found))


def test_networks_decode_gives_boxes_best_first():
    batch = datasets.fragment_scenes(4, "test", 0)
    net = networks.build(networks.CentreDetector, 0).eval()
    for of_image, scores in networks.decode(net(batch.images)):
        assert len(of_image) == len(scores)
        assert torch.equal(scores, scores.sort(descending=True).values)


def test_decoded_boxes_are_among_those_of_every_place():
    batch = datasets.fragment_scenes(3, "test", 0)
    with torch.no_grad():
        output = networks.build(networks.CentreDetector, 0).eval()(batch.images)
    everywhere, scores = boxes.at_every_place(output)
    assert everywhere.shape == (3, 144, 4) and scores.shape == (3, 144)
    for (found, best), places, all_scores in zip(networks.decode(output), everywhere, scores):
        which = (all_scores[None] == best[:, None]).int().argmax(1)
        assert torch.allclose(places[which], found, atol=1e-4)
