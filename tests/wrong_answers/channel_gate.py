"""Wrong answers to 'channel gate': what is wrong, the code, a part of the message."""

WRONG = {
    "channel gate": [
        (
            "no sigmoid",
            """class ChannelGate(nn.Module):
    def __init__(self, channels, reduction):
        super().__init__()
        hidden = channels // reduction
        self.mlp = nn.Sequential(nn.Linear(channels, hidden), nn.ReLU(), nn.Linear(hidden, channels))

    def weights(self, x):
        return self.mlp(x.mean((2, 3)))[:, :, None, None]

    def forward(self, x):
        return x * self.weights(x)""",
            "the sigmoid is missing",
        ),
        (
            "softmax",
            """class ChannelGate(nn.Module):
    def __init__(self, channels, reduction):
        super().__init__()
        hidden = channels // reduction
        self.mlp = nn.Sequential(nn.Linear(channels, hidden), nn.ReLU(), nn.Linear(hidden, channels))

    def weights(self, x):
        return self.mlp(x.mean((2, 3))).softmax(1)[:, :, None, None]

    def forward(self, x):
        return x * self.weights(x)""",
            "the weights of an image sum to one: this is a softmax",
        ),
        (
            "sigmoid twice",
            """class ChannelGate(nn.Module):
    def __init__(self, channels, reduction):
        super().__init__()
        hidden = channels // reduction
        self.mlp = nn.Sequential(nn.Linear(channels, hidden), nn.ReLU(), nn.Linear(hidden, channels))

    def weights(self, x):
        return torch.sigmoid(torch.sigmoid(self.mlp(x.mean((2, 3)))))[:, :, None, None]

    def forward(self, x):
        return x * self.weights(x)""",
            "the sigmoid is applied twice: no weight is below 0.5",
        ),
        (
            "ReLU before the sigmoid",
            """class ChannelGate(nn.Module):
    def __init__(self, channels, reduction):
        super().__init__()
        hidden = channels // reduction
        self.mlp = nn.Sequential(nn.Linear(channels, hidden), nn.ReLU(), nn.Linear(hidden, channels))

    def weights(self, x):
        return torch.sigmoid(F.relu(self.mlp(x.mean((2, 3)))))[:, :, None, None]

    def forward(self, x):
        return x * self.weights(x)""",
            "a ReLU stands before the sigmoid: no weight is below 0.5",
        ),
        (
            "no ReLU",
            """class ChannelGate(nn.Module):
    def __init__(self, channels, reduction):
        super().__init__()
        hidden = channels // reduction
        self.mlp = nn.Sequential(nn.Linear(channels, hidden), nn.Identity(), nn.Linear(hidden, channels))

    def weights(self, x):
        return torch.sigmoid(self.mlp(x.mean((2, 3))))[:, :, None, None]

    def forward(self, x):
        return x * self.weights(x)""",
            "there is no ReLU between the two layers",
        ),
        (
            "sigmoid in the middle",
            """class ChannelGate(nn.Module):
    def __init__(self, channels, reduction):
        super().__init__()
        hidden = channels // reduction
        self.mlp = nn.Sequential(nn.Linear(channels, hidden), nn.Sigmoid(), nn.Linear(hidden, channels))

    def weights(self, x):
        return torch.sigmoid(self.mlp(x.mean((2, 3))))[:, :, None, None]

    def forward(self, x):
        return x * self.weights(x)""",
            "a sigmoid stands between the two layers, not a ReLU",
        ),
    ]
}
