"""Plausible wrong answers to the exercise "recall at k"; several were found in public code."""

RECALL = """def recall_at(vectors, labels, k):
    directions = {directions}
    cosines = {cosines}
    places = {places}
    right = {right}
    return {result}
"""

RIGHT = {
    "directions": "F.normalize(vectors, dim=1)",
    "cosines": "(directions @ directions.T).fill_diagonal_(-torch.inf)",
    "places": "cosines.topk(k, dim=1).indices",
    "right": "labels[places] == labels[:, None]",
    "result": "right.any(1).double().mean().item()",
}


def recall(**changed):
    """The right answer with one or more of its lines changed."""
    return RECALL.format(**{**RIGHT, **changed})


FOUND = "(right.sum(1) / ((labels[:, None] == labels).sum(1) - 1).clamp(min=1)).mean()"

WRONG = {
    "recall at k": [
        ("the query counts", recall(cosines="directions @ directions.T"), "every image is its own nearest"),
        ("vectors as they are", recall(directions="vectors"), "long vectors win"),
        (
            "Euclidean distance",
            recall(cosines="-torch.cdist(vectors, vectors).fill_diagonal_(torch.inf)"),
            "the Euclidean distance",
        ),
        (
            "the smallest cosine",
            recall(
                cosines="(directions @ directions.T).fill_diagonal_(torch.inf)",
                places="cosines.topk(k, dim=1, largest=False).indices",
            ),
            "the farthest images",
        ),
        (
            "columns normalised",
            recall(directions="F.normalize(vectors, dim=0)"),
            "the columns are normalised, as well or instead",
        ),
        (
            "both normalised",
            recall(directions="F.normalize(F.normalize(vectors, dim=0), dim=1)"),
            "only the vectors (axis 1)",
        ),
        (
            "correlation",
            recall(directions="F.normalize(vectors - vectors.mean(1, keepdim=True), dim=1)"),
            "that is a correlation",
        ),
        (
            "centred",
            recall(directions="F.normalize(vectors - vectors.mean(0), dim=1)"),
            "the mean of all vectors",
        ),
        ("places for labels", recall(right="places == labels[:, None]"), "places in the list are not labels"),
        ("misses", recall(result="1 - right.any(1).double().mean()"), "the share of misses"),
        ("per cent", recall(result="100 * right.any(1).double().mean()"), "this is in per cent"),
        ("a count", recall(result="right.any(1).sum()"), "how many hits there are"),
        ("k ignored", recall(places="cosines.topk(1, dim=1).indices"), "k is not used"),
        ("precision", recall(result="right.double().mean()"), "the share of right ones among the k"),
        ("all right", recall(result="right.all(1).double().mean()"), "all k have to be right"),
        (
            "a vote",
            recall(result="(labels[places].mode(1).values == labels).double().mean()"),
            "this is a vote of the k",
        ),
        ("the k-th only", recall(result="right[:, -1].double().mean()"), "only the k-th neighbour"),
        ("share of all right ones", recall(result=FOUND), "the share of all right ones"),
        (
            "the query takes a place",
            recall(
                cosines="directions @ directions.T",
                places="cosines.topk(k, dim=1).indices[:, 1:]",
                result="right.any(1).double().mean().item() if k > 1 else 0.0",
            ),
            "the query took the only place",
        ),
        (
            "the query takes a place, sometimes",
            recall(
                cosines="directions @ directions.T",
                places="cosines.topk(max(k, 2), dim=1).indices[:, 1:]",
            ),
            "only k - 1 others",
        ),
        (
            "zero on the diagonal",
            recall(cosines="(directions @ directions.T).fill_diagonal_(0)"),
            "every cosine is negative",
        ),
        (
            "the first dropped",
            recall(cosines="directions @ directions.T", places="cosines.topk(k + 1, dim=1).indices[:, 1:]"),
            "instead of dropping the first",
        ),
        ("image by image", recall(result="right.any(1)"), "take the mean over the images"),
        ("in place", recall(directions="vectors.div_(vectors.norm(dim=1, keepdim=True))"), "changes vectors"),
        ("NaN", recall(result="float('nan')"), "it gives nan, not a number"),
        ("half", recall(result="0.5 * right.any(1).double().mean()"), "it should be"),
    ]
}
