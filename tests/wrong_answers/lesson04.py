"""Wrong answers to the exercises of lesson 04, each with a part of the message that must name it."""

BLOCK = "def what_and_where(x, channel, spatial):\n    "
COUNT = (
    "def cbam_parameters(channels, reduction=16, kernel_size=7):\n    hidden = channels // reduction\n    "
)
MLP = "2 * channels * hidden + hidden + channels"
CONV = "2 * kernel_size**2"
OPEN = "def open_gate(block):\n    channel, spatial = block.gates['channel'], block.gates['spatial']\n    "
ZERO = "with torch.no_grad():\n        channel.mlp[2].weight.zero_(); spatial.norm.weight.zero_()\n        "

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
    ],
    "count cbam": [
        ("MLP twice", COUNT + f"return 2 * ({MLP}) + {CONV} + 2", "MLP counts twice"),
        ("bias twice", COUNT + f"return {MLP} + hidden + channels + {CONV} + 2", "biases count twice"),
        ("no bias", COUNT + f"return 2 * channels * hidden + {CONV} + 2", "biases of the MLP are missing"),
        ("one map", COUNT + f"return {MLP} + kernel_size**2 + 2", "reads two maps"),
        ("all channels", COUNT + f"return {MLP} + channels * kernel_size**2 + 2", "not all channels"),
        ("k not squared", COUNT + f"return {MLP} + 2 * kernel_size + 2", "not k"),
        ("no norm", COUNT + f"return {MLP} + {CONV}", "they are missing"),
        ("running averages", COUNT + f"return {MLP} + {CONV} + 4", "running averages"),
        ("bias of the convolution", COUNT + f"return {MLP} + {CONV} + 3", "convolution has no bias"),
        ("norm of all channels", COUNT + f"return {MLP} + {CONV} + 2 * channels", "it has one channel"),
        ("one layer", COUNT + f"return channels * hidden + hidden + channels + {CONV} + 2", "two layers"),
        (
            "true division",
            "def cbam_parameters(channels, reduction=16, kernel_size=7):\n    hidden = channels / reduction\n"
            f"    return {MLP} + {CONV} + 2",
            "use //",
        ),
        ("no spatial gate", COUNT + f"return {MLP}", "channel gate alone"),
        (
            "ignores the reduction",
            COUNT + f"hidden = channels // 16\n    return {MLP} + {CONV} + 2",
            "too few",
        ),
    ],
    "open gate": [
        ("as it was", OPEN + "return block", "the MLP's last bias decides"),
        (
            "only what",
            OPEN + ZERO + "channel.mlp[2].bias.fill_(2)\n    return block",
            "bias of the normalisation",
        ),
        (
            "shut",
            OPEN + ZERO + "channel.mlp[2].bias.fill_(-2); spatial.norm.bias.fill_(-4)\n    return block",
            "wrong sign",
        ),
        (
            "huge",
            OPEN + ZERO + "channel.mlp[2].bias.fill_(100); spatial.norm.bias.fill_(100)\n    return block",
            "sigmoid is flat",
        ),
        (
            "frozen",
            OPEN
            + ZERO
            + "channel.mlp[2].bias.fill_(2); spatial.norm.bias.fill_(4)\n"
            + "    return block.requires_grad_(False)",
            "requires_grad is off",
        ),
        ("thrown away", OPEN + "return torch.nn.Identity()", "got Identity"),
        (
            "layer taken out",
            OPEN + "spatial.norm = torch.nn.Identity()\n    return block",
            "a layer was taken out",
        ),
        (
            "everything zero",
            OPEN
            + "with torch.no_grad():\n        for p in block.parameters(): p.zero_()\n"
            + "        channel.mlp[2].bias.fill_(2); spatial.norm.bias.fill_(4)\n    return block",
            "no gradient reaches its weights",
        ),
        (
            "nothing returned",
            OPEN + ZERO + "channel.mlp[2].bias.fill_(2); spatial.norm.bias.fill_(4)",
            "nothing is returned",
        ),
        (
            "too small",
            OPEN + ZERO + "channel.mlp[2].bias.fill_(0.7); spatial.norm.bias.fill_(1.4)\n    return block",
            "a larger bias",
        ),
        (
            "only the bias, and large weights",
            OPEN
            + "with torch.no_grad():\n        channel.mlp[2].bias.fill_(2); channel.mlp[2].weight.mul_(20)\n"
            + "        spatial.norm.bias.fill_(4)\n    return block",
            "still depend on the image",
        ),
        (
            "doubled without the sigmoid",
            OPEN + "channel.weights = channel.logits\n    return block",
            "sigmoid is missing",
        ),
    ],
}
