"""scSE and the gates on skips: properties, by hand, parity, and what they refuse."""

import copy

import family_checks
import numpy as np
import pytest
import torch

from helpers import attention, gates
from helpers.attention import SCSE, AddedAttentionGate, AddedPlaceGate, AddedSCSE, AttentionGate, PlaceGate

X, COARSE = torch.rand(2, 8, 6, 4), torch.rand(2, 5, 3, 2)
ONE_MAP = [PlaceGate(8), SCSE(8), AddedPlaceGate(8), AddedSCSE(8)]
TWO_MAPS = [AttentionGate(8, 5), AddedAttentionGate(8, 5)]
name_of = {"ids": lambda layer: type(layer).__name__}


@pytest.mark.parametrize("check", family_checks.CHECKS, ids=lambda check: check.__name__)
def test_check(check):
    check(attention)


@pytest.mark.parametrize(
    "layer, count",
    [
        (PlaceGate(8), 8 + 1),
        (SCSE(8), 2 * 8 * 4 + 4 + 8 + 8 + 1),
        (SCSE(8, reduction=8), 2 * 8 * 1 + 1 + 8 + 8 + 1),
        (AttentionGate(8, 5), 8 * 4 + 4 + 5 * 4 + 4 + 4 + 1),
        (AttentionGate(1, 1), 2 + 2 + 2),
        (AttentionGate(8, 5, hidden=2), 8 * 2 + 2 + 5 * 2 + 2 + 2 + 1),
    ],
)
def test_number_of_parameters(layer, count):
    assert sum(p.numel() for p in layer.parameters()) == count


@pytest.mark.parametrize("layer", [*ONE_MAP, *TWO_MAPS], **name_of)
def test_copies_are_equal_and_apart(layer):
    maps = (X, COARSE) if layer in TWO_MAPS else (X,)
    twin = copy.deepcopy(layer)
    assert torch.equal(twin(*maps), layer(*maps))
    with torch.no_grad():
        for parameter in twin.parameters():
            parameter.add_(1)
    assert not torch.equal(twin(*maps), layer(*maps))
    twin.load_state_dict(layer.state_dict())
    assert torch.equal(twin(*maps), layer(*maps))


def test_gates_can_be_read_and_swapped():
    layer = SCSE(8)
    assert list(gates.gates(layer)) == ["channel", "place"]
    with gates.record(layer) as seen:
        layer(X)
    assert seen["channel"].shape == (2, 8, 1, 1) and seen["place"].shape == (2, 1, 6, 4)
    with gates.replace(layer, "one"):
        assert torch.equal(layer(X), 2 * X), "both open: each half hands on all of it"
    gate = AttentionGate(8, 5)
    with gates.record(gate) as seen:
        gate(X, COARSE)
    assert torch.equal(seen[""], gate.weights(X, COARSE))
    with gates.replace(gate, "one"):
        assert torch.equal(gate(X, COARSE), X)
    assert gates.gates(AddedSCSE(8)) == gates.gates(AddedAttentionGate(8, 5)) == {}


def test_the_place_gate_is_no_channel_gate():
    """A public copy of scSE has as many spatial scores as channels: then it is not *where* any more."""
    assert PlaceGate(8).score.out_channels == SCSE(8).place.score.out_channels == 1


@pytest.mark.parametrize("layer", ONE_MAP, **name_of)
@pytest.mark.parametrize(
    "x, seen, remedy",
    [
        (X[0], "(8, 6, 4)", "x[None]"),
        (X[None], "(1, 2, 8, 6, 4)", "four axes"),
        (X[:, :7], "(2, 7, 6, 4)", "channels=7"),
        (np.zeros((2, 8, 6, 4)), "ndarray", "as a tensor"),
    ],
)
def test_not_a_feature_map(layer, x, seen, remedy):
    with pytest.raises(ValueError) as caught:
        layer(x)
    text = str(caught.value)
    assert seen in text and remedy in text and "\n" not in text


@pytest.mark.parametrize("layer", TWO_MAPS, **name_of)
@pytest.mark.parametrize(
    "maps, seen",
    [
        ((X[0], COARSE), "(8, 6, 4)"),
        ((X, COARSE[0]), "(5, 3, 2)"),
        ((X[:, :7], COARSE), "(2, 7, 6, 4)"),
        ((X, X), "(2, 8, 6, 4)"),
        ((X, None), "NoneType"),
    ],
)
def test_not_a_pair_of_feature_maps(layer, maps, seen):
    with pytest.raises(ValueError) as caught:
        layer(*maps)
    assert "feature map" in str(caught.value) and seen in str(caught.value)


@pytest.mark.parametrize("make", [lambda: SCSE(8, reduction=9), lambda: AddedSCSE(1)])
def test_a_bottleneck_without_units(make):
    with pytest.raises(ValueError, match="leaves no hidden units"):
        make()
