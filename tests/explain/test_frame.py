"""Whether weights follow the frame, and whose maps are whose: on layers whose answer is known."""

import pytest
import torch
from torch import nn

from helpers.attention import ChannelAttention
from helpers.explain import frame as looking

IMAGES = torch.rand(4, 3, 8, 8, generator=torch.Generator().manual_seed(0))
CUE = torch.tensor([0, 1, 2, 0])


class Net(nn.Module):
    """A network with one stage whose weights a function gives."""

    def __init__(self, give):
        super().__init__()
        gate = nn.Identity()
        object.__setattr__(gate, "weights", give)
        gate.forward = lambda x: x * gate.weights(x)
        self.stages = nn.Sequential(nn.Sequential(gate))
        self.number = nn.Parameter(torch.zeros(1))

    def forward(self, images):
        return self.stages(images)


def test_weights_that_ignore_the_frame_do_not_move():
    still = Net(lambda x: x[:, :, 2:-2, 2:-2].mean((1, 2, 3), keepdim=True).expand(-1, 3, 1, 1))
    assert looking.moved_by_frame(still, IMAGES, CUE) == 0


def test_how_far_weights_move_by_hand():
    # The weights of red, green and blue frames are 1, 2 and 3: apart by 1, 1 and 2, on average 2.
    level = torch.tensor([1.0, 2.0, 3.0])
    images = torch.zeros(2, 3, 8, 8)
    images[:, 0] = 1
    images[:, :, 2:-2, 2:-2] = 0

    def give(x):
        return level[x[:, :, 0].mean(2).argmax(1)][:, None, None, None]

    assert looking.moved_by_frame(Net(give), images, [0, 0]) == pytest.approx(4 / 3 / 2)


def test_only_the_first_stage_counts():
    net = Net(lambda x: torch.ones(len(x), 1, 1, 1))
    net.stages.append(ChannelAttention(3, 1))
    assert [tuple(w.shape) for w in looking.first_weights(net, IMAGES)] == [(4, 1, 1, 1)]


def test_own_share_from_all_alike_to_all_apart():
    alike = torch.full((2, 4, 4), 0.25)
    assert looking.own_share(alike) == 0
    assert looking.own_share(torch.eye(4).expand(2, 4, 4)) == pytest.approx(0.75)  # 1 against 1/4 each
