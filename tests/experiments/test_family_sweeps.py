"""The stored members of the family: every one scores what its row of the sweep says."""

import pytest
import torch

from helpers import experiments, training
from helpers.datasets import reframed
from helpers.experiments import store as results
from helpers.explain.frame import first_weights
from helpers.networks.pretrained import stored_members
from helpers.tables.members import MEMBERS

RECIPE = experiments.EXPERIMENTS["family_cue"]


@pytest.fixture(scope="module")
def batch():
    return experiments.test_batch(RECIPE)


@pytest.fixture(scope="module")
def nets():
    return stored_members()


def test_every_member_is_stored(nets):
    assert list(nets) == [member.variant for member in MEMBERS]


@pytest.mark.parametrize("variant", [member.variant for member in MEMBERS])
def test_a_stored_member_scores_what_its_row_says(variant, nets, batch):
    row = results.column(results.load("family_cue"), variant)[0]
    assert training.evaluate(nets[variant], batch) == pytest.approx(row, abs=0.01)


def test_only_a_green_frame_wakes_a_hidden_unit_of_the_stored_se(nets, batch):
    """What lesson 12 says of its panel: red and blue give every image the same weights."""
    few, cue, seen = batch.images[:200], batch.cue[:200], []
    hook = nets["squeeze"].stages[0][-1].mlp[1].register_forward_hook(lambda *given: seen.append(given[2]))
    red, green, blue = (first_weights(nets["squeeze"], reframed(few, cue, k))[0].flatten(1) for k in range(3))
    hook.remove()
    hidden = torch.cat([one.detach().flatten(1) for one in seen]).unflatten(0, (3, 200))
    assert [(one > 0).any(0).sum().item() for one in hidden] == [0, 1, 0] and (hidden[1] > 0).any(1).all()
    assert torch.equal(red, blue) and torch.equal(red, red[:1].expand_as(red))
    assert (green - red).abs().mean() > red.mean() and (green - red).abs().mean() > green.mean()
