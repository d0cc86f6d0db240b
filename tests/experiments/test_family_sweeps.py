"""The stored members of the family: every one scores what its row of the sweep says."""

import pytest

from helpers import experiments, training
from helpers.experiments import store as results
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
