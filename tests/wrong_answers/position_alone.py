"""Wrong answers to 'position alone': what is wrong, the code, a part of the message."""

WRONG = {
    "position alone": [
        (
            "learned on the test centres",
            """def position_alone(train, test, k):
    places, counts = test.unique(dim=0, return_counts=True)
    return counts.sort(descending=True).values[:k].sum().item() / len(test)""",
            "the k places are chosen on the test centres",
        ),
        (
            "all places of training",
            """def position_alone(train, test, k):
    seen = {tuple(place) for place in train.tolist()}
    return sum(tuple(place) in seen for place in test.tolist()) / len(test)""",
            "k is not used",
        ),
        (
            "in the order of the rows",
            """def position_alone(train, test, k):
    places = train.unique(dim=0)[:k]
    return (test[:, None] == places).all(2).any(1).float().mean()""",
            "the first k places in order are kept",
        ),
        (
            "sorted the wrong way",
            """def position_alone(train, test, k):
    places, counts = train.unique(dim=0, return_counts=True)
    best = places[counts.argsort()[:k]]
    return (test[:, None] == best).all(2).any(1).float().mean()""",
            "the least frequent places are kept",
        ),
        (
            "row and column from two places",
            """def position_alone(train, test, k):
    places, counts = train.unique(dim=0, return_counts=True)
    best = places[counts.topk(min(k, len(counts))).indices]
    return (torch.isin(test[:, 0], best[:, 0]) & torch.isin(test[:, 1], best[:, 1])).float().mean()""",
            "a row and a column may come from two different places",
        ),
        (
            "places in a set",
            """def position_alone(train, test, k):
    from collections import Counter
    best = {place for place, _ in Counter(map(tuple, train.tolist())).most_common(k)}
    met = set(map(tuple, test.tolist()))
    return len(met & best) / len(met)""",
            "every test place is counted once",
        ),
        (
            "a flat index of too few columns",
            """def position_alone(train, test, k):
    flat = train[:, 0] + train[:, 1]
    counts = torch.bincount(flat)
    best = counts.topk(min(k, int((counts > 0).sum()))).indices
    return torch.isin(test[:, 0] + test[:, 1], best).float().mean()""",
            "row and column are added",
        ),
        (
            "topk without a limit",
            """def position_alone(train, test, k):
    places, counts = train.unique(dim=0, return_counts=True)
    best = places[counts.topk(k).indices]
    return (test[:, None] == best).all(2).any(1).float().mean()""",
            "your code stopped with RuntimeError",
        ),
    ]
}
