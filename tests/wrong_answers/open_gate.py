"""Plausible wrong answers to the exercise "open gate"; several were found in public code."""

OPEN = "def open_gate(block):\n    channel, spatial = block.gates['channel'], block.gates['spatial']\n    "

ZERO = "with torch.no_grad():\n        channel.mlp[2].weight.zero_(); spatial.norm.weight.zero_()\n        "

WRONG = {
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
    ]
}
