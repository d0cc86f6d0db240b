"""Wrong answers to 'recall at k': what is wrong, the code, a part of the message."""

WRONG = {
    "recall at k": [
        (
            "the query counts",
            """def recall_at(vectors, labels, k):
    directions = F.normalize(vectors, dim=1)
    cosines = directions @ directions.T
    places = cosines.topk(k, dim=1).indices
    right = labels[places] == labels[:, None]
    return right.any(1).double().mean().item()""",
            "every image finds itself: take the diagonal out",
        ),
        (
            "vectors as they are",
            """def recall_at(vectors, labels, k):
    directions = vectors
    cosines = (directions @ directions.T).fill_diagonal_(-torch.inf)
    places = cosines.topk(k, dim=1).indices
    right = labels[places] == labels[:, None]
    return right.any(1).double().mean().item()""",
            "long vectors win: divide every vector by its length first",
        ),
        (
            "Euclidean distance",
            """def recall_at(vectors, labels, k):
    directions = F.normalize(vectors, dim=1)
    cosines = -torch.cdist(vectors, vectors).fill_diagonal_(torch.inf)
    places = cosines.topk(k, dim=1).indices
    right = labels[places] == labels[:, None]
    return right.any(1).double().mean().item()""",
            "these are distances of the vectors as they are: divide them ",
        ),
        (
            "the smallest cosine",
            """def recall_at(vectors, labels, k):
    directions = F.normalize(vectors, dim=1)
    cosines = (directions @ directions.T).fill_diagonal_(torch.inf)
    places = cosines.topk(k, dim=1, largest=False).indices
    right = labels[places] == labels[:, None]
    return right.any(1).double().mean().item()""",
            "the farthest images are taken",
        ),
        (
            "columns normalised",
            """def recall_at(vectors, labels, k):
    directions = F.normalize(vectors, dim=0)
    cosines = (directions @ directions.T).fill_diagonal_(-torch.inf)
    places = cosines.topk(k, dim=1).indices
    right = labels[places] == labels[:, None]
    return right.any(1).double().mean().item()""",
            "the columns are normalised, not the vectors",
        ),
        (
            "both normalised",
            """def recall_at(vectors, labels, k):
    directions = F.normalize(F.normalize(vectors, dim=0), dim=1)
    cosines = (directions @ directions.T).fill_diagonal_(-torch.inf)
    places = cosines.topk(k, dim=1).indices
    right = labels[places] == labels[:, None]
    return right.any(1).double().mean().item()""",
            "expected 0.1833, got 0.25.",
        ),
    ]
}
