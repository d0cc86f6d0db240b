"""Maps without the look, or without a place: what each change leaves, and how a network is asked."""

import torch

from helpers import datasets, networks
from helpers.attention import SpatialAttention
from helpers.experiments import learned_places as places
from helpers.gates import by_method as gates

MAPS = torch.tensor([[[[0.2, 0.4]]], [[[0.4, 0.8]]]])  # two images, two places
AVERAGE = torch.tensor([[[[0.3, 0.6]]]])


def test_always_has_the_place_and_no_look():
    assert torch.equal(places.always(AVERAGE)(MAPS), AVERAGE.expand(2, 1, 1, 2))
    assert torch.allclose(places.always(places.flat(AVERAGE))(MAPS), torch.full((2, 1, 1, 2), 0.45))


def test_less_leaves_the_same_mean_at_every_place_and_the_look():
    left = places.less(AVERAGE)(MAPS)
    assert torch.allclose(left, torch.tensor([[[[0.35, 0.25]]], [[[0.55, 0.65]]]]))
    assert torch.allclose(left.mean(0), torch.full((1, 1, 2), 0.45))
    assert places.less(AVERAGE)(MAPS * 0).min() == 0, "no weight below 0"


def test_a_moved_map_fits_no_group():
    groups = places.group_places()
    assert groups.sum() > 16 and not (groups & groups.roll((places.MOVED, places.MOVED), (0, 1))).any()


def test_auroc_by_hand():
    assert places.auroc(torch.tensor([2.0, 1.0]), torch.tensor([1.0, 0.0])) == 3.5 / 4


def test_every_gate_gets_its_own_map_and_the_network_is_left_as_it_was():
    gated = networks.build(networks.CentreDetector, 0, attention=lambda channels: SpatialAttention(norm=True))
    images = datasets.fragment_scenes(4, "test", 0).images
    own = places.average_maps(gated.eval(), images)
    changes = places.changes_of(own, own)["average map"]
    with places.changed(gated, changes), gates.record(gated) as seen, torch.no_grad():
        gated(images)
    for name, maps in seen.items():
        assert torch.equal(maps, own[name].expand_as(maps)), "the average of the untouched network"
    again = places.average_maps(gated, images)
    assert all(torch.equal(again[name], own[name]) for name in own)


def test_a_network_is_judged_with_each_map_and_a_plain_one_as_it_is(monkeypatch):
    monkeypatch.setattr(places, "BATCHES", 1)
    monkeypatch.setattr(places, "SCENES", 8)
    batch = datasets.fragment_scenes(4, "test", 0)
    gated = networks.build(networks.CentreDetector, 0, attention=lambda channels: SpatialAttention(norm=True))
    before = {name: value.clone() for name, value in gated.state_dict().items()}
    scores = places.score_maps(gated.eval(), batch, datasets.fragment_scenes)
    assert all(torch.equal(value, before[name]) for name, value in gated.state_dict().items())
    assert scores["own maps, AP50"] == scores["AP50"] and "groups, stage 4" in scores
    plain = networks.build(networks.CentreDetector, 0).eval()
    assert set(places.score_maps(plain, batch, datasets.fragment_scenes)) == {"AP50", "AP75"}
