"""Wrong answers to 'open gate': what is wrong, the code, a part of the message."""

WRONG = {
    "open gate": [
        (
            "as it was",
            """def open_gate(block):
    channel, spatial = block.gates['channel'], block.gates['spatial']
    return block""",
            "the weights still depend on the image (they spread by 1)",
        ),
        (
            "thrown away",
            """def open_gate(block):
    channel, spatial = block.gates['channel'], block.gates['spatial']
    return torch.nn.Identity()""",
            "CBAM(16, 4, order='channel-spatial'): expected the same bloc",
        ),
        (
            "layer taken out",
            """def open_gate(block):
    channel, spatial = block.gates['channel'], block.gates['spatial']
    spatial.norm = torch.nn.Identity()
    return block""",
            "a layer was taken out, added or exchanged: set the numbers a",
        ),
        (
            "doubled without the sigmoid",
            """def open_gate(block):
    channel, spatial = block.gates['channel'], block.gates['spatial']
    channel.weights = channel.logits
    return block""",
            "weights above 1: the sigmoid was taken out, or the weights w",
        ),
        (
            "only what",
            """def open_gate(block):
    channel, spatial = block.gates['channel'], block.gates['spatial']
    with torch.no_grad():
        channel.mlp[2].weight.zero_(); spatial.norm.weight.zero_()
        channel.mlp[2].bias.fill_(2)
    return block""",
            "all weights are 0.5: the gate no longer looks, and its bias ",
        ),
        (
            "shut",
            """def open_gate(block):
    channel, spatial = block.gates['channel'], block.gates['spatial']
    with torch.no_grad():
        channel.mlp[2].weight.zero_(); spatial.norm.weight.zero_()
        channel.mlp[2].bias.fill_(-2); spatial.norm.bias.fill_(-4)
    return block""",
            "the gate starts shut: the bias has the wrong sign",
        ),
    ]
}
