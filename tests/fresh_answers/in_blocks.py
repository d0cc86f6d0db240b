# check("in blocks", scale_both)
import torch

# right: one image after the other inside the block
def scale_both(x, what, where, images):
    out = torch.empty_like(x)
    for k in range(len(x)):
        out[k] = x[k] * what[k]
        out[k] *= where[k]
    return out

# right: a copy that is scaled in place, by blocks
def scale_both(x, what, where, images):
    y = x.clone()
    for part, a, b in zip(y.split(images), what.split(images), where.split(images)):
        part *= a
        part *= b
    return y

# right: the weights of a block are put together first
def scale_both(x, what, where, images):
    out = x.new_empty(x.shape)
    for first in range(0, x.shape[0], images):
        last = min(first + images, x.shape[0])
        out[first:last] = x[first:last] * (what[first:last] * where[first:last])
    return out

# wrong: the result is a list of blocks
def scale_both(x, what, where, images):
    return [a * b * c for a, b, c in zip(x.split(images), what.split(images), where.split(images))]

# wrong: all weights are put together as one whole map
def scale_both(x, what, where, images):
    both = what * where
    out = torch.empty_like(x)
    for k in range(0, len(x), images):
        out[k : k + images] = x[k : k + images] * both[k : k + images]
    return out

# wrong: what of all images is averaged
def scale_both(x, what, where, images):
    out = torch.empty_like(x)
    for k in range(0, len(x), images):
        out[k : k + images] = x[k : k + images] * what.mean(0) * where[k : k + images]
    return out

# wrong: one image too many in every block
def scale_both(x, what, where, images):
    out = x.clone()
    for k in range(0, len(x), images):
        out[k : k + images + 1] *= what[k : k + images + 1] * where[k : k + images + 1]
    return out

# wrong: two whole maps, one of them thrown away
def scale_both(x, what, where, images):
    y = x * what
    for k in range(0, len(x), images):
        y[k : k + images] = y[k : k + images] * where[k : k + images]
    out = y.clone()
    return out

# wrong: only where is used
def scale_both(x, what, where, images):
    out = torch.empty_like(x)
    for k in range(0, len(x), images):
        out[k : k + images] = x[k : k + images] * where[k : k + images]
    return out

# hostile: writes into x
def scale_both(x, what, where, images):
    x.mul_(what).mul_(where)
    return x
