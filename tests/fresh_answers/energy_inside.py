# check("energy inside", share_inside)
import torch
import torch.nn.functional as F

# right: every weight becomes a square
def share_inside(maps, mask):
    a, b = mask.shape[-2] // maps.shape[-2], mask.shape[-1] // maps.shape[-1]
    big = maps.repeat_interleave(a, 2).repeat_interleave(b, 3)
    return (big * mask).flatten(1).sum(1) / big.flatten(1).sum(1)

# right: nearest interpolation
def share_inside(maps, mask):
    big = F.interpolate(maps, size=mask.shape[2:], mode="nearest")
    inside = torch.einsum("nchw,nchw->n", big, mask.to(big.dtype))
    return inside / torch.einsum("nchw->n", big)

# right: the mask in blocks
def share_inside(maps, mask):
    N, _, h, w = maps.shape
    H, W = mask.shape[2:]
    blocks = mask.reshape(N, h, H // h, w, W // w).to(maps.dtype).mean((2, 4))
    return torch.stack([(m * c).sum() / m.sum() for m, c in zip(maps[:, 0], blocks)])

# wrong: the mean weight in the mask
def share_inside(maps, mask):
    big = F.interpolate(maps, size=mask.shape[2:], mode="nearest")
    return (big * mask).sum((1, 2, 3)) / mask.sum((1, 2, 3))

# wrong: one pixel speaks for its cell
def share_inside(maps, mask):
    a, b = mask.shape[2] // maps.shape[2], mask.shape[3] // maps.shape[3]
    return (maps * mask[:, :, ::a, ::b]).sum((1, 2, 3)) / maps.sum((1, 2, 3))

# wrong: a touched cell counts in full
def share_inside(maps, mask):
    a, b = mask.shape[2] // maps.shape[2], mask.shape[3] // maps.shape[3]
    covered = F.max_pool2d(mask.to(maps), (a, b))
    return (maps * covered).sum((1, 2, 3)) / maps.sum((1, 2, 3))

# wrong: a cell counts if it is covered by half
def share_inside(maps, mask):
    a, b = mask.shape[2] // maps.shape[2], mask.shape[3] // maps.shape[3]
    covered = F.avg_pool2d(mask.to(maps), (a, b)) >= 0.5
    return (maps * covered).sum((1, 2, 3)) / maps.sum((1, 2, 3))

# wrong: the sum below runs over the batch
def share_inside(maps, mask):
    big = F.interpolate(maps, size=mask.shape[2:], mode="nearest")
    return (big * mask).sum((1, 2, 3)) / big.sum()

# wrong: the sum below belongs to the small map
def share_inside(maps, mask):
    big = F.interpolate(maps, size=mask.shape[2:], mode="nearest")
    return (big * mask).sum((1, 2, 3)) / maps.sum((1, 2, 3))

# wrong: four pixels for every weight
def share_inside(maps, mask):
    big = maps.repeat_interleave(4, 2).repeat_interleave(4, 3)
    return (big * mask).sum((1, 2, 3)) / big.sum((1, 2, 3))

# wrong: the same factor for rows and columns
def share_inside(maps, mask):
    k = mask.shape[2] // maps.shape[2]
    covered = F.avg_pool2d(mask.to(maps), k)
    return (maps * covered).sum((1, 2, 3)) / maps.sum((1, 2, 3))

# wrong: enlarges smoothly
def share_inside(maps, mask):
    big = F.interpolate(maps, size=mask.shape[2:], mode="bilinear")
    return (big * mask).sum((1, 2, 3)) / big.sum((1, 2, 3))

# wrong: inside against outside
def share_inside(maps, mask):
    big = F.interpolate(maps, size=mask.shape[2:], mode="nearest")
    return (big * mask).sum((1, 2, 3)) / (big * ~mask).sum((1, 2, 3)).clamp(min=1e-12)

# wrong: squares the weights
def share_inside(maps, mask):
    big = F.interpolate(maps, size=mask.shape[2:], mode="nearest") ** 2
    return (big * mask).sum((1, 2, 3)) / big.sum((1, 2, 3))

# wrong: squeezes
def share_inside(maps, mask):
    big = F.interpolate(maps, size=mask.shape[2:], mode="nearest")
    return ((big * mask).sum((1, 2, 3)) / big.sum((1, 2, 3))).squeeze()

# wrong: tiles the map in place of enlarging it
def share_inside(maps, mask):
    big = maps.repeat(1, 1, mask.shape[2] // maps.shape[2], mask.shape[3] // maps.shape[3])
    return (big * mask).sum((1, 2, 3)) / big.sum((1, 2, 3))
