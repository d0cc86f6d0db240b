"""The attention layers: properties, numbers by hand, parity with torchvision and timm, error sentences."""

import copy

import attention_by_hand
import attention_checks
import attention_parity
import numpy as np
import pytest
import torch

from helpers import attention
from helpers.attention import CBAM, AttentionPool, ChannelAttention, SpatialAttention, StaticAttention


@pytest.mark.parametrize("check", attention_checks.CHECKS, ids=lambda check: check.__name__)
def test_property(check):
    check(attention)


@pytest.mark.parametrize("check", attention_by_hand.CHECKS, ids=lambda check: check.__name__)
def test_by_hand(check):
    check(attention)


@pytest.mark.parametrize("check", attention_parity.CHECKS, ids=lambda check: check.__name__)
def test_parity(check):
    check(attention)


def test_normalised_squeeze_registers_its_norm_before_the_mlp():
    layer = ChannelAttention(8, 4, norm=True)
    rooms = dict.fromkeys(name.split(".")[0] for name, _ in layer.named_parameters())
    assert list(rooms) == ["norms", "mlp"]
    assert len(layer.norms) == 2
    x = torch.randn(16, 8, 5, 7) * 3 + 2
    squeezed = layer.norms[0](x.mean((2, 3)))
    assert squeezed.mean(0).abs().max() < 1e-5 and (squeezed.var(0, correction=0) - 1).abs().max() < 1e-3


@pytest.mark.parametrize(
    "channels, settings, count",
    [
        (64, {"reduction": 16}, 2 * 64 * 4),
        (64, {"reduction": 16, "bias": True}, 2 * 64 * 4 + 4 + 64),
        (64, {"reduction": 16, "pools": "avg"}, 2 * 64 * 4),
        (64, {"hidden": 5, "norm": True}, 2 * 64 * 5 + 4 * 64),
    ],
)
def test_number_of_parameters(channels, settings, count):
    """Both pools share one MLP."""
    assert sum(p.numel() for p in ChannelAttention(channels, **settings).parameters()) == count


def layers():
    return [
        ChannelAttention(8, 4, norm=True),
        SpatialAttention(norm=True),
        CBAM(8, 4, bias=True, norm=True),
        AttentionPool(8),
        StaticAttention(8, 1, 1),
        attention.AddedCBAM(8, 4),
        attention.AddedAttentionPool(8),
    ]


@pytest.mark.parametrize("layer", layers(), ids=lambda layer: type(layer).__name__)
class TestEveryLayer:
    def test_deepcopy_is_equal_and_apart(self, layer):
        x = torch.randn(2, 8, 5, 7)
        twin = copy.deepcopy(layer.eval())
        assert torch.equal(twin(x), layer(x))
        with torch.no_grad():
            next(twin.parameters()).add_(1)
        assert not torch.equal(next(twin.parameters()), next(layer.parameters()))

    def test_state_dict_round_trip(self, layer):
        x, fresh = torch.randn(2, 8, 5, 7), copy.deepcopy(layer)
        for parameter in fresh.parameters():
            torch.nn.init.normal_(parameter)
        fresh.load_state_dict(layer.state_dict())
        assert torch.equal(fresh.eval()(x), layer.eval()(x))

    @pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
    def test_half_precision(self, layer, dtype):
        x = torch.randn(2, 8, 5, 7).to(dtype)
        exact = layer.eval()(x.float())
        half = copy.deepcopy(layer).to(dtype)(x)
        assert half.dtype == dtype
        torch.testing.assert_close(half.float(), exact, atol=0.1, rtol=0.05)


def message(make):
    """The ValueError's text; it must be one sentence on one line."""
    with pytest.raises(ValueError) as caught:
        make()
    text = str(caught.value)
    assert "\n" not in text and len(text) < 250
    return text


FOUR_AXES = torch.rand(2, 8, 5, 7)
READERS = [ChannelAttention(8, 4), SpatialAttention(), CBAM(8, 4), CBAM(8, 4, order="spatial-channel")]


@pytest.mark.parametrize("layer", [*READERS, AttentionPool(8)], ids=lambda layer: type(layer).__name__)
@pytest.mark.parametrize(
    "x, seen, remedy",
    [
        (FOUR_AXES[0], "(8, 5, 7)", "x[None]"),
        (FOUR_AXES[0, 0], "(5, 7)", "four axes"),
        (FOUR_AXES[None], "(1, 2, 8, 5, 7)", "four axes"),
        (np.zeros((2, 8, 5, 7)), "ndarray", "as a tensor"),
        (None, "NoneType", "as a tensor"),
    ],
)
def test_not_a_feature_map(layer, x, seen, remedy):
    text = message(lambda: layer(x))
    assert "feature map (N, " in text and seen in text and remedy in text


@pytest.mark.parametrize("layer", [ChannelAttention(16, 4), CBAM(16, 4), AttentionPool(16)])
def test_wrong_number_of_channels(layer):
    text = message(lambda: layer(FOUR_AXES))
    assert "(2, 8, 5, 7)" in text and "16 channels" in text and "channels=8" in text


@pytest.mark.parametrize(
    "make, seen, remedy",
    [
        (lambda: ChannelAttention(8), "8 channels", "from 1 to 8"),
        (lambda: CBAM(8, reduction=9), "reduction 9", "hidden=1"),
        (lambda: ChannelAttention(8, hidden=0), "hidden=0", "at least one"),
        (lambda: SpatialAttention(4), "got 4", "try 3"),
        (lambda: SpatialAttention(0), "got 0", "try 3"),
        (lambda: CBAM(16, kernel_size=2), "got 2", "try 3"),
        (lambda: ChannelAttention(16, pools=("avg", "median")), "median", "'avg', 'max'"),
        (lambda: ChannelAttention(16, pools=()), "got ()", "one or more of"),
        (lambda: SpatialAttention(pools="avg"), "'avg'", "'mean', 'max'"),
        (lambda: SpatialAttention(pools=[]), "got []", "one or more of"),
        (lambda: CBAM(16, order="parallel"), "'parallel'", '"channel-spatial" or "spatial-channel"'),
        (lambda: CBAM(16, order=None), "None", '"channel-spatial" or "spatial-channel"'),
    ],
)
def test_wrong_settings(make, seen, remedy):
    text = message(make)
    assert seen in text and remedy in text
