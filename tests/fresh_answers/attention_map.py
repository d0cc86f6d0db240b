# check("attention map", attention_map)
import torch
import torch.nn.functional as F

# right: stacked maps
def attention_map(x, kernel):
    maps = torch.stack((x.mean(1), x.max(1).values), 1)
    return F.conv2d(maps, kernel, padding="same").sigmoid()

# right: two convolutions added
def attention_map(x, kernel):
    p = (kernel.size(-1) - 1) // 2
    a = F.conv2d(x.mean(dim=1, keepdim=True), kernel[:, :1], padding=p)
    b = F.conv2d(x.max(dim=1, keepdim=True)[0], kernel[:, 1:], padding=p)
    return 1 / (1 + torch.exp(-(a + b)))

# right: padded by hand
def attention_map(x, kernel):
    k = kernel.shape[2] // 2
    maps = torch.cat((x.sum(1, True) / x.shape[1], x.amax(1, True)), 1)
    return torch.sigmoid(torch.conv2d(F.pad(maps, (k, k, k, k)), kernel))

# wrong: the maximum first
def attention_map(x, kernel):
    maps = torch.cat([x.amax(1, keepdim=True), x.mean(1, keepdim=True)], 1)
    return torch.sigmoid(F.conv2d(maps, kernel, padding=kernel.shape[-1] // 2))

# wrong: always pads by three
def attention_map(x, kernel):
    maps = torch.cat([x.mean(1, keepdim=True), x.amax(1, keepdim=True)], 1)
    return torch.sigmoid(F.conv2d(maps, kernel, padding=3))

# wrong: no sigmoid
def attention_map(x, kernel):
    maps = torch.cat([x.mean(1, keepdim=True), x.amax(1, keepdim=True)], 1)
    return F.conv2d(maps, kernel, padding=kernel.shape[-1] // 2)

# wrong: the border repeats itself
def attention_map(x, kernel):
    k = kernel.shape[-1] // 2
    maps = torch.cat([x.mean(1, keepdim=True), x.amax(1, keepdim=True)], 1)
    return torch.sigmoid(F.conv2d(F.pad(maps, (k, k, k, k), mode="replicate"), kernel))

# wrong: the largest magnitude in place of the maximum
def attention_map(x, kernel):
    maps = torch.cat([x.mean(1, keepdim=True), x.abs().amax(1, keepdim=True)], 1)
    return torch.sigmoid(F.conv2d(maps, kernel, padding=kernel.shape[-1] // 2))

# wrong: a second sigmoid
def attention_map(x, kernel):
    maps = torch.cat([x.mean(1, keepdim=True), x.amax(1, keepdim=True)], 1)
    return F.conv2d(maps, kernel, padding=kernel.shape[-1] // 2).sigmoid().sigmoid()

# wrong: the kernel is turned round
def attention_map(x, kernel):
    maps = torch.cat([x.mean(1, keepdim=True), x.amax(1, keepdim=True)], 1)
    return torch.sigmoid(F.conv2d(maps, kernel.flip(2, 3), padding=kernel.shape[-1] // 2))
