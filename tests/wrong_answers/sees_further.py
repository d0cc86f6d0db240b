"""Wrong answers to 'sees further': what is wrong, the code, a part of the message."""


def changed(*lines):
    """A text with these lines in it, and the network back."""
    return "def see_further(net):\n" + "".join(f"    {line}\n" for line in lines) + "    return net"


WRONG = {
    "sees further": [
        ("nothing changed", changed("net.wide = True"), "it sees no further than the plain network"),
        (
            "one more stage",
            changed(
                "wide = net.classify.in_channels * 4",
                "net.down[2].append(nn.Conv2d(wide, wide, 3, padding=1))",
            ),
            "change how far the layers look, not their size",
        ),
        (
            "kernels of five",
            changed(
                "for stage in net.down[2]:",
                "    c = stage.conv",
                "    stage.conv = nn.Conv2d(c.in_channels, c.out_channels, 5, padding=2, bias=False)",
            ),
            "change how far the layers look, not their size",
        ),
        (
            "a stage is taken out",
            changed("net.down[2][1] = nn.MaxPool2d(9, 1, 4)"),
            "a layer was taken out or made smaller",
        ),
        (
            "dilation without padding",
            changed("for stage in net.down[2]:", "    stage.conv.dilation = (2, 2)"),
            "your code stopped with RuntimeError",
        ),
        (
            "dilation at full size only",
            changed(
                "for stage in (net.down[0], net.up[0]):",
                "    stage.conv.dilation = stage.conv.padding = (2, 2)",
            ),
            "Look at: the coarse maps: one step there is four pixels",
        ),
        (
            "an average over the map",
            """def see_further(net):
    class Mean(nn.Module):
        def forward(self, x):
            return x + x.mean((2, 3), keepdim=True)

    net.down[2].append(Mean())
    return net""",
            "this is the whole image, as with an average over the map",
        ),
        (
            "a gate without parameters",
            """def see_further(net):
    class Gate(nn.Module):
        def weights(self, x):
            return x.mean((2, 3), keepdim=True).sigmoid()

        def forward(self, x):
            return x * self.weights(x)

    net.down[2].append(Gate())
    return net""",
            "this is attention, and the control has none",
        ),
        (
            "it knows its place",
            """def see_further(net):
    class Placed(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = net

        def forward(self, x):
            return self.net(x + torch.linspace(0, 1, x.shape[3]))

    for stage in net.down[2]:
        stage.conv.dilation = stage.conv.padding = (2, 2)
    return Placed()""",
            "a logit knows its place",
        ),
        (
            "dilation of sixteen",
            changed("for stage in net.down[2]:", "    stage.conv.dilation = stage.conv.padding = (16, 16)"),
            "this is the whole image",
        ),
        ("the class", "def see_further(net):\n    return type(net)", "expected a network back, got"),
        (
            "frozen",
            changed(
                "for stage in net.down[2]:",
                "    stage.conv.dilation = stage.conv.padding = (2, 2)",
                "    stage.conv.weight.requires_grad = False",
            ),
            "these parameters are not in use",
        ),
    ],
}
