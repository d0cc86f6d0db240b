# check("simam", simam_weights)
import torch

# right: sums by hand
def simam_weights(x, floor):
    n = x.shape[2] * x.shape[3]
    mu = x.sum((2, 3), keepdim=True) / n
    d = (x - mu).pow(2)
    v = d.sum((2, 3), keepdim=True) / (n - 1)
    return torch.sigmoid(d / (4 * (v + floor)) + 0.5)

# right: flattened, with the standard deviation
def simam_weights(x, floor):
    f = x.flatten(2)
    m, s = f.mean(-1, keepdim=True), f.std(-1, keepdim=True)
    e = (f - m).square() / (4 * s.square() + 4 * floor) + 1 / 2
    return (1 / (1 + (-e).exp())).view_as(x)

# right: a loop over images and channels
def simam_weights(x, floor):
    out = torch.zeros_like(x)
    for i in range(x.size(0)):
        for c in range(x.size(1)):
            plane = x[i, c]
            out[i, c] = torch.sigmoid((plane - plane.mean()) ** 2 / 4 / (plane.var() + floor) + 0.5)
    return out

# wrong: divides by n
def simam_weights(x, floor):
    v, m = torch.var_mean(x, (2, 3), keepdim=True, correction=0)
    return torch.sigmoid((x - m) ** 2 / (4 * (v + floor)) + 0.5)

# wrong: the distance is not squared
def simam_weights(x, floor):
    v, m = torch.var_mean(x, (2, 3), keepdim=True)
    return torch.sigmoid((x - m).abs() / (4 * (v + floor)) + 0.5)

# wrong: one half is forgotten
def simam_weights(x, floor):
    v, m = torch.var_mean(x, (2, 3), keepdim=True)
    return torch.sigmoid((x - m) ** 2 / (4 * (v + floor)))

# wrong: the floor stands outside the bracket
def simam_weights(x, floor):
    v, m = torch.var_mean(x, (2, 3), keepdim=True)
    return torch.sigmoid((x - m) ** 2 / (4 * v + floor) + 0.5)

# wrong: channels share mean and variance
def simam_weights(x, floor):
    v, m = torch.var_mean(x, (1, 2, 3), keepdim=True)
    return torch.sigmoid((x - m) ** 2 / (4 * (v + floor)) + 0.5)

# wrong: images share mean and variance
def simam_weights(x, floor):
    v, m = torch.var_mean(x, (0, 2, 3), keepdim=True)
    return torch.sigmoid((x - m) ** 2 / (4 * (v + floor)) + 0.5)

# wrong: the root of the variance
def simam_weights(x, floor):
    s, m = torch.std_mean(x, (2, 3), keepdim=True)
    return torch.sigmoid((x - m) ** 2 / (4 * (s + floor)) + 0.5)

# wrong: no sigmoid
def simam_weights(x, floor):
    v, m = torch.var_mean(x, (2, 3), keepdim=True)
    return (x - m) ** 2 / (4 * (v + floor)) + 0.5

# wrong: the authors' floor, whatever is asked
def simam_weights(x, floor):
    v, m = torch.var_mean(x, (2, 3), keepdim=True)
    return torch.sigmoid((x - m) ** 2 / (4 * (v + 1e-4)) + 0.5)

# wrong: x times the weights
def simam_weights(x, floor):
    v, m = torch.var_mean(x, (2, 3), keepdim=True)
    return x * torch.sigmoid((x - m) ** 2 / (4 * (v + floor)) + 0.5)

# wrong: one half inside the fraction
def simam_weights(x, floor):
    v, m = torch.var_mean(x, (2, 3), keepdim=True)
    return torch.sigmoid(((x - m) ** 2 + 0.5) / (4 * (v + floor)))

# wrong: takes the mean off the caller's map
def simam_weights(x, floor):
    v, m = torch.var_mean(x, (2, 3), keepdim=True)
    x -= m
    return torch.sigmoid(x**2 / (4 * (v + floor)) + 0.5)

# wrong: the statistics are detached
def simam_weights(x, floor):
    v, m = torch.var_mean(x.detach(), (2, 3), keepdim=True)
    return torch.sigmoid((x.detach() - m) ** 2 / (4 * (v + floor)) + 0.5)
