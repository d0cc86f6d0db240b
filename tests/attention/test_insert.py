"""Gates in trained networks: where they go, how they start, and what is refused."""

import pytest
import timm
import torch
from torch import nn
from torchvision import models

from helpers import gates, networks
from helpers.attention import (
    CBAM,
    SCSE,
    AddedChannelAttention,
    ChannelAttention,
    SpatialAttention,
    insert,
)

X = torch.randn(2, 3, 32, 32, generator=torch.Generator().manual_seed(0))


def neutral(channels):
    return insert.as_identity(ChannelAttention(channels, 8, pools="avg", bias=True))


def mobile():
    torch.manual_seed(0)
    return models.mobilenet_v2(weights=None, num_classes=5).eval()


@pytest.mark.parametrize("make, blocks", [(models.resnet18, 8), (models.resnet50, 16)])
def test_the_branches_of_a_resnet(make, blocks):
    torch.manual_seed(0)
    net = make(weights=None, num_classes=5).eval()
    with torch.no_grad():
        before = net(X)
        assert insert.after_branches(net, neutral) is net
        assert torch.equal(net(X), before)
    assert len(gates.find(net)) == blocks
    with pytest.raises(ValueError, match="have gates already"):
        insert.after_branches(net, neutral)


def both_halves(channels):
    halves = ChannelAttention(channels), SpatialAttention()
    return nn.Sequential(*(insert.as_identity(half) for half in halves))


def test_cbam_in_a_resnet_starts_as_the_exact_identity_and_learns():
    """The lines to copy of lesson 13."""
    torch.manual_seed(0)
    net = models.resnet18(weights=None, num_classes=5).eval()
    with torch.no_grad():
        before = net(X)
        insert.after_branches(net, both_halves)
        assert torch.equal(net(X), before)
    net(X).square().sum().backward()
    last = [
        p.grad
        for name, p in net.named_parameters()
        if name.endswith(("gate.mlp.2.weight", "gate.conv.weight"))
    ]
    assert len(last) == 16 and all(grad.abs().max() > 0 for grad in last)


def test_timms_resnet_and_a_network_without_blocks():
    net = insert.after_branches(timm.create_model("resnet18").eval(), neutral)
    assert len(gates.find(net)) == 8
    with pytest.raises(ValueError, match="no residual blocks"):
        insert.after_branches(mobile(), neutral)


def test_named_blocks_start_as_the_exact_identity():
    net = mobile()
    with torch.no_grad():
        before = net(X)
        insert.after(net, ["features.6", "features.1[37]"], neutral, X)
        assert torch.equal(net(X), before)
    assert list(gates.find(net)) == [f"features.{k}.attention" for k in (6, 13, 17)]
    assert not any(module.training or module._forward_hooks for module in net.modules())


def test_a_spatial_gate_starts_as_the_identity_too():
    gate = insert.as_identity(SpatialAttention(3))
    assert torch.equal(gate(X), X) and list(gates.find(gate)) == [""]


def test_an_open_start():
    opened = insert.open_at(CBAM(8, 4, bias=True, norm=True), 0.9).eval()
    x = torch.randn(2, 8, 5, 5)
    with gates.record(opened) as seen:
        opened(x)
    for weights in seen.values():
        torch.testing.assert_close(weights, torch.full_like(weights, 0.9))


def test_an_open_gate_can_still_learn():
    gate = insert.open_at(CBAM(16, 4, bias=True, norm=True))
    gate(torch.randn(4, 16, 9, 7)).square().sum().backward()
    assert gate.gates["channel"].mlp[2].weight.grad.abs().sum() > 0
    assert gate.gates["spatial"].norm.weight.grad.abs().sum() > 0


def gated():
    return networks.build(
        networks.ConvNet, 0, attention=lambda channels: CBAM(channels, bias=True, norm=True)
    )


NOT_AS_A_WHOLE = {
    "a network": (gated, "is no gate, because it has no method weights: hand over the gate alone"),
    "an additive twin": (lambda: AddedChannelAttention(8, 4, bias=True), "is an additive twin"),
    "scSE": (lambda: SCSE(8), "only a part of this gate can be opened: PlaceGate"),
    "half of CBAM": (lambda: CBAM(8, 4, bias=True), "no bias that could open it"),
}


@pytest.mark.parametrize("kind", NOT_AS_A_WHOLE)
def test_what_cannot_be_opened_as_a_whole_is_left_as_it_was(kind):
    make, says = NOT_AS_A_WHOLE[kind]
    module = make()
    before = {name: value.clone() for name, value in module.state_dict().items()}
    with pytest.raises(ValueError, match=says):
        insert.open_at(module)
    assert all(torch.equal(value, before[name]) for name, value in module.state_dict().items())


BAD = {
    "no such block": (lambda: insert.after(mobile(), "features.99", neutral, X), "no block of MobileNetV2"),
    "one in another": (lambda: insert.after(mobile(), ["features", "features.6"], neutral, X), "lies inside"),
    "no map": (lambda: insert.after(mobile(), "classifier", neutral, X), "must give a feature map"),
    "twice": (
        lambda: insert.after(insert.after(mobile(), "features.6", neutral, X), "features.6", neutral, X),
        "has a gate already",
    ),
    "a weight of one": (lambda: insert.open_at(CBAM(8, 4), 1.0), "between 0 and 1"),
    "no bias": (lambda: insert.open_at(CBAM(8, 4)), "no bias that could open it"),
    "no gate": (lambda: insert.open_at(nn.ReLU()), "no last layer that is known"),
    "two maps": (lambda: insert.as_identity(CBAM(8, 4)), "no single map of weights"),
}


@pytest.mark.parametrize("kind", BAD)
def test_bad_input_is_one_sentence(kind):
    use, says = BAD[kind]
    with pytest.raises(ValueError, match=says):
        use()
