# check("position alone", position_alone)
from collections import Counter

import numpy as np
import torch

# right: a Counter
def position_alone(train, test, k):
    often = Counter((r.item(), c.item()) for r, c in train)
    best = [place for place, _ in often.most_common(k)]
    hits = [tuple(place) in best for place in test.tolist()]
    return sum(hits) / len(hits)

# right: a grid of counts, flattened
def position_alone(train, test, k):
    side = int(max(train.max(), test.max())) + 1
    grid = torch.zeros(side * side)
    for row, column in train.tolist():
        grid[row * side + column] += 1
    k = min(k, int((grid > 0).sum()))
    best = grid.argsort(descending=True)[:k]
    return torch.isin(test[:, 0] * side + test[:, 1], best).float().mean().item()

# right: NumPy
def position_alone(train, test, k):
    places, counts = np.unique(train.numpy(), axis=0, return_counts=True)
    best = places[np.argsort(-counts)][:k]
    found = sum((best == place).all(axis=1).any() for place in test.numpy())
    return found / test.shape[0]

# right: a tensor comes back
def position_alone(train, test, k):
    places, counts = torch.unique(train, dim=0, return_counts=True)
    order = torch.argsort(counts, descending=True)
    chosen = places[order][:k]
    return torch.cdist(test.float(), chosen.float()).min(1).values.lt(0.5).double().mean()

# wrong: within one place of a known one
def position_alone(train, test, k):
    places, counts = torch.unique(train, dim=0, return_counts=True)
    chosen = places[counts.argsort(descending=True)][:k]
    return (torch.cdist(test.float(), chosen.float()).min(1).values < 1.5).float().mean()

# wrong: one place more than k
def position_alone(train, test, k):
    places, counts = torch.unique(train, dim=0, return_counts=True)
    chosen = places[counts.argsort(descending=True)][: k + 1]
    return (test[:, None] == chosen).all(-1).any(-1).float().mean()

# wrong: learns from training and test together
def position_alone(train, test, k):
    often = Counter(map(tuple, torch.cat([train, test]).tolist()))
    best = {place for place, _ in often.most_common(k)}
    return np.mean([tuple(place) in best for place in test.tolist()])

# wrong: the share of training that the k places hold
def position_alone(train, test, k):
    _, counts = torch.unique(train, dim=0, return_counts=True)
    return (counts.sort(descending=True).values[:k].sum() / len(train)).item()

# wrong: the most frequent rows and the most frequent columns
def position_alone(train, test, k):
    rows = [row for row, _ in Counter(train[:, 0].tolist()).most_common(k)]
    columns = [column for column, _ in Counter(train[:, 1].tolist()).most_common(k)]
    return sum(r in rows and c in columns for r, c in test.tolist()) / len(test)

# wrong: rounded to a whole number
def position_alone(train, test, k):
    best = {place for place, _ in Counter(map(tuple, train.tolist())).most_common(k)}
    return round(sum(tuple(place) in best for place in test.tolist()) / len(test))

# wrong: places that occur k times or more
def position_alone(train, test, k):
    often = Counter(map(tuple, train.tolist()))
    return sum(often[tuple(place)] >= k for place in test.tolist()) / len(test)

# wrong: True for every centre, no share
def position_alone(train, test, k):
    best = {place for place, _ in Counter(map(tuple, train.tolist())).most_common(k)}
    return [tuple(place) in best for place in test.tolist()]

# wrong: "any" in place of "all"
def position_alone(train, test, k):
    places, counts = torch.unique(train, dim=0, return_counts=True)
    chosen = places[counts.argsort(descending=True)][:k]
    return (test[:, None] == chosen).any(-1).any(-1).float().mean()
