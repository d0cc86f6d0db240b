"""Plausible wrong answers to the exercise "attention pooling"; several were found in public code."""

POOL = "def attention_pool(x, scores):\n    weights = {weights}\n    return {result}\n"


def pool(weights="scores.flatten(2).softmax(2).view_as(scores)", result="(x * weights).sum((2, 3))"):
    """The right answer with one or both of its lines changed."""
    return POOL.format(weights=weights, result=result)


WRONG = {
    "attention pooling": [
        ("softmax over the single channel", pool("scores.softmax(1)"), "over the axis of length one"),
        ("softmax along each row", pool("scores.softmax(3)"), "along each row alone"),
        ("softmax down each column", pool("scores.softmax(2)"), "down each column alone"),
        ("softmax over the batch", pool("scores.softmax(0)"), "over the images of the batch"),
        (
            "softmax over all images",
            pool("scores.flatten().softmax(0).view_as(scores)"),
            "over the whole batch",
        ),
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
        (
            "column softmax over W",
            pool("scores.softmax(2) / scores.shape[3]"),
            "each column has its own softmax",
        ),
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
        (
            "keepdim",
            pool(result="(x * weights).sum((2, 3), keepdim=True)"),
            "axes of length one are left over",
        ),
        ("returns the weights", pool(result="weights"), "these are the weights"),
        ("linear weights", pool("scores / scores.sum((2, 3), True)"), "also where all scores are zero"),
        ("cut gradient", pool("scores.detach().flatten(2).softmax(2).view_as(scores)"), "cut on the way"),
        ("hot", pool("(scores / 8).flatten(2).softmax(2).view_as(scores)"), "off: softmax over"),
    ]
}
