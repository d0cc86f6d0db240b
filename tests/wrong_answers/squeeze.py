"""Plausible wrong answers to the exercise "squeeze"; several were found in public code."""


def squeeze(expression):
    """The code of a squeeze."""
    return f"def squeeze(x):\n    return {expression}\n"


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
    ]
}
