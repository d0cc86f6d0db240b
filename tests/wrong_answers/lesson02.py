"""Wrong answers to the exercises of lesson 02, most of them seen in public code."""


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


def squeeze(expression):
    """The code of a squeeze."""
    return f"def squeeze(x):\n    return {expression}\n"


def count(body):
    """The code of a parameter count."""
    lines = "\n    ".join(body.split("\n"))
    return f"def gate_parameters(channels, reduction=16, bias=False):\n    {lines}\n"


CHECKED = "h = channels // reduction\nif h < 1:\n    raise ValueError('reduction too large')\nreturn "

WRONG = {
    "squeeze": [
        ("pooled over the batch too", squeeze("x.mean((0, 2, 3))"), "leave axis 0 alone"),
        (
            "batch average, shape kept",
            squeeze("x.mean((0, 2, 3)).expand(x.shape[:2])"),
            "do not average over the batch",
        ),
        ("over channels", squeeze("x.mean(1)"), "the channels are gone"),
        ("sum", squeeze("x.sum((2, 3))"), "this is the sum"),
        ("max", squeeze("x.amax((2, 3))"), "this is the maximum over space"),
        ("axes of size one left", squeeze("x.mean((2, 3), keepdim=True)"), "keep no axis of size one"),
        ("only over rows", squeeze("x.mean(2)"), "it still has three axes"),
        ("one number per image", squeeze("x.mean((1, 2, 3))"), "keep the channels apart"),
        ("divided by H twice", squeeze("x.sum((2, 3)) / x.shape[2] ** 2"), "height and width are mixed up"),
        ("ReLU first", squeeze("F.relu(x).mean((2, 3))"), "no ReLU here"),
        ("median", squeeze("x.flatten(2).median(2).values"), "this is the median"),
        ("gradient lost", squeeze("x.detach().mean((2, 3))"), "the gradient stops here"),
        ("size written in", squeeze("x.sum((2, 3)) / 24"), "ask x.shape"),
        ("nan", squeeze("x.mean((2, 3)) * float('nan')"), "NaN or infinity"),
        ("numpy", squeeze("x.numpy().mean((2, 3))"), "not a tensor"),
        (
            "middle place",
            squeeze("x[:, :, x.shape[2] // 2, x.shape[3] // 2]"),
            "the place in the middle alone",
        ),
    ],
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
    ],
    "parameter count": [
        ("true division", count("return 2 * channels * channels / reduction"), "use // and give back an int"),
        ("one matrix", count(CHECKED + "channels * h + (channels + h) * bias"), "one matrix is missing"),
        ("two MLPs", count(CHECKED + "4 * channels * h + 2 * (channels + h) * bias"), "share one MLP"),
        (
            "rounded last",
            count(CHECKED + "2 * channels**2 // reduction + (channels + h) * bias"),
            "round first",
        ),
        (
            "rounded up",
            count("h = -(-channels // reduction)\nreturn 2 * channels * h + (channels + h) * bias"),
            "rounds down",
        ),
        (
            "at least eight",
            count("h = max(8, channels // reduction)\nreturn 2 * channels * h + (channels + h) * bias"),
            "another library's rule",
        ),
        ("biases forgotten", count(CHECKED + "2 * channels * h"), "the two biases are missing"),
        (
            "only the hidden bias",
            count(CHECKED + "2 * channels * h + h * bias"),
            "the second layer has a bias too",
        ),
        (
            "only the last bias",
            count(CHECKED + "2 * channels * h + channels * bias"),
            "the first layer has a bias too",
        ),
        ("bias of C twice", count(CHECKED + "2 * channels * h + 2 * channels * bias"), "not per channel"),
        ("a bias is one number", count(CHECKED + "2 * channels * h + 2 * bias"), "a bias is a vector"),
        ("always biases", count(CHECKED + "2 * channels * h + channels + h"), "only the two matrices"),
        ("no bottleneck", count("return channels**2 + channels * bias"), "without a bottleneck"),
        (
            "zero in silence",
            count("h = channels // reduction\nreturn 2 * channels * h + (channels + h) * bias"),
            "no hidden unit is left",
        ),
        (
            "one unit in silence",
            count("h = max(1, channels // reduction)\nreturn 2 * channels * h + (channels + h) * bias"),
            "made up in silence",
        ),
    ],
}
