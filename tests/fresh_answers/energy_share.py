# check("energy share", share_of_each)
import torch

# right: flattened
def share_of_each(y, target):
    e = (y.sum(dim=1) ** 2).flatten(1)
    inside = (e * target.flatten(1)).sum(1)
    total = e.sum(1)
    return torch.where(total > 0, inside / torch.where(total > 0, total, 1), 0)

# right: a loop over the images
def share_of_each(y, target):
    out = []
    for img, t in zip(y, target):
        e = img.sum(0).pow(2)
        out.append(e[t[0]].sum() / e.sum() if e.sum() > 0 else e.sum())
    return torch.stack(out)

# right: einsum, NaN replaced at the end
def share_of_each(y, target):
    e = torch.einsum("nchw->nhw", y).square()
    return torch.nan_to_num(torch.einsum("nhw,nhw->n", e, target[:, 0].to(e)) / e.sum((1, 2)))

# wrong: NaN for a dark image
def share_of_each(y, target):
    e = y.sum(1, keepdim=True) ** 2
    return (e * target).sum((1, 2, 3)) / e.sum((1, 2, 3))

# wrong: divides by the energy of the whole batch
def share_of_each(y, target):
    e = y.sum(1, keepdim=True) ** 2
    return (e * target).sum((1, 2, 3)) / e.sum().clamp(min=1e-12)

# wrong: squares first and adds the channels then
def share_of_each(y, target):
    e = (y**2).sum(1, keepdim=True)
    return (e * target).sum((1, 2, 3)) / e.sum((1, 2, 3)).clamp(min=1e-12)

# wrong: the absolute value in place of the square
def share_of_each(y, target):
    e = y.sum(1, keepdim=True).abs()
    return (e * target).sum((1, 2, 3)) / e.sum((1, 2, 3)).clamp(min=1e-12)

# wrong: one dark image darkens the batch
def share_of_each(y, target):
    e = y.sum(1, keepdim=True) ** 2
    if (e.sum((1, 2, 3)) == 0).any():
        return torch.zeros(len(y), dtype=y.dtype)
    return (e * target).sum((1, 2, 3)) / e.sum((1, 2, 3))

# wrong: divides by the energy outside
def share_of_each(y, target):
    e = y.sum(1, keepdim=True) ** 2
    return (e * target).sum((1, 2, 3)) / (e * ~target).sum((1, 2, 3)).clamp(min=1e-12)

# wrong: a floor of one, which faint images feel
def share_of_each(y, target):
    e = y.sum(1, keepdim=True) ** 2
    return (e * target).sum((1, 2, 3)) / e.sum((1, 2, 3)).clamp(min=1)
