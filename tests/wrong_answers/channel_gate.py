"""Plausible wrong answers to the exercise "channel gate"; several were found in public code."""


def gate(
    body="torch.sigmoid(self.mlp(x.mean((2, 3))))[:, :, None, None]", forward="x * self.weights(x)", **parts
):
    """The code of a gate with one thing wrong."""
    hidden = parts.get("hidden", "channels // reduction")
    middle = parts.get("middle", "nn.ReLU()")
    return f"""
class ChannelGate(nn.Module):
    def __init__(self, channels, reduction):
        super().__init__()
        hidden = {hidden}
        self.mlp = nn.Sequential(nn.Linear(channels, hidden), {middle}, nn.Linear(hidden, channels))

    def weights(self, x):
        return {body}

    def forward(self, x):
        return {forward}
"""


WRONG = {
    "channel gate": [
        ("no sigmoid", gate("self.mlp(x.mean((2, 3)))[:, :, None, None]"), "the sigmoid is missing"),
        ("softmax", gate("self.mlp(x.mean((2, 3))).softmax(1)[:, :, None, None]"), "this is a softmax"),
        (
            "sigmoid twice",
            gate("torch.sigmoid(torch.sigmoid(self.mlp(x.mean((2, 3)))))[:, :, None, None]"),
            "the sigmoid is applied twice",
        ),
        (
            "ReLU before the sigmoid",
            gate("torch.sigmoid(F.relu(self.mlp(x.mean((2, 3)))))[:, :, None, None]"),
            "a ReLU before the sigmoid",
        ),
        ("no ReLU", gate(middle="nn.Identity()"), "no ReLU between the two matrices"),
        ("sigmoid in the middle", gate(middle="nn.Sigmoid()"), "a sigmoid between the matrices"),
        (
            "maximum",
            gate("torch.sigmoid(self.mlp(x.amax((2, 3))))[:, :, None, None]"),
            "squeezed by its maximum",
        ),
        ("sum", gate("torch.sigmoid(self.mlp(x.sum((2, 3))))[:, :, None, None]"), "squeezed by its sum"),
        (
            "per place",
            gate("torch.sigmoid(self.mlp(F.avg_pool2d(x, 3, 1, 1).movedim(1, 3))).movedim(3, 1)"),
            "one weight per place",
        ),
        (
            "batch pooled",
            gate("torch.sigmoid(self.mlp(x.mean((0, 2, 3))))[None, :, None, None]"),
            "one vector for the whole batch",
        ),
        (
            "batch pooled, shape kept",
            gate("torch.sigmoid(self.mlp(x.mean((0, 2, 3)))).expand(len(x), -1)[:, :, None, None]"),
            "the batch is averaged too",
        ),
        (
            "does not look at x",
            gate("torch.sigmoid(self.mlp(torch.ones_like(x[:, :, 0, 0])))[:, :, None, None]"),
            "every image gets the same weights",
        ),
        (
            "shape (N, C)",
            gate("torch.sigmoid(self.mlp(x.mean((2, 3))))", "x * self.weights(x)[:, :, None, None]"),
            "[:, :, None, None]",
        ),
        ("added", gate(forward="x + self.weights(x)"), "the weights are added"),
        ("weights only", gate(forward="self.weights(x)"), "only the weights come out"),
        ("residual added", gate(forward="x + x * self.weights(x)"), "x is added once more"),
        ("no bottleneck", gate(hidden="channels"), "make 2 hidden units"),
        (
            "hard sigmoid",
            gate("F.hardsigmoid(self.mlp(x.mean((2, 3))))[:, :, None, None]"),
            "piecewise hard sigmoid",
        ),
        (
            "gradient lost",
            gate("torch.sigmoid(self.mlp(x.mean((2, 3)))).detach()[:, :, None, None]"),
            "none reaches mlp.0.weight",
        ),
        ("clamped", gate("self.mlp(x.mean((2, 3))).clamp(0, 1)[:, :, None, None]"), "cut off at 0 and 1"),
    ]
}
