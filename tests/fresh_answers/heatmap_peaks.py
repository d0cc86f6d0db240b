# check("heatmap peaks", peaks)
import torch
import torch.nn.functional as F

# right: two loops and a window
def peaks(heat, threshold):
    found = []
    H, W = heat.shape
    for i in range(H):
        for j in range(W):
            window = heat[max(i - 1, 0) : i + 2, max(j - 1, 0) : j + 2]
            if heat[i, j] >= threshold and heat[i, j] >= window.max():
                found.append([i, j])
    return torch.tensor(found, dtype=torch.long).reshape(-1, 2)

# right: eight shifted copies of a padded map
def peaks(heat, threshold):
    big = F.pad(heat, (1, 1, 1, 1), value=float("-inf"))
    H, W = heat.shape
    ok = heat >= threshold
    for di in range(3):
        for dj in range(3):
            ok = ok & (heat >= big[di : di + H, dj : dj + W])
    return torch.argwhere(ok)

# right: stacked rows and columns, from the last to the first
def peaks(heat, threshold):
    best = F.max_pool2d(heat.unsqueeze(0), kernel_size=(3, 3), stride=1, padding=1).squeeze(0)
    r, c = torch.where((heat >= best) & ~(heat < threshold))
    return torch.stack((r, c), 1).flip(0)

# wrong: above the threshold only
def peaks(heat, threshold):
    best = F.max_pool2d(heat[None, None], 3, 1, 1)[0, 0]
    return ((heat == best) & (heat > threshold)).nonzero()

# wrong: strictly above all neighbours
def peaks(heat, threshold):
    big = F.pad(heat, (1, 1, 1, 1), value=float("-inf"))
    H, W = heat.shape
    ok = heat >= threshold
    for i in range(3):
        for j in range(3):
            if (i, j) != (1, 1):
                ok &= heat > big[i : i + H, j : j + W]
    return ok.nonzero()

# wrong: zeros around the map
def peaks(heat, threshold):
    best = F.max_pool2d(F.pad(heat, (1, 1, 1, 1))[None, None], 3, 1)[0, 0]
    return ((heat == best) & (heat >= threshold)).nonzero()

# wrong: four neighbours
def peaks(heat, threshold):
    up = F.max_pool2d(heat[None, None], (3, 1), 1, (1, 0))[0, 0]
    side = F.max_pool2d(heat[None, None], (1, 3), 1, (0, 1))[0, 0]
    return ((heat >= up) & (heat >= side) & (heat >= threshold)).nonzero()

# wrong: column before row
def peaks(heat, threshold):
    best = F.max_pool2d(heat[None, None], 3, 1, 1)[0, 0]
    return ((heat == best) & (heat >= threshold)).nonzero().flip(1)

# wrong: forgets the border
def peaks(heat, threshold):
    best = F.max_pool2d(heat[None, None], 3, 1)[0, 0]
    inner = heat[1:-1, 1:-1]
    return ((inner == best) & (inner >= threshold)).nonzero() + 1

# wrong: rolls round the edge
def peaks(heat, threshold):
    ok = heat >= threshold
    for i in (-1, 0, 1):
        for j in (-1, 0, 1):
            ok = ok & (heat >= heat.roll((i, j), (0, 1)))
    return ok.nonzero()

# wrong: a window of five
def peaks(heat, threshold):
    best = F.max_pool2d(heat[None, None], 5, 1, 2)[0, 0]
    return ((heat == best) & (heat >= threshold)).nonzero()

# wrong: all that is not below the threshold
def peaks(heat, threshold):
    return (heat >= threshold).nonzero()

# wrong: probabilities against the threshold
def peaks(heat, threshold):
    best = F.max_pool2d(heat[None, None], 3, 1, 1)[0, 0]
    return ((heat == best) & (heat.sigmoid() >= threshold)).nonzero()

# wrong: a map of True and False
def peaks(heat, threshold):
    best = F.max_pool2d(heat[None, None], 3, 1, 1)[0, 0]
    return (heat == best) & (heat >= threshold)

# wrong: squeezes, so a map with one row breaks
def peaks(heat, threshold):
    best = F.max_pool2d(heat[None, None], 3, 1, 1).squeeze()
    return ((heat.squeeze() == best) & (heat.squeeze() >= threshold)).nonzero()

# wrong: silences the low places in the caller's map
def peaks(heat, threshold):
    heat[heat < threshold] = -torch.inf
    best = F.max_pool2d(heat[None, None], 3, 1, 1)[0, 0]
    return ((heat == best) & (heat >= threshold)).nonzero()
