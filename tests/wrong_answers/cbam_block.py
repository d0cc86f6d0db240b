"""Plausible wrong answers to the exercise "cbam block"; several were found in public code."""

BLOCK = "def what_and_where(x, channel, spatial):\n    "

WRONG = {
    "cbam block": [
        ("parallel", BLOCK + "return x * channel.weights(x) * spatial.weights(x)", "in parallel"),
        ("order swapped", BLOCK + "return channel(spatial(x))", "order is swapped"),
        ("added", BLOCK + "return channel(x) + spatial(x)", "gates are added"),
        (
            "channel twice",
            BLOCK + "y = channel(x) * channel.weights(x)\n    return spatial(y)",
            "channel gate acts twice",
        ),
        (
            "spatial twice",
            BLOCK + "y = channel(x)\n    return spatial(y) * spatial.weights(y)",
            "spatial gate acts twice",
        ),
        ("outputs multiplied", BLOCK + "return channel(x) * spatial(x)", "x squared"),
        ("x forgotten", BLOCK + "return channel.weights(x) * spatial.weights(channel(x))", "weights alone"),
        ("gates x again", BLOCK + "return x * spatial.weights(channel(x))", "only steers the map"),
        ("residual", BLOCK + "return x + spatial(channel(x))", "x is added"),
        ("only what", BLOCK + "return channel(x)", "spatial gate is missing"),
        ("only where", BLOCK + "return spatial(x)", "channel gate is missing"),
        (
            "sigmoid twice",
            BLOCK + "y = x * channel.weights(x).sigmoid()\n    return y * spatial.weights(y).sigmoid()",
            "sigmoid is taken twice",
        ),
        (
            "in place",
            BLOCK + "x *= channel.weights(x).detach()\n    return spatial(x)",
            "x itself was changed",
        ),
        ("detached", BLOCK + "return spatial(channel(x)).detach()", "it stops"),
        (
            "no gradient to one",
            BLOCK + "y = channel(x)\n    return y * spatial.weights(y) * float('nan')",
            "contains NaN",
        ),
        ("a pair", BLOCK + "return channel(x), spatial(x)", "got tuple"),
        ("averaged", BLOCK + "return spatial(channel(x)).mean((2, 3))", "the shape is"),
    ]
}
