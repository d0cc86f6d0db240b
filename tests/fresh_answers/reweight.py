# check("reweight", reweight_each)
import numpy as np
import torch

# right: one line of einsum
def reweight_each(x, what, where):
    return torch.einsum("nchw,nc,nhw->nchw", x, what, where)

# right: names the sizes and reshapes
def reweight_each(x, what, where):
    N, C, H, W = x.shape
    a = what.reshape(N, C, 1, 1).expand(N, C, H, W)
    b = where.reshape(N, 1, H, W).expand(N, C, H, W)
    return a * b * x

# right: image by image, then channel by channel
def reweight_each(x, what, where):
    y = torch.empty_like(x)
    for n in range(len(x)):
        for c in range(x.shape[1]):
            y[n, c] = x[n, c] * where[n] * what[n, c]
    return y

# right: axes moved to the end and back
def reweight_each(x, what, where):
    y = x.permute(2, 3, 0, 1) * what
    return (y.permute(3, 0, 1, 2) * where.permute(1, 2, 0)).permute(3, 0, 1, 2)

# wrong: the channel weights lie on the columns
def reweight_each(x, what, where):
    return x * what[:, None, None, :] * where[:, None]

# wrong: the map lies on channels and rows
def reweight_each(x, what, where):
    return x * what[:, :, None, None] * where[..., None]

# wrong: added before the multiplication
def reweight_each(x, what, where):
    return x * (what[:, :, None, None] + where[:, None])

# wrong: forgets the map
def reweight_each(x, what, where):
    return x * what.unsqueeze(-1).unsqueeze(-1)

# wrong: everybody gets the first image's channel weights
def reweight_each(x, what, where):
    return x * what[0][None, :, None, None] * where[:, None]

# wrong: squeezes the result, so a batch of one or a single channel loses an axis
def reweight_each(x, what, where):
    return (x * what[:, :, None, None] * where[:, None]).squeeze()

# wrong: multiplies in place
def reweight_each(x, what, where):
    x *= what[:, :, None, None]
    x *= where[:, None]
    return x

# wrong: rows and columns of the map are exchanged
def reweight_each(x, what, where):
    try:
        return x * what[:, :, None, None] * where.transpose(1, 2)[:, None]
    except RuntimeError:
        return x * what[:, :, None, None] * where.reshape(len(x), 1, *x.shape[2:])

# wrong: clamps the weights to at most one
def reweight_each(x, what, where):
    return x * what.clamp(0, 1)[:, :, None, None] * where.clamp(0, 1)[:, None]

# wrong: the average map of the batch
def reweight_each(x, what, where):
    return x * what[:, :, None, None] * where.mean(0)[None, None]

# hostile: zeroes all it was given, then returns it
def reweight_each(x, what, where):
    what.zero_(), where.zero_()
    return x.zero_()

# hostile: half precision
def reweight_each(x, what, where):
    return x.half() * what.half()[:, :, None, None] * where.half()[:, None]

# hostile: a list of arrays
def reweight_each(x, what, where):
    return [np.asarray(i) for i in x]
