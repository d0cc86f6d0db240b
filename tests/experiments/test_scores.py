"""How the recipes to come are judged: the share of hidden units that no image wakes."""

from dataclasses import replace

import pytest
import torch

from helpers.experiments import base, find, scores
from helpers.experiments.replicated import train


class TestDeadUnits:
    """The share of hidden units that no image wakes."""

    @pytest.mark.parametrize("dead", range(3))
    def test_counted(self, dead):
        recipe = find("sensors_blind")
        net, _ = train(replace(recipe, steps=1, batch_size=4), "squeeze", 0, 1e-4, watch=False)
        with torch.no_grad():
            net.attention.mlp[0].weight.zero_()
            net.attention.mlp[0].bias.fill_(1.0)[:dead] = -1.0
        units = len(net.attention.mlp[0].bias)
        share = scores.dead_units(net, base.test_batch(recipe, 8))["dead units"]
        assert share == pytest.approx(dead / units)

    def test_none_where_no_gate_has_any(self):
        recipe = replace(find("sensors_blind"), steps=1, batch_size=4)
        net, _ = train(recipe, "plain", 0, 1e-4, watch=False)
        assert scores.dead_units(net, base.test_batch(recipe, 8)) == {}
