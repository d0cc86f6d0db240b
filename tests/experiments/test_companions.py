"""The controls that are made from a learner's gate: the same scores added, and weights that are blind."""

from functools import partial

import pytest
import torch
from torch import nn

from helpers.attention import CBAM, SCSE, AddedCBAM, ChannelAttention, SpatialAttention, SqueezeExcitation
from helpers.experiments.companions import Added, added, blind
from helpers.networks import build, parameters

x = torch.randn(3, 8, 10, 10, generator=torch.Generator().manual_seed(0))
cbam = partial(CBAM, reduction=2, bias=True, norm=True)


class Squeezed(nn.Module):
    """A gate as a learner writes it."""

    def __init__(self, channels):
        super().__init__()
        self.excite = nn.Linear(channels, channels)

    def weights(self, x):
        return self.excite(x.mean((2, 3))).sigmoid()[:, :, None, None]

    def forward(self, x):
        return x * self.weights(x)


def test_the_twin_adds_the_scores():
    twin = build(partial(added, Squeezed, 8), 0).eval()
    gate = build(partial(Squeezed, 8), 0)
    scores = gate.excite(x.mean((2, 3)))[:, :, None, None]
    assert torch.allclose(twin(x), x + scores, atol=1e-5)
    assert parameters(twin) == parameters(gate)
    twin(x).square().mean().backward()
    assert twin.gate.excite.weight.grad.abs().sum() > 0


def test_the_twin_of_two_gates_is_the_course_s_own():
    twin = build(partial(added, cbam, 8), 0).eval()
    own = build(partial(AddedCBAM, 8, reduction=2, bias=True, norm=True), 0).eval()
    assert torch.allclose(twin(x), own(x), atol=1e-4)
    assert sum(isinstance(part, Added) for part in twin.modules()) == 2


@pytest.mark.parametrize(
    "gate, shapes",
    [
        (SqueezeExcitation, [(8, 1, 1)]),
        (partial(ChannelAttention, reduction=2), [(8, 1, 1)]),
        (lambda channels: SpatialAttention(), [(1, 1, 12, 12)]),
        (cbam, [(8, 1, 1), (1, 1, 12, 12)]),
        (partial(SCSE, reduction=2), [(8, 1, 1), (1, 1, 12, 12)]),
    ],
)
def test_the_blind_one_has_the_same_places_for_weights_and_no_eyes(gate, shapes):
    layer = blind(gate, 8)
    assert [tuple(scores.shape) for scores in layer.parameters()] == shapes
    with torch.no_grad():
        for scores in layer.parameters():
            scores.normal_()
        ratio = layer(x.abs() + 1) / (x.abs() + 1)
    assert torch.allclose(ratio, ratio[:1].expand_as(ratio), atol=1e-5) and ratio.std() > 0.01


class Full(Squeezed):
    def weights(self, x):
        return x.sigmoid()


class Doubled(Squeezed):
    def weights(self, x):
        return 2 * super().weights(x)


@pytest.mark.parametrize("make", [added, blind])
@pytest.mark.parametrize("gate", [lambda channels: nn.ReLU(), Doubled])
def test_a_layer_without_such_weights_has_none(make, gate):
    with pytest.raises(ValueError, match="it has no method weights.x. that gives numbers between 0 and 1"):
        make(gate, 8)


def test_weights_for_every_place_of_every_channel_have_no_blind_one():
    with pytest.raises(ValueError, match="its weights differ between channels and between places"):
        blind(Full, 8)
    assert isinstance(added(Full, 8), Added)
