"""Plausible wrong answers to the exercise "ignores the image"; several were found in public code."""

HEAD = """def ignores_the_image(weights):
    flat = weights.flatten(1)
    if torch.allclose(flat.sum(1), torch.ones_like(flat[:, 0])):
        flat = flat * flat.shape[1]
"""

PLAIN = """def ignores_the_image(weights):
    flat = weights.flatten(1)
"""


def ignores(line, head=HEAD):
    """The right answer with another last line, with or without the rule for a softmax."""
    return f"{head}    return {line}\n"


WRONG = {
    "ignores the image": [
        ("spread of everything", ignores("bool(flat.std() < 0.01)"), "it mixes images and weights"),
        (
            "spread within an image",
            ignores("bool(flat.std(1).mean() < 0.01)"),
            "this is the spread within an image",
        ),
        (
            "spread over the channels",
            "def ignores_the_image(weights):\n    return bool(weights.std(1).mean() < 0.01)",
            "the spread over axis 1",
        ),
        ("equality", ignores("bool((flat == flat[0]).all())"), "it asks for equality to the last digit"),
        (
            "the first two images",
            ignores("bool((flat[0] - flat[1]).abs().max() < 0.01)"),
            "it compares two images",
        ),
        ("average first", ignores("bool(flat.mean(1).std() < 0.01)"), "it averages over the weights first"),
        ("average spread", ignores("bool(flat.std(0).mean() < 0.01)"), "drowns the one that moves"),
        ("no rule for softmax", ignores("bool(flat.std(0).max() < 0.01)", PLAIN), "in multiples of 1 /"),
        ("variance", ignores("bool(flat.var(0).max() < 0.01)"), "this is the variance"),
        ("turned round", ignores("bool(flat.std(0).max() > 0.01)"), "the verdict is turned round"),
        (
            "looks for one half",
            ignores("bool(((flat - 0.5).abs() <= 0.01).all())", PLAIN),
            "it looks for 0.5",
        ),
        ("always", ignores("True"), "it says True to everything"),
        ("never", ignores("False"), "it says False to everything"),
        ("the spread itself", ignores("flat.std(0).max().item()"), "it returned a number"),
        ("a list of verdicts", ignores("(flat.std(0) < 0.01).tolist()"), "it returned a list"),
        ("a tensor of verdicts", ignores("flat.std(0) < 0.01"), "it returned Tensor"),
        (
            "in place",
            "def ignores_the_image(weights):\n    weights -= weights.mean()\n    return True",
            "it changes them in place",
        ),
        ("the mean image", ignores("bool((flat - flat.mean(9)).max() < 0.01)"), "it stopped with IndexError"),
    ]
}
