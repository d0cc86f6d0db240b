"""Gates in known architectures: where they go, what they cost."""

from functools import partial

import pytest
import torch
import torchvision
from torch import nn

from helpers import networks
from helpers.attention import CBAM, ChannelAttention, SpatialAttention, insert
from helpers.attention.blocks import add_attention, with_gates
from helpers.gates import kept
from helpers.training.cost import count_elementwise, count_moved, count_multiply_adds

authors_cbam = partial(CBAM, bias=True, norm=True)
squeeze = partial(ChannelAttention, pools="avg", bias=True)
SHAPE = (1, 3, 32, 32)


def resnet(depth=18):
    torch.manual_seed(0)
    return getattr(torchvision.models, f"resnet{depth}")(weights=None).eval()


@pytest.mark.parametrize(("factory", "added"), [(authors_cbam, 2_532_592), (squeeze, 2_530_992)])
def test_resnet50_has_the_published_number_of_parameters(factory, added):
    assert networks.parameters(add_attention(resnet(50), factory)) == 25_557_032 + added


@pytest.mark.parametrize(("depth", "blocks"), [(18, 8), (50, 16)])
def test_every_block_gets_one_gate_for_its_channels(depth, blocks):
    asked = []
    net = add_attention(resnet(depth), lambda channels: asked.append(channels) or nn.Identity())
    expansion = 1 if depth == 18 else 4
    assert len(asked) == blocks
    assert sorted(set(asked)) == [64 * expansion, 128 * expansion, 256 * expansion, 512 * expansion]
    assert isinstance(net, torchvision.models.ResNet)


def test_the_gate_acts_on_the_branch_and_not_on_the_shortcut():
    class Shut(nn.Module):
        def forward(self, x):
            return 0 * x

    block = add_attention(resnet(), lambda channels: Shut()).layer1[0]
    x = torch.rand(2, 64, 8, 8)
    assert torch.equal(block(x), x)  # only the shortcut is left, and it is not negative


def test_open_gates_leave_a_resnet_as_it_was():
    images = torch.rand(2, *SHAPE[1:])
    with torch.no_grad():
        before = resnet()(images)
        after = add_attention(resnet(), lambda channels: nn.Identity())(images)
    assert torch.equal(before, after)


def test_gates_take_the_mode_and_number_format_of_the_network():
    net = add_attention(resnet().double().train(), authors_cbam)
    assert all(p.dtype == torch.float64 for p in net.parameters())
    assert net.layer1[0].bn2.attention.training


def test_a_factory_that_fails_leaves_the_network_as_it_was():
    net = resnet()
    with pytest.raises(ValueError, match="hidden units"):
        add_attention(net, lambda channels: ChannelAttention(channels, 200))
    assert all(isinstance(block.bn2, nn.BatchNorm2d) for block in net.layer1)


def test_no_blocks_and_gates_twice_each_get_a_sentence():
    with pytest.raises(ValueError, match="no BasicBlock or Bottleneck"):
        add_attention(networks.ConvNet(), authors_cbam)
    with pytest.raises(ValueError, match="have gates already"):
        add_attention(add_attention(resnet(), squeeze), squeeze)


def test_multiply_adds_by_hand():
    assert count_multiply_adds(nn.Conv2d(3, 8, 3, padding=1), (1, 3, 10, 10)) == 8 * 100 * 3 * 9
    assert count_multiply_adds(nn.Conv2d(4, 8, 3, padding=1, groups=4), (1, 4, 10, 10)) == 8 * 100 * 9
    assert count_multiply_adds(nn.Linear(5, 7), (2, 5)) == 2 * 5 * 7
    assert count_multiply_adds(ChannelAttention(32, 4), (1, 32, 6, 6)) == 2 * 2 * 32 * 8
    assert count_multiply_adds(SpatialAttention(7), (1, 32, 6, 5)) == 2 * 49 * 30


def test_multiply_adds_of_resnet50():
    """4.09 billion at 224 x 224: the figure in torchvision's table of models."""
    assert count_multiply_adds(resnet(50), (1, 3, 224, 224)) == 4_089_184_256


def test_moved_numbers_by_hand():
    size = 3 * 10 * 12
    assert count_moved(nn.ReLU(), (1, 3, 10, 12)) == 2 * size
    assert count_moved(ChannelAttention(3, 1, pools="avg"), (1, 3, 10, 12)) == 3 * size
    assert count_moved(nn.Flatten(), (1, 3, 10, 12)) == 0


def test_elementwise_work_by_hand():
    size = 32 * 6 * 6
    assert (
        count_elementwise(nn.Conv2d(32, 8, 3), (1, 32, 6, 6)) == 0 == count_elementwise(nn.Flatten(), SHAPE)
    )
    assert (
        count_elementwise(nn.ReLU(), (1, 32, 6, 6))
        == count_elementwise(nn.MaxPool2d(2), (1, 32, 6, 6))
        == size
    )
    # Squeeze-and-excitation reads the map to pool it and once more to scale it; its vectors are short.
    squeeze = count_elementwise(ChannelAttention(32, 4, pools="avg"), (1, 32, 6, 6))
    assert 2 * size < squeeze < 2.1 * size
    # CBAM: two pools, a scale, two pools over the channels, a scale; and sigmoids, a ReLU, a sum, small maps.
    cbam = count_elementwise(CBAM(32, 4), (1, 32, 6, 6))
    assert 6 * size < cbam < 6.2 * size


def test_counting_leaves_the_module_as_it_was():
    net = add_attention(resnet().train(), authors_cbam)
    net.layer1.eval()
    before = {name: value.clone() for name, value in net.state_dict().items()}
    count_multiply_adds(net, SHAPE)
    count_moved(net, SHAPE)
    count_elementwise(net, SHAPE)
    assert net.training and not net.layer1.training and net.layer2.training
    assert all(torch.equal(before[name], value) for name, value in net.state_dict().items())
    assert not any(module._forward_hooks for module in net.modules())


def test_with_gates_copies_the_network_and_gates_every_stage():
    plain = networks.build(networks.ConvNet, 0).eval()
    images = torch.rand(2, 1, 20, 20)
    gated = with_gates(plain, lambda channels: nn.Identity())
    assert torch.equal(gated(images), plain(images)) and not gated.training
    asked = []
    gated = with_gates(plain, lambda channels: asked.append(channels) or ChannelAttention(channels, 4))
    assert asked == [16, 32, 64] and not hasattr(plain.stages[0], "attention")
    with pytest.raises(ValueError, match="gates already"):
        with_gates(gated, lambda channels: nn.Identity())


def test_kept_multiplies_the_gates_of_a_block():
    plain = networks.build(networks.ConvNet, 0).eval()
    images = torch.rand(2, 1, 20, 20)
    gated = with_gates(plain, lambda channels: insert.open_at(authors_cbam(channels), 0.9))
    assert torch.allclose(kept(gated, images), torch.tensor(0.81))
    places = 16 * 100 + 32 * 25 + 64 * 25  # the last stage does not halve the size
    assert kept(gated, images).shape == (2 * places,)
    only_what = with_gates(plain, lambda channels: insert.open_at(ChannelAttention(channels, bias=True), 0.9))
    assert kept(only_what, images).shape == (2 * (16 + 32 + 64),)
