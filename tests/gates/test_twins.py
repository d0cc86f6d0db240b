"""The sums of additive twins, swapped for a forward pass."""

import pytest
import torch

from helpers import gates, networks
from helpers.attention import (
    AddedBAM,
    AddedCBAM,
    AddedChannelAttention,
    AddedECA,
    AddedSCSE,
    RectifiedChannelAttention,
)
from helpers.gates import twins


@pytest.fixture
def net():
    def attention(channels):
        return AddedCBAM(channels, reduction=4, norm=True)

    return networks.build(networks.CentreDetector, 0, attention=attention).eval()


def test_the_same_sums_change_nothing(net):
    images = torch.rand(3, 1, 48, 48)
    with torch.no_grad():
        before = net(images)
        with twins.replace(net, lambda logits: logits):
            assert torch.allclose(net(images), before, atol=1e-6)


def test_a_layer_adds_what_it_adds_for_the_image_before():
    layer, x = AddedChannelAttention(8, reduction=2), torch.randn(3, 8, 4, 4)
    with torch.no_grad(), twins.replace(layer, "other image"):
        assert torch.allclose(layer(x), x + layer.logits(x).roll(1, 0), atol=1e-6)
    with torch.no_grad(), twins.replace(layer, "mean"):
        assert torch.allclose(layer(x), x + layer.logits(x).mean(0), atol=1e-6)


def test_a_twin_with_a_relu_keeps_it():
    layer, x = RectifiedChannelAttention(8, reduction=2), torch.randn(3, 8, 4, 4)
    with torch.no_grad(), twins.replace(layer, "other image"):
        assert torch.allclose(layer(x), (x + layer.logits(x).roll(1, 0)).relu(), atol=1e-6)


@pytest.mark.parametrize("twin", [AddedSCSE, AddedECA, AddedBAM])
def test_the_twins_of_the_family_are_swapped_as_a_whole(twin):
    layer, x = twin(16).eval(), torch.randn(3, 16, 4, 4)
    with torch.no_grad(), twins.replace(layer, torch.zeros_like):
        assert torch.equal(layer(x), 2 * x if twin is AddedSCSE else x)


def test_every_twin_is_swapped_and_put_back(net):
    images = torch.rand(3, 1, 48, 48)
    with torch.no_grad():
        before = net(images)
        with twins.replace(net, torch.zeros_like):
            plain = net(images)
            x = images
            for stage in net.stages:
                x = torch.nn.Sequential(*list(stage)[:-1])(x)
            assert torch.allclose(plain, net.predict(x), atol=1e-6)
        assert not torch.allclose(plain, before, atol=1e-3)
        assert torch.equal(net(images), before)
    assert not any(module._forward_hooks for module in net.modules())


def test_bad_input_gets_a_sentence(net):
    with pytest.raises(ValueError, match="got 'invert'"), twins.replace(net, "invert"):
        pass
    plain = networks.CentreDetector()
    with pytest.raises(ValueError, match="has no additive twins"), twins.replace(plain, "mean"):
        pass
    with pytest.raises(ValueError, match="at least two images"), twins.replace(net, "other image"):
        net(torch.rand(1, 1, 48, 48))
    assert set(gates.CHANGES) >= {"mean", "other image"}
