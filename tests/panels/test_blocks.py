"""The panel and the still figures of lesson 04, driven by code."""

import ipywidgets as widgets
import numpy as np
import pytest
import torch
from matplotlib.figure import Figure

from helpers import datasets, gates, networks, training
from helpers.attention import SpatialAttention
from helpers.experiments import authors_cbam
from helpers.panels.blocks import GATES, HOW, WORDS, BlockPanel
from helpers.plots import blocks as plots, figures

COMMON = (widgets.IntSlider, widgets.Dropdown)  # the same in ipywidgets 7.7.1 and 8
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


@pytest.fixture(autouse=True)
def afresh(panel):
    panel.set(image=0, gates="both gates", how="as learned")


def test_every_control_has_a_label_and_is_known_to_both_versions(panel):
    for control in panel.controls.values():
        assert isinstance(control, COMMON) and control.description.strip()


@pytest.mark.parametrize("change", [{"image": 3}, {"gates": "spatial gates"}, *({"how": h} for h in HOW[1:])])
def test_every_control_changes_the_picture_and_the_readout(panel, change):
    panel.set(how="invert" if "how" not in change else "as learned")
    picture, readout = panel.png, panel.readout
    panel.set(**change)
    assert panel.png != picture and panel.readout != readout
    assert panel.png.startswith(b"\x89PNG")


@pytest.mark.parametrize("how", HOW[1:])
@pytest.mark.parametrize("which", GATES)
def test_the_readout_is_exact(panel, net, which, how):
    panel.set(image=4, gates=which, how=how)
    learned = training.evaluate(net, BATCH)
    with gates.replace(net, how, GATES[which]), gates.record(net) as seen:
        logits = training.predict(net, BATCH.images)
    what, where = seen["stages.2.attention.gates.channel"][4], seen["stages.2.attention.gates.spatial"][4]
    assert panel.readout == (
        f"{which} {WORDS[how]}: image 4 is a {BATCH.labels[4]}, read as {logits[4].argmax()}; "
        f"mean weight what {what.mean():.2f}, where {where.mean():.2f}; "
        f"accuracy {training.accuracy(logits, BATCH):.2f} (as learned {learned:.2f})"
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
    learned = panel.runs["channel gates", "as learned"]["where"]
    borrowed = panel.runs["spatial gates", "other image"]["where"]
    assert not np.allclose(borrowed, learned, atol=1e-3)
    picture = panel.lender.codes.copy()
    panel.lender.set_data(BATCH.images[-1, 0].numpy())
    assert np.array_equal(panel.lender.codes, picture)


def test_the_network_is_left_as_it_was(net):
    before = {name: value.clone() for name, value in net.state_dict().items()}
    BlockPanel(net, BATCH, images=2)
    assert all(torch.equal(before[name], value) for name, value in net.state_dict().items())
    assert not any(m._forward_hooks or "weights" in vars(m) for m in net.modules())


def test_bad_input_gets_a_sentence(panel):
    with pytest.raises(ValueError, match="no block called attention"):
        BlockPanel(networks.ConvNet(), BATCH)
    with pytest.raises(ValueError, match="both gates of CBAM"):
        one_gate = networks.ConvNet(attention=lambda channels: SpatialAttention())
        BlockPanel(one_gate, BATCH)
    with pytest.raises(ValueError, match="at least two images"):
        BlockPanel(panel_net(), BATCH[:1])
    with pytest.raises(ValueError, match="from 0 to 5"):
        panel.set(image=99)
    with pytest.raises(ValueError, match="takes one of"):
        panel.set(how="upside down")


def panel_net():
    return networks.build(networks.ConvNet, 0, attention=authors_cbam, attend=(2,)).eval()


def test_the_still_figures_draw():
    x, what, where = np.ones((2, 2, 2)), np.array([0.75, 0.25]), np.full((2, 2), 0.5)
    extra = {name: {"parameters": 9.9, "multiply-adds": 0.2} for name in ("SE", "CBAM")}
    for figure in (
        plots.by_hand(x, what, x, where, x),
        plots.by_hand(x, what, x, where, x, order="spatial-channel"),
        plots.residual_block(),
        plots.costs(extra),
        plots.first_weights({"SE": np.full(9, 0.5), "CBAM": np.full((3, 3), 0.25)}),
        plots.recovery(0.9, {"SE, fresh": (0.1, 0.8), "SE, open": (0.9, 0.9)}),
    ):
        assert isinstance(figure, Figure)
        assert len(figures.png_of(figure)) > 3000
