"""Wrong answers to 'own variants': what is wrong, the code, a part of the message."""

WRONG = {
    "own variants": [
        (
            "only one variant",
            """class MyGate(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.excite = nn.Linear(channels, channels)
        pass

    def logits(self, x):
        return self.excite(x.mean((2, 3)))[:, :, None, None]

    def weights(self, x):
        return torch.sigmoid(self.logits(x))

    def forward(self, x):
        return x * self.weights(x)


class MyGateAdded(MyGate):
    weights = None

    def forward(self, x):
        return x + self.logits(x)


variants = {"mine": {"attention": MyGate}}""",
            "Expected a dict with the names 'mine' and 'mine added', got ",
        ),
        (
            "a finished layer",
            """class MyGate(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.excite = nn.Linear(channels, channels)
        pass

    def logits(self, x):
        return self.excite(x.mean((2, 3)))[:, :, None, None]

    def weights(self, x):
        return torch.sigmoid(self.logits(x))

    def forward(self, x):
        return x * self.weights(x)


class MyGateAdded(MyGate):
    weights = None

    def forward(self, x):
        return x + self.logits(x)


variants = {"mine": {"attention": MyGate(24)}, "mine added": {"attention": MyGateAdded}}""",
            "a finished layer stands where the class belongs",
        ),
        (
            "two axes forgotten",
            """class MyGate(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.excite = nn.Linear(channels, channels)
        pass

    def logits(self, x):
        return self.excite(x.mean((2, 3)))

    def weights(self, x):
        return torch.sigmoid(self.logits(x))

    def forward(self, x):
        return x * self.weights(x)


class MyGateAdded(MyGate):
    weights = None

    def forward(self, x):
        return x + self.logits(x)


variants = {"mine": {"attention": MyGate}, "mine added": {"attention": MyGateAdded}}""",
            "the two axes of length one are missing: [:, :, None, None]",
        ),
        (
            "one for the batch",
            """class MyGate(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.excite = nn.Linear(channels, channels)
        pass

    def logits(self, x):
        return self.excite(x.mean((0, 2, 3)))[None, :, None, None]

    def weights(self, x):
        return torch.sigmoid(self.logits(x))

    def forward(self, x):
        return x * self.weights(x)


class MyGateAdded(MyGate):
    weights = None

    def forward(self, x):
        return x + self.logits(x)


variants = {"mine": {"attention": MyGate}, "mine added": {"attention": MyGateAdded}}""",
            "one set of weights for the whole batch: every image needs it",
        ),
        (
            "one number per image",
            """class MyGate(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.excite = nn.Linear(channels, channels)
        pass

    def logits(self, x):
        return self.excite(x.mean((2, 3))).mean(1)[:, None, None, None]

    def weights(self, x):
        return torch.sigmoid(self.logits(x))

    def forward(self, x):
        return x * self.weights(x)


class MyGateAdded(MyGate):
    weights = None

    def forward(self, x):
        return x + self.logits(x)


variants = {"mine": {"attention": MyGate}, "mine added": {"attention": MyGateAdded}}""",
            "one number per image moves no channel against another",
        ),
        (
            "no sigmoid",
            """class MyGate(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.excite = nn.Linear(channels, channels)
        pass

    def logits(self, x):
        return self.excite(x.mean((2, 3)))[:, :, None, None]

    def weights(self, x):
        return self.logits(x)

    def forward(self, x):
        return x * self.weights(x)


class MyGateAdded(MyGate):
    weights = None

    def forward(self, x):
        return x + self.logits(x)


variants = {"mine": {"attention": MyGate}, "mine added": {"attention": MyGateAdded}}""",
            ": a sigmoid keeps them within 0 and 1",
        ),
    ]
}
