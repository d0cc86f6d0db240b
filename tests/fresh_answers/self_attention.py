# check("self-attention", self_attention)
import torch
import torch.nn.functional as F

# right: PyTorch's own attention
def self_attention(x, query, key, value):
    p = x.flatten(2).transpose(1, 2)
    out = F.scaled_dot_product_attention(p @ query.T, p @ key.T, p @ value.T)
    return out.transpose(1, 2).reshape(x.shape)

# right: einsum
def self_attention(x, query, key, value):
    N, C, H, W = x.shape
    p = x.reshape(N, C, H * W)
    q, k, v = (torch.einsum("dc,ncp->ndp", m, p) for m in (query, key, value))
    w = torch.softmax(torch.einsum("ndi,ndj->nij", q, k) / query.shape[0] ** 0.5, dim=-1)
    return torch.einsum("nij,ncj->nci", w, v).reshape(N, C, H, W)

# right: 1 x 1 convolutions, place by place
def self_attention(x, query, key, value):
    q, k, v = (F.conv2d(x, m[:, :, None, None]).flatten(2) for m in (query, key, value))
    out = torch.empty_like(v)
    for n in range(len(x)):
        for place in range(v.shape[2]):
            s = (q[n, :, place] @ k[n]) * query.size(0) ** -0.5
            out[n, :, place] = v[n] @ s.softmax(0)
    return out.view_as(x)

# wrong: divided by the root of C
def self_attention(x, query, key, value):
    p = x.flatten(2)
    s = (query @ p).mT @ (key @ p) / x.shape[1] ** 0.5
    return (value @ p @ s.softmax(2).mT).view_as(x)

# wrong: divided by D
def self_attention(x, query, key, value):
    p = x.flatten(2)
    s = (query @ p).mT @ (key @ p) / len(query)
    return (value @ p @ s.softmax(2).mT).view_as(x)

# wrong: not scaled
def self_attention(x, query, key, value):
    p = x.flatten(2)
    s = (query @ p).mT @ (key @ p)
    return (value @ p @ s.softmax(2).mT).view_as(x)

# wrong: softmax over those who ask
def self_attention(x, query, key, value):
    p = x.flatten(2)
    s = (query @ p).mT @ (key @ p) / len(query) ** 0.5
    return (value @ p @ s.softmax(1).mT).view_as(x)

# wrong: weights not turned
def self_attention(x, query, key, value):
    p = x.flatten(2)
    s = (query @ p).mT @ (key @ p) / len(query) ** 0.5
    return (value @ p @ s.softmax(2)).view_as(x)

# wrong: adds x
def self_attention(x, query, key, value):
    p = x.flatten(2)
    s = (query @ p).mT @ (key @ p) / len(query) ** 0.5
    return x + (value @ p @ s.softmax(2).mT).view_as(x)

# wrong: query and key exchanged
def self_attention(x, query, key, value):
    p = x.flatten(2)
    s = (key @ p).mT @ (query @ p) / len(query) ** 0.5
    return (value @ p @ s.softmax(2).mT).view_as(x)

# wrong: the values are x itself
def self_attention(x, query, key, value):
    p = x.flatten(2)
    s = (query @ p).mT @ (key @ p) / len(query) ** 0.5
    return (p @ s.softmax(2).mT).view_as(x)

# wrong: places and channels get mixed by the view
def self_attention(x, query, key, value):
    p = x.flatten(2)
    s = (query @ p).mT @ (key @ p) / len(query) ** 0.5
    return (s.softmax(2) @ (value @ p).mT).reshape(x.shape)

# wrong: attends along each row only
def self_attention(x, query, key, value):
    r = x.permute(0, 2, 3, 1)
    s = (r @ query.T) @ (r @ key.T).mT / len(query) ** 0.5
    return (s.softmax(-1) @ (r @ value.T)).permute(0, 3, 1, 2)

# wrong: bare exponentials
def self_attention(x, query, key, value):
    p = x.flatten(2)
    e = ((query @ p).mT @ (key @ p) / len(query) ** 0.5).exp()
    return (value @ p @ (e / e.sum(2, keepdim=True)).mT).view_as(x)

# wrong: a sigmoid in place of the softmax
def self_attention(x, query, key, value):
    p = x.flatten(2)
    s = (query @ p).mT @ (key @ p) / len(query) ** 0.5
    return (value @ p @ s.sigmoid().mT).view_as(x)
