"""A feature map in another number format: one sentence, or the right answer."""

import copy
import pickle

import pytest
import torch

from helpers.attention import CBAM, ECA, ChannelAttention, SpatialAttention, SqueezeExcitation
from helpers.attention.gather_excite import GatherExcite
from helpers.attention.insert import as_identity

GATES = (ChannelAttention(16), SpatialAttention(), CBAM(16), SqueezeExcitation(16), ECA(16))


@pytest.mark.parametrize("gate", GATES, ids=lambda gate: type(gate).__name__)
def test_float64_into_float32_is_one_sentence(gate):
    x = torch.rand(2, 16, 8, 8)
    with pytest.raises(ValueError, match=r"float64 and this gate's numbers are float32: pass x.float\(\)"):
        gate(x.double())
    double = copy.deepcopy(gate).double()
    assert torch.allclose(double(x.double()).float(), gate(x), atol=1e-6)
    assert torch.equal(pickle.loads(pickle.dumps(gate))(x), gate(x))


def test_a_gate_of_neighbourhoods_has_no_exact_start():
    with pytest.raises(ValueError, match="build it with extent=None"):
        as_identity(GatherExcite(16, extent=2, reduction=4))
    x = torch.rand(2, 16, 8, 8)
    assert torch.equal(as_identity(GatherExcite(16, reduction=4))(x), x)
