"""Wrong answers to 'hidden removals': what is wrong, the code, a part of the message."""

START = """def hidden(read, x, a, b):
    def without(*channels):
        y = x.clone()
        y[:, list(channels)] = 0
        return read(y).argmax(1)

    full, one, two, both = without(), without(a), without(b), without(a, b)
    return """

WRONG = {
    "hidden removals": [
        (
            "both only",
            START + "(both != full).double().mean().item()",
            "these are all images that change without both",
        ),
        (
            "means subtracted",
            START
            + "((both != full).double() - (one != full).double() - (two != full).double()).mean().item()",
            "shares are subtracted; look at every image three times",
        ),
        (
            "or for and",
            START + "((both != full) & ((one == full) | (two == full))).double().mean().item()",
            "one harmless removal is enough here",
        ),
        (
            "compares with the answers without a and without b",
            START + "((both != one) & (both != two)).double().mean().item()",
            "Look at: three comparisons",
        ),
        (
            "counts",
            START + "((both != full) & (one == full) & (two == full)).sum().item()",
            "these are images, not a share",
        ),
        (
            "writes into x",
            """def hidden(read, x, a, b):
    answer = read(x).argmax(1)
    x[:, [a, b]] = 0
    return (read(x).argmax(1) != answer).double().mean().item()""",
            "your code writes into it",
        ),
        (
            "logits for answers",
            """def hidden(read, x, a, b):
    y = x.clone()
    y[:, [a, b]] = 0
    return (read(y) != read(x)).double().mean().item()""",
            "the result is 1 in every case",
        ),
        (
            "images for channels",
            """def hidden(read, x, a, b):
    y = x.clone()
    y[:1] = 0
    return (read(y).argmax(1) != read(x).argmax(1)).double().mean().item()""",
            "Look at: three comparisons",
        ),
    ]
}
