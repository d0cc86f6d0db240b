# check("skip gate", gated_skip)
import torch
import torch.nn.functional as F

# right: enlarges before it convolves, which is the same for 1 x 1 kernels
def gated_skip(x, coarse, from_fine, from_coarse, score):
    big = F.interpolate(coarse, size=x.shape[-2:], mode="bilinear", align_corners=False)
    h = F.relu(F.conv2d(big, from_coarse) + F.conv2d(x, from_fine))
    return F.conv2d(h, score).sigmoid() * x

# right: einsum in place of convolutions
def gated_skip(x, coarse, from_fine, from_coarse, score):
    fine = torch.einsum("nchw,kc->nkhw", x, from_fine[:, :, 0, 0])
    low = torch.einsum("nchw,kc->nkhw", coarse, from_coarse[:, :, 0, 0])
    low = F.interpolate(low, scale_factor=2, mode="bilinear")
    s = torch.einsum("nkhw,k->nhw", torch.relu(fine + low), score[0, :, 0, 0])
    return x * torch.sigmoid(s).unsqueeze(1)

# right: step by step, with modules
def gated_skip(x, coarse, from_fine, from_coarse, score):
    up = torch.nn.Upsample(size=tuple(x.shape[2:]), mode="bilinear", align_corners=False)
    a = F.conv2d(x, weight=from_fine)
    b = up(F.conv2d(coarse, weight=from_coarse))
    both = torch.clamp(a + b, min=0)
    alpha = 1 / (1 + torch.exp(-F.conv2d(both, weight=score)))
    return torch.mul(x, alpha.expand_as(x))

# wrong: enlarges by repeating
def gated_skip(x, coarse, from_fine, from_coarse, score):
    low = F.interpolate(F.conv2d(coarse, from_coarse), x.shape[2:])
    return x * torch.sigmoid(F.conv2d(F.relu(F.conv2d(x, from_fine) + low), score))

# wrong: aligned corners
def gated_skip(x, coarse, from_fine, from_coarse, score):
    low = F.interpolate(F.conv2d(coarse, from_coarse), x.shape[2:], mode="bilinear", align_corners=True)
    return x * torch.sigmoid(F.conv2d(F.relu(F.conv2d(x, from_fine) + low), score))

# wrong: no ReLU
def gated_skip(x, coarse, from_fine, from_coarse, score):
    low = F.interpolate(F.conv2d(coarse, from_coarse), x.shape[2:], mode="bilinear")
    return x * torch.sigmoid(F.conv2d(F.conv2d(x, from_fine) + low, score))

# wrong: a ReLU on each side before they are added
def gated_skip(x, coarse, from_fine, from_coarse, score):
    low = F.interpolate(F.conv2d(coarse, from_coarse), x.shape[2:], mode="bilinear")
    return x * torch.sigmoid(F.conv2d(F.relu(F.conv2d(x, from_fine)) + F.relu(low), score))

# wrong: scores in place of weights
def gated_skip(x, coarse, from_fine, from_coarse, score):
    low = F.interpolate(F.conv2d(coarse, from_coarse), x.shape[2:], mode="bilinear")
    return x * F.conv2d(F.relu(F.conv2d(x, from_fine) + low), score)

# wrong: returns the map
def gated_skip(x, coarse, from_fine, from_coarse, score):
    low = F.interpolate(F.conv2d(coarse, from_coarse), x.shape[2:], mode="bilinear")
    return torch.sigmoid(F.conv2d(F.relu(F.conv2d(x, from_fine) + low), score)).expand_as(x)

# wrong: the coarse map takes no part
def gated_skip(x, coarse, from_fine, from_coarse, score):
    return x * torch.sigmoid(F.conv2d(F.relu(F.conv2d(x, from_fine)), score))

# wrong: adds x
def gated_skip(x, coarse, from_fine, from_coarse, score):
    low = F.interpolate(F.conv2d(coarse, from_coarse), x.shape[2:], mode="bilinear")
    return x + x * torch.sigmoid(F.conv2d(F.relu(F.conv2d(x, from_fine) + low), score))

# wrong: multiplies the two in place of adding them
def gated_skip(x, coarse, from_fine, from_coarse, score):
    low = F.interpolate(F.conv2d(coarse, from_coarse), x.shape[2:], mode="bilinear")
    return x * torch.sigmoid(F.conv2d(F.relu(F.conv2d(x, from_fine) * low), score))

# wrong: a ReLU after the score
def gated_skip(x, coarse, from_fine, from_coarse, score):
    low = F.interpolate(F.conv2d(coarse, from_coarse), x.shape[2:], mode="bilinear")
    return x * torch.sigmoid(F.relu(F.conv2d(F.conv2d(x, from_fine) + low, score)))

# wrong: a softmax over the places
def gated_skip(x, coarse, from_fine, from_coarse, score):
    low = F.interpolate(F.conv2d(coarse, from_coarse), x.shape[2:], mode="bilinear")
    s = F.conv2d(F.relu(F.conv2d(x, from_fine) + low), score)
    return x * s.flatten(2).softmax(2).view_as(s)

# wrong: the coarse half is detached
def gated_skip(x, coarse, from_fine, from_coarse, score):
    low = F.interpolate(F.conv2d(coarse, from_coarse), x.shape[2:], mode="bilinear").detach()
    return x * torch.sigmoid(F.conv2d(F.relu(F.conv2d(x, from_fine) + low), score))
