"""Wrong answers to 'attention pooling': what is wrong, the code, a part of the message."""

WRONG = {
    "attention pooling": [
        (
            "softmax over the single channel",
            """def attention_pool(x, scores):
    weights = scores.softmax(1)
    return (x * weights).sum((2, 3))""",
            "the softmax runs over an axis of length one, so all weights ",
        ),
        (
            "softmax along each row",
            """def attention_pool(x, scores):
    weights = scores.softmax(3)
    return (x * weights).sum((2, 3))""",
            "the softmax runs over the columns alone",
        ),
        (
            "softmax down each column",
            """def attention_pool(x, scores):
    weights = scores.softmax(2)
    return (x * weights).sum((2, 3))""",
            "the softmax runs over the rows alone",
        ),
        (
            "softmax over the batch",
            """def attention_pool(x, scores):
    weights = scores.softmax(0)
    return (x * weights).sum((2, 3))""",
            "the softmax runs over the images",
        ),
        (
            "softmax over all images",
            """def attention_pool(x, scores):
    weights = scores.flatten().softmax(0).view_as(scores)
    return (x * weights).sum((2, 3))""",
            "the softmax runs over the whole batch: images mix",
        ),
        (
            "sigmoid",
            """def attention_pool(x, scores):
    weights = scores.sigmoid()
    return (x * weights).sum((2, 3))""",
            "these are sigmoids, not a softmax",
        ),
    ]
}
