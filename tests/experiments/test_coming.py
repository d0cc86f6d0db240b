"""The recipes to come: every variant can be built, trained and judged, and every table has its controls."""

from dataclasses import replace

import pytest
import torch

from helpers.experiments import NEXT, base, coming, find
from helpers.experiments.replicated import AGAIN, train

HERE = {name: recipe for name, recipe in NEXT.items() if recipe.source == "digits"}
SHORT = {recipe.make_batch: name for name, recipe in reversed(HERE.items())}


@pytest.mark.parametrize("name", sorted({*SHORT.values(), "segmentation", "detection", "recognition"}))
def test_every_variant_is_trained_and_judged(name):
    recipe = replace(NEXT[name], steps=2, batch_size=4)
    batch = base.test_batch(recipe, 24)
    for variant in recipe.variants:
        net, history = train(recipe, variant, 0, 0.01, watch=False)
        scores = recipe.metrics(net, batch)
        assert len(history) == 2
        assert 0 <= scores[recipe.measure] <= 1, variant


@pytest.mark.parametrize("name", NEXT)
def test_plain_stands_beside_itself_and_rates_can_grow(name):
    recipe = find(f"next/{name}")
    assert list(recipe.variants)[:2] == ["plain", AGAIN] and recipe.name == name
    assert recipe.variants["plain"] == recipe.variants[AGAIN]
    assert len(recipe.rates) >= 3 and recipe.lr in recipe.rates


class TestDeadUnits:
    """The share of hidden units that no image wakes."""

    @pytest.mark.parametrize("dead", range(3))
    def test_counted(self, dead):
        recipe = NEXT["sensors"]
        net, _ = train(replace(recipe, steps=1, batch_size=4), "squeeze", 0, 1e-4, watch=False)
        with torch.no_grad():
            net.attention.mlp[0].weight.zero_()
            net.attention.mlp[0].bias.fill_(1.0)[:dead] = -1.0
        units = len(net.attention.mlp[0].bias)
        share = coming.dead_units(net, base.test_batch(recipe, 8))["dead units"]
        assert share == pytest.approx(dead / units)

    def test_none_where_no_gate_has_any(self):
        recipe = replace(NEXT["sensors"], steps=1, batch_size=4)
        net, _ = train(recipe, "plain", 0, 1e-4, watch=False)
        assert coming.dead_units(net, base.test_batch(recipe, 8)) == {}
