"""Wrong answers to 'blind gate': what is wrong, the code, a part of the message."""


def gate(start, weights, forward="x * self.weights(x)"):
    """A text with these three lines in it."""
    return f"""class BlindGate(nn.Module):
    def __init__(self, channels):
        super().__init__()
        {start}

    def weights(self, x):
        return {weights}

    def forward(self, x):
        return {forward}"""


SCORES = "self.scores = nn.Parameter(torch.zeros(channels))"
SHAPE = "[None, :, None, None]"

WRONG = {
    "blind gate": [
        ("no sigmoid", gate(SCORES, "self.scores" + SHAPE), "the sigmoid is missing"),
        ("softmax", gate(SCORES, "self.scores.softmax(0)" + SHAPE), "a softmax lets the channels compete"),
        (
            "a buffer",
            gate("self.register_buffer('scores', torch.zeros(channels))", "self.scores.sigmoid()" + SHAPE),
            "nothing learns",
        ),
        (
            "one score for all channels",
            gate(
                "self.score = nn.Parameter(torch.zeros(1))",
                "self.score.sigmoid().expand(1, x.shape[1], 1, 1)",
            ),
            "parameters, got 1",
        ),
        (
            "it still looks",
            gate(SCORES, "(x.mean((2, 3)) * self.scores).sigmoid()[:, :, None, None]"),
            "the squeezed image is in it",
        ),
        (
            "the mean image of the batch",
            gate(SCORES, "(x.mean((0, 2, 3)) + self.scores).sigmoid()" + SHAPE),
            "the weights differ with the image",
        ),
        (
            "an MLP of the squeezed image",
            gate(
                "self.mlp = nn.Linear(channels, channels)",
                "self.mlp(x.mean((2, 3))).sigmoid()[:, :, None, None]",
            ),
            "could do more than scale the channels",
        ),
        (
            "two axes are missing",
            gate(SCORES, "self.scores.sigmoid()", "x * self.weights(x)[:, None, None]"),
            "axes of length one are missing",
        ),
        ("added", gate(SCORES, "self.scores.sigmoid()" + SHAPE, "x + self.weights(x)"), "added to x"),
        (
            "cut",
            gate(SCORES, "self.scores.detach().sigmoid()" + SHAPE),
            "no gradient reaches the scores",
        ),
    ],
}
