# check("keep channels", keep)
import torch
import torch.nn.functional as F

# right: loops over a copy
def keep(x, chosen):
    y = torch.zeros_like(x)
    for n, row in enumerate(chosen.tolist()):
        for c in row:
            y[n, c] = x[n, c]
    return y

# right: compares with the numbers of all channels
def keep(x, chosen):
    numbers = torch.arange(x.shape[1])
    mask = (chosen[:, :, None] == numbers).any(1)
    return torch.where(mask[..., None, None], x, 0.0)

# right: one-hot vectors added up
def keep(x, chosen):
    mask = F.one_hot(chosen, x.shape[1]).sum(1)
    return torch.einsum("nchw,nc->nchw", x, mask.to(x.dtype))

# right: index_put on a mask
def keep(x, chosen):
    mask = torch.zeros(x.shape[:2], dtype=torch.bool)
    mask[torch.arange(len(x))[:, None], chosen] = True
    return x.masked_fill(~mask.view(*mask.shape, 1, 1), 0)

# wrong: every image keeps what any image keeps
def keep(x, chosen):
    mask = torch.zeros(x.shape[1], dtype=x.dtype)
    mask[chosen.flatten()] = 1
    return x * mask[None, :, None, None]

# wrong: the first row for everybody
def keep(x, chosen):
    y = torch.zeros_like(x)
    y[:, chosen[0]] = x[:, chosen[0]]
    return y

# wrong: writes zeros into x itself
def keep(x, chosen):
    for n in range(len(x)):
        for c in range(x.shape[1]):
            if c not in chosen[n]:
                x[n, c] = 0
    return x

# wrong: switches the chosen ones off
def keep(x, chosen):
    weights = torch.ones(x.shape[:2], dtype=x.dtype).scatter(1, chosen, 0.0)
    return x * weights[:, :, None, None]

# wrong: returns only the kept channels
def keep(x, chosen):
    return torch.stack([x[n, chosen[n]] for n in range(len(x))])

# wrong: packs the kept channels to the front
def keep(x, chosen):
    y = torch.zeros_like(x)
    for n in range(len(x)):
        y[n, : chosen.shape[1]] = x[n, chosen[n]]
    return y

# wrong: divides by the number that is kept, like dropout
def keep(x, chosen):
    weights = torch.zeros(x.shape[:2], dtype=x.dtype).scatter(1, chosen, 1.0)
    return x * weights[:, :, None, None] * x.shape[1] / chosen.shape[1]

# wrong: squeezes a batch of one
def keep(x, chosen):
    weights = torch.zeros(x.shape[:2], dtype=x.dtype).scatter(1, chosen, 1.0)
    return (x * weights[:, :, None, None]).squeeze(0)

# wrong: keeps the range between the smallest and the largest number
def keep(x, chosen):
    numbers = torch.arange(x.shape[1])
    mask = (numbers >= chosen.min(1, keepdim=True)[0]) & (numbers <= chosen.max(1, keepdim=True)[0])
    return x * mask[:, :, None, None]

# hostile: writes into chosen
def keep(x, chosen):
    chosen.fill_(0)
    return x
