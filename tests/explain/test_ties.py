"""Scores that do not depend on the order of equal cells, and what a map lets through."""

import pytest
import torch
from torch import nn
from torch.optim.swa_utils import update_bn

from helpers import experiments, explain, networks, training
from helpers.attention import AttentionPool, SpatialAttention
from helpers.datasets import cluttered_digits
from helpers.experiments import fingerprint, localisation, maps, replicated
from helpers.explain import ties
from helpers.explain.passing import passing

BATCH = cluttered_digits(12, "test", 77)


def square(*rows):
    """A map (1, 1, h, w) from its rows."""
    return torch.tensor(rows)[None, None].float()


def net_with(**settings):
    return networks.build(networks.ConvNet, 0, **settings).eval()


class Counting(nn.Module):
    """Says 0 with a probability of 0.1, and 0.4 more for each of two pixels that is lit."""

    def __init__(self):
        super().__init__()
        self.pixels = nn.Parameter(square([0, 0, 0], [0, 1, 0], [0, 1, 0]))

    def forward(self, images):
        p = 0.1 + 0.4 * (images * self.pixels).sum((1, 2, 3))
        return torch.stack([p, 1 - p], 1).log()


class TestPointing:
    box = torch.tensor([[1, 1, 3, 2]])

    def test_equal_peaks_count_in_part(self):
        # Of the four largest cells two lie in the box: (1, 1) and (2, 1).
        level = square([0, 6, 0], [0, 6, 6], [0, 6, 0])
        assert ties.pointing_share(level, self.box, 3).tolist() == [0.5]
        assert ties.pointing_share(torch.ones(1, 1, 3, 3), self.box, 3).item() == pytest.approx(2 / 9)

    def test_without_ties_it_is_the_pointing_game(self):
        maps = torch.rand(12, 1, 10, 10, generator=torch.Generator().manual_seed(0))
        assert torch.equal(
            ties.pointing_share(maps, BATCH.box, 40), explain.pointing(maps, BATCH.box, 40).float()
        )

    def test_images_that_are_not_square(self):
        maps = square([0, 3, 1])
        assert ties.pointing_share(maps, torch.tensor([[0, 4, 2, 8]]), 2, 12).item() == 1
        assert ties.pointing_share(maps, torch.tensor([[0, 0, 2, 4]]), 2, 12).item() == 0


class TestOrder:
    def test_larger_cells_stand_first_and_equal_ones_anywhere(self):
        maps = square([0, 5, 0], [0, 7, 0], [0, 0, 0]).expand(200, 1, 3, 3)
        order = ties.random_order(maps)
        assert (order[:, 0] == 4).all() and (order[:, 1] == 1).all()
        assert (order.sort(1).values == torch.arange(9)).all()
        third = order[:, 2].bincount(minlength=9)  # seven cells, 200 draws: 29 expected for each
        assert third[[1, 4]].tolist() == [0, 0] and third[[0, 2, 3, 5, 6, 7, 8]].min() > 10


class TestCurves:
    right = square([0, 0, 0], [0, 6, 0], [0, 6, 0])
    image = torch.ones(1, 1, 3, 3)

    def curve(self, maps, **how):
        return ties.curve_over_ties(Counting(), self.image, maps, steps=9, **how)[0].tolist()

    def test_without_ties_it_is_the_usual_curve(self):
        maps = torch.rand(12, 1, 10, 10, generator=torch.Generator().manual_seed(0))
        for insert in (False, True):
            one = ties.curve_over_ties(net_with(), BATCH.images, maps, insert=insert, draws=1)
            torch.testing.assert_close(one, explain.curve(net_with(), BATCH.images, maps, insert=insert))

    def test_a_flat_map_gets_the_average_over_orders(self):
        # Each of nine cells goes in any place with the same chance: 0.9 falls to 0.1 in a straight line.
        many = self.curve(torch.ones(1, 1, 3, 3), draws=400)
        assert many == pytest.approx([0.9 - 0.8 * k / 9 for k in range(10)], abs=0.04)

    def test_where_the_equal_cells_lie_does_not_matter(self):
        # Row by row, a flat map finds the pixels of the first row before those of the last.
        class Above(Counting):
            def forward(self, images):
                return super().forward(images.roll((1, 1), (2, 3)))  # its pixels are (0, 0) and (1, 0)

        flat = torch.ones(200, 1, 3, 3)
        areas = [
            explain.area(ties.curve_over_ties(net, flat, flat, steps=9, draws=2)).mean().item()
            for net in (Counting(), Above())
        ]
        assert areas[0] == pytest.approx(areas[1], abs=0.03)
        raster = [
            explain.area(explain.curve(n, flat, flat, steps=9)).mean().item() for n in (Counting(), Above())
        ]
        assert raster[0] - raster[1] > 0.2

    def test_insertion_may_begin_from_a_blurred_image(self):
        dots = torch.zeros(1, 1, 24, 24)
        dots[0, 0, 12, 12] = 100.0
        soft = ties.blurred(dots)
        assert soft.max() < 2 and soft.sum() == pytest.approx(100, rel=1e-3)
        first = ties.curve_over_ties(
            net_with(), BATCH.images, torch.ones(12, 1, 10, 10), insert=True, start="blurred"
        )
        answer = training.predict(net_with(), BATCH.images).argmax(1)
        expected = explain.probability(net_with(), ties.blurred(BATCH.images), answer)
        torch.testing.assert_close(first[:, 0], expected)

    def test_another_start_is_a_sentence(self):
        with pytest.raises(ValueError, match='start must be "black" or "blurred", got \'white\''):
            self.curve(self.right, start="white")


class TestPassing:
    def test_of_a_network_without_maps_it_is_the_activation(self):
        net = net_with()
        torch.testing.assert_close(
            passing(net, BATCH.images), {"pool": net.features(BATCH.images).sum(1, keepdim=True).detach()}
        )

    def test_behind_a_gate_it_is_what_the_gate_gives_out(self):
        net = net_with(attention=lambda channels: SpatialAttention(), attend=(1, 2))
        found = passing(net, BATCH.images)
        assert list(found) == ["stages.1.attention", "stages.2.attention", "pool"]
        given_out = net.features(BATCH.images).sum(1, keepdim=True).detach()
        torch.testing.assert_close(found["stages.2.attention"], given_out)
        torch.testing.assert_close(found["pool"], given_out)

    def test_attention_pooling_weighs_before_it_adds(self):
        net = net_with(head=AttentionPool)
        found = passing(net, BATCH.images)["pool"]
        torch.testing.assert_close(
            found.sum((2, 3)), net.pool(net.features(BATCH.images)).sum(1, keepdim=True).detach()
        )

    def test_the_network_is_left_as_it_was(self):
        net = net_with()
        passing(net, BATCH.images)
        assert not net.pool._forward_pre_hooks

    def test_a_large_weight_where_nothing_is_passes_nothing(self):
        dark = BATCH.images * 0
        net = net_with(head=AttentionPool)
        net.stages[2].norm.bias.data.zero_()
        for stage in net.stages:
            stage.norm.running_mean.zero_()
            stage.norm.bias.data.zero_()
        assert passing(net, dark)["pool"].abs().max() == 0 < explain.own_maps(net, dark)["pool"].min()


class TestRecipe:
    def test_it_waits_beside_the_stored_one(self):
        recipe = experiments.find("next/localisation")
        assert isinstance(recipe, replicated.Replicated) and replicated.AGAIN in recipe.variants
        assert experiments.find("localisation").metrics is not recipe.metrics
        assert fingerprint.fingerprint("next/localisation") != fingerprint.fingerprint("localisation")

    def test_every_variant_is_one_of_the_stored_recipe_or_plain_again(self):
        new, old = (experiments.find(name) for name in ("next/localisation", "localisation"))
        assert set(old.variants) - set(new.variants) == {"pooling added"}
        shared = set(old.variants) & set(new.variants)
        assert all(new.variants[name] == old.variants[name] for name in shared)

    def test_scores_of_perfect_and_flat_maps(self):
        truth = explain.cells(BATCH.mask, torch.ones(12, 1, 10, 10))
        found = maps.located_evenly(truth, BATCH)
        assert found["pointing"] == 1 and found["on digit"] > 0.6 > 0.2 > found["on fragments"]
        flat = maps.located_evenly(torch.ones(12, 1, 10, 10), BATCH)
        area = explain.box_mask(BATCH.box, 40).float().mean().item()
        assert flat["pointing"] == pytest.approx(area, abs=0.02) and flat["energy"] == pytest.approx(area)

    def test_every_score_is_there(self, monkeypatch):
        monkeypatch.setattr(maps, "CURVE_IMAGES", 4)
        net = training_net("gate")
        scores = maps.score_maps(net, BATCH)
        for prefix in ("", "cam ", "untrained ", "first "):
            assert {f"{prefix}pointing", f"{prefix}on digit"} <= scores.keys()
        for prefix in ("", "cam ", "truth ", "intensity "):
            assert {
                f"{prefix}deletion",
                f"{prefix}insertion",
                f"{prefix}insertion from black",
            } <= scores.keys()
        assert {"passed on digit", "first passed on digit", "redrawn 4", "last mean"} <= scores.keys()
        assert {"two redrawn 4", "cam two redrawn 4"} <= scores.keys()
        plain = maps.score_maps(training_net("plain"), BATCH)
        assert "passed on digit" in plain and "first passed on digit" not in plain and "pointing" not in plain

    def test_without_averages_an_untrained_map_is_flat_and_with_them_it_is_not(self):
        start = localisation.untrained(training_net("gate"))
        found = explain.own_maps(start, BATCH.images)["stages.2.attention"]
        set_up = explain.own_maps(maps.with_averages(start, BATCH.images), BATCH.images)["stages.2.attention"]
        assert found.std() < 0.01 < 0.1 < set_up.std() and not start.training

    def test_the_averages_are_those_of_update_bn(self):
        ours, theirs = maps.with_averages(training_net("gate"), BATCH.images), training_net("gate")
        update_bn([BATCH.images], theirs)
        for name, value in theirs.state_dict().items():
            torch.testing.assert_close(ours.state_dict()[name], value, msg=name)

    def test_what_forgets_gets_averages_and_what_does_not_keeps_its_own(self):
        net = training_net("gate").train()
        net(BATCH.images)
        learned, names = net.eval().state_dict(), ["classify", "pool", "stages.2"]
        other = maps.forgotten(net, names, BATCH.images, 1000).state_dict()
        moved = {name for name, value in learned.items() if not torch.equal(value, other[name])}
        assert {"classify.weight", "stages.2.norm.running_mean"} <= moved
        assert all(name.startswith(("classify.", "stages.2.")) for name in moved)
        assert other["stages.2.norm.running_mean"].abs().max() > 0

    def test_every_network_forgets_by_draws_of_its_own(self):
        one, again, two = (training_net("gate", seed) for seed in (0, 0, 1))
        drawn = [
            maps.forgotten(net, ["classify"], BATCH.images, draw).classify.weight
            for net, draw in ((one, 1000), (again, 1000), (two, 1000), (one, 2000))
        ]
        assert torch.equal(drawn[0], drawn[1])
        assert not torch.equal(drawn[0], drawn[2]) and not torch.equal(drawn[0], drawn[3])

    def test_grad_cam_explains_the_first_answers_while_the_network_forgets(self, monkeypatch):
        asked, grad_cam = [], explain.grad_cam

        def listening(net, images, *rest, target=None):
            asked.append(target)
            return grad_cam(net, images, *rest, target=target)

        monkeypatch.setattr(explain, "grad_cam", listening)
        net = training_net("plain")
        answers = training.predict(net, BATCH.images).argmax(1)
        scores = maps.kept_when_redrawn(net, BATCH)
        assert len(asked) == 9 and all(torch.equal(target, answers) for target in asked)
        assert len(scores) == 8 and all(0 <= value <= 1 for value in scores.values())


def training_net(variant, seed=0):
    recipe = experiments.find("next/localisation")
    return networks.build(recipe.network, seed, **{**recipe.settings, **recipe.variants[variant]}).eval()
