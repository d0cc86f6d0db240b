"""Wrong answers to 'in blocks': what is wrong, the code, a part of the message."""

WRONG = {
    "in blocks": [
        (
            "all at once",
            """def scale_both(x, what, where, images):
    return x * what * where""",
            "a whole map is written beside the result",
        ),
        (
            "one map of both weights",
            """def scale_both(x, what, where, images):
    out, both = torch.empty_like(x), what * where
    for k in range(0, len(x), images):
        out[k : k + images] = x[k : k + images] * both[k : k + images]
    return out""",
            "a whole map is written beside the result",
        ),
        (
            "no rest",
            """def scale_both(x, what, where, images):
    out = torch.zeros_like(x)
    for k in range(len(x) // images):
        b = slice(k * images, (k + 1) * images)
        out[b] = x[b] * what[b] * where[b]
    return out""",
            "the last block is left out where it is smaller",
        ),
        (
            "weights of the first",
            """def scale_both(x, what, where, images):
    out = torch.empty_like(x)
    for k in range(0, len(x), images):
        n = len(x[k : k + images])
        out[k : k + n] = x[k : k + n] * what[:n] * where[:n]
    return out""",
            "every block gets the weights of the first images",
        ),
        (
            "into x itself",
            """def scale_both(x, what, where, images):
    for k in range(0, len(x), images):
        x[k : k + images] *= what[k : k + images] * where[k : k + images]
    return x""",
            "your code changed",
        ),
        (
            "where forgotten",
            """def scale_both(x, what, where, images):
    out = torch.empty_like(x)
    for k in range(0, len(x), images):
        out[k : k + images] = x[k : k + images] * what[k : k + images]
    return out""",
            "where is left out",
        ),
        (
            "returns early",
            """def scale_both(x, what, where, images):
    out = torch.empty_like(x)
    for k in range(0, len(x), images):
        b = slice(k, k + images)
        out[b] = x[b] * what[b] * where[b]
        return out[b]""",
            "expected shape",
        ),
    ]
}
