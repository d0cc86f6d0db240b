"""Wrong answers to 'self-attention': what is wrong, the code, a part of the message."""

WRONG = {
    "self-attention": [
        (
            "not scaled",
            """def self_attention(x, query, key, value):
    t = x.flatten(2)
    q, k, v = query @ t, key @ t, value @ t
    scores = q.mT @ k
    weights = scores.softmax(2)
    return (v @ weights.mT).view_as(x)""",
            "the scores are not divided by √D",
        ),
        (
            "divided by D",
            """def self_attention(x, query, key, value):
    t = x.flatten(2)
    q, k, v = query @ t, key @ t, value @ t
    scores = q.mT @ k / len(query)
    weights = scores.softmax(2)
    return (v @ weights.mT).view_as(x)""",
            "the scores are divided by D, not by √D",
        ),
        (
            "root of the channels",
            """def self_attention(x, query, key, value):
    t = x.flatten(2)
    q, k, v = query @ t, key @ t, value @ t
    scores = q.mT @ k / x.shape[1] ** 0.5
    weights = scores.softmax(2)
    return (v @ weights.mT).view_as(x)""",
            "the scores are divided by √C; D numbers are in a query",
        ),
        (
            "root of the places",
            """def self_attention(x, query, key, value):
    t = x.flatten(2)
    q, k, v = query @ t, key @ t, value @ t
    scores = q.mT @ k / t.shape[2] ** 0.5
    weights = scores.softmax(2)
    return (v @ weights.mT).view_as(x)""",
            "expected [[[[-3.608, -3.568]], [[6.513, 6.445]]]], got [[[[-",
        ),
        (
            "times the root",
            """def self_attention(x, query, key, value):
    t = x.flatten(2)
    q, k, v = query @ t, key @ t, value @ t
    scores = q.mT @ k * len(query) ** 0.5
    weights = scores.softmax(2)
    return (v @ weights.mT).view_as(x)""",
            "the scores are multiplied by √D",
        ),
        (
            "softmax over those who ask",
            """def self_attention(x, query, key, value):
    t = x.flatten(2)
    q, k, v = query @ t, key @ t, value @ t
    scores = q.mT @ k / len(query) ** 0.5
    weights = scores.softmax(1)
    return (v @ weights.mT).view_as(x)""",
            "the softmax runs over the places that ask; it has to run ove",
        ),
    ]
}
