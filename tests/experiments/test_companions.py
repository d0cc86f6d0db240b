"""The controls that are made from a learner's gate: the same scores added, and weights that are blind."""

from functools import partial

import pytest
import torch
from torch import nn

from helpers.attention import CBAM, SCSE, AddedCBAM, ChannelAttention, SpatialAttention, SqueezeExcitation
from helpers.attention.insert import Doubled, as_identity, open_at
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
    assert torch.allclose(twin(x), x + scores - twin.start, atol=1e-5)
    assert parameters(twin) == parameters(gate)
    twin(x).square().mean().backward()
    assert twin.gate.excite.weight.grad.abs().sum() > 0


def test_the_twin_of_two_gates_is_the_course_s_own():
    twin = build(partial(added, cbam, 8), 0).eval()
    own = build(partial(AddedCBAM, 8, reduction=2, bias=True, norm=True), 0).eval()
    parts = [part for part in twin.modules() if isinstance(part, Added)]
    assert len(parts) == 2
    for part in parts:
        part.start = 0.0
    assert torch.allclose(twin(x), own(x), atol=1e-4)


def both_at_one(channels):
    """CBAM's halves as lesson 13 puts them into a trained network."""
    halves = ChannelAttention(channels, 2), SpatialAttention()
    return nn.Sequential(*(as_identity(half) for half in halves))


STARTS = {  # gates that start the same for every image, and what they leave of a 1
    "SE opened": (lambda channels: open_at(SqueezeExcitation(channels)), 0.98),
    "SE half open": (lambda channels: open_at(SqueezeExcitation(channels), 0.7), 0.7),
    "CBAM opened": (lambda channels: open_at(cbam(channels)), 0.98**2),
    "SE at one": (lambda channels: as_identity(SqueezeExcitation(channels)), 1.0),
    "CBAM at one": (both_at_one, 1.0),
}


@pytest.mark.parametrize("gate, left", STARTS.values(), ids=STARTS)
def test_the_companions_of_a_gate_start_as_it_does(gate, left):
    assert torch.allclose(gate(8).eval()(x), left * x, atol=1e-4)
    assert torch.allclose(blind(gate, 8).eval()(x), left * x, atol=1e-3)
    assert torch.allclose(added(gate, 8).eval()(x), x, atol=1e-3)


class Biased(Squeezed):
    """Opened by hand: a large bias, and random weights."""

    def __init__(self, channels):
        super().__init__(channels)
        nn.init.constant_(self.excite.bias, 4.0)


def test_the_companions_of_a_gate_that_is_open_on_average():
    gate, twin, unseeing = (build(partial(make, Biased, 8), 0).eval() for make in (once, added, blind))
    assert (twin(x) - x).mean().abs() < 0.2 < 3 < gate.excite(x.mean((2, 3))).mean()
    assert unseeing.weights(x).std() == 0
    assert (unseeing.weights(x).mean() - gate.weights(x).mean()).abs() < 0.01


def once(make_gate, channels):
    return make_gate(channels)


def test_a_gate_that_doubles_has_companions_that_learn():
    twin, unseeing = added(both_at_one, 8), blind(both_at_one, 8)
    assert not any(isinstance(part, Doubled) for part in twin.modules())
    assert sum(isinstance(part, Doubled) for part in unseeing.modules()) == 2
    for layer in (twin, unseeing):
        layer(x).square().mean().backward()
        assert all(p.grad is not None for p in layer.parameters())
    with torch.no_grad():
        for weights in unseeing.parameters():
            weights.fill_(9.0)
    assert torch.allclose(unseeing(x), 4 * x, atol=0.01), "as its gate, it can reach twice the map"


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


class Twice(Squeezed):
    def weights(self, x):
        return 2 * super().weights(x)


@pytest.mark.parametrize("make", [added, blind])
@pytest.mark.parametrize("gate", [lambda channels: nn.ReLU(), Twice])
def test_a_layer_without_such_weights_has_none(make, gate):
    with pytest.raises(ValueError, match="it has no method weights.x. that gives numbers between 0 and 1"):
        make(gate, 8)


def test_weights_for_every_place_of_every_channel_have_no_blind_one():
    with pytest.raises(ValueError, match="its weights differ between channels and between places"):
        blind(Full, 8)
    assert isinstance(added(Full, 8), Added)
