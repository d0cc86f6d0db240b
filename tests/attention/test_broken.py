"""The retold defects: each is broken in the way its docstring says, and in no other."""

import warnings

import pytest
import torch
from torch import nn

from helpers.attention import AttentionPool, ChannelAttention, SpatialAttention, broken
from helpers.datasets import Batch

X = torch.randn(5, 12, 6, 9, generator=torch.Generator().manual_seed(0))


def twin_of(gate, sound):
    """The sound layer with the broken one's numbers."""
    sound.load_state_dict(gate.state_dict())
    return sound


@pytest.mark.parametrize("brightness", [0.0, 1.0, 1e3])
def test_a_bottleneck_of_zero_width_says_one_half(brightness):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        gate = broken.ZeroWidth(12)
    assert (gate.weights(X * brightness) == 0.5).all()
    assert torch.equal(gate(X), X / 2)
    assert sum(p.numel() for p in gate.parameters()) == 0


def test_with_enough_channels_it_is_squeeze_and_excitation():
    gate = broken.ZeroWidth(32)
    sound = twin_of(gate, ChannelAttention(32, 16, pools="avg"))
    x = torch.randn(3, 32, 4, 4)
    assert torch.allclose(gate.weights(x), sound.weights(x))


def peaked(x):
    """The same means, higher maxima."""
    y = x - 5 / (x[0, 0].numel() - 1)
    y[:, :, 1, 2] = x[:, :, 1, 2] + 5
    return y


@pytest.mark.parametrize("make", [lambda: broken.SameTwice(12, 2), lambda: broken.DeadBranch(12, 2)])
def test_the_maximum_is_not_heard(make):
    gate, moved = make(), peaked(X)
    assert torch.allclose(moved.mean((2, 3)), X.mean((2, 3)), atol=1e-5)
    assert torch.allclose(gate.weights(moved), gate.weights(X), atol=1e-5)
    assert not torch.allclose(gate.weights(X + 1), gate.weights(X), atol=1e-3)
    sound = ChannelAttention(12, 2)
    assert not torch.allclose(sound.weights(moved), sound.weights(X), atol=1e-3)


def test_x1_plus_x1_is_twice_the_average():
    gate = broken.SameTwice(12, 2)
    alone = twin_of(gate, ChannelAttention(12, 2, pools="avg"))
    assert torch.allclose(gate.logits(X), 2 * alone.logits(X))
    gate(X).square().sum().backward()
    assert all(p.grad.abs().sum() > 0 for p in gate.parameters())


def test_half_of_the_dead_branch_gets_no_gradient():
    gate = broken.DeadBranch(12, 2)
    gate(X).square().sum().backward()
    without = {name for name, p in gate.named_parameters() if p.grad is None}
    assert without == {name for name, _ in gate.named_parameters() if name.startswith("mlp_max")}
    assert len(without) == 4


def test_no_weight_is_below_one_half():
    gate = broken.NeverBelowHalf()
    with torch.no_grad():
        gate.conv.weight.copy_(torch.tensor([1.0, 0.0])[:, None, None].expand(2, 7, 7))
    sound = twin_of(gate, SpatialAttention())
    weights = gate.weights(X)
    assert weights.min() == 0.5 and weights.max() > 0.55
    assert torch.equal(weights, sound.weights(X).clamp(min=0.5))


def test_the_softmax_is_forgotten():
    gate = broken.ForgottenSoftmax(12)
    sound = AttentionPool(12)
    sound.load_state_dict(gate.state_dict())
    assert isinstance(gate.softmax, nn.Softmax)
    assert torch.equal(gate.weights(X), sound.logits(X))
    assert gate.weights(X).min() < 0
    assert gate(X).shape == (5, 12)


def test_most_of_the_huge_kernel_never_lies_on_the_map():
    gate = broken.HugeKernel()
    assert gate.conv.weight.shape == (1, 2, 49, 49)
    (gradient,) = torch.autograd.grad(gate.logits(X).square().sum(), gate.conv.weight)
    assert int((gradient != 0).sum()) == 2 * 11 * 17
    assert gate(X).shape == X.shape


def test_min_max_stretches_every_image_by_itself():
    flat = 0.5 + 0.001 * X[:, :1]
    stretched = broken.min_max(flat)
    assert stretched.shape == flat.shape
    assert torch.allclose(stretched.amax((1, 2, 3)), torch.ones(5))
    assert (stretched.amin((1, 2, 3)) == 0).all()
    assert torch.equal(stretched[2].flatten().argsort(), flat[2].flatten().argsort())
    assert (broken.min_max(torch.full((2, 1, 3, 3), 0.5)) == 0).all()


def test_two_untrained_networks_differ_without_any_attention():
    def net(seed):
        torch.manual_seed(seed)
        return nn.Sequential(nn.Conv2d(12, 4, 3), nn.AdaptiveAvgPool2d(1), nn.Flatten())

    assert broken.before_and_after(lambda: net(0), lambda: net(0), X) == 0
    assert broken.before_and_after(lambda: net(0), lambda: net(1), X) > 0.01


def test_without_eval_the_order_counts():
    class Signs(nn.Module):
        """Says whether an image is brighter than its batch."""

        def __init__(self):
            super().__init__()
            self.norm = nn.BatchNorm1d(1)

        def forward(self, x):
            score = self.norm(x.mean((1, 2, 3))[:, None])
            return torch.cat([-score, score], 1)

    torch.manual_seed(0)
    images = torch.cat([torch.rand(200, 1, 2, 2) - 1, torch.rand(200, 1, 2, 2)])
    labels = (torch.arange(400) >= 200).long()
    mixed = torch.randperm(400)
    net = Signs()
    sorted_score = broken.accuracy_as_it_is(net, Batch(images, labels))
    assert broken.accuracy_as_it_is(net, Batch(images, labels)[mixed]) > 0.95
    assert sorted_score < 0.7
    net.eval()
    net.norm.running_mean.zero_()
    assert broken.accuracy_as_it_is(net, Batch(images, labels)) == broken.accuracy_as_it_is(
        net, Batch(images, labels), chunk=7
    )


@pytest.mark.parametrize(
    "name",
    [
        "ZeroWidth",
        "SameTwice",
        "DeadBranch",
        "NeverBelowHalf",
        "ForgottenSoftmax",
        "HugeKernel",
        "min_max",
        "before_and_after",
        "accuracy_as_it_is",
    ],
)
def test_every_defect_says_where_its_kind_was_met(name):
    assert "Kind:" in getattr(broken, name).__doc__
