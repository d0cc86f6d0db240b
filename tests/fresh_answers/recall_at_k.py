# check("recall at k", recall_at)
import numpy as np
import torch
import torch.nn.functional as F

# right: loops in plain Python
def recall_at(vectors, labels, k):
    names = labels.tolist()
    hits = 0
    for i, v in enumerate(vectors):
        similar = F.cosine_similarity(v[None], vectors, dim=1).tolist()
        others = sorted((c, j) for j, c in enumerate(similar) if j != i)
        hits += any(names[j] == names[i] for _, j in others[::-1][:k])
    return hits / len(vectors)

# right: numpy from end to end, and a numpy number
def recall_at(vectors, labels, k):
    v, y = vectors.detach().numpy(), labels.numpy()
    v = v / np.linalg.norm(v, axis=1, keepdims=True)
    c = v @ v.T
    np.fill_diagonal(c, -np.inf)
    near = np.argsort(-c, axis=1)[:, :k]
    return (y[near] == y[:, None]).any(axis=1).mean()

# right: the query's own column is cut out
def recall_at(vectors, labels, k):
    n = len(labels)
    c = F.cosine_similarity(vectors[:, None], vectors[None], dim=-1)
    others = ~torch.eye(n, dtype=torch.bool)
    near = c[others].view(n, n - 1).argsort(dim=1, descending=True)[:, :k]
    theirs = labels.expand(n, n)[others].view(n, n - 1).gather(1, near)
    return float((theirs == labels[:, None]).any(1).float().mean())

# wrong: finds the query itself
def recall_at(vectors, labels, k):
    d = F.normalize(vectors, dim=1)
    places = (d @ d.T).topk(k, 1).indices
    return (labels[places] == labels[:, None]).any(1).double().mean().item()

# wrong: long vectors look near
def recall_at(vectors, labels, k):
    c = (vectors @ vectors.T).fill_diagonal_(-torch.inf)
    places = c.topk(k, 1).indices
    return (labels[places] == labels[:, None]).any(1).double().mean().item()

# wrong: the share of right neighbours, which is precision
def recall_at(vectors, labels, k):
    d = F.normalize(vectors, dim=1)
    c = (d @ d.T).fill_diagonal_(-torch.inf)
    places = c.topk(k, 1).indices
    return (labels[places] == labels[:, None]).double().mean().item()

# wrong: zero for the query, though cosines may be negative
def recall_at(vectors, labels, k):
    d = F.normalize(vectors, dim=1)
    c = (d @ d.T).fill_diagonal_(0)
    places = c.topk(k, 1).indices
    return (labels[places] == labels[:, None]).any(1).double().mean().item()

# wrong: throws the first of k + 1 away, which may be a twin of the query
def recall_at(vectors, labels, k):
    d = F.normalize(vectors, dim=1)
    places = (d @ d.T).topk(k + 1, 1).indices[:, 1:]
    return (labels[places] == labels[:, None]).any(1).double().mean().item()

# wrong: distances between vectors of any length
def recall_at(vectors, labels, k):
    c = torch.cdist(vectors, vectors).fill_diagonal_(torch.inf)
    places = c.topk(k, 1, largest=False).indices
    return (labels[places] == labels[:, None]).any(1).double().mean().item()

# wrong: images without a partner are left out
def recall_at(vectors, labels, k):
    d = F.normalize(vectors, dim=1)
    c = (d @ d.T).fill_diagonal_(-torch.inf)
    right = (labels[c.topk(k, 1).indices] == labels[:, None]).any(1)
    paired = (labels[:, None] == labels).sum(1) > 1
    return right[paired].double().mean().item()

# wrong: only the nearest one, whatever k
def recall_at(vectors, labels, k):
    d = F.normalize(vectors, dim=1)
    c = (d @ d.T).fill_diagonal_(-torch.inf)
    return (labels[c.argmax(1)] == labels).double().mean().item()

# wrong: all k have to be right
def recall_at(vectors, labels, k):
    d = F.normalize(vectors, dim=1)
    c = (d @ d.T).fill_diagonal_(-torch.inf)
    return (labels[c.topk(k, 1).indices] == labels[:, None]).all(1).double().mean().item()

# wrong: normalises the caller's vectors
def recall_at(vectors, labels, k):
    vectors /= vectors.norm(dim=1, keepdim=True)
    c = (vectors @ vectors.T).fill_diagonal_(-torch.inf)
    return (labels[c.topk(k, 1).indices] == labels[:, None]).any(1).double().mean().item()

# wrong: every column has length one
def recall_at(vectors, labels, k):
    d = F.normalize(vectors, dim=0)
    c = (d @ d.T).fill_diagonal_(-torch.inf)
    return (labels[c.topk(k, 1).indices] == labels[:, None]).any(1).double().mean().item()

# wrong: the farthest ones
def recall_at(vectors, labels, k):
    d = F.normalize(vectors, dim=1)
    c = (d @ d.T).fill_diagonal_(torch.inf)
    places = c.topk(k, 1, largest=False).indices
    return (labels[places] == labels[:, None]).any(1).double().mean().item()

# hostile: relabels the images
def recall_at(vectors, labels, k):
    labels.zero_()
    return 1.0
