"""Two channels of 2 x 2, worked out with a pencil.  Nothing here is computed by the layers.

exp(-2.5) = 0.082085, so sigmoid(2.5) = 0.924142 and sigmoid(-2.5) = 0.075858; sigmoid(2) = 0.880797,
sigmoid(1) = 0.731059, sigmoid(0.5) = 0.622459, sigmoid(0.25) = 0.562177, and sigmoid(-s) = 1 - sigmoid(s).
"""

import math

import torch


def numbers(*values):
    return torch.tensor(values, dtype=torch.float64)


def put(layer, *values):
    """Write values into the layer's parameters, in order of registration."""
    for parameter, value in zip(layer.parameters(), values, strict=True):
        parameter.data = torch.tensor(value, dtype=torch.float64).view(parameter.shape)
    return layer


def close(got, expected):
    torch.testing.assert_close(got.double(), expected, atol=2e-6, rtol=0)


def channel_attention(attention):
    # Averages 4 and 2, largest 7 and 4.  One hidden unit reads (first - second) / 2: 1 and 1.5.
    # Excite with +1 and -1, add the branches: 2.5 and -2.5.
    x = numbers([[[1, 3], [5, 7]], [[0, 2], [2, 4]]])
    layer = put(attention.ChannelAttention(2, hidden=1), [[0.5, -0.5]], [[1.0], [-1.0]])
    close(layer.logits(x).flatten(), numbers(2.5, -2.5))
    close(layer.weights(x).flatten(), numbers(0.924142, 0.075858))
    close(layer(x)[0, 0], numbers([0.924142, 2.772426], [4.620710, 6.468994]))


def branches_are_rectified_before_they_are_added(attention):
    # Averages 1 and 2, largest 4 and 3.  The unit reads first - second: -1, which ReLU makes 0, and 1.
    # Excite with +2 and -2: 2 and -2.  Adding the pools first would give relu(5 - 5) = 0 and weights 0.5.
    x = numbers([[[0, 0], [0, 4]], [[1, 2], [2, 3]]])
    layer = put(attention.ChannelAttention(2, hidden=1), [[1.0, -1.0]], [[2.0], [-2.0]])
    close(layer.weights(x).flatten(), numbers(0.880797, 0.119203))
    close(layer(x)[0, 1], numbers([0.119203, 0.238406], [0.238406, 0.357609]))


def squeeze_and_excitation(attention):
    # Averages 4 and 2; 0.5 * 4 - 0.5 * 2 + 1 = 2; scores 2 + 0 and -2 + 1.
    x = numbers([[[1, 3], [5, 7]], [[0, 2], [2, 4]]])
    layer = attention.ChannelAttention(2, hidden=1, pools="avg", bias=True)
    put(layer, [[0.5, -0.5]], [1.0], [[1.0], [-1.0]], [0.0, 1.0])
    close(layer.weights(x).flatten(), numbers(0.880797, 0.268941))


LOOK_RIGHT = [[[0, 0, 0], [0, 1, 0.5], [0, 0, 0]], [[0, 0, 0], [0, -1, 0], [0, 0, 0]]]


def spatial_attention(attention):
    # Mean map [[2, 1], [2, 4]], max map [[3, 2], [3, 4]]; the kernel takes
    # mean + half of the mean to the right - max: 2 + 0.5 - 3, 1 - 2, 2 + 2 - 3, 4 - 4.
    x = numbers([[[1, 2], [3, 4]], [[3, 0], [1, 4]]])
    layer = put(attention.SpatialAttention(3), LOOK_RIGHT)
    close(layer.logits(x)[0, 0], numbers([-0.5, -1.0], [1.0, 0.0]))
    close(layer.weights(x)[0, 0], numbers([0.377541, 0.268941], [0.731059, 0.5]))
    close(layer(x)[0, 1], numbers([1.132623, 0.0], [0.731059, 2.0]))


def cbam(attention):
    # The MLP's weights are 0, so each channel is halved; the spatial scores halve with it.
    x = numbers([[[1, 2], [3, 4]], [[3, 0], [1, 4]]])
    layer = put(attention.CBAM(2, 1, 3), [[0.0, 0.0], [0.0, 0.0]], [[0.0, 0.0], [0.0, 0.0]], LOOK_RIGHT)
    what, where = layer.weights(x)
    close(what.flatten(), numbers(0.5, 0.5))
    close(where[0, 0], numbers([0.437823, 0.377541], [0.622459, 0.5]))
    close(layer(x)[0, 0], numbers([0.218912, 0.377541], [0.933689, 1.0]))
    # The other order sees the whole map, with the full scores, and halves afterwards.
    layer = attention.CBAM(2, 1, 3, order="spatial-channel")
    put(layer, LOOK_RIGHT, [[0.0, 0.0], [0.0, 0.0]], [[0.0, 0.0], [0.0, 0.0]])
    close(layer(x)[0, 0], numbers([0.188770, 0.268941], [1.096588, 1.0]))


def attention_pool(attention):
    # Scores are the first channel: exponentials 1, 2, 3, 2 of 8.  Second channel: 1 + 1 + 0 + 1 = 3.
    log2, log3 = math.log(2), math.log(3)
    x = numbers([[[0, log2], [log3, log2]], [[8, 4], [0, 4]]])
    layer = put(attention.AttentionPool(2), [1.0, 0.0], [0.0])
    close(layer.weights(x)[0, 0], numbers([0.125, 0.25], [0.375, 0.25]))
    close(layer(x)[0], numbers(0.758553, 3.0))


def added_channel_attention(attention):
    # The same scores as above, 2.5 and -2.5, added instead of multiplied.
    x = numbers([[[1, 3], [5, 7]], [[0, 2], [2, 4]]])
    layer = put(attention.AddedChannelAttention(2, hidden=1), [[0.5, -0.5]], [[1.0], [-1.0]])
    close(layer(x)[0], numbers([[3.5, 5.5], [7.5, 9.5]], [[-2.5, -0.5], [-0.5, 1.5]]))


def rectified_channel_attention(attention):
    # The same sums with a ReLU behind them: what lies below zero is off.
    x = numbers([[[1, 3], [5, 7]], [[0, 2], [2, 4]]])
    layer = put(attention.RectifiedChannelAttention(2, hidden=1), [[0.5, -0.5]], [[1.0], [-1.0]])
    close(layer(x)[0], numbers([[3.5, 5.5], [7.5, 9.5]], [[0, 0], [0, 1.5]]))


CHECKS = [
    channel_attention,
    branches_are_rectified_before_they_are_added,
    squeeze_and_excitation,
    spatial_attention,
    cbam,
    attention_pool,
    added_channel_attention,
    rectified_channel_attention,
]
