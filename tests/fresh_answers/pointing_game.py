# check("pointing game", points_inside)
import numpy as np
import torch

# right: a loop with numpy's unravel_index
def points_inside(maps, box):
    hits = []
    for m, (t, l, b, r) in zip(maps, box.tolist()):
        i, j = np.unravel_index(int(m[0].argmax()), tuple(m[0].shape))
        hits.append(bool(t <= i < b and l <= j < r))
    return torch.tensor(hits)

# right: divmod with torch
def points_inside(maps, box):
    at = maps.view(len(maps), -1).max(1).indices
    row = torch.div(at, maps.size(-1), rounding_mode="floor")
    col = torch.remainder(at, maps.size(-1))
    place = torch.stack((row, col), 1)
    return ((place >= box[:, :2]) & (place < box[:, 2:])).all(1)

# right: a map of places in the box, read at the largest weight
def points_inside(maps, box):
    N, _, H, W = maps.shape
    rows, cols = torch.arange(H)[None, :, None], torch.arange(W)[None, None, :]
    t, l, b, r = (v.view(N, 1, 1) for v in box.unbind(1))
    inside = (rows >= t) & (rows < b) & (cols >= l) & (cols < r)
    return inside.flatten(1).gather(1, maps.flatten(1).argmax(1, keepdim=True))[:, 0]

# wrong: divides by the height
def points_inside(maps, box):
    at, h = maps.flatten(1).argmax(1), maps.shape[2]
    i, j = at // h, at % h
    t, l, b, r = box.unbind(1)
    return (i >= t) & (i < b) & (j >= l) & (j < r)

# wrong: bottom and right belong to the box
def points_inside(maps, box):
    at, w = maps.flatten(1).argmax(1), maps.shape[3]
    i, j = at // w, at % w
    t, l, b, r = box.unbind(1)
    return (i >= t) & (i <= b) & (j >= l) & (j <= r)

# wrong: top and left do not belong to the box
def points_inside(maps, box):
    at, w = maps.flatten(1).argmax(1), maps.shape[3]
    i, j = at // w, at % w
    t, l, b, r = box.unbind(1)
    return (i > t) & (i < b) & (j > l) & (j < r)

# wrong: x before y
def points_inside(maps, box):
    at, w = maps.flatten(1).argmax(1), maps.shape[3]
    i, j = at // w, at % w
    l, t, r, b = box.unbind(1)
    return (i >= t) & (i < b) & (j >= l) & (j < r)

# wrong: the largest weight of the batch
def points_inside(maps, box):
    at, w = maps.amax(0).flatten().argmax(), maps.shape[3]
    i, j = at // w, at % w
    t, l, b, r = box.unbind(1)
    return (i >= t) & (i < b) & (j >= l) & (j < r)

# wrong: the largest magnitude
def points_inside(maps, box):
    at, w = maps.abs().flatten(1).argmax(1), maps.shape[3]
    i, j = at // w, at % w
    t, l, b, r = box.unbind(1)
    return (i >= t) & (i < b) & (j >= l) & (j < r)

# wrong: most of the weight inside
def points_inside(maps, box):
    out = []
    for m, (t, l, b, r) in zip(maps[:, 0], box.int().tolist()):
        out.append(bool(m[t:b, l:r].sum() > m.sum() / 2))
    return torch.tensor(out)

# wrong: the place of the smallest weight
def points_inside(maps, box):
    at, w = maps.flatten(1).argmin(1), maps.shape[3]
    i, j = at // w, at % w
    t, l, b, r = box.unbind(1)
    return (i >= t) & (i < b) & (j >= l) & (j < r)

# wrong: a share, not one answer for each map
def points_inside(maps, box):
    at, w = maps.flatten(1).argmax(1), maps.shape[3]
    i, j = at // w, at % w
    t, l, b, r = box.unbind(1)
    return ((i >= t) & (i < b) & (j >= l) & (j < r)).float().mean()

# wrong: the best row and the best column, each on its own
def points_inside(maps, box):
    i, j = maps[:, 0].sum(2).argmax(1), maps[:, 0].sum(1).argmax(1)
    t, l, b, r = box.unbind(1)
    return (i >= t) & (i < b) & (j >= l) & (j < r)

# wrong: a batch of one loses its axis
def points_inside(maps, box):
    at, w = maps.flatten(1).argmax(1), maps.shape[3]
    t, l, b, r = box.unbind(1)
    return ((at // w >= t) & (at // w < b) & (at % w >= l) & (at % w < r)).squeeze()

# wrong: a box in height and width
def points_inside(maps, box):
    at, w = maps.flatten(1).argmax(1), maps.shape[3]
    i, j = at // w, at % w
    t, l, h, v = box.unbind(1)
    return (i >= t) & (i < t + h) & (j >= l) & (j < l + v)

# hostile: floats of zero and one from a changed map
def points_inside(maps, box):
    maps.fill_(0)
    box.fill_(0)
    return torch.zeros(len(maps))
