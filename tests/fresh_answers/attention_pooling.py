# check("attention pooling", attention_pool)
import torch

# right: einsum
def attention_pool(x, scores):
    w = torch.softmax(scores.reshape(len(x), -1), dim=-1)
    return torch.einsum("ncp,np->nc", x.flatten(2), w)

# right: a batched matrix product
def attention_pool(x, scores):
    return torch.bmm(x.flatten(2), scores.flatten(2).softmax(-1).transpose(1, 2))[..., 0]

# right: logsumexp
def attention_pool(x, scores):
    w = (scores - torch.logsumexp(scores, (2, 3), keepdim=True)).exp()
    return (w * x).sum(-1).sum(-1)

# wrong: softmax along the columns only
def attention_pool(x, scores):
    return (x * scores.softmax(3)).sum((2, 3))

# wrong: softmax over the whole batch
def attention_pool(x, scores):
    return (x * scores.flatten().softmax(0).view_as(scores)).sum((2, 3))

# wrong: a mean in place of the sum
def attention_pool(x, scores):
    return (x * scores.flatten(2).softmax(2).view_as(scores)).mean((2, 3))

# wrong: bare exponentials
def attention_pool(x, scores):
    e = scores.exp()
    return (x * e).sum((2, 3)) / e.sum((2, 3))

# wrong: the sigmoid, normalised
def attention_pool(x, scores):
    e = scores.sigmoid()
    return (x * e).sum((2, 3)) / e.sum((2, 3))

# wrong: subtracts the maximum of the batch
def attention_pool(x, scores):
    e = (scores - scores.max()).exp()
    return (x * e).sum((2, 3)) / e.sum((2, 3))

# wrong: squeezes
def attention_pool(x, scores):
    return (x.flatten(2) * scores.flatten(2).softmax(2)).sum(2).squeeze()
