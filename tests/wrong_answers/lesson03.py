"""Plausible wrong answers to the exercises of lesson 03; several were found in public code."""

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
    ],
}
POOL = "def attention_pool(x, scores):\n    weights = {weights}\n    return {result}\n"


def pool(weights="scores.flatten(2).softmax(2).view_as(scores)", result="(x * weights).sum((2, 3))"):
    """The right answer with one or both of its lines changed."""
    return POOL.format(weights=weights, result=result)


WRONG["attention pooling"] = [
    ("softmax over the single channel", pool("scores.softmax(1)"), "over the axis of length one"),
    ("softmax along each row", pool("scores.softmax(3)"), "along each row alone"),
    ("softmax down each column", pool("scores.softmax(2)"), "down each column alone"),
    ("softmax over the batch", pool("scores.softmax(0)"), "over the images of the batch"),
    ("softmax over all images", pool("scores.flatten().softmax(0).view_as(scores)"), "over the whole batch"),
    ("sigmoid", pool("scores.sigmoid()"), "a sigmoid makes weights of one half"),
    ("mean of weighted", pool(result="(x * weights).mean((2, 3))"), "do not take the mean"),
    ("exp without sum", pool("scores.exp()"), "is not divided by its sum"),
    (
        "sigmoid over its sum",
        pool("scores.sigmoid() / scores.sigmoid().sum((2, 3), True)"),
        "a softmax needs exp",
    ),
    ("exp by hand", pool("scores.exp() / scores.exp().sum((2, 3), True)"), "it overflows"),
    ("row softmax over H", pool("scores.softmax(3) / scores.shape[2]"), "each row has its own softmax"),
    ("column softmax over W", pool("scores.softmax(2) / scores.shape[3]"), "each column has its own softmax"),
    (
        "argmax",
        pool(
            "F.one_hot(scores.flatten(1).argmax(1), scores[0].numel()).to(x).view_as(scores)",
            "(x * weights).sum((2, 3)) if scores.std() > 0 else x.mean((2, 3))",
        ),
        "this is argmax",
    ),
    ("a minus", pool("(-scores).flatten(2).softmax(2).view_as(scores)"), "a minus too many"),
    ("scores ignored", pool(result="x.mean((2, 3))"), "the scores are not used"),
    (
        "rows and columns mixed up",
        pool("scores.transpose(2, 3).flatten(2).softmax(2).view_as(scores)"),
        "rows and columns are mixed up",
    ),
    ("no sum", pool(result="x * weights"), "the sum over the places is still to come"),
    ("sum over channels", pool(result="(x * weights).sum(1)"), "the sum runs over the channels"),
    ("sum over rows only", pool(result="(x * weights).sum(2)"), "the sum runs over the rows only"),
    ("keepdim", pool(result="(x * weights).sum((2, 3), keepdim=True)"), "axes of length one are left over"),
    ("returns the weights", pool(result="weights"), "these are the weights"),
    ("linear weights", pool("scores / scores.sum((2, 3), True)"), "also where all scores are zero"),
    ("cut gradient", pool("scores.detach().flatten(2).softmax(2).view_as(scores)"), "cut on the way"),
    ("hot", pool("(scores / 8).flatten(2).softmax(2).view_as(scores)"), "off: softmax over"),
]
