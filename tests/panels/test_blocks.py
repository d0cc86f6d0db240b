"""The panel and the still figures of lesson 04, driven by code."""

import numpy as np
import pytest
import torch
from matplotlib.figure import Figure
from panel_checks import check_moves
from torch import nn

from helpers import datasets, gates, networks, training
from helpers.attention import SpatialAttention, SpatialMap, SqueezeExcitation
from helpers.experiments import authors_cbam
from helpers.panels.blocks import GATES, HOW, WORDS, BlockPanel
from helpers.plots import blocks as plots, figures

BATCH = datasets.cluttered_digits(24, "test", 77)


@pytest.fixture(scope="module")
def net():
    """An untrained network with loud gates and a loud classifier, so that every change shows."""
    net = networks.build(networks.ConvNet, 3, attention=authors_cbam, attend=(1, 2)).train()
    with torch.no_grad():
        for _ in range(20):
            net(BATCH.images)
        for gate in gates.gates(net).values():
            (gate.mlp[2].weight if hasattr(gate, "mlp") else gate.norm.weight).mul_(8)
        net.classify.weight.mul_(20)
    return net.eval()


@pytest.fixture(scope="module")
def panel(net):
    return BlockPanel(net, BATCH, images=6)


def test_every_change_of_the_gates_moves_the_panel(panel):
    panel.set(image=0, gates="both gates", how="invert")
    check_moves(panel, {"image": 3, "gates": "spatial gates"})
    for how in HOW[1:]:
        panel.set(how="as learned")
        check_moves(panel, {"how": how})


@pytest.mark.parametrize("how", HOW[1:])
def test_the_readout_is_exact(panel, net, how):
    learned = training.evaluate(net, BATCH)
    for which, only in GATES.items():
        panel.set(image=4, gates=which, how=how)
        with gates.replace(net, how, only), gates.record(net) as seen:
            logits = training.predict(net, BATCH.images)
        what, where = (seen[f"stages.2.attention.gates.{kind}"][4] for kind in ("channel", "spatial"))
        assert panel.readout == (
            f"{which} {WORDS[how]}: image 4 is a {BATCH.labels[4]}, read as {logits[4].argmax()}; "
            f"mean weight what {what.mean():.2f}, where {where.mean():.2f}; "
            f"{100 * training.accuracy(logits, BATCH):.0f} of 100 are right (as learned {100 * learned:.0f})"
        )


def test_the_features_are_those_before_and_after_the_block(panel, net):
    run = panel.runs["channel gates", "one"]
    assert np.allclose(run["what"], 1)
    expected = run["before"] * run["where"][:, None]
    assert np.allclose(run["after"], expected, atol=1e-6)
    run = panel.runs["both gates", "as learned"]
    with torch.no_grad():
        assert np.allclose(run["after"], net.features(BATCH.images)[:6], atol=1e-5)


def test_another_image_s_gates_come_from_the_image_before(panel):
    panel.set(image=0)
    learned = panel.runs["channel gates", "as learned"]["where"]
    borrowed = panel.runs["spatial gates", "other image"]["where"]
    assert not np.allclose(borrowed, learned, atol=1e-3)
    picture = panel.lender.codes.copy()
    panel.lender.set_data(BATCH.images[-1, 0].numpy())
    assert np.array_equal(panel.lender.codes, picture)


class TwoGates(nn.Module):
    """A block as lesson 04 writes it from memory."""

    def __init__(self, channels):
        super().__init__()
        self.channel, self.spatial = SqueezeExcitation(channels), SpatialMap()

    def forward(self, x):
        return self.spatial(self.channel(x))


def test_a_block_of_ones_own_with_both_gates_is_shown_too():
    net = networks.build(networks.ConvNet, 3, attention=TwoGates, attend=(2,)).eval()
    panel = BlockPanel(net, BATCH, images=2)
    with gates.record(net) as seen:
        training.predict(net, BATCH.images)
    assert np.allclose(
        panel.runs["both gates", "as learned"]["where"], seen["stages.2.attention.spatial"][:2, 0]
    )
    assert (panel.runs["channel gates", "one"]["what"] == 1).all()


def test_a_network_without_cbam_and_a_batch_of_one_are_one_sentence(net):
    with pytest.raises(ValueError, match="no block called attention"):
        BlockPanel(networks.ConvNet(), BATCH)
    with pytest.raises(ValueError, match="both gates of CBAM"):
        one_gate = networks.ConvNet(attention=lambda channels: SpatialAttention())
        BlockPanel(one_gate, BATCH)
    with pytest.raises(ValueError, match="at least two images"):
        BlockPanel(net, BATCH[:1])


class ChannelAlone(TwoGates):
    """The same with a line dropped, as a reader of lesson 04 may do."""

    def forward(self, x):
        return self.channel(x)


def test_a_gate_that_is_never_called_is_one_sentence():
    with pytest.raises(ValueError, match="does not call both of its gates: put its old lines back"):
        BlockPanel(networks.build(networks.ConvNet, 3, attention=ChannelAlone, attend=(2,)), BATCH)


def test_the_still_figures_draw():
    x, what, where = np.ones((2, 2, 2)), np.array([0.75, 0.25]), np.full((2, 2), 0.5)
    for figure in (
        plots.by_hand(x, what, x, where, x),
        plots.by_hand(x, what, x, where, x, order="spatial-channel"),
        plots.residual_block(),
        plots.recovery(90, {"fresh SE": (10, 80), "open SE": (90, 90)}),
    ):
        assert isinstance(figure, Figure) and len(figure.alt) > 40
        assert len(figures.png_of(figure)) > 3000
