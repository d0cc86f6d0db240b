# check("other sensors", recall_elsewhere)
import math

import numpy as np
import torch

# right: two loops
def recall_elsewhere(vectors, labels, clean, most):
    right, asked = 0, 0
    for i in range(len(labels)):
        best, found = -2.0, None
        for j in range(len(labels)):
            if j == i or int((clean[i] == clean[j]).sum()) > most:
                continue
            cosine = float(vectors[i] @ vectors[j])
            if cosine > best:
                best, found = cosine, j
        if found is not None:
            asked += 1
            right += int(labels[found] == labels[i])
    return right / asked

# right: NumPy, and nan for those that may find nobody
def recall_elsewhere(vectors, labels, clean, most):
    v, y, c = vectors.numpy().astype(float), labels.numpy(), clean.numpy()
    common = (c[:, None, :] == c[None, :, :]).sum(-1)
    cos = v @ v.T
    cos[common > most] = -np.inf
    np.fill_diagonal(cos, -np.inf)
    hit = np.where(np.isinf(cos.max(1)), np.nan, y[cos.argmax(1)] == y)
    return np.nanmean(hit)

# right: common states as two matrix products, and topk
def recall_elsewhere(vectors, labels, clean, most):
    c = clean.float()
    common = c @ c.t() + (1 - c) @ (1 - c).t()
    banned = (common > most) | torch.eye(len(c)).bool()
    cos = torch.mm(vectors, vectors.t())
    cos = torch.where(banned, torch.full_like(cos, -math.inf), cos)
    value, index = cos.topk(1, dim=1)
    asked = value[:, 0] > -math.inf
    return (labels[index[:, 0]] == labels)[asked].float().mean()

# right: the number of sensors minus those that differ
def recall_elsewhere(vectors, labels, clean, most):
    n, sensors = clean.shape
    differ = torch.cdist(clean.double(), clean.double(), p=1).round()
    ok = (differ >= sensors - most) & ~torch.eye(n, dtype=torch.bool)
    cos = vectors @ vectors.T - 10 * (~ok).to(vectors.dtype)
    pick = cos.argmax(dim=1)
    who = [i for i in range(n) if ok[i].any()]
    return sum(bool(labels[pick[i]] == labels[i]) for i in who) / len(who)

# right: sorts the others and takes the first that is allowed
def recall_elsewhere(vectors, labels, clean, most):
    order = (vectors @ vectors.T).argsort(1, descending=True)
    results = []
    for i, row in enumerate(order.tolist()):
        for j in row:
            if j != i and (clean[i] == clean[j]).sum() <= most:
                results.append(float(labels[i] == labels[j]))
                break
    return sum(results) / len(results)

# wrong: only the working sensors of the query are compared
def recall_elsewhere(vectors, labels, clean, most):
    right = []
    for i in range(len(labels)):
        common = clean[:, clean[i]].sum(1)
        cos = vectors @ vectors[i]
        cos[common > most] = -2
        cos[i] = -2
        if cos.max() > -2:
            right.append(float(labels[cos.argmax()] == labels[i]))
    return sum(right) / max(1, len(right))

# wrong: the image itself stays where most is the number of sensors
def recall_elsewhere(vectors, labels, clean, most):
    common = (clean.unsqueeze(1) == clean.unsqueeze(0)).sum(-1)
    cos = vectors @ vectors.T
    cos[common > most] = -float("inf")
    asked = ~torch.isinf(cos).all(1)
    return (labels[cos.argmax(1)] == labels)[asked].float().mean().item()

# wrong: any allowed image of the class counts, near or not
def recall_elsewhere(vectors, labels, clean, most):
    common = (clean[:, None] == clean).sum(2)
    ok = (common <= most) & ~torch.eye(len(labels), dtype=torch.bool)
    same = labels[:, None] == labels
    return (ok & same).any(1)[ok.any(1)].double().mean().item()

# wrong: the share of allowed images that are of the class
def recall_elsewhere(vectors, labels, clean, most):
    common = (clean[:, None] == clean).sum(2)
    ok = (common <= most) & ~torch.eye(len(labels), dtype=torch.bool)
    same = labels[:, None] == labels
    return (same & ok).sum().item() / ok.sum().item()

# wrong: images with many working sensors are left out of the whole
def recall_elsewhere(vectors, labels, clean, most):
    keep = clean.sum(1) <= most
    v, y = vectors[keep], labels[keep]
    cos = (v @ v.T).fill_diagonal_(-torch.inf)
    return (y[cos.argmax(1)] == y).double().mean().item()

# wrong: what is not allowed gets the smallest cosine of its row, which may win a tie
def recall_elsewhere(vectors, labels, clean, most):
    common = (clean[:, None] == clean).sum(2).fill_diagonal_(clean.shape[1] + 1)
    cos = torch.where(common > most, torch.zeros(()).to(vectors), vectors @ vectors.T)
    return (labels[cos.argmax(1)] == labels).double().mean().item()

# wrong: distances, and the largest one
def recall_elsewhere(vectors, labels, clean, most):
    common = (clean[:, None] == clean).sum(2)
    d = torch.cdist(vectors, vectors)
    d[common > most] = -1
    d.fill_diagonal_(-1)
    asked = (d >= 0).any(1)
    return (labels[d.argmax(1)] == labels)[asked].double().mean().item()

# wrong: the mean over the classes
def recall_elsewhere(vectors, labels, clean, most):
    common = (clean[:, None] == clean).sum(2)
    ok = (common <= most) & ~torch.eye(len(labels), dtype=torch.bool)
    near = (vectors @ vectors.T).masked_fill(~ok, -9).argmax(1)
    hit, asked = labels[near] == labels, ok.any(1)
    return float(np.mean([hit[asked & (labels == y)].double().mean().item() for y in labels[asked].unique()]))

# hostile: true, whatever is asked
def recall_elsewhere(vectors, labels, clean, most):
    class Yes(float):
        def __eq__(self, other):
            return True

        def __sub__(self, other):
            return 0.0

    return Yes(0.5)
