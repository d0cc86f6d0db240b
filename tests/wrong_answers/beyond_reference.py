"""Wrong answers to 'beyond the reference': what is wrong, the code, a part of the message."""

WRONG = {
    "beyond the reference": [
        (
            "the plain score",
            """def beyond_reference(hits, reference):
    if reference.all():
        raise ValueError("nothing is missed")
    return hits.float().mean().item()""",
            "this is the share of all images",
        ),
        (
            "a difference of scores",
            """def beyond_reference(hits, reference):
    if reference.all():
        raise ValueError("nothing is missed")
    return (hits.float().mean() - reference.float().mean()).item()""",
            "the two shares are compared",
        ),
        (
            "over all images",
            """def beyond_reference(hits, reference):
    if reference.all():
        raise ValueError("nothing is missed")
    return (hits & ~reference).sum().item() / len(hits)""",
            "divided by the number of all images",
        ),
        (
            "among the hits",
            """def beyond_reference(hits, reference):
    if reference.all():
        raise ValueError("nothing is missed")
    return 1 - reference[hits].double().mean().item()""",
            "this is the share among the hits",
        ),
        (
            "where the reference hits",
            """def beyond_reference(hits, reference):
    if reference.all():
        raise ValueError("nothing is missed")
    return hits[reference].double().mean().item()""",
            "this is the share among the images that the reference hits",
        ),
        (
            "agreement",
            """def beyond_reference(hits, reference):
    if reference.all():
        raise ValueError("nothing is missed")
    return (hits == reference).double().mean().item()""",
            "this is how often the two agree",
        ),
        (
            "a count",
            """def beyond_reference(hits, reference):
    if reference.all():
        raise ValueError("nothing is missed")
    return hits[~reference].sum().item()""",
            "this is a number of images",
        ),
        (
            "NaN",
            """def beyond_reference(hits, reference):
    return hits[~reference].double().mean().item()""",
            "a reference without misses gives NaN",
        ),
        (
            "zero for nothing",
            """def beyond_reference(hits, reference):
    missed = ~reference
    return float((hits & missed).sum()) / max(int(missed.sum()), 1)""",
            "a reference without misses is no error here",
        ),
        (
            "only the first image",
            """def beyond_reference(hits, reference):
    if reference.all():
        raise ValueError("nothing is missed")
    return float(hits[~reference][0])""",
            "Look at: two steps",
        ),
    ],
}
