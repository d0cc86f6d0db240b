"""Plausible wrong answers to the exercise "attention map"; several were found in public code."""

GATE = """def attention_map(x, kernel):
    mean = {mean}
    most = {most}
    maps = {maps}
    scores = {scores}
    return {result}
"""

RIGHT = {
    "mean": "x.mean(1, keepdim=True)",
    "most": "x.amax(1, keepdim=True)",
    "maps": "torch.cat([mean, most], 1)",
    "scores": "F.conv2d(maps, kernel, padding=kernel.shape[-1] // 2)",
    "result": "scores.sigmoid()",
}


def gate(**changed):
    """The right answer with one or more of its lines changed."""
    return GATE.format(**{**RIGHT, **changed})


MINMAX = "(scores - scores.amin((2, 3), True)) / (scores.amax((2, 3), True) - scores.amin((2, 3), True))"

WRONG = {
    "attention map": [
        (
            "pools over space",
            gate(result="(x.mean((2, 3), True) + x.amax((2, 3), True)).sigmoid()"),
            "one number per channel",
        ),
        ("mean used twice", gate(maps="torch.cat([mean, mean], 1)"), "the mean is used twice"),
        ("max used twice", gate(maps="torch.cat([most, most], 1)"), "the max is used twice"),
        ("max before mean", gate(maps="torch.cat([most, mean], 1)"), "the two maps are swapped"),
        ("no sigmoid", gate(result="scores"), "the sigmoid is missing"),
        ("tanh", gate(result="scores.tanh()"), "squash the scores with a sigmoid"),
        (
            "softmax over places",
            gate(result="scores.flatten(2).softmax(2).view_as(scores)"),
            "every image's weights sum to one",
        ),
        ("softmax over the single channel", gate(result="scores.softmax(1)"), "every weight is 1"),
        ("min-max", gate(result=MINMAX), "min-max scaling"),
        ("sigmoid twice", gate(result="scores.sigmoid().sigmoid()"), "the sigmoid is there twice"),
        ("ReLU first", gate(result="scores.relu().sigmoid()"), "a ReLU before the sigmoid"),
        ("no padding", gate(scores="F.conv2d(maps, kernel)"), "the map has shrunk"),
        (
            "padding for 3 only",
            gate(scores="F.conv2d(maps, kernel, padding=1)"),
            "has to follow the kernel size",
        ),
        ("keepdim forgotten", gate(result="scores.sigmoid()[:, 0]"), "the channel axis is gone"),
        ("returns x times the map", gate(result="x * scores.sigmoid()"), "return the map alone"),
        ("no convolution", gate(result="maps.sigmoid()"), "these are the two pooled maps"),
        (
            "max over the batch",
            gate(most="x.amax((0, 1), True).expand_as(mean)"),
            "the max runs over the batch",
        ),
        ("max of everything", gate(most="x.max().expand_as(mean)"), "looks at every place of every image"),
        (
            "mean over the batch",
            gate(mean="x.mean((0, 1), True).expand(len(x), 1, -1, -1)"),
            "the mean runs over the batch",
        ),
        (
            "one map for the batch",
            gate(mean="x.mean((0, 1), True)", most="x.amax((0, 1), True)"),
            "one map for the whole batch",
        ),
        ("sum for mean", gate(mean="x.sum(1, keepdim=True)"), "the sum over the channels"),
        ("min for max", gate(most="x.amin(1, keepdim=True)"), "the smallest channel"),
        ("max of sizes", gate(most="x.abs().amax(1, keepdim=True)"), "the largest size"),
        (
            "kernel turned",
            gate(scores="F.conv2d(maps, kernel.flip(2, 3), padding=kernel.shape[-1] // 2)"),
            "turned round",
        ),
        ("cut gradient", gate(result="scores.detach().sigmoid()"), "it is cut on the way"),
        ("NaN", gate(result="(scores.sigmoid() - 2).log()"), "there is NaN or infinity"),
        (
            "in place",
            "def attention_map(x, kernel):\n    x.relu_()\n    return x[:, :1].sigmoid()",
            "changes x in place",
        ),
        ("a NumPy array", gate(result="scores.sigmoid().numpy()"), "returned ndarray"),
        ("adds x", gate(result="(scores + mean).sigmoid()"), "off by up to"),
    ]
}
