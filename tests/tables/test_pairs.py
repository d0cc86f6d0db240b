"""The table of lesson 12 on pairs of channels, and what the lesson concludes from it."""

import pytest

from helpers.experiments import store
from helpers.tables import pairs


def test_a_cell_is_the_mean_loss_with_its_interval(capsys):
    stored = store.load("channels")
    pairs.show_pairs(stored)
    shown = capsys.readouterr().out
    for variant, kind in (("plain", "close"), ("normalised", "apart")):
        for how, words in pairs.CHANGES.items():
            mean = pairs.lost(stored, variant, kind, how).mean()
            assert f"{words} {mean:z.1f} ± ".replace("-", "−") in shown, (variant, kind, how)


@pytest.mark.parametrize("variant", ["plain", "normalised"])
def test_two_unlike_channels_cost_what_they_cost_one_by_one(variant):
    one, both = (pairs.lost(store.load("channels"), variant, "apart", f"{n} off") for n in ("one", "both"))
    assert abs((both - 2 * one).mean()) < 0.3


def test_with_the_gate_two_close_channels_cost_more_than_one_by_one_in_every_network():
    one, both = (
        pairs.lost(store.load("channels"), "normalised", "close", f"{n} off") for n in ("one", "both")
    )
    assert (both - 2 * one).min() > 1.5
    plain = [pairs.lost(store.load("channels"), "plain", "close", f"{n} off") for n in ("one", "both")]
    assert abs((plain[1] - 2 * plain[0]).mean()) < 0.3
