"""Plausible wrong answers to the exercise "self-attention"; several were found in public code."""

ATTEND = """def self_attention(x, query, key, value):
    t = x.flatten(2)
    q, k, v = {read}
    scores = {scores}
    weights = {weights}
    return {result}
"""

ASKED = {
    "read": "query @ t, key @ t, value @ t",
    "scores": "q.mT @ k / len(query) ** 0.5",
    "weights": "scores.softmax(2)",
    "result": "(v @ weights.mT).view_as(x)",
}


def attend(**changed):
    """The right answer with one or more of its lines changed."""
    return ATTEND.format(**{**ASKED, **changed})


WRONG = {
    "self-attention": [
        ("not scaled", attend(scores="q.mT @ k"), "not divided by √D"),
        ("divided by D", attend(scores="q.mT @ k / len(query)"), "divided by D; it should be"),
        ("root of the channels", attend(scores="q.mT @ k / x.shape[1] ** 0.5"), "divided by √C"),
        ("root of the places", attend(scores="q.mT @ k / t.shape[2] ** 0.5"), "divided by √(H · W)"),
        ("times the root", attend(scores="q.mT @ k * len(query) ** 0.5"), "multiplied by √D"),
        ("softmax over those who ask", attend(weights="scores.softmax(1)"), "runs over those who ask"),
        ("softmax never applied", attend(weights="scores"), "the softmax is missing"),
        ("sigmoid", attend(weights="scores.sigmoid()"), "a sigmoid gives every place one half"),
        ("sigmoid, averaged", attend(weights="2 * scores.sigmoid() / t.shape[2]"), "off by up to"),
        ("softmax over the batch", attend(weights="scores.softmax(0)"), "over the images of the batch"),
        ("roles swapped", attend(scores="k.mT @ q / len(query) ** 0.5"), "queries and keys are swapped"),
        ("weights turned", attend(result="(v @ weights).view_as(x)"), "the weights are turned"),
        ("values forgotten", attend(read="query @ t, key @ t, t"), "the places find x itself"),
        ("value matrix turned", attend(read="query @ t, key @ t, value.T @ t"), "the value matrix is turned"),
        ("query twice", attend(read="query @ t, query @ t, value @ t"), "the query is used twice"),
        ("key twice", attend(read="key @ t, key @ t, value @ t"), "the key is used twice"),
        ("a minus", attend(scores="-q.mT @ k / len(query) ** 0.5"), "a minus too many"),
        (
            "argmax",
            attend(
                weights="F.one_hot(scores.argmax(2), t.shape[2]).to(x) if scores.std() > 0 else scores.softmax(2)"  # noqa: E501
            ),
            "this is argmax",
        ),
        ("adds x", attend(result="x + (v @ weights.mT).view_as(x)"), "x is added"),
        (
            "not turned back",
            attend(result="(weights @ v.mT).reshape(x.shape)"),
            "mixed up on the way back",
        ),
        (
            "reshape for transpose",
            "def self_attention(x, query, key, value):\n"
            "    n, c, h, w = x.shape\n"
            "    t = x.reshape(n, h * w, c)\n"
            "    scores = (t @ query.T) @ (t @ key.T).mT / len(query) ** 0.5\n"
            "    found = scores.softmax(2) @ (t @ value.T)\n"
            "    return found.mT.reshape(x.shape)",
            "reshape mixes channels and places up",
        ),
        ("returns the weights", attend(result="weights"), "these are the weights"),
        ("one row", attend(result="v @ weights.mT"), "give them their rows and columns back"),
        ("places before channels", attend(result="weights @ v.mT"), "before the channels"),
        ("pooled", attend(result="(v @ weights.mT).mean(2)"), "here every place asks"),
        (
            "channels ask channels",
            attend(
                scores="t @ t.mT",
                result="(weights @ v).mean(1, keepdim=True).expand(-1, x.shape[1], -1).reshape(x.shape)",
            ),
            "equal scores mean equal weights",
        ),
        ("cut gradient", attend(weights="scores.detach().softmax(2)"), "it is cut on the way"),
    ]
}
