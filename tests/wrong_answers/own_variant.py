"""Plausible wrong answers to the exercise "own variants"; several were found in public code."""

OWN = """class MyGate(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.excite = nn.Linear({size}, {size})
        {more}

    def logits(self, x):
        return {logits}

    def {name}(self, x):
        return {weights}

    def forward(self, x):
        return {forward}


class MyGateAdded({base}):
    {nothing}

    def forward(self, x):
        return {added}


variants = {variants}
"""

FINE = {
    "size": "channels",
    "more": "pass",
    "logits": "self.excite(x.mean((2, 3)))[:, :, None, None]",
    "name": "weights",
    "weights": "torch.sigmoid(self.logits(x))",
    "forward": "x * self.weights(x)",
    "base": "MyGate",
    "nothing": "weights = None",
    "added": "x + self.logits(x)",
    "variants": '{"mine": {"attention": MyGate}, "mine added": {"attention": MyGateAdded}}',
}


def own(**changed):
    """The right answer with one or more of its parts changed."""
    return OWN.format(**{**FINE, **changed})


WRONG = {
    "own variants": [
        ("only one variant", own(variants='{"mine": {"attention": MyGate}}'), "a dict with these two names"),
        (
            "classes without settings",
            own(variants='{"mine": MyGate, "mine added": MyGateAdded}'),
            "its settings",
        ),
        (
            "a finished layer",
            own(variants='{"mine": {"attention": MyGate(24)}, "mine added": {"attention": MyGateAdded}}'),
            "give the class",
        ),
        (
            "another name",
            own(name="gate", forward="x * self.gate(x)", nothing="pass"),
            "nothing can be recorded",
        ),
        ("two axes forgotten", own(logits="self.excite(x.mean((2, 3)))"), "lacks the two axes of length one"),
        (
            "one for the batch",
            own(logits="self.excite(x.mean((0, 2, 3)))[None, :, None, None]"),
            "whole batch",
        ),
        (
            "one number per image",
            own(logits="self.excite(x.mean((2, 3))).mean(1)[:, None, None, None]"),
            "moves no channel against another",
        ),
        ("no sigmoid", own(weights="self.logits(x)"), "no sigmoid?"),
        (
            "static",
            own(logits="self.excite(torch.ones(len(x), x.shape[1]))[:, :, None, None]"),
            "never look at the image",
        ),
        ("softmax over the batch", own(weights="self.logits(x).softmax(0)"), "the other images of the batch"),
        ("returns the weights", own(forward="self.weights(x)"), "these are the weights"),
        ("adds", own(forward="x + self.weights(x)"), "that is the twin's part"),
        ("a skip around", own(forward="x + x * self.weights(x)"), "there is a skip around it"),
        ("twice", own(forward="x * self.weights(x) * self.weights(x)"), "x is multiplied twice"),
        ("identity", own(forward="x"), "it returns x as it came"),
        ("divides", own(forward="x / self.weights(x)"), "something else than x · weights(x)"),
        ("24 channels for good", own(size="24"), "it stopped with RuntimeError"),
        (
            "parameters without work",
            own(more="self.unused = nn.Linear(channels, 2)"),
            "no gradient reaches unused.weight",
        ),
        (
            "gradient cut",
            own(weights="torch.sigmoid(self.logits(x).detach())"),
            "no gradient reaches excite.weight",
        ),
        ("nothing learned", own(more="del self.excite", logits="x.mean((2, 3), True)"), "it learns nothing"),
        ("twin with weights", own(nothing="pass"), "it still has a method weights"),
        ("twin multiplies", own(added="x * self.logits(x)"), "it multiplies"),
        ("twin does nothing", own(added="x + 0 * self.logits(x)"), "the twin does something"),
        (
            "twin without parameters",
            own(
                base="nn.Module",
                nothing="def __init__(self, channels):\n        super().__init__()",
                added="x + 1",
            ),
            "0 instead of",
        ),
        ("twin changes the shape", own(added="self.logits(x)"), "its output has another shape"),
        (
            "twin adds after training only",
            own(added="x + self.logits(x).detach()"),
            "learned number of the twin",
        ),
        ("NaN", own(weights="torch.sigmoid(self.logits(x)) / 0 * 0"), "weights(x) gives Tensor or NaN"),
    ]
}
