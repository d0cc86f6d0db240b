"""Reading and swapping gates: what is recorded, what each swap does, and nothing left behind."""

from functools import partial

import pytest
import torch
from torch import nn
from torchvision.models import mobilenet_v3_small

from helpers import gates, networks
from helpers.attention import (
    CBAM,
    AddedCBAM,
    AttentionPool,
    ChannelAttention,
    SpatialAttention,
    StaticAttention,
)
from helpers.gates import CHANGES, record, replace

cbam = partial(CBAM, reduction=4, kernel_size=3)


def small(attention=cbam, **settings):
    """A network with two stages whose gates clearly depend on the image."""
    net = networks.build(networks.ConvNet, 0, widths=(8, 8), classes=4, attention=attention, **settings)
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.mul_(2)
    return net.eval()


def mobile():
    torch.manual_seed(0)
    return mobilenet_v3_small(weights=None).eval()


def state(net):
    """Everything that a swap could leave behind: attributes, hooks, parameters and buffers."""
    keys = [list(vars(module)) for module in net.modules()]
    hooks = [len(module._forward_hooks) + len(module._forward_pre_hooks) for module in net.modules()]
    return keys, hooks, [t.clone() for t in net.state_dict().values()], net.training


def assert_as_before(net, before):
    now = state(net)
    assert now[:2] == before[:2] and now[3] == before[3]
    assert all(torch.equal(a, b) for a, b in zip(now[2], before[2]))


IMAGES = torch.randn(6, 1, 12, 20, generator=torch.Generator().manual_seed(0))
PHOTOS = torch.randn(3, 3, 64, 64, generator=torch.Generator().manual_seed(1))
NETWORKS = {"ConvNet with CBAM": (small, IMAGES), "torchvision MobileNetV3": (mobile, PHOTOS)}
NAMES = [f"stages.{stage}.attention.gates.{kind}" for stage in (0, 1) for kind in ("channel", "spatial")]


@pytest.fixture(params=NETWORKS)
def case(request):
    make, images = NETWORKS[request.param]
    return make(), images


def test_the_gates_of_a_network_in_order():
    assert list(gates.gates(small())) == NAMES
    found = gates.gates(mobile())
    assert len(found) == 9
    assert {type(module).__name__ for module in found.values()} == {"SqueezeExcitation"}


def test_twins_and_plain_networks_have_no_gates():
    assert gates.gates(small(None)) == {}
    assert gates.gates(small(partial(AddedCBAM, reduction=4))) == {}


def test_a_network_that_is_itself_a_gate():
    gate, x = ChannelAttention(8, 4), torch.rand(2, 8, 3, 5)
    with record(gate) as seen:
        gate(x)
    assert torch.equal(seen[""], gate.weights(x))
    with replace(gate, "one"):
        assert torch.equal(gate(x), x)


def test_record_sees_the_weights_that_were_used():
    net = small(partial(ChannelAttention, reduction=4))
    with record(net) as seen:
        net(IMAGES)
    stem = net.stages[0]
    inside = stem.pool(stem.relu(stem.norm(stem.conv(IMAGES))))
    assert list(seen) == ["stages.0.attention", "stages.1.attention"]
    assert torch.equal(seen["stages.0.attention"], stem.attention.weights(inside))
    assert not seen["stages.0.attention"].requires_grad


def test_record_shapes():
    net = small(head="attention")
    with record(net) as seen:
        net(IMAGES)
    shapes = [tuple(weights.shape) for weights in seen.values()]
    assert shapes == [(6, 8, 1, 1), (6, 1, 6, 10), (6, 8, 1, 1), (6, 1, 6, 10), (6, 1, 6, 10)]


def test_record_appends_later_batches(case):
    net, images = case
    with record(net) as whole:
        net(images)
    with record(net) as parts:
        net(images[:1])
        net(images[1:])
    for name in whole:
        torch.testing.assert_close(parts[name], whole[name])


def test_record_changes_neither_output_nor_gradient(case):
    net, images = case
    x = images.clone().requires_grad_()
    expected = net(x)
    (gradient,) = torch.autograd.grad(expected.square().sum(), x)
    with record(net):
        output = net(x)
        (seen,) = torch.autograd.grad(output.square().sum(), x)
    assert torch.equal(output, expected) and torch.equal(seen, gradient)


W = torch.tensor([[0.1, 0.5, 0.9], [0.3, 0.2, 0.4]]).view(2, 3, 1, 1)


@pytest.mark.parametrize(
    "how, expected",
    [
        ("one", [[1, 1, 1], [1, 1, 1]]),
        ("mean", [[0.2, 0.35, 0.65], [0.2, 0.35, 0.65]]),
        ("invert", [[0.9, 0.5, 0.1], [0.3, 0.4, 0.2]]),
        ("other image", [[0.3, 0.2, 0.4], [0.1, 0.5, 0.9]]),
    ],
)
def test_changes_by_hand(how, expected):
    torch.testing.assert_close(CHANGES[how](W), torch.tensor(expected).float().view(2, 3, 1, 1))


def test_shuffle_keeps_the_values_in_one_fixed_order():
    maps = torch.rand(4, 1, 5, 7)
    shuffled = CHANGES["shuffle"](maps)
    assert shuffled.shape == maps.shape and not torch.equal(shuffled, maps)
    assert torch.equal(shuffled, CHANGES["shuffle"](maps))
    assert torch.equal(shuffled.flatten(1).sort(1).values, maps.flatten(1).sort(1).values)
    eight = CHANGES["shuffle"](torch.arange(8.0).view(1, 8, 1, 1))
    assert eight.flatten().tolist() == [4, 0, 7, 3, 2, 5, 1, 6], "the order of the stored results"
    order = CHANGES["shuffle"](torch.arange(35.0).view(1, 1, 5, 7)).flatten().long()
    assert torch.equal(shuffled.flatten(1), maps.flatten(1)[:, order])


@pytest.mark.parametrize("how", [*CHANGES, torch.zeros_like])
def test_replace_is_what_the_network_then_works_with(case, how):
    net, images = case
    before, expected = state(net), net(images)
    with record(net) as seen, replace(net, how) as same:
        assert same is net
        changed = net(images)
    assert (changed - expected).abs().max() > 1e-4 * expected.abs().max()
    change = how if callable(how) else CHANGES[how]
    first, weights = next(iter(seen.items()))  # recorded inside the swap: the first gate's own weights
    with replace(net, how), record(net) as used:
        net(images)
    torch.testing.assert_close(used[first], change(weights))
    assert_as_before(net, before)
    assert torch.equal(net(images), expected)


def test_open_gates_are_a_network_without_gates():
    net = small()
    with replace(net, "one"):
        opened = net(IMAGES)
    for stage in net.stages:
        stage.attention = nn.Identity()
    assert torch.equal(opened, net(IMAGES))


def test_other_image_is_the_gate_of_the_image_before():
    gate, x = SpatialAttention(3), torch.randn(4, 3, 5, 7)
    weights = gate.weights(x)
    with replace(gate, "other image"):
        assert torch.equal(gate(x)[1:], x[1:] * weights[:-1])
        assert torch.equal(gate(x)[0], x[0] * weights[-1])


def test_only_a_part_of_the_gates():
    net = small()
    with replace(net, "one", only="channel"), record(net) as seen:
        net(IMAGES)
    for name, weights in seen.items():
        assert (weights == 1).all() == ("channel" in name)
    with replace(net, "one", only="stages.1"), record(net) as seen:
        net(IMAGES)
    assert [bool((weights == 1).all()) for weights in seen.values()] == [False, False, True, True]


def test_other_gates_of_the_family():
    x = torch.rand(3, 8, 5, 7)
    pool = AttentionPool(8)
    with replace(pool, lambda weights: torch.full_like(weights, 1 / 35)):
        torch.testing.assert_close(pool(x), x.mean((2, 3)))
    static = StaticAttention(8, 1, 1)
    with record(static) as seen:
        static(x)
    assert seen[""].shape == (3, 8, 1, 1)


class TestTheNetworkStaysAsItWas:
    def test_after_record_and_replace(self, case):
        net, images = case
        before = state(net)
        with record(net), replace(net, "mean"):
            net(images)
        assert_as_before(net, before)

    def test_in_training_mode(self, case):
        net, _ = case
        net.train()
        before = state(net)
        with record(net), replace(net, "one"):
            assert net.training
        assert_as_before(net, before)

    @pytest.mark.parametrize(
        "inside", [record, partial(replace, how="one"), partial(replace, how="other image")]
    )
    def test_after_an_exception(self, case, inside):
        net, images = case
        before, expected = state(net), net(images)
        with pytest.raises(ZeroDivisionError), inside(net), inside(net):
            net(images)
            raise ZeroDivisionError
        assert_as_before(net, before)
        assert torch.equal(net(images), expected)

    def test_after_an_exception_inside_the_gate(self, case):
        net, images = case
        before = state(net)
        with pytest.raises(ValueError, match="at least two images"), replace(net, "other image"):
            net(images[:1])
        assert_as_before(net, before)

    def test_nested_swaps_come_off_one_by_one(self, case):
        net, images = case
        before = state(net)
        with replace(net, "one"):
            opened = net(images)
            with replace(net, "mean"), replace(net, torch.zeros_like):
                assert not torch.equal(net(images), opened)
            assert torch.equal(net(images), opened)
        assert_as_before(net, before)

    def test_with_a_method_set_by_hand(self):
        gate, x = ChannelAttention(8, 4), torch.rand(2, 8, 3, 5)
        gate.weights = lambda x: torch.zeros(len(x), 8, 1, 1)
        mine = gate.weights
        with replace(gate, "one"):
            assert torch.equal(gate(x), x)
        assert gate.weights is mine


@pytest.mark.parametrize(
    "use, says",
    [
        (lambda: replace(small(), "half"), "'half'"),
        (lambda: replace(small(), None), "None"),
        (lambda: replace(small(), "one", only="head"), "no gate with 'head' in its name"),
        (lambda: replace(small(), "one", only=["channel"]), "only must be a gate's name or a pattern"),
        (lambda: replace(small(None), "one"), "ConvNet has no gate; its gates are none"),
        (lambda: record(small(None)), "ConvNet has no gate"),
        (lambda: record(small(partial(AddedCBAM, reduction=4))), "ConvNet has no gate"),
    ],
)
def test_error_sentences(use, says):
    with pytest.raises(ValueError) as caught, use():
        pass
    assert says in str(caught.value) and "\n" not in str(caught.value)
