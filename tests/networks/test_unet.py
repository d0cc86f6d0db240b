"""The U-Net: its way by hand, its slots, gates on and off, and its loss."""

from functools import partial

import pytest
import torch
import unet_checks
from torch import nn

from helpers import gates
from helpers.attention import CBAM, SCSE, AddedAttentionGate, AddedSCSE, AttentionGate, ChannelAttention
from helpers.datasets import cluttered_digits
from helpers.networks import PlainSkip, UNet, build, mask_loss, parameters, unet

IMAGES = torch.rand(3, 1, 12, 20, generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize("check", unet_checks.CHECKS, ids=lambda check: check.__name__)
def test_check(check):
    check(unet)


def test_parameters_by_hand():
    convolutions = 9 * (1 * 8 + 8 * 16 + 16 * 32 + 32 * 32 + (32 + 16) * 16 + (16 + 8) * 8)
    norms = 2 * (8 + 16 + 32 + 32 + 16 + 8)
    assert parameters(UNet()) == convolutions + norms + 8 + 1
    assert parameters(UNet(attention=SCSE)) - parameters(UNet()) == sum(
        parameters(SCSE(channels)) for channels in (8, 16, 32, 16)
    )
    assert parameters(UNet(skip=AttentionGate)) - parameters(UNet()) == parameters(
        AttentionGate(8, 16)
    ) + parameters(AttentionGate(16, 32))
    assert parameters(UNet(attention=SCSE, skip=AttentionGate)) == parameters(
        UNet(attention=AddedSCSE, skip=AddedAttentionGate)
    )


def test_open_gates_are_a_network_without_gates():
    squeeze = partial(ChannelAttention, reduction=4)
    net = build(UNet, 2, attention=squeeze, skip=AttentionGate).eval()
    before = net(IMAGES)
    assert list(gates.gates(net)) == [
        *(f"{where}.attention" for where in ("down.0", "down.1", "down.2.1")),
        *("skips.0", "skips.1", "up.1.attention"),
    ]
    with gates.replace(net, "one"):
        opened = net(IMAGES)
    assert torch.equal(net(IMAGES), before) and not torch.allclose(opened, before)
    for block in (net.down[0], net.down[1], net.down[2][1], net.up[1]):
        block.attention = nn.Identity()
    net.skips = nn.ModuleList([PlainSkip(), PlainSkip()])
    assert torch.equal(net(IMAGES), opened)


@pytest.mark.parametrize("how", ["mean", "invert", "shuffle", "other image"])
def test_every_swap_changes_the_answer_and_leaves_the_network(how):
    net = build(UNet, 2, attention=SCSE, skip=AttentionGate).eval()
    with torch.no_grad():
        for name, parameter in net.named_parameters():
            if "attention" in name or "skips" in name:
                parameter.mul_(6)  # gates that clearly depend on the image
    before = net(IMAGES)
    with gates.replace(net, how):
        changed = net(IMAGES)
    assert (changed - before).abs().max() > 1e-4
    assert torch.equal(net(IMAGES), before)


def test_record_shapes():
    net = build(UNet, 0, attention=partial(CBAM, reduction=4), skip=AttentionGate)
    with gates.record(net) as seen:
        net(IMAGES)
    shapes = {name: tuple(weights.shape) for name, weights in seen.items()}
    assert shapes["skips.0"] == (3, 1, 12, 20) and shapes["skips.1"] == (3, 1, 6, 10)
    assert shapes["down.2.1.attention.gates.channel"] == (3, 32, 1, 1)
    assert shapes["down.2.1.attention.gates.spatial"] == (3, 1, 3, 5)


def test_only_the_skips():
    net = build(UNet, 0, attention=SCSE, skip=AttentionGate)
    with gates.replace(net, "one", only="skips"), gates.record(net) as seen:
        net(IMAGES)
    assert sorted(name for name, weights in seen.items() if (weights == 1).all()) == ["skips.0", "skips.1"]


def test_an_identity_in_the_slots_changes_nothing():
    plain = build(UNet, 3).eval()
    slotted = build(UNet, 3, attention=lambda c: nn.Identity(), skip=lambda c, d: PlainSkip()).eval()
    assert torch.equal(plain(IMAGES), slotted(IMAGES))


def test_a_few_steps_on_one_batch_lower_the_loss():
    net, batch = build(UNet, 0, widths=(4, 8, 8)), cluttered_digits(8, seed=1)
    optim, losses = torch.optim.Adam(net.parameters(), 0.02), []
    for _ in range(15):
        optim.zero_grad()
        losses.append(mask_loss(net, batch))
        losses[-1].backward()
        optim.step()
    assert losses[-1] < 0.8 * losses[0]


@pytest.mark.parametrize(
    "images, says",
    [
        (torch.rand(1, 1, 10, 12), "a U-Net halves twice"),
        (torch.rand(1, 3, 12, 12), "(1, 3, 12, 12)"),
        (torch.rand(1, 12, 12), "x[None]"),
    ],
)
def test_error_sentences(images, says):
    with pytest.raises(ValueError) as caught:
        UNet()(images)
    assert says in str(caught.value) and "\n" not in str(caught.value)
