# check("far swap", far_swap)
import math

import numpy as np
import torch

# right: norms and index_select
def far_swap(maps, centres):
    apart = (centres.unsqueeze(1) - centres.unsqueeze(0)).norm(dim=-1)
    return maps.index_select(0, apart.argmax(dim=1))

# right: two loops
def far_swap(maps, centres):
    borrowed = []
    for r, c in centres.tolist():
        far = max(range(len(maps)), key=lambda k: math.hypot(centres[k, 0] - r, centres[k, 1] - c))
        borrowed.append(maps[far])
    return torch.stack(borrowed)

# right: numpy distances, a new tensor is filled
def far_swap(maps, centres):
    c = centres.numpy()
    d = ((c[:, None] - c[None]) ** 2).sum(-1)
    out = torch.zeros_like(maps)
    for n, k in enumerate(np.argmax(d, 1)):
        out[n] = maps[k]
    return out

# right: the products of the centres
def far_swap(maps, centres):
    sq = (centres * centres).sum(1)
    d = sq[:, None] + sq[None] - 2 * centres @ centres.T
    return maps[d.topk(1, dim=1).indices[:, 0]]

# wrong: the largest coordinate difference
def far_swap(maps, centres):
    return maps[torch.cdist(centres, centres, p=float("inf")).argmax(1)]

# wrong: the image after this one
def far_swap(maps, centres):
    return torch.cat([maps[1:], maps[:1]])

# wrong: a random other image
def far_swap(maps, centres):
    return maps[torch.randperm(len(maps))]

# wrong: the farthest of the neighbours in the batch
def far_swap(maps, centres):
    before, after = maps.roll(1, 0), maps.roll(-1, 0)
    a = (centres - centres.roll(1, 0)).norm(dim=1)
    b = (centres - centres.roll(-1, 0)).norm(dim=1)
    return torch.where((a > b)[:, None, None, None], before, after)

# wrong: sorted by the distance from the corner and turned round
def far_swap(maps, centres):
    order = centres.norm(dim=1).argsort()
    out = torch.empty_like(maps)
    out[order] = maps[order.flip(0)]
    return out

# wrong: two images that are farthest from each other swap, the others keep theirs
def far_swap(maps, centres):
    d = torch.cdist(centres, centres)
    i, j = divmod(int(d.argmax()), len(maps))
    out = maps.clone()
    out[i], out[j] = maps[j], maps[i]
    return out

# wrong: half of the other map
def far_swap(maps, centres):
    return 0.5 * maps[torch.cdist(centres, centres).argmax(1)]

# wrong: never lends a map twice
def far_swap(maps, centres):
    d = torch.cdist(centres, centres)
    out, taken = torch.empty_like(maps), set()
    for n in range(len(maps)):
        for k in d[n].argsort(descending=True).tolist():
            if k not in taken:
                out[n] = maps[k]
                taken.add(k)
                break
    return out

# hostile: empties the centres
def far_swap(maps, centres):
    out = maps[torch.cdist(centres, centres).argmax(1)]
    centres.zero_()
    return out

# hostile: a result that is huge
def far_swap(maps, centres):
    return torch.zeros(1).expand(10**7, 1, 10**4, 10**4)
