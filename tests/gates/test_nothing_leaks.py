"""Copies, several calls, checkpoints, sizes, compiled and scripted networks: right rows, or a sentence."""

import io
import pickle
from copy import deepcopy

import pytest
import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel
from torch.utils.checkpoint import checkpoint
from torchvision.ops import SqueezeExcitation

from helpers import gates
from helpers.attention import CBAM, ChannelAttention, SpatialAttention

X = torch.randn(6, 8, 5, 7, generator=torch.Generator().manual_seed(0))


class Twice(nn.Module):
    def __init__(self):
        super().__init__()
        self.gate = SpatialAttention(3)

    def forward(self, x):
        return self.gate(self.gate(x))


def through_pickle(net):
    return pickle.loads(pickle.dumps(net))


def through_torch(net):
    file = io.BytesIO()
    torch.save(net, file)
    file.seek(0)
    return torch.load(file, weights_only=False)


def averaged(net):
    return AveragedModel(net).module


GATES = {"weights": lambda: CBAM(8, 4), "_scale": lambda: SqueezeExcitation(8, 4), "by hand": None}


def by_hand():
    net = ChannelAttention(8, 4)
    net.weights = zeros
    return net


def zeros(x):
    return torch.zeros(len(x), 8, 1, 1)


@pytest.mark.parametrize("copy", [deepcopy, averaged, through_pickle, through_torch])
@pytest.mark.parametrize("kind", GATES)
def test_a_copy_made_inside_is_a_normal_network(kind, copy):
    net = (GATES[kind] or by_hand)().eval()
    expected = net(X)
    with gates.record(net) as seen, gates.replace(net, "one"):
        other = copy(net).eval()
        assert torch.equal(other(X), expected) and not len(seen)
        assert torch.equal(net(X), X)
    assert torch.equal(other(X), expected) and torch.equal(net(X), expected)
    with gates.replace(other, "one"):
        assert torch.equal(other(X), X) and torch.equal(net(X), expected)


def test_the_classes_are_as_they_were():
    before = {kind: dict(vars(kind)) for kind in (CBAM, ChannelAttention, SpatialAttention, nn.ReLU)}
    net = nn.Sequential(nn.Conv2d(8, 8, 1), CBAM(8, 4), nn.Flatten(1))
    with gates.record(net), gates.replace(net, "mean"):
        assert dict(vars(ChannelAttention)) != before[ChannelAttention]
    gates.diagnose(net, X)
    assert all(dict(vars(kind)) == known for kind, known in before.items())


def test_a_gate_that_works_twice_in_a_pass_has_two_names():
    net = Twice()
    with gates.record(net) as seen:
        net(X[:4])
        net(X[4:])
    assert list(seen) == ["gate", "gate#2"]
    assert torch.equal(seen["gate"], torch.cat([net.gate.weights(x) for x in (X[:4], X[4:])]))
    assert seen["gate#2"].shape == (6, 1, 5, 7)
    assert [row.gate for row in gates.diagnose(net, X).rows] == ["gate", "gate#2"]


def test_a_shared_gate_is_read_once_for_each_call():
    gate = SpatialAttention(3)
    net = nn.Sequential(gate, nn.ReLU(), gate)
    with gates.record(net) as seen:
        net(X)
    assert list(seen) == ["0", "0#2"] and len(seen["0"]) == 6


@pytest.mark.parametrize("reentrant", [True, False])
def test_checkpointing_gives_a_row_per_image_and_the_same_gradient(reentrant):
    class Saved(nn.Module):
        def __init__(self):
            super().__init__()
            self.gate = CBAM(8, 4)

        def forward(self, x):
            return checkpoint(self.gate, x, use_reentrant=reentrant)

    net, x = Saved(), X.clone().requires_grad_()
    with gates.replace(net, "mean"), gates.record(net) as seen:
        net(x).square().sum().backward()
        expected = X.clone().requires_grad_()
        net.gate(expected).square().sum().backward()
    assert {len(weights) for weights in seen.values()} == {12}  # six by the network, six by the gate itself
    torch.testing.assert_close(x.grad, expected.grad)


def test_several_sizes_are_kept_apart():
    net = nn.Sequential(SpatialAttention(3), ChannelAttention(8, 4))
    with gates.record(net) as seen:
        net(X)
        net(X[:, :, :4])
    assert seen["1"].shape == (12, 8, 1, 1)
    with pytest.raises(ValueError, match="'0' was recorded at several sizes, .* cannot be joined"):
        seen["0"]
    assert [tuple(part.shape[2:]) for part in seen.batches("0")] == [(5, 7), (4, 7)]


def test_the_batches_stay_apart_after_they_were_joined():
    net = nn.Sequential(SpatialAttention(3))
    with gates.record(net) as seen:
        net(X)
        net(X[:1])
        assert len(seen["0"]) == len(X) + 1
        net(X[:1])
    assert [len(part) for part in seen.batches("0")] == [len(X), 1, 1] and len(seen["0"]) == len(X) + 2


def test_many_batches_are_joined_once(monkeypatch):
    joined, cat = [], torch.cat
    net = nn.Sequential(ChannelAttention(8, 4))
    with gates.record(net) as seen, torch.no_grad():
        for _ in range(50):
            net(X[:1])
        monkeypatch.setattr(torch, "cat", lambda parts: joined.append(len(parts)) or cat(parts))
        assert len(seen["0"]) == len(seen["0"]) == 50
    assert joined == [50]


def test_a_compiled_network_is_read_uncompiled():
    net = nn.Sequential(nn.Conv2d(8, 8, 1), CBAM(8, 4)).eval()
    compiled = torch.compile(net, backend="eager")
    with torch.no_grad():
        expected = compiled(X)
        with gates.record(compiled) as seen, gates.replace(compiled, "one"):
            torch.testing.assert_close(compiled(X), net[0](X))
        torch.testing.assert_close(compiled(X), expected)
    assert list(seen) == ["1.gates.channel", "1.gates.spatial"]
    assert len(gates.diagnose(compiled, X).rows) == 2


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("make", [torch.jit.script, lambda net: torch.jit.trace(net, X)])
@pytest.mark.parametrize("ask", [gates.find, lambda net: gates.diagnose(net, X)])
def test_scripted_and_traced_networks_get_a_sentence(make, ask):
    with pytest.raises(ValueError, match="scripted or traced"):
        ask(make(SqueezeExcitation(8, 4).eval()))


def test_copies_on_several_devices_get_a_sentence():
    net = nn.DataParallel(SpatialAttention(3))
    with gates.record(net) as seen:
        net(X)
    assert list(seen) == ["module"]
    net.device_ids = [0, 1]
    with pytest.raises(ValueError, match="read its .module instead"):
        gates.find(net)


def test_a_function_that_returns_no_weights_is_named():
    with pytest.raises(ValueError, match="for the gate '0' must return weights.*returned NoneType"):
        net = nn.Sequential(SpatialAttention(3))
        with gates.replace(net, lambda weights: None):
            net(X)


@pytest.mark.parametrize(
    "change", [lambda w: torch.zeros(8), lambda w: w[:, :, 0, 0], torch.mean], ids=["C", "(N, C)", "one"]
)
def test_weights_that_only_happen_to_fit_are_refused(change):
    square = torch.rand(8, 8, 8, 8)  # as many images as channels, rows and columns
    net = nn.Sequential(ChannelAttention(8, 4))
    says = r"of shape \(8, 8, 1, 1\); it returned \("
    with pytest.raises(ValueError, match=says), gates.replace(net, change):
        net(square)
    with gates.replace(net, lambda w: torch.zeros_like(w[:1])):
        assert not net(square).any(), "one row for all images"
