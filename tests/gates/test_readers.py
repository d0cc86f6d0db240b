"""The gates of torchvision, of timm and of a learner, and what is seen and not read."""

import pytest
import timm
import torch
from timm.layers import create_attn
from timm.layers.cbam import LightCbamModule
from torch import nn
from torchvision import models

from helpers import gates
from helpers.attention import ChannelAttention, SpatialAttention

MAP = torch.randn(3, 16, 8, 8, generator=torch.Generator().manual_seed(0))


class Held(nn.Module):
    """A network with one gate."""

    def __init__(self, gate):
        super().__init__()
        self.gate = gate

    def forward(self, x):
        return self.gate(x)


def assert_multiplies(net, x, product=lambda x, weights: x * weights):
    """What is recorded is what multiplies: put in by hand it gives the output, and ones leave the input."""
    net.eval()
    with torch.no_grad():
        expected = net(x)
        with gates.record(net) as seen:
            assert torch.equal(net(x), expected)
        for weights in seen.values():
            x = product(x, weights)
    torch.testing.assert_close(x, expected, atol=1e-6, rtol=1e-5)
    return seen


@pytest.mark.parametrize("kind", ["se", "ese", "eca", "ecam", "ceca", "gc", "cbam", "lcbam", "scoord"])
def test_timms_gates_multiply_what_is_recorded(kind):
    torch.manual_seed(1)
    layer = create_attn(kind, 16)
    net = Held(layer)
    seen = assert_multiplies(net, MAP)
    assert len(seen) == (2 if "cbam" in kind else 1)
    with gates.replace(net, "one"), torch.no_grad():
        torch.testing.assert_close(net(MAP), MAP)


def test_a_forward_pass_of_its_own_can_be_recorded_inside_a_swap():
    gate = Held(LightCbamModule(16)).eval()
    with gates.record(gate) as own, gates.replace(gate, "other image"), gates.record(gate) as used:
        gate(MAP)
    first = "gate.channel"
    assert torch.equal(used[first], own[first].roll(1, 0)) and not torch.equal(used[first], own[first])


@pytest.mark.parametrize("kind", ["sk", "splat"])
def test_timms_gates_that_choose_between_paths(kind):
    torch.manual_seed(1)
    layer = create_attn(kind, 16).eval()
    with torch.no_grad():
        expected = layer(MAP)
        with gates.record(layer) as seen:
            torch.testing.assert_close(layer(MAP), expected)
        (weights,) = seen.values()
        assert weights.shape == (3, 2, 16, 1, 1)
        torch.testing.assert_close(weights.sum(1), torch.ones(3, 16, 1, 1))
        with gates.replace(layer, torch.zeros_like):
            assert not layer(MAP).any()


NETWORKS = {
    "mobilenetv3_small_050": 9,
    "efficientnet_b0": 16,
    "seresnet18": 8,
    "ese_vovnet19b_dw": 4,
    "ecaresnet26t": 8,
    "skresnet18": 8,
    "resnest14d": 4,
    "ghostnet_050": 7,
    "regnety_002": 13,
    "legacy_seresnet18": 8,
}


@pytest.mark.parametrize("name", NETWORKS)
def test_networks_of_timm(name):
    torch.manual_seed(0)
    net = timm.create_model(name, num_classes=5).eval()
    for norm in net.modules():
        if isinstance(norm, nn.BatchNorm2d):  # timm starts every residual branch at zero
            nn.init.ones_(norm.weight)
    x = torch.randn(2, 3, 64, 64)
    with torch.no_grad():
        expected = net(x)
        with gates.record(net) as seen:
            torch.testing.assert_close(net(x), expected)
        with gates.replace(net, torch.zeros_like):
            assert not torch.equal(net(x), expected)
    assert len(seen) == len(gates.find(net)) == NETWORKS[name]
    assert {len(weights) for weights in seen.values()} == {2}


@pytest.mark.parametrize(
    "make, many",
    [(models.mobilenet_v3_small, 9), (models.efficientnet_b0, 16), (models.regnet_y_400mf, 16)],
)
def test_networks_of_torchvision(make, many):
    net = make(weights=None).eval()
    with gates.record(net) as seen, torch.no_grad():
        net(torch.randn(2, 3, 64, 64))
    assert len(seen) == many


class Inline(nn.Module):
    """A gate of a learner's own, with nothing to take hold of."""

    def __init__(self):
        super().__init__()
        self.score, self.squash = nn.Conv2d(16, 1, 1), nn.Sigmoid()

    def attention_map(self, x):
        return self.squash(self.score(x))

    def forward(self, x):
        return x * self.attention_map(x)


def rewritten(gate, ask, x):
    return x * ask(torch.sigmoid(gate.score(x)))


@pytest.mark.parametrize("way", [{"method": "attention_map"}, {"part": "squash"}, {"forward": rewritten}])
def test_a_gate_of_ones_own(way):
    class Mine(Inline):
        pass

    assert gates.find(Held(Mine())) == {}
    assert gates.register(Mine, **way) is Mine
    assert list(assert_multiplies(Held(Mine()), MAP)) == ["gate"]


@pytest.mark.parametrize("way", [{}, {"part": "squash", "method": "weights"}])
def test_a_reader_that_says_nothing_or_too_much(way):
    with pytest.raises(ValueError, match="exactly one way"):
        gates.register(Inline, **way)
    with pytest.raises(ValueError, match="made from torch.nn.Module"):
        gates.register(torch.sigmoid, method="weights")


def test_a_gate_made_of_a_gate_is_one_gate():
    class Squared(nn.Module):
        def __init__(self):
            super().__init__()
            self.inner = ChannelAttention(16, 4)

        def weights(self, x):
            return self.inner.weights(x) ** 2

        def forward(self, x):
            return x * self.weights(x)

    net = Held(Squared())
    assert list(assert_multiplies(net, MAP)) == ["gate"]
    with gates.replace(net, "one"):
        assert torch.equal(net(MAP), MAP)


def test_attention_that_is_no_gate_is_named():
    vit = timm.create_model("vit_tiny_patch16_224", depth=2)
    with pytest.raises(ValueError, match="seen and not read: 2 of Attention .blocks.0.attn, blocks.1.attn"):
        gates.record(vit).__enter__()
    adding = timm.create_model("gcresnext26ts")  # its global context is added, it multiplies nothing
    with pytest.raises(ValueError, match="seen and not read: 8 of GlobalContext"):
        gates.record(adding).__enter__()
    mixed = nn.Sequential(SpatialAttention(3), nn.MultiheadAttention(16, 2))
    assert gates.unread(mixed) == {"1": "MultiheadAttention"} and list(gates.find(mixed)) == ["0"]


def test_only_is_a_whole_name_or_a_pattern():
    net = nn.ModuleDict({f"block{k}": nn.ModuleDict({"gate": SpatialAttention(3)}) for k in (1, 10, 11)})

    def chosen(only):
        with gates.replace(net, torch.zeros_like, only):
            x = torch.ones(1, 2, 3, 3)
            return [name for name, block in net.items() if not block["gate"](x).any()]

    assert chosen("block1.gate") == chosen("block1") == ["block1"]
    assert chosen("block1?.*") == ["block10", "block11"]
    assert chosen("gate") == chosen("*.gate") == ["block1", "block10", "block11"]
