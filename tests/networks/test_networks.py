"""The small networks: shapes, the attention slot, seeds, and what they refuse."""

from functools import partial

import pytest
import torch
from torch import nn

from helpers.attention import CBAM, AttentionPool, ChannelAttention
from helpers.networks import Average, CentreDetector, ConvNet, Maximum, SensorNet, UNet, build, parameters


@pytest.mark.parametrize("head", ["average", "max", "attention", "flatten", lambda channels: Maximum()])
def test_logits_and_features(head):
    net = ConvNet(3, (4, 6, 8), classes=5, head=head, size=24)
    images = torch.randn(2, 3, 24, 24)
    assert net.features(images).shape == (2, 8, 6, 6)
    assert net(images).shape == (2, 5)


def test_images_need_not_be_square_unless_flattened():
    assert ConvNet(1, (4, 8))(torch.randn(2, 1, 20, 13)).shape == (2, 10)


@pytest.mark.parametrize("halvings, side", [(0, 24), (1, 12), (3, 3)])
def test_halvings(halvings, side):
    assert ConvNet(1, (4, 4, 4), halvings=halvings).features(torch.randn(2, 1, 24, 24)).shape[2:] == (
        side,
        side,
    )


def test_pools():
    x = torch.randn(2, 3, 4, 5)
    torch.testing.assert_close(Average()(x), x.mean((2, 3)))
    assert torch.equal(Maximum()(x), x.amax((2, 3)))
    assert isinstance(ConvNet(head="attention").pool, AttentionPool)


def test_the_slot_gets_the_channels_of_its_stage():
    asked = []

    def identity(channels):
        asked.append(channels)
        return nn.Identity()

    net = ConvNet(1, (4, 6, 8), attention=identity, attend=(0, 2))
    assert asked == [4, 8]
    assert [hasattr(stage, "attention") for stage in net.stages] == [True, False, True]
    assert [name for name, _ in net.stages[0].named_children()] == [
        "conv",
        "norm",
        "relu",
        "pool",
        "attention",
    ]


def test_an_identity_in_the_slot_changes_nothing():
    images = torch.randn(2, 1, 16, 16)
    plain = build(ConvNet, 3, widths=(4, 8)).eval()
    slotted = build(ConvNet, 3, widths=(4, 8), attention=lambda channels: nn.Identity()).eval()
    assert torch.equal(plain(images), slotted(images))
    assert parameters(plain) == parameters(slotted)


def test_parameters_by_hand():
    # Two convolutions 3 * 3 * 1 * 4 and 3 * 3 * 4 * 8, norms 2 * 4 and 2 * 8, linear 8 * 10 + 10.
    assert parameters(ConvNet(1, (4, 8))) == 36 + 288 + 8 + 16 + 90
    gate = partial(ChannelAttention, reduction=4)
    assert parameters(ConvNet(1, (4, 8), attention=gate)) == 438 + 2 * 4 * 1 + 2 * 8 * 2


def test_a_channel_of_the_sensor_net_belongs_to_one_sensor():
    net = SensorNet(sensors=4, features_per_sensor=2).eval()
    images = torch.randn(3, 4, 16, 16)
    changed = images.clone()
    changed[:, 2] += 1
    moved = (net.stem(changed) != net.stem(images)).any(3).any(2).any(0)
    assert [sensor in moved.nonzero().flatten().div(2, rounding_mode="floor") for sensor in range(4)] == [
        False,
        False,
        True,
        False,
    ]
    assert net(images).shape == (3, 10)


def test_sensor_net_gates_right_after_the_stem():
    net = SensorNet(attention=partial(CBAM, reduction=4))
    assert net.attention.gates["channel"].channels == 32
    assert isinstance(SensorNet().attention, nn.Identity)
    assert net.features(torch.randn(2, 8, 24, 24)).shape == (2, 64, 6, 6)


class TestBuild:
    def test_same_seed_same_start(self):
        first, second = (build(ConvNet, 5, widths=(4,)).state_dict() for _ in range(2))
        assert all(torch.equal(first[name], second[name]) for name in first)

    def test_other_seed_other_start(self):
        first, second = (build(ConvNet, seed, widths=(4,)).stages[0].conv.weight for seed in (0, 1))
        assert not torch.equal(first, second)

    def test_the_random_state_outside_is_untouched(self):
        before = torch.get_rng_state()
        build(ConvNet, 5)
        assert torch.equal(torch.get_rng_state(), before)


@pytest.mark.parametrize(
    "make, says",
    [
        (lambda: ConvNet(head="flatten"), "size="),
        (lambda: ConvNet(3)(torch.rand(2, 1, 16, 16)), "(2, 1, 16, 16)"),
        (lambda: ConvNet(1)(torch.rand(1, 16, 16)), "x[None]"),
        (lambda: SensorNet(4)(torch.rand(2, 8, 16, 16)), "(2, 8, 16, 16)"),
        (lambda: SensorNet(4)(torch.rand(2, 8, 16, 16)), "this network reads images of 4 channels"),
        (lambda: ConvNet(1)(torch.zeros(2, 1, 16, 16, dtype=torch.uint8)), "pass x.float() / 255"),
        (lambda: UNet(1)(torch.zeros(2, 1, 16, 16, dtype=torch.float64)), "pass images.float()"),
        (lambda: CentreDetector(1)(torch.zeros(2, 1, 16, 16, dtype=torch.float64)), "pass images.float()"),
    ],
)
def test_error_sentences(make, says):
    with pytest.raises(ValueError) as caught:
        make()
    assert says in str(caught.value) and "\n" not in str(caught.value)
