"""The layers that one writes from memory, the blind controls, other pools, and weights from elsewhere."""

import pytest
import torch
from timm.layers.cbam import CbamModule
from timm.layers.squeeze_excite import SEModule
from torch import nn
from torchvision.ops import SqueezeExcitation as Torchvisions

from helpers import gates, networks
from helpers.attention import (
    CBAM,
    AddCoordinates,
    AliveChannelAttention,
    AverageAdded,
    ChannelAttention,
    GeneralisedMean,
    SpatialAttention,
    SpatialMap,
    SqueezeExcitation,
    StaticMap,
    StaticPool,
    TopPool,
    average,
    insert,
    load_published,
)

X = torch.randn(3, 16, 6, 9, generator=torch.Generator().manual_seed(0))


def randomised(module):
    """Every parameter and statistic drawn anew, so that nothing is equal by its start."""
    draw = torch.Generator().manual_seed(1)
    for value in module.state_dict().values():
        if value.is_floating_point():
            value.copy_(torch.rand(value.shape, generator=draw) + 0.1)
    return module.eval()


def test_squeeze_and_excitation_by_hand():
    layer = SqueezeExcitation(2, reduction=1)
    with torch.no_grad():
        layer.excite[0].weight.copy_(torch.eye(2))
        layer.excite[0].bias.copy_(torch.tensor([0.0, -9.0]))
        layer.excite[2].weight.copy_(torch.tensor([[1.0, 5.0], [-1.0, 5.0]]))
        layer.excite[2].bias.zero_()
    x = torch.tensor([[[[1.0, 3.0]], [[4.0, 4.0]]]])  # averages 2 and 4; the second unit is off
    assert torch.allclose(layer.weights(x).flatten(), torch.tensor([2.0, -2.0]).sigmoid())
    assert torch.equal(layer(x), x * layer.weights(x))


@pytest.mark.parametrize("dims, keepdim", [((2, 3), False), ((1,), True)])
@pytest.mark.parametrize("order", [torch.contiguous_format, torch.channels_last])
def test_average_is_mean_to_the_last_digit_and_so_is_its_gradient(dims, keepdim, order):
    one, other = (X.to(memory_format=order, copy=True).requires_grad_() for _ in range(2))
    ours, theirs = average(one, dims, keepdim), other.mean(dims, keepdim)
    assert torch.equal(ours, theirs)
    for mean in (ours, theirs):
        mean.square().sum().backward()
    assert torch.equal(one.grad, other.grad)


def test_average_of_16_bits_does_not_run_over():
    bright = torch.full(
        (1, 1, 64, 64), 100.0, dtype=torch.float16
    )  # their sum is 409,600, the largest 65,504
    assert average(bright, (2, 3)).item() == 100


def test_the_plain_layers_are_the_general_ones():
    plain, general = SqueezeExcitation(16, 4), ChannelAttention(16, 4, pools="avg", bias=True)
    general.load_state_dict({k.replace("excite", "mlp"): v for k, v in plain.state_dict().items()})
    assert torch.allclose(plain(X), general(X), atol=1e-7)
    shown = SpatialMap(3)
    pooled = torch.stack([X.mean(1), X.amax(1)], 1)
    assert torch.equal(
        shown.weights(X), nn.functional.conv2d(pooled, *shown.parameters(), padding=1).sigmoid()
    )


@pytest.mark.parametrize("layer", [StaticMap(4), StaticPool(4)], ids=lambda m: type(m).__name__)
def test_blind_layers_are_blind_and_can_be_recorded(layer):
    randomised(layer)
    other = torch.randn_like(X)
    assert torch.equal(layer.weights(X), layer.weights(other))
    with gates.record(layer) as seen:
        layer(X)
    assert torch.equal(seen[""] if "" in seen else next(iter(seen.values())), layer.weights(X))
    layer.weights(X[:, :, :2, :2])  # any size
    layer(X).square().sum().backward()
    assert layer.scores.grad.abs().sum() > 0


def test_a_static_pool_sums_to_one_and_starts_as_the_average():
    assert torch.allclose(StaticPool(5)(X), X.mean((2, 3)), atol=1e-6)
    assert torch.allclose(randomised(StaticPool(5)).weights(X).sum((1, 2, 3)), torch.ones(3))


def test_coordinates_are_rows_then_columns():
    y = AddCoordinates()(X)
    assert y.shape == (3, 18, 6, 9) and torch.equal(y[:, :16], X)
    assert torch.equal(y[0, 16, :, 3], torch.linspace(-1, 1, 6)) and torch.equal(
        y[1, 17, 2], torch.linspace(-1, 1, 9)
    )


def test_pools_lie_between_the_average_and_the_maximum():
    x = X.abs() + 0.1
    assert torch.allclose(GeneralisedMean(1)(x), x.mean((2, 3)), atol=1e-5)
    assert torch.allclose(GeneralisedMean(200)(x), x.amax((2, 3)), rtol=0.05)
    assert torch.allclose(TopPool(1)(X), X.mean((2, 3)), atol=1e-6)
    assert torch.equal(TopPool(1e-9)(X), X.amax((2, 3)))
    assert torch.allclose(TopPool(2 / 54)(X), X.flatten(2).sort(2).values[..., -2:].mean(2))
    with pytest.raises(ValueError, match="share must be more than 0 and at most 1, got 0"):
        TopPool(0)
    net = networks.build(networks.ConvNet, head=lambda channels: GeneralisedMean())
    assert net(torch.rand(2, 1, 40, 40)).shape == (2, 10)


def test_hidden_units_that_cannot_all_die():
    torch.manual_seed(0)
    dead, alive = (kind(16, 4, pools="avg", bias=True) for kind in (ChannelAttention, AliveChannelAttention))
    for gate in (dead, alive):
        nn.init.constant_(gate.mlp[0].bias, -100.0)
        gate(X).square().sum().backward()
    assert dead.mlp[0].weight.grad.abs().sum() == 0 and dead.weights(X).std(0).max() < 1e-6
    assert alive.mlp[0].weight.grad.abs().sum() > 0 and alive.weights(X).std(0).max() > 0


class Authors(nn.Module):
    """CBAM with the names and the order of its authors' code (Woo et al., 2018): max before mean."""

    def __init__(self, channels, reduction):
        super().__init__()
        hidden = channels // reduction
        mlp = nn.Sequential(nn.Flatten(), nn.Linear(channels, hidden), nn.ReLU(), nn.Linear(hidden, channels))
        self.ChannelGate = nn.ModuleDict({"mlp": mlp})
        spatial = {"conv": nn.Conv2d(2, 1, 7, padding=3, bias=False), "bn": nn.BatchNorm2d(1)}
        self.SpatialGate = nn.ModuleDict({"spatial": nn.ModuleDict(spatial)})

    def forward(self, x):
        mlp, spatial = self.ChannelGate["mlp"], self.SpatialGate["spatial"]
        x = x * (mlp(x.mean((2, 3))) + mlp(x.amax((2, 3)))).sigmoid()[:, :, None, None]
        pooled = torch.stack([x.amax(1), x.mean(1)], 1)
        return x * spatial["bn"](spatial["conv"](pooled)).sigmoid()


@pytest.mark.parametrize(
    "theirs, ours",
    [
        (Authors(16, 4), CBAM(16, 4, bias=True, norm=True)),
        (CbamModule(16, rd_ratio=0.25, rd_divisor=1, mlp_bias=True), CBAM(16, 4, bias=True, norm=True)),
        (SEModule(16, rd_ratio=0.25, rd_divisor=1), SqueezeExcitation(16, 4)),
        (SEModule(16, rd_ratio=0.25, rd_divisor=1), ChannelAttention(16, 4, pools="avg", bias=True)),
        (Torchvisions(16, 4), SqueezeExcitation(16, 4)),
    ],
    ids=["authors", "timm's CBAM", "timm's SE", "timm's SE, general", "torchvision's SE"],
)
def test_published_weights_give_the_published_answers(theirs, ours):
    randomised(theirs)
    load_published(ours, theirs.state_dict())
    assert torch.allclose(ours.eval()(X), theirs(X), atol=1e-6)


def test_weights_that_do_not_fit_are_one_sentence():
    state = Authors(16, 4).state_dict()
    with pytest.raises(ValueError, match="'stem.weight' is no name in the weights"):
        load_published(CBAM(16, 4, bias=True, norm=True), {"stem.weight": X})
    with pytest.raises(ValueError, match="the state has no 'conv.weight' for the spatial gate"):
        load_published(CBAM(16, 4), {k: v for k, v in state.items() if "mlp" in k and "weight" in k})
    with pytest.raises(ValueError, match="the channel gate does not fit: mlp.0.weight is .* in the state"):
        load_published(CBAM(16, 2, bias=True, norm=True), state)
    with pytest.raises(ValueError, match="this gate pools"):
        load_published(SpatialAttention(pools="max", norm=True), halves(state)["spatial"])
    squeeze = SEModule(16, rd_ratio=0.25, rd_divisor=1).state_dict()
    with pytest.raises(ValueError, match="for a gate that pools .'avg',., this one pools .'avg', 'max'."):
        load_published(ChannelAttention(16, 4, bias=True), squeeze)
    with pytest.raises(ValueError, match="for a gate that pools .'avg', 'max'., this one pools .'avg',."):
        load_published(SqueezeExcitation(16, 4), halves(state)["channel"])
    with pytest.raises(ValueError, match="into a CBAM or one of its halves, got Linear"):
        load_published(nn.Linear(2, 2), state)


def halves(state):
    """A CBAM state of its authors, divided: {"channel": ..., "spatial": ...}."""
    starts = {"channel": "ChannelGate", "spatial": "SpatialGate"}
    return {half: {k: v for k, v in state.items() if k.startswith(start)} for half, start in starts.items()}


@pytest.mark.parametrize("pools", [("mean", "max"), ("max", "mean")])
def test_the_kernel_follows_the_order_in_which_a_gate_pools(pools):
    theirs = randomised(Authors(16, 4))
    with torch.no_grad():  # small, so that no sigmoid is full
        theirs.SpatialGate["spatial"]["conv"].weight.copy_(torch.randn(1, 2, 7, 7) / 10)
    pooled = torch.stack([X.amax(1), X.mean(1)], 1)
    spatial = theirs.SpatialGate["spatial"]
    expected = spatial["bn"](spatial["conv"](pooled)).sigmoid()
    ours = load_published(SpatialAttention(pools=pools, norm=True), halves(theirs.state_dict())["spatial"])
    assert torch.allclose(ours.eval().weights(X), expected, atol=1e-6) and expected.std() > 0.01


def test_an_old_state_without_a_count_loads_and_a_refused_one_changes_nothing():
    state = {k: v for k, v in Authors(16, 4).state_dict().items() if "num_batches" not in k}
    gate = CBAM(16, 4, bias=True, norm=True)
    load_published(gate, state)
    before = {k: v.clone() for k, v in gate.state_dict().items()}
    wrong = {k: v + 1 for k, v in state.items()} | {"SpatialGate.spatial.conv.weight": torch.ones(1, 2, 3, 3)}
    with pytest.raises(ValueError, match="the spatial gate does not fit: conv.weight is"):
        load_published(gate, wrong)
    assert all(torch.equal(v, before[k]) for k, v in gate.state_dict().items())


def squeeze_of_one():
    return ChannelAttention(16, 4, pools="avg", bias=True)


@pytest.mark.parametrize("make", [lambda: SqueezeExcitation(16), lambda: SpatialMap(3), squeeze_of_one])
def test_the_plain_layers_can_start_open(make):
    assert torch.allclose(insert.open_at(make(), 0.9).weights(X), torch.tensor(0.9))
    assert torch.equal(insert.as_identity(make())(X), X)


def test_a_kernel_without_a_centre_is_one_sentence():
    with pytest.raises(ValueError, match="kernel_size must be an odd number"):
        SpatialMap(4)


@pytest.mark.parametrize("window, reach", [(None, 9), (1, 1), (3, 3), (5, 5)])
def test_an_average_is_added_and_the_window_says_how_far_it_looks(window, reach):
    layer = AverageAdded(2, window)
    torch.nn.init.eye_(layer.mix.weight.data[:, :, 0, 0])
    torch.nn.init.zeros_(layer.mix.bias)
    x = torch.rand(1, 2, 9, 9)
    near = x[:, :, 4 - reach // 2 : 5 + reach // 2, 4 - reach // 2 : 5 + reach // 2]
    assert torch.allclose(layer(x)[:, :, 4, 4], x[:, :, 4, 4] + near.mean((2, 3)))
    assert torch.allclose(layer(torch.ones(1, 2, 9, 9)), torch.full((1, 2, 9, 9), 2.0)), (
        "no zeros at the border"
    )
    with pytest.raises(ValueError, match="odd"):
        AverageAdded(2, 4)
    layer.window, layer.grid = None, 3
    assert torch.allclose(layer(x) - x, x[:, :, 1::3, 1::3].mean((2, 3), keepdim=True).expand_as(x))


@pytest.mark.parametrize(
    "layer, channels",
    [
        (SqueezeExcitation(16), 16),
        (SpatialMap(), "C"),
        (StaticMap(), "C"),
        (TopPool(), "C"),
        (AddCoordinates(), "C"),
        (AverageAdded(16), "C"),
    ],
    ids=lambda m: type(m).__name__,
)
def test_bad_input_is_one_sentence(layer, channels):
    says = rf"expected a feature map \(N, {channels}, H, W\)"
    for bad in (X[0], X.long(), "map", *([X[:, :3]] if channels == 16 else [])):
        with pytest.raises(ValueError, match=says):
            layer(bad)


def test_half_precision_and_memory_formats():
    for layer in (SqueezeExcitation(16), SpatialMap(3), StaticMap(4), AddCoordinates(), AverageAdded(16)):
        assert torch.allclose(layer(X.contiguous(memory_format=torch.channels_last)), layer(X), atol=1e-6)
        assert layer.double()(X.double()).dtype == torch.float64
        with torch.autocast("cpu", dtype=torch.bfloat16):
            assert torch.isfinite(layer.float()(X)).all()
