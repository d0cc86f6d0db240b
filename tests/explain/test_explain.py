"""Where maps come from and what they are asked: by hand, against scikit-learn, SciPy and autograd."""

import pytest
import torch
from scipy.stats import spearmanr
from sklearn.metrics import roc_auc_score
from torch import nn

from helpers import experiments, explain, gates, networks, training
from helpers.attention import AttentionPool, PlaceGate, SpatialAttention
from helpers.datasets import cluttered_digits
from helpers.experiments import channels, localisation

BATCH = cluttered_digits(12, "test", 77)


def square(*rows):
    """A map (1, 1, h, w) from its rows."""
    return torch.tensor(rows)[None, None].float()


def net_with(seed=0, **settings):
    return networks.build(networks.ConvNet, seed, **settings).eval()


class TestMaps:
    def test_shuffled_keeps_every_maps_weights_and_moves_them(self):
        maps = torch.rand(3, 2, 5, 4)
        moved = explain.shuffled(maps)
        assert moved.shape == maps.shape and torch.equal(moved, explain.shuffled(maps))
        assert torch.equal(moved.flatten(2).sort(2).values, maps.flatten(2).sort(2).values)
        order = (
            explain.shuffled(torch.arange(20.0).view(1, 1, 5, 4).expand(3, 2, 5, 4)).flatten(2).unique(dim=0)
        )
        assert len(order) == 3, "drawn anew for every map"

    def test_grad_cam_is_what_autograd_says(self):
        net, images = net_with(), BATCH.images
        maps = net.features(images)
        maps.retain_grad()
        logits = net.classify(net.pool(maps))
        logits.max(1).values.sum().backward()
        slope = maps.grad.mean((2, 3), keepdim=True)
        expected = (slope * maps).sum(1, keepdim=True).relu().detach()
        assert expected.max() > 0
        torch.testing.assert_close(explain.grad_cam(net, images), expected)
        torch.testing.assert_close(explain.grad_cam(net, images, chunk=5), expected)

    def test_grad_cam_of_another_class_and_another_layer(self):
        net = net_with()
        second = explain.grad_cam(net, BATCH.images, layer=net.stages[0], target=BATCH.labels)
        assert second.shape == (12, 1, 20, 20) and (second >= 0).all()
        others = [explain.grad_cam(net, BATCH.images, target=torch.full((12,), c)) for c in (0, 1)]
        assert not torch.equal(*others)

    def test_grad_cam_leaves_the_network_as_it_was(self):
        net = net_with()
        before = net(BATCH.images)
        explain.grad_cam(net, BATCH.images)
        assert torch.equal(net(BATCH.images), before)
        assert all(p.grad is None and p.requires_grad for p in net.parameters())

    def test_own_maps_are_those_with_one_weight_per_place(self):
        assert explain.own_maps(net_with(), BATCH.images) == {}
        mixed = net_with(attention=experiments.authors_cbam, attend=(2,), head="attention")
        maps = explain.own_maps(mixed, BATCH.images)
        assert list(maps) == ["stages.2.attention.gates.spatial", "pool"]
        assert all(m.shape == (12, 1, 10, 10) for m in maps.values())
        torch.testing.assert_close(maps["pool"].sum((1, 2, 3)), torch.ones(12))

    def test_the_blob_is_round_and_knows_no_image(self):
        blob = explain.centre_blob(BATCH.images, 9)
        assert blob.shape == (12, 1, 9, 9) and blob[0, 0, 4, 4] == 1
        assert torch.equal(blob[0], blob[5]) and torch.equal(blob, blob.transpose(2, 3))
        one_spread_away = explain.centre_blob(BATCH.images[:1], 5, spread=0.2)[0, 0, 2, 1]
        assert one_spread_away == pytest.approx(torch.tensor(-0.5).exp().item())

    def test_blurred_intensity_is_the_average_of_a_square(self):
        maps = explain.blurred_intensity(BATCH.images, 10)
        square_of_16 = BATCH.images[3, 0, 8:12, 20:24]
        assert maps[3, 0, 2, 5] == pytest.approx(square_of_16.mean().clamp(min=0).item(), abs=1e-6)
        assert (maps >= 0).all()


class TestPlaces:
    def test_the_peak_is_the_middle_of_its_cell(self):
        row, column = explain.peak(square([0, 0], [0, 1]), 8, 8)
        assert (row.item(), column.item()) == (6, 6)
        row, column = explain.peak(square([0, 3, 1]), 2, 12)
        assert (row.item(), column.item()) == (1, 6)

    @pytest.mark.parametrize(
        "box, hit",
        [((1, 0, 3, 2), True), ((0, 0, 1, 3), False), ((2, 1, 3, 2), True), ((1, 1, 2, 2), False)],
    )
    def test_pointing_by_hand(self, box, hit):
        maps = square([0, 0, 0], [0, 0, 0], [0, 9, 8])
        assert explain.pointing(maps, torch.tensor([box]), 3).tolist() == [hit]

    def test_right_and_bottom_are_outside(self):
        maps = square([0, 0], [0, 1])
        assert not explain.pointing(maps, torch.tensor([[0, 0, 1, 2]]), 2).item()
        assert not explain.pointing(maps, torch.tensor([[0, 0, 2, 1]]), 2).item()
        assert explain.pointing(maps, torch.tensor([[1, 1, 2, 2]]), 2).item()

    def test_box_masks_are_the_boxes(self):
        masks = explain.box_mask(BATCH.box, 40)
        assert masks.shape == (12, 1, 40, 40)
        for mask, (top, left, bottom, right) in zip(masks[:, 0], BATCH.box.tolist()):
            expected = torch.zeros(40, 40, dtype=torch.bool)
            expected[top:bottom, left:right] = True
            assert torch.equal(mask, expected)
        assert (masks | ~BATCH.mask).all(), "every digit lies in its box"

    def test_energy_by_hand(self):
        maps = square([0.5, 0.5, 0.5], [0.5, 0.6, 0.5], [0.5, 0.6, 0.5])
        inside = square([0, 0, 0], [0, 1, 0], [0, 1, 0]).bool()
        assert explain.energy(maps, inside).item() == pytest.approx(1.2 / 4.7)
        assert explain.energy(torch.zeros(1, 1, 3, 3), inside).item() == 0

    def test_energy_of_a_uniform_map_is_the_area(self):
        area = BATCH.mask.float().mean((1, 2, 3))
        torch.testing.assert_close(explain.energy(torch.ones(12, 1, 10, 10), BATCH.mask), area)

    def test_a_cell_may_lie_in_the_mask_in_part(self):
        mask = torch.zeros(1, 1, 4, 4, dtype=torch.bool)
        mask[0, 0, 0, :3] = True
        assert explain.cells(mask, torch.ones(1, 1, 2, 2)).flatten().tolist() == [0.5, 0.25, 0, 0]

    @pytest.mark.parametrize("shape", [(12, 1, 7, 10), (12, 1, 10, 9), (3, 1, 10, 10)])
    def test_cells_that_do_not_tile_the_image(self, shape):
        with pytest.raises(ValueError, match=r"must tile images \(12, 1, 40, 40\), one map an image"):
            explain.energy(torch.ones(shape), BATCH.mask)

    def test_auroc_is_scikit_learns(self):
        maps = torch.rand(12, 1, 10, 10, generator=torch.Generator().manual_seed(1)).round(decimals=1)
        large = explain.enlarged(maps, 40, 40)
        found = explain.auroc(maps, BATCH.mask, BATCH.distractors)
        for k in range(12):
            chosen = (BATCH.mask | BATCH.distractors)[k]
            expected = roc_auc_score(BATCH.mask[k][chosen], large[k][chosen])
            assert found[k].item() == pytest.approx(expected, abs=1e-6)

    def test_auroc_without_pixels_is_nan(self):
        nothing = torch.zeros_like(BATCH.mask)
        assert explain.auroc(torch.ones(12, 1, 10, 10), BATCH.mask, nothing).isnan().all()


class Counting(nn.Module):
    """Says 0 with a probability of 0.1, and 0.4 more for each of two pixels that is lit."""

    def __init__(self):
        super().__init__()
        self.pixels = nn.Parameter(square([0, 0, 0], [0, 1, 0], [0, 1, 0]))

    def forward(self, images):
        p = 0.1 + 0.4 * (images * self.pixels).sum((1, 2, 3))
        return torch.stack([p, 1 - p], 1).log()


class TestCurves:
    right = square([5, 5, 5], [5, 6, 5], [5, 6, 5])
    image = torch.ones(1, 1, 3, 3)

    def curve(self, maps, **how):
        return explain.curve(Counting(), self.image, maps, steps=9, **how)[0].tolist()

    def test_deletion_and_insertion_by_hand(self):
        assert self.curve(self.right) == pytest.approx([0.9, 0.5] + [0.1] * 8)
        assert self.curve(-self.right) == pytest.approx([0.9] * 8 + [0.5, 0.1])
        assert self.curve(self.right, insert=True) == pytest.approx([0.1, 0.5] + [0.9] * 8)

    def test_the_area_by_hand(self):
        down = explain.curve(Counting(), self.image, self.right, steps=9)
        assert explain.area(down).item() == pytest.approx(1.7 / 9)
        assert explain.area(torch.ones(2, 5)).tolist() == [1, 1]

    def test_few_steps_take_several_cells_at_once(self):
        assert explain.curve(Counting(), self.image, self.right, steps=3)[0].tolist() == pytest.approx(
            [0.9, 0.1, 0.1, 0.1]
        )

    def test_equal_cells_go_in_their_order(self):
        first = explain.first_cells(torch.ones(1, 1, 2, 3), 2)
        assert first.flatten().tolist() == [1, 1, 0, 0, 0, 0]

    def test_the_answer_is_that_on_the_whole_image(self):
        dark = torch.zeros(1, 1, 3, 3)  # the network says 1, with a probability of 0.9, whatever is gone
        assert explain.curve(Counting(), dark, self.right)[0].tolist() == pytest.approx([0.9] * 11)


class TestRandomisation:
    def test_only_the_named_layers_change(self):
        net = net_with(attention=lambda channels: SpatialAttention(norm=True), attend=(2,))
        before = {name: value.clone() for name, value in net.state_dict().items()}
        other = explain.redrawn(net, ["stages.2"], seed=3).state_dict()
        for name, value in net.state_dict().items():
            assert torch.equal(value, before[name]), "the network itself stays"
            redrawn = name.startswith("stages.2.") and value.dim() == 4
            assert torch.equal(other[name], value) != redrawn, name

    def test_normalisation_forgets_its_statistics(self):
        net = net_with().train()
        net(BATCH.images)
        other = explain.redrawn(net, ["stages.0"])
        assert (other.stages[0].norm.running_mean == 0).all() and not other.training

    def test_it_is_the_same_every_time_and_draws_nothing_from_outside(self):
        state = torch.get_rng_state()
        one, two = (explain.redrawn(net_with(), ["classify"]).classify.weight for _ in range(2))
        assert torch.equal(one, two) and torch.equal(torch.get_rng_state(), state)

    def test_from_the_top(self):
        assert explain.from_the_top(net_with(widths=(4, 8))) == [
            ["classify", "pool"],
            ["classify", "pool", "stages.1"],
            ["classify", "pool", "stages.1", "stages.0"],
        ]

    def test_rank_correlation_is_spearmans(self):
        rng = torch.Generator().manual_seed(0)
        a, b = (torch.rand(5, 1, 6, 6, generator=rng).round(decimals=1) for _ in "ab")
        for k, found in enumerate(explain.rank_correlation(a, b)):
            assert found.item() == pytest.approx(spearmanr(a[k].flatten(), b[k].flatten())[0], abs=1e-5)
        assert explain.rank_correlation(a, -(a**3)).tolist() == pytest.approx([-1] * 5)
        assert explain.rank_correlation(a, torch.ones_like(a)).tolist() == [0] * 5

    def test_a_gates_map_does_not_depend_on_the_layers_behind_it(self):
        net = net_with(attention=PlaceGate, attend=(2,))
        other = explain.redrawn(net, ["classify", "pool"])
        maps = [explain.own_maps(n, BATCH.images)["stages.2.attention"] for n in (net, other)]
        assert torch.equal(*maps)


class TestLocalisation:
    def test_its_networks_are_those_of_clutter(self):
        for name in ("plain", "wide", "gate", "gate added", "attention pooling", "pooling added"):
            recipes = [localisation.RECIPES["localisation"], experiments.EXPERIMENTS["clutter"]]
            assert recipes[0].variants[name] == recipes[1].variants[name]
            nets = [networks.build(r.network, 4, **{**r.settings, **r.variants[name]}) for r in recipes]
            assert all(torch.equal(a, b) for a, b in zip(*(n.state_dict().values() for n in nets)))
        for same in ("steps", "batch_size", "make_batch", "settings"):
            assert getattr(recipes[0], same) == getattr(recipes[1], same)

    def test_untrained_is_the_start(self):
        net = networks.build(localisation.RememberingNet, 2, head="attention")
        with torch.no_grad():
            for p in net.parameters():
                p.add_(1.0)
        fresh = networks.build(networks.ConvNet, 2, head="attention").state_dict()
        found = localisation.untrained(net).state_dict()
        assert found.keys() == fresh.keys() and all(torch.equal(found[k], fresh[k]) for k in fresh)

    def test_perfect_and_hopeless_maps(self):
        truth = explain.cells(BATCH.mask, torch.ones(12, 1, 10, 10))
        found = localisation.located(truth, BATCH)
        assert found["pointing"] == 1 and found["energy"] > 0.8 and found["auroc mask"] > 0.95
        away = localisation.located(1 - explain.cells(explain.box_mask(BATCH.box, 40), truth), BATCH)
        assert away["pointing"] == 0 and away["auroc mask"] < 0.1

    def test_the_last_map_is_the_networks_own(self):
        net = net_with(attention=lambda channels: SpatialAttention(), attend=(1, 2))
        own = explain.own_maps(net, BATCH.images)
        assert torch.equal(localisation.two_maps(net, BATCH.images)[""], own["stages.2.attention"])
        pooled = net_with(head=AttentionPool)
        assert localisation.two_maps(pooled, BATCH.images)[""].shape == (12, 1, 10, 10)

    def test_one_map_alone_is_changed(self):
        net = net_with(attention=lambda channels: SpatialAttention(), attend=(1, 2))
        with torch.no_grad():
            for gate in gates.gates(net).values():
                gate.conv.weight.mul_(30)
        batch = cluttered_digits(12, "test", 77)
        batch.labels = training.predict(net, batch.images).argmax(1)
        scores = localisation.changed_one_by_one(net, batch)
        ways = ("mean", "invert", "shuffle", "other image")
        assert list(scores) == [f"{place} {how}" for place in ("first", "last") for how in ways]
        for place, stage in (("first", "stages.1"), ("last", "stages.2")):
            with gates.replace(net, "other image", stage):
                assert scores[f"{place} other image"] == training.evaluate(net, batch)
        pooled = net_with(head=AttentionPool)
        assert list(localisation.changed_one_by_one(pooled, batch)) == [f"last {how}" for how in ways]
        assert localisation.changed_one_by_one(net_with(), batch) == {}

    def test_the_first_of_two_maps_is_located(self):
        net = net_with(attention=lambda channels: SpatialAttention(), attend=(1, 2))
        first = explain.own_maps(net, BATCH.images)["stages.1.attention"]
        found = {f"first {name}": score for name, score in localisation.located(first, BATCH).items()}
        assert localisation.first_located(net, BATCH) == found and "first pointing" in found
        assert localisation.first_located(net_with(head=AttentionPool), BATCH) == {}
        assert localisation.first_located(net_with(), BATCH) == {}


class TestChannels:
    values = torch.tensor([[0.0, 0], [2, 0], [4, 2], [6, 2]])
    groups = torch.tensor([0, 0, 1, 1])

    def test_explained_by_hand(self):
        # Between: 4 * 2**2 + 4 * 1 = 20; all: 9 + 1 + 1 + 9 + 4 = 24.
        assert channels.explained(self.values, self.groups) == pytest.approx(20 / 24)
        assert channels.explained(self.values, torch.zeros(4)) == pytest.approx(0)
        assert channels.explained(self.values, torch.arange(4)) == pytest.approx(1)

    def test_directions(self):
        line = torch.arange(5.0)[:, None] * torch.tensor([1.0, -2, 3])
        assert channels.in_directions(line, 1) == pytest.approx(1)
        assert channels.in_directions(torch.eye(4), 2) == pytest.approx(2 / 3)

    def test_pairs_from_the_most_to_the_least_alike(self):
        x = torch.randn(20, 5, 4, 4, generator=torch.Generator().manual_seed(0))
        x[:, 3] = -2 * x[:, 1] + 1
        alike = channels.likeness(x)
        assert alike[1, 3] == pytest.approx(1, abs=1e-5)
        chosen = channels.chosen_pairs(alike, 2)
        assert chosen["close"][0] == (1, 3)
        assert alike[chosen["apart"][-1]] == alike[torch.triu(torch.ones(5, 5), 1) > 0].min()

    def test_a_dead_channel_is_like_no_other(self):
        x = torch.rand(6, 3, 4, 4)
        x[:, 2] = 0
        assert (channels.likeness(x)[2] == 0).all()

    def test_a_perfect_copy_stands_in_and_a_stranger_gives_the_average(self):
        x = torch.rand(6, 3, 4, 4, generator=torch.Generator().manual_seed(0))
        x[:, 1] = 3 * x[:, 0] + 1
        torch.testing.assert_close(channels.stand_in(x, 1, 0), x)
        x[:, 2] = 5.0
        torch.testing.assert_close(channels.stand_in(x, 0, 2), channels.averaged(x, 0))
        off = channels.without(x, 0, 2)
        assert (off[:, [0, 2]] == 0).all() and torch.equal(off[:, 1], x[:, 1])
