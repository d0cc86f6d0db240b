"""Wrong answers to 'cbam block': what is wrong, the code, a part of the message."""

WRONG = {
    "cbam block": [
        (
            "parallel",
            """def what_and_where(x, channel, spatial):
    return x * channel.weights(x) * spatial.weights(x)""",
            "the map comes from x (in parallel); the second gate must see",
        ),
        (
            "order swapped",
            """def what_and_where(x, channel, spatial):
    return channel(spatial(x))""",
            "the order is swapped: first what (channel), then where (spat",
        ),
        (
            "added",
            """def what_and_where(x, channel, spatial):
    return channel(x) + spatial(x)""",
            "the gates are added; the output of the first is the input of",
        ),
        (
            "outputs multiplied",
            """def what_and_where(x, channel, spatial):
    return channel(x) * spatial(x)""",
            "x comes in twice: channel(x) * spatial(x)",
        ),
        (
            "x forgotten",
            """def what_and_where(x, channel, spatial):
    return channel.weights(x) * spatial.weights(channel(x))""",
            "these are the weights alone, without x",
        ),
        (
            "gates x again",
            """def what_and_where(x, channel, spatial):
    return x * spatial.weights(channel(x))""",
            "the channel gate only steers the map: multiply what it let t",
        ),
    ]
}
