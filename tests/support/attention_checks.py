"""What every attention layer must do, as functions of the module under test.

``test_attention`` runs them on ``helpers.attention``; ``test_mutations`` runs the same ones on faulty
copies and expects at least one of them to fail.  Each takes a module that holds the layers.
"""

import torch
from torch.testing import assert_close

MAPS = [(2, 8, 5, 7), (3, 16, 6, 4), (1, 12, 1, 9)]  # N, C, H, W: never square


def feature_map(shape, seed=0):
    """A random feature map in float64 that wants a gradient."""
    x = torch.randn(shape, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))
    return x.requires_grad_()


def randomised(layer, seed=1):
    """The layer in float64 with clearly different parameters and running statistics; returns it."""
    rng = torch.Generator().manual_seed(seed)
    layer.double()
    for tensor in (*layer.parameters(), *layer.buffers()):
        if tensor.is_floating_point():
            tensor.data.copy_(torch.rand(tensor.shape, generator=rng, dtype=torch.float64) * 1.6 - 0.6)
    for name, tensor in layer.named_buffers():
        if name.endswith("running_var"):
            tensor.data.abs_().add_(0.5)
    return layer


def layers(attention, channels):
    """One of every gate, with the shape of its weights for (N, H, W)."""
    a = attention
    return [
        (a.ChannelAttention(channels, reduction=4), lambda n, h, w: (n, channels, 1, 1)),
        (a.ChannelAttention(channels, 4, "avg", bias=True), lambda n, h, w: (n, channels, 1, 1)),
        (a.ChannelAttention(channels, hidden=3, pools="max"), lambda n, h, w: (n, channels, 1, 1)),
        (a.SpatialAttention(3), lambda n, h, w: (n, 1, h, w)),
        (a.SpatialAttention(7, norm=True), lambda n, h, w: (n, 1, h, w)),
        (a.SpatialAttention(5, pools="max"), lambda n, h, w: (n, 1, h, w)),
        (a.StaticAttention(channels, 1, 1), lambda n, h, w: (n, channels, 1, 1)),
    ]


def weights_have_their_shape_and_range(attention):
    for n, c, h, w in MAPS:
        x = feature_map((n, c, h, w))
        for layer, shape in layers(attention, c):
            weights = randomised(layer).weights(x)
            assert weights.shape == shape(n, h, w), type(layer).__name__
            assert weights.min() > 0 and weights.max() < 1, type(layer).__name__


def forward_multiplies(attention):
    for shape in MAPS:
        x = feature_map(shape)
        for layer, _ in layers(attention, shape[1]):
            randomised(layer).eval()
            assert_close(layer(x), x * layer.weights(x))


def every_pool_and_parameter_counts(attention):
    """Same average but another maximum, or the reverse, gives other weights; gradients reach everything."""
    x = torch.ones(1, 2, 2, 2, dtype=torch.float64)
    peaked = x.clone()
    peaked[0, 0] += torch.tensor([[3.0, -1.0], [-1.0, -1.0]])
    peaked[0, 1] -= torch.tensor([[3.0, -1.0], [-1.0, -1.0]])
    lower = peaked.clone()
    lower[0, 0, 1, 1] -= 5
    for layer in (attention.ChannelAttention(2, hidden=6), attention.SpatialAttention(3)):
        randomised(layer)
        for one, other in [(x, peaked), (peaked, lower)]:
            assert not torch.allclose(layer.weights(one), layer.weights(other))
        layer(peaked).sum().backward()
        for parameter in layer.parameters():
            assert parameter.grad is not None and parameter.grad.abs().max() > 0


def channel_weights_ignore_the_order_of_places(attention):
    x = feature_map((2, 8, 5, 7))
    layer = randomised(attention.ChannelAttention(8, hidden=3))
    moved = x.flatten(2)[:, :, torch.randperm(35)].view_as(x)
    assert_close(layer.weights(moved), layer.weights(x))


def spatial_weights_ignore_the_order_of_channels(attention):
    x = feature_map((2, 8, 5, 7))
    layer = randomised(attention.SpatialAttention(3))
    assert_close(layer.weights(x[:, torch.randperm(8)]), layer.weights(x))


def attention_pool_sums_to_one(attention):
    for shape in MAPS:
        x = feature_map(shape)
        layer = randomised(attention.AttentionPool(shape[1]))
        weights = layer.weights(x)
        assert weights.shape == (shape[0], 1, *shape[2:]) and weights.min() >= 0
        assert_close(weights.sum((1, 2, 3)), torch.ones(shape[0], dtype=torch.float64))
        assert_close(layer(x), torch.einsum("nchw,nhw->nc", x, weights[:, 0]))


def cbam_is_its_two_gates_in_turn(attention):
    for order in ("channel-spatial", "spatial-channel"):
        layer = randomised(attention.CBAM(8, 4, 3, order=order, bias=True, norm=True)).eval()
        x = feature_map((2, 8, 5, 7))
        first, second = (layer.gates[name] for name in order.split("-"))
        assert_close(layer(x), second(first(x)))
        weights = layer.weights(x)
        assert_close(layer(x), x * weights[0] * weights[1])
        assert_close(weights[0], first.weights(x))
        names = [name.split(".")[1] for name, _ in layer.named_parameters()]
        assert list(dict.fromkeys(names)) == order.split("-"), "parameters in the order data meet them"


def twins_add_what_gates_multiply(attention):
    a, x = attention, feature_map((2, 8, 5, 7))
    for gate, twin in [
        (a.ChannelAttention(8, 4), a.AddedChannelAttention(8, 4)),
        (a.SpatialAttention(3, norm=True), a.AddedSpatialAttention(3, norm=True)),
        (a.CBAM(8, 4, 3, bias=True, norm=True), a.AddedCBAM(8, 4, 3, bias=True, norm=True)),
        (a.AttentionPool(8), a.AddedAttentionPool(8)),
    ]:
        shapes = [[(n, p.shape) for n, p in layer.named_parameters()] for layer in (gate, twin)]
        assert shapes[0] == shapes[1]
        assert twin.weights is None
        randomised(twin).eval()
        if isinstance(gate, a.CBAM):
            first, second = twin.gates.values()
            between = x + first.logits(x)
            assert_close(twin(x), between + second.logits(between))
        elif isinstance(gate, a.AttentionPool):
            assert_close(twin(x), (x + twin.logits(x)).mean((2, 3)))
        else:
            assert_close(twin(x), x + twin.logits(x))


def static_attention_never_looks(attention):
    x, other = feature_map((3, 8, 5, 7)), feature_map((3, 8, 5, 7), seed=4)
    for shape in [(8, 1, 1), (1, 5, 7)]:
        layer = attention.StaticAttention(*shape).double()
        assert_close(layer.weights(x), torch.full((3, *shape), 0.5, dtype=torch.float64))
        randomised(layer)
        assert torch.equal(layer.weights(x), layer.weights(other))
        assert_close(layer(x), x * torch.sigmoid(layer.scores))


def ties_in_the_maximum_send_the_gradient_to_one_place(attention):
    """As the module says: max(), not amax(), which would split it."""
    for pools, places in ((attention.OVER_SPACE, (2, 3)), (attention.OVER_CHANNELS, (1,))):
        x = torch.ones(2, 3, 4, 5, requires_grad=True)
        pools["max"](x).sum().backward()
        assert ((x.grad != 0).sum(places) == 1).all()
        assert (x.grad.sum(places) == 1).all()


CHECKS = [
    weights_have_their_shape_and_range,
    forward_multiplies,
    every_pool_and_parameter_counts,
    channel_weights_ignore_the_order_of_places,
    spatial_weights_ignore_the_order_of_channels,
    attention_pool_sums_to_one,
    cbam_is_its_two_gates_in_turn,
    twins_add_what_gates_multiply,
    static_attention_never_looks,
    ties_in_the_maximum_send_the_gradient_to_one_place,
]
