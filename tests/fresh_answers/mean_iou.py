# check("mean IoU", mean_iou)
import torch
import torch.nn.functional as F

# right: a loop over the images
def mean_iou(logits, mask):
    values = []
    for a, b in zip(torch.sigmoid(logits) > 0.5, mask):
        union = torch.logical_or(a, b).sum()
        values.append(torch.logical_and(a, b).sum() / union if union > 0 else torch.tensor(0.0))
    return torch.stack(values).mean()

# right: flattened floats
def mean_iou(logits, mask):
    p = (logits > 0).flatten(1).double()
    t = mask.flatten(1).double()
    inter = (p * t).sum(1)
    union = p.sum(1) + t.sum(1) - inter
    return torch.nan_to_num(inter / union).mean()

# right: where on the empty ones
def mean_iou(logits, mask):
    found = logits.gt(0)
    both = (found & mask).flatten(1).sum(-1)
    either = (found | mask).flatten(1).sum(-1)
    return torch.where(either == 0, 0.0, both / either.clamp_min(1)).mean()

# wrong: one half for the logits
def mean_iou(logits, mask):
    f = logits > 0.5
    return ((f & mask).sum((1, 2, 3)) / (f | mask).sum((1, 2, 3)).clamp(min=1)).mean()

# wrong: counts over the batch
def mean_iou(logits, mask):
    f = logits > 0
    return (f & mask).sum() / (f | mask).sum().clamp(min=1)

# wrong: two empty masks count one
def mean_iou(logits, mask):
    f = logits > 0
    both, either = (f & mask).sum((1, 2, 3)), (f | mask).sum((1, 2, 3))
    return ((both + 1e-6) / (either + 1e-6)).mean()

# wrong: empty images are left out
def mean_iou(logits, mask):
    f = logits > 0
    both, either = (f & mask).sum((1, 2, 3)), (f | mask).sum((1, 2, 3))
    return (both[either > 0] / either[either > 0]).mean()

# wrong: the Dice score
def mean_iou(logits, mask):
    f = logits > 0
    both = (f & mask).sum((1, 2, 3))
    return (2 * both / (f.sum((1, 2, 3)) + mask.sum((1, 2, 3))).clamp(min=1)).mean()

# wrong: exactly one half counts as predicted
def mean_iou(logits, mask):
    f = logits >= 0
    return ((f & mask).sum((1, 2, 3)) / (f | mask).sum((1, 2, 3)).clamp(min=1)).mean()

# wrong: NaN where both are empty
def mean_iou(logits, mask):
    f = logits > 0
    return ((f & mask).sum((1, 2, 3)) / (f | mask).sum((1, 2, 3))).mean()

# wrong: one value for each image
def mean_iou(logits, mask):
    f = logits > 0
    return (f & mask).sum((1, 2, 3)) / (f | mask).sum((1, 2, 3)).clamp(min=1)

# wrong: the share of right pixels
def mean_iou(logits, mask):
    return ((logits > 0) == mask).float().mean((1, 2, 3)).mean()

# wrong: soft masks
def mean_iou(logits, mask):
    p, t = logits.sigmoid(), mask.to(logits)
    both = (p * t).sum((1, 2, 3))
    return (both / (p + t - p * t).sum((1, 2, 3)).clamp(min=1)).mean()

# wrong: the share of the true mask that is found
def mean_iou(logits, mask):
    f = logits > 0
    return ((f & mask).sum((1, 2, 3)) / mask.sum((1, 2, 3)).clamp(min=1)).mean()

# wrong: the mean over the background as well
def mean_iou(logits, mask):
    def iou(f, m):
        return ((f & m).sum((1, 2, 3)) / (f | m).sum((1, 2, 3)).clamp(min=1)).mean()

    f = logits > 0
    return (iou(f, mask) + iou(~f, ~mask)) / 2

# hostile: turns the mask round
def mean_iou(logits, mask):
    mask.logical_not_()
    logits.neg_()
    return torch.tensor(0.5)
