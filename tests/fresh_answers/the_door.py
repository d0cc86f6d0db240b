# check("the door", true_accepts)
import math

import numpy as np
import torch

# right: itertools-like loops
def true_accepts(vectors, labels, allowed):
    same, other = [], []
    for i in range(len(labels)):
        for j in range(i):
            c = torch.dot(vectors[i], vectors[j]).item()
            (same if labels[i] == labels[j] else other).append(c)
    other.sort(reverse=True)
    t = other[math.floor(allowed * len(other))]
    return sum(c > t for c in same) / len(same)

# right: numpy, and a numpy number
def true_accepts(vectors, labels, allowed):
    c, y = (vectors @ vectors.T).numpy(), labels.numpy()
    upper = np.triu(np.ones_like(c, dtype=bool), 1)
    same = y[:, None] == y[None]
    strangers = np.sort(c[upper & ~same])[::-1]
    return np.mean(c[upper & same] > strangers[int(allowed * strangers.size)])

# right: counts for every possible threshold
def true_accepts(vectors, labels, allowed):
    n = len(labels)
    pairs = torch.combinations(torch.arange(n))
    c = (vectors @ vectors.T)[pairs[:, 0], pairs[:, 1]]
    same = labels[pairs[:, 0]] == labels[pairs[:, 1]]
    strangers = c[~same]
    ok = [t for t in strangers.tolist() if (strangers > t).sum() <= allowed * len(strangers)]
    return (c[same] > min(ok)).double().mean().item()

# wrong: lets the pair on the threshold in
def true_accepts(vectors, labels, allowed):
    i, j = torch.triu_indices(len(labels), len(labels), 1)
    c, same = (vectors @ vectors.T)[i, j], labels[i] == labels[j]
    s = c[~same].sort(descending=True).values
    return (c[same] >= s[max(int(allowed * len(s)) - 1, 0)]).double().mean().item()

# wrong: a quantile between two cosines
def true_accepts(vectors, labels, allowed):
    i, j = torch.triu_indices(len(labels), len(labels), 1)
    c, same = (vectors @ vectors.T)[i, j], labels[i] == labels[j]
    return (c[same] > torch.quantile(c[~same], 1 - allowed)).double().mean().item()

# wrong: images meet themselves
def true_accepts(vectors, labels, allowed):
    i, j = torch.triu_indices(len(labels), len(labels))
    c, same = (vectors @ vectors.T)[i, j], labels[i] == labels[j]
    s = c[~same].sort(descending=True).values
    return (c[same] > s[int(allowed * len(s))]).double().mean().item()

# wrong: all pairs set the threshold
def true_accepts(vectors, labels, allowed):
    i, j = torch.triu_indices(len(labels), len(labels), 1)
    c, same = (vectors @ vectors.T)[i, j], labels[i] == labels[j]
    s = c.sort(descending=True).values
    return (c[same] > s[int(allowed * len(s))]).double().mean().item()

# wrong: one stranger more than allowed
def true_accepts(vectors, labels, allowed):
    i, j = torch.triu_indices(len(labels), len(labels), 1)
    c, same = (vectors @ vectors.T)[i, j], labels[i] == labels[j]
    s = c[~same].sort(descending=True).values
    return (c[same] > s[int(allowed * len(s)) + 1]).double().mean().item()

# wrong: rounds up how many may come in
def true_accepts(vectors, labels, allowed):
    i, j = torch.triu_indices(len(labels), len(labels), 1)
    c, same = (vectors @ vectors.T)[i, j], labels[i] == labels[j]
    s = c[~same].sort(descending=True).values
    return (c[same] > s[math.ceil(allowed * len(s))]).double().mean().item()

# wrong: the share of strangers that come in
def true_accepts(vectors, labels, allowed):
    i, j = torch.triu_indices(len(labels), len(labels), 1)
    c, same = (vectors @ vectors.T)[i, j], labels[i] == labels[j]
    s = c[~same].sort(descending=True).values
    return (s > s[int(allowed * len(s))]).double().mean().item()

# wrong: a share of all pairs
def true_accepts(vectors, labels, allowed):
    i, j = torch.triu_indices(len(labels), len(labels), 1)
    c, same = (vectors @ vectors.T)[i, j], labels[i] == labels[j]
    s = c[~same].sort(descending=True).values
    return ((c > s[int(allowed * len(s))]) & same).double().mean().item()

# wrong: a number, not a share
def true_accepts(vectors, labels, allowed):
    i, j = torch.triu_indices(len(labels), len(labels), 1)
    c, same = (vectors @ vectors.T)[i, j], labels[i] == labels[j]
    s = c[~same].sort(descending=True).values
    return float((c[same] > s[int(allowed * len(s))]).sum())

# wrong: the strangers from low to high
def true_accepts(vectors, labels, allowed):
    i, j = torch.triu_indices(len(labels), len(labels), 1)
    c, same = (vectors @ vectors.T)[i, j], labels[i] == labels[j]
    s = c[~same].sort().values
    return (c[same] > s[int(allowed * len(s))]).double().mean().item()

# wrong: negative cosines count as zero
def true_accepts(vectors, labels, allowed):
    i, j = torch.triu_indices(len(labels), len(labels), 1)
    c, same = (vectors @ vectors.T)[i, j].clamp(min=0), labels[i] == labels[j]
    s = c[~same].sort(descending=True).values
    return (c[same] > s[int(allowed * len(s))]).double().mean().item()

# wrong: the share of allowed people of one class
def true_accepts(vectors, labels, allowed):
    i, j = torch.triu_indices(len(labels), len(labels), 1)
    c, same = (vectors @ vectors.T)[i, j], labels[i] == labels[j]
    s = c[~same].sort(descending=True).values
    return (c[same] > s[int(allowed * int(same.sum()))]).double().mean().item()
