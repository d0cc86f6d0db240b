"""What scSE and the gates on skips must do, as functions of the module under test.

``test_family`` runs them on ``helpers.family``, ``test_mutations`` on faulty copies of it.
Numbers by hand: sigmoid(-1.5) = 0.182426, sigmoid(2.5) = 0.924142, sigmoid(0.5) = 0.622459,
sigmoid(1) = 0.731059 and sigmoid(-1) = 0.268941.
"""

import torch
import torch.nn.functional as F
from attention_by_hand import close, numbers, put
from attention_checks import MAPS, feature_map, randomised
from attention_parity import assert_same
from torch import nn
from torch.testing import assert_close

X = [[[1, 2], [3, 4]], [[3, 0], [1, 4]]]  # two channels of 2 x 2


def place_gate_by_hand(attention):
    # First channel minus second, plus a half: 1 - 3, 2 - 0, 3 - 1, 4 - 4.
    gate = put(attention.PlaceGate(2), [1.0, -1.0], [0.5])
    close(gate.logits(numbers(X))[0, 0], numbers([-1.5, 2.5], [2.5, 0.5]))
    close(gate.weights(numbers(X))[0, 0], numbers([0.182426, 0.924142], [0.924142, 0.622459]))
    close(gate(numbers(X))[0, 1], numbers([0.547278, 0.0], [0.924142, 2.489836]))


def scse_by_hand(attention):
    # Averages 2.5 and 2; the hidden unit reads their difference plus a half: 1; excite with +1, -1.
    layer = attention.SCSE(2, reduction=2)
    put(layer, [1.0, -1.0], [0.5], [1.0, -1.0], [0.0, 0.0], [1.0, -1.0], [0.5])
    first = [[1 * (0.731059 + 0.182426), 2 * (0.731059 + 0.924142)]]
    first += [[3 * (0.731059 + 0.924142), 4 * (0.731059 + 0.622459)]]
    close(layer(numbers(X))[0, 0], torch.tensor(first, dtype=torch.float64))
    close(layer(numbers(X))[0, 1, 0, 0], torch.tensor(3 * (0.268941 + 0.182426), dtype=torch.float64))


def attention_gate_by_hand(attention):
    # relu((x - 1) - 2) is 0, 0, 0, 1; twice that, minus 1.
    gate = put(attention.AttentionGate(1, 1), [1.0], [-1.0], [-1.0], [0.0], [2.0], [-1.0])
    x, coarse = numbers([[[1, 2], [3, 4]]]), numbers([[[2]]])
    close(gate.weights(x, coarse)[0, 0], numbers([0.268941, 0.268941], [0.268941, 0.731059]))
    close(gate(x, coarse)[0, 0], numbers([0.268941, 0.537882], [0.806823, 2.924236]))


def the_coarse_map_is_enlarged_smoothly(attention):
    # 0 and 4 stand in the middle of two places each: 0, 1, 3, 4.
    gate = put(attention.AttentionGate(1, 1), [0.0], [0.0], [1.0], [0.0], [1.0], [0.0])
    wide = gate.logits(torch.zeros(1, 1, 2, 4, dtype=torch.float64), numbers([[[0, 4]]]))
    close(wide[0, 0], numbers([0, 1, 3, 4], [0, 1, 3, 4]))


def place_gate_weighs_places(attention):
    for shape in MAPS:
        x, gate = feature_map(shape), randomised(attention.PlaceGate(shape[1]))
        weights = gate.weights(x)
        assert weights.shape == (shape[0], 1, *shape[2:])
        assert weights.min() > 0 and weights.max() < 1
        assert_close(gate(x), x * weights)
        order = torch.randperm(shape[2] * shape[3])
        moved = x.flatten(2)[:, :, order].view_as(x)
        assert_close(gate.weights(moved).flatten(1), weights.flatten(1)[:, order])


def scse_is_the_sum_of_its_halves(attention):
    for shape in MAPS:
        x, layer = feature_map(shape), randomised(attention.SCSE(shape[1], 4))
        what, where = layer.channel.weights(x), layer.place.weights(x)
        assert what.shape == (*shape[:2], 1, 1) and where.shape == (shape[0], 1, *shape[2:])
        assert_close(layer(x), x * what + x * where)
        squeezed = torch.einsum("nchw->nc", x) / (shape[2] * shape[3])
        assert_close(what, torch.sigmoid(layer.channel.mlp(squeezed))[:, :, None, None])


def attention_gate_asks_the_coarse_map(attention):
    for (n, c, h, w), d, hidden in zip(MAPS, (6, 3, 5), (None, 7, 1)):
        gate = randomised(attention.AttentionGate(c, d, hidden))
        x, coarse = feature_map((n, c, h, w)), feature_map((n, d, -(-h // 2), -(-w // 2)), seed=2)
        weights = gate.weights(x, coarse)
        assert weights.shape == (n, 1, h, w) and weights.min() > 0 and weights.max() < 1
        assert_close(gate(x, coarse), x * weights)
        assert gate.score.in_channels == (hidden or c // 2)
        # The same the other way round: enlarge the coarse map first, then read it.
        large = F.interpolate(coarse, (h, w), mode="bilinear")
        read = gate.from_fine(x) + gate.from_coarse(large)
        assert_close(weights, torch.sigmoid(gate.score(read.clamp(min=0))))
        assert not torch.allclose(weights, gate.weights(x, coarse + 1))


def gradients_reach_every_parameter_and_both_maps(attention):
    x, coarse = feature_map((2, 8, 6, 4)), feature_map((2, 5, 3, 2), seed=2)
    cases = [
        (attention.PlaceGate(8), [x]),
        (attention.SCSE(8), [x]),
        (attention.AttentionGate(8, 5), [x, coarse]),
    ]
    for layer, maps in cases:
        randomised(layer)(*maps).square().sum().backward()
        for wanted in (*layer.parameters(), *maps):
            assert wanted.grad is not None and wanted.grad.abs().max() > 0, type(layer).__name__


def twins_add_what_gates_multiply(attention):
    x, coarse = feature_map((2, 8, 6, 4)), feature_map((2, 5, 3, 2), seed=2)
    place = randomised(attention.AddedPlaceGate(8))
    assert_close(place(x), x + place.logits(x))
    both = randomised(attention.AddedSCSE(8))
    assert_close(both(x), 2 * x + both.channel.logits(x) + both.place.logits(x))
    gate = randomised(attention.AddedAttentionGate(8, 5))
    assert_close(gate(x, coarse), x + gate.logits(x, coarse))


def twins_have_the_same_parameters_and_no_gate(attention):
    for gate, twin, channels in [
        (attention.PlaceGate, attention.AddedPlaceGate, (8,)),
        (attention.SCSE, attention.AddedSCSE, (8,)),
        (attention.AttentionGate, attention.AddedAttentionGate, (8, 5)),
    ]:
        layers = [make(*channels) for make in (gate, twin)]
        shapes = [[(n, p.shape) for n, p in layer.named_parameters()] for layer in layers]
        assert shapes[0] == shapes[1] and len(shapes[0]) >= 2
        with_weights = [m for m in layers[1].modules() if callable(getattr(m, "weights", None))]
        assert with_weights == [], f"a twin of {gate.__name__} has a gate"


class TheirSCSE(nn.Module):
    """scSE as segmentation_models.pytorch writes it: two sigmoid gates on one map, their results added."""

    def __init__(self, channels, hidden):
        super().__init__()
        squeeze = [nn.AdaptiveAvgPool2d(1), nn.Conv2d(channels, hidden, 1), nn.ReLU()]
        self.what = nn.Sequential(*squeeze, nn.Conv2d(hidden, channels, 1), nn.Sigmoid())
        self.where = nn.Sequential(nn.Conv2d(channels, 1, 1), nn.Sigmoid())

    def forward(self, x):
        return x * self.what(x) + x * self.where(x)


def parity_of_scse(attention):
    """Values, gradients and parameters in the same order, in float64."""
    for shape in MAPS:
        assert_same(attention.SCSE(shape[1], 4), TheirSCSE(shape[1], shape[1] // 4), shape)


CHECKS = [
    place_gate_by_hand,
    scse_by_hand,
    attention_gate_by_hand,
    the_coarse_map_is_enlarged_smoothly,
    place_gate_weighs_places,
    scse_is_the_sum_of_its_halves,
    attention_gate_asks_the_coarse_map,
    gradients_reach_every_parameter_and_both_maps,
    twins_add_what_gates_multiply,
    twins_have_the_same_parameters_and_no_gate,
    parity_of_scse,
]
