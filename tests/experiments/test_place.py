"""Maps without the look, without the place, and without both: what each change leaves of a map."""

import torch

from helpers import datasets, networks
from helpers.attention import SpatialAttention
from helpers.experiments import place

MAPS = torch.tensor([[[[0.2, 0.4]]], [[[0.4, 0.8]]]])  # two images, two places


def test_the_average_map_has_the_place_and_no_look():
    assert torch.allclose(place.average_map(MAPS), torch.tensor([0.3, 0.6]).expand(2, 1, 1, 2))


def test_one_number_has_neither():
    assert torch.allclose(place.one_number(MAPS), torch.full((2, 1, 1, 2), 0.45))


def test_without_the_place_every_place_has_the_same_mean_and_the_images_still_differ():
    left = place.without_the_place(MAPS)
    assert torch.allclose(left, torch.tensor([[[[0.35, 0.25]]], [[[0.55, 0.65]]]]))
    assert torch.allclose(left.mean(0), torch.full((1, 1, 2), 0.45))


def test_a_network_is_judged_with_each_map_and_a_plain_one_as_it_is():
    batch = datasets.fragment_scenes(4, "test", 0)
    gated = networks.build(networks.CentreDetector, 0, attention=lambda channels: SpatialAttention())
    scores = place.score_place(gated.eval(), batch)
    assert set(scores) == {"AP50", "AP75"} | {f"{c}, AP{k}" for c in place.CHANGED for k in (50, 75)}
    plain = networks.build(networks.CentreDetector, 0).eval()
    assert set(place.score_place(plain, batch)) == {"AP50", "AP75"}
