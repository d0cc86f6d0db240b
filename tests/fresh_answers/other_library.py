# check("another library's gate", pyramid_reader)
import torch
import torch.nn.functional as F
from torch import nn

# right: step by step
def pyramid_reader(gate, ask, x):
    pooled = F.adaptive_avg_pool2d(x, 1)
    hidden = F.relu(gate.squeeze(pooled))
    weights = F.hardsigmoid(gate.expand(hidden))
    return x + x * ask(weights)

# right: the factor is made after asking
def pyramid_reader(gate, ask, x):
    s = gate.squeeze(x.mean(dim=[-1, -2], keepdim=True)).clamp(min=0)
    return (1 + ask((gate.expand(s) / 6 + 0.5).clamp(0, 1))) * x

# right: a class with a call
class Read:
    def __call__(self, gate, ask, x):
        net = nn.Sequential(nn.AdaptiveAvgPool2d(1), gate.squeeze, nn.ReLU(), gate.expand, nn.Hardsigmoid())
        return torch.addcmul(x, x, ask(net(x)).expand_as(x))
pyramid_reader = Read()

# right: matrices in the place of convolutions
def pyramid_reader(gate, ask, x):
    a, b = gate.squeeze, gate.expand
    h = (x.mean((2, 3)) @ a.weight[:, :, 0, 0].T + a.bias).relu()
    w = F.relu6(h @ b.weight[:, :, 0, 0].T + b.bias + 3) / 6
    return x + ask(w[..., None, None]) * x

# wrong: the weights have two axes
def pyramid_reader(gate, ask, x):
    w = F.hardsigmoid(gate.expand(F.relu(gate.squeeze(x.mean((2, 3), keepdim=True)))))[:, :, 0, 0]
    return x + x * ask(w)[..., None, None]

# wrong: the weights are spread over the map before asking
def pyramid_reader(gate, ask, x):
    w = F.hardsigmoid(gate.expand(F.relu(gate.squeeze(x.mean((2, 3), keepdim=True)))))
    return x + x * ask(w.expand_as(x))

# wrong: a weight for every place
def pyramid_reader(gate, ask, x):
    return x + x * ask(F.hardsigmoid(gate.expand(F.relu(gate.squeeze(x)))))

# wrong: asks with the gate's output divided by x
def pyramid_reader(gate, ask, x):
    return x * ask(gate(x) / x)

# wrong: no gradient
def pyramid_reader(gate, ask, x):
    with torch.no_grad():
        w = F.hardsigmoid(gate.expand(F.relu(gate.squeeze(x.mean((2, 3), keepdim=True)))))
        return x + x * ask(w)

# wrong: weights detached
def pyramid_reader(gate, ask, x):
    w = F.hardsigmoid(gate.expand(F.relu(gate.squeeze(x.mean((2, 3), keepdim=True)))))
    return x + x * ask(w.detach())

# wrong: asked twice
def pyramid_reader(gate, ask, x):
    w = F.hardsigmoid(gate.expand(F.relu(gate.squeeze(x.mean((2, 3), keepdim=True)))))
    return x + x * ask(ask(w))

# wrong: average over the batch
def pyramid_reader(gate, ask, x):
    w = F.hardsigmoid(gate.expand(F.relu(gate.squeeze(x.mean((0, 2, 3), keepdim=True)))))
    return x + x * ask(w.expand(len(x), -1, -1, -1))

# wrong: hard sigmoid with the slope of the neck
def pyramid_reader(gate, ask, x):
    s = gate.expand(F.relu(gate.squeeze(x.mean((2, 3), keepdim=True))))
    return x + x * ask((0.2 * s + 0.5).clamp(0, 1))

# wrong: returns the weights beside the output
def pyramid_reader(gate, ask, x):
    w = ask(F.hardsigmoid(gate.expand(F.relu(gate.squeeze(x.mean((2, 3), keepdim=True))))))
    return x + x * w, w

# hostile: opens the gate for good
def pyramid_reader(gate, ask, x):
    gate.expand.bias.data.fill_(10.0)
    return x + x * ask(F.hardsigmoid(gate.expand(F.relu(gate.squeeze(x.mean((2, 3), keepdim=True))))))
