"""CBAM taken apart: what lesson 04 says of a factor behind a block."""

import torch

from helpers import networks
from helpers.attention import ChannelAttention
from helpers.experiments import starts


def logits(attend, make):
    """What a fresh network says of eight images, with this layer behind some of its stages."""
    torch.manual_seed(0)
    images = torch.rand(8, 1, 40, 40)
    return networks.build(networks.ConvNet, 0, attention=make, attend=attend)(images)


def test_a_factor_acts_behind_the_last_block_alone():
    both, last, none = (logits(attend, starts.only_a_quarter) for attend in ((1, 2), (2,), ()))
    assert torch.allclose(both, last, atol=1e-3) and not torch.allclose(last, none, atol=1e-2)
    layer = {name: p.detach() for name, p in networks.build(networks.ConvNet, 0).classify.named_parameters()}
    assert torch.allclose(last - layer["bias"], (none - layer["bias"]) / 4, atol=1e-5)


def test_averages_counted_twice_and_no_maxima():
    twice, once = (make(16).gates["channel"] for make in (starts.average_twice, starts.one_pool))
    once.load_state_dict(twice.state_dict(), strict=False)
    x = torch.rand(2, 16, 5, 5)
    assert isinstance(twice, ChannelAttention) and torch.allclose(twice.logits(x), 2 * once.logits(x))
