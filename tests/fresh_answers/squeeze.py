# check("squeeze", squeeze)
import torch
import torch.nn.functional as F
from torch import nn

# right: adaptive pooling
def squeeze(x):
    return F.adaptive_avg_pool2d(x, 1).flatten(1)

# right: a sum divided by the places
def squeeze(x):
    return x.sum(dim=(-2, -1)) / (x.shape[-1] * x.shape[-2])

# right: two means, one axis after the other
def squeeze(x):
    return x.mean(-1).mean(-1)

# right: a layer and a view
def squeeze(x):
    pool = nn.AdaptiveAvgPool2d((1, 1))
    return pool(x).view(x.size(0), x.size(1))

# wrong: keeps the axes of length one
def squeeze(x):
    return x.mean((2, 3), keepdim=True)

# wrong: the average over images, too
def squeeze(x):
    return x.mean((0, 2, 3)).expand(x.shape[0], -1)

# wrong: the sum
def squeeze(x):
    return x.sum((2, 3))

# wrong: the maximum
def squeeze(x):
    return x.amax((2, 3))

# wrong: squeezes away a batch or a channel of one
def squeeze(x):
    return F.adaptive_avg_pool2d(x, 1).squeeze()

# wrong: the average over channels and rows
def squeeze(x):
    return x.mean((1, 2))

# wrong: thinks that every map is square
def squeeze(x):
    return x.sum((2, 3)) / x.shape[-1] ** 2

# wrong: the average of the positive numbers
def squeeze(x):
    return x.clamp(min=0).mean((2, 3))

# wrong: the median
def squeeze(x):
    return x.flatten(2).median(2).values

# hostile: batch statistics
def squeeze(x):
    return (x - x.mean(0)).mean((2, 3))
