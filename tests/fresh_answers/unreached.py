# check("unreached", unreached)
import copy

import torch

# right: a copy of the gate and a backward pass
def unreached(gate, x):
    twin = copy.deepcopy(gate)
    twin.zero_grad(set_to_none=True)
    x = x.detach().clone().requires_grad_()
    (twin(x) ** 2).sum().backward()
    return [n for n, p in twin.named_parameters() if p.grad is None or bool((p.grad == 0).all())]

# right: functional_call and random weights for the loss
def unreached(gate, x):
    params = {n: p.detach().clone().requires_grad_() for n, p in gate.named_parameters()}
    x = x.clone().requires_grad_(True)
    out = torch.func.functional_call(gate, params, (x,))
    loss = (out * torch.randn_like(out)).sum() + (out**2).sum()
    grads = torch.autograd.grad(loss, list(params.values()), allow_unused=True)
    names = []
    for name, g in zip(params, grads):
        if g is None or g.abs().max() == 0:
            names.append(name)
    return names

# right: one parameter at a time, names sorted
def unreached(gate, x):
    x = x.clone().requires_grad_()
    loss = gate(x).pow(2).sum()
    lost = []
    for name, p in gate.named_parameters():
        (g,) = torch.autograd.grad(loss, [p], retain_graph=True, allow_unused=True)
        if g is None or torch.count_nonzero(g) == 0:
            lost.append(name)
    return sorted(lost)

# wrong: only those that are not in the computation
def unreached(gate, x):
    p = dict(gate.named_parameters())
    g = torch.autograd.grad(gate(x.clone().requires_grad_()).square().sum(), p.values(), allow_unused=True)
    return [n for n, v in zip(p, g) if v is None]

# wrong: only zeros
def unreached(gate, x):
    p = dict(gate.named_parameters())
    g = torch.autograd.grad(gate(x.clone().requires_grad_()).square().sum(), p.values(), allow_unused=True)
    return [n for n, v in zip(p, g) if v is not None and not v.any()]

# wrong: looks at gradients from before
def unreached(gate, x):
    gate(x.clone().requires_grad_()).square().sum().backward()
    return [n for n, p in gate.named_parameters() if p.grad is None or not p.grad.any()]

# wrong: clears the gradients that were there
def unreached(gate, x):
    gate.zero_grad()
    gate(x.clone().requires_grad_()).square().sum().backward()
    names = [n for n, p in gate.named_parameters() if p.grad is None or not p.grad.any()]
    gate.zero_grad()
    return names

# wrong: one image only
def unreached(gate, x):
    p = dict(gate.named_parameters())
    g = torch.autograd.grad(gate(x[:1].clone().requires_grad_()).square().sum(), p.values(), allow_unused=True)
    return [n for n, v in zip(p, g) if v is None or not v.any()]

# wrong: every number has to be reached
def unreached(gate, x):
    p = dict(gate.named_parameters())
    g = torch.autograd.grad(gate(x.clone().requires_grad_()).square().sum(), p.values(), allow_unused=True)
    return [n for n, v in zip(p, g) if v is None or not v.all()]

# wrong: forgets the biases
def unreached(gate, x):
    p = dict(gate.named_parameters())
    g = torch.autograd.grad(gate(x.clone().requires_grad_()).square().sum(), p.values(), allow_unused=True)
    return [n for n, v in zip(p, g) if "bias" not in n and (v is None or not v.any())]

# wrong: requires_grad in place of the gradient
def unreached(gate, x):
    return [n for n, p in gate.named_parameters() if not p.requires_grad]

# wrong: small gradients count as none
def unreached(gate, x):
    p = dict(gate.named_parameters())
    g = torch.autograd.grad(gate(x.clone().requires_grad_()).square().mean(), p.values(), allow_unused=True)
    return [n for n, v in zip(p, g) if v is None or v.abs().max() < 1e-2]

# wrong: fails where the output depends on no parameter
def unreached(gate, x):
    p = dict(gate.named_parameters())
    g = torch.autograd.grad(gate(x).square().sum(), p.values(), allow_unused=True)
    return [n for n, v in zip(p, g) if v is None or not v.any()]

# wrong: those that are reached
def unreached(gate, x):
    p = dict(gate.named_parameters())
    g = torch.autograd.grad(gate(x.clone().requires_grad_()).square().sum(), p.values(), allow_unused=True)
    return [n for n, v in zip(p, g) if v is not None and v.any()]

# wrong: the last part of every name
def unreached(gate, x):
    p = dict(gate.named_parameters())
    g = torch.autograd.grad(gate(x.clone().requires_grad_()).square().sum(), p.values(), allow_unused=True)
    return [n.split(".")[-1] for n, v in zip(p, g) if v is None or not v.any()]

# wrong: the weights alone, not the output
def unreached(gate, x):
    p = dict(gate.named_parameters())
    g = torch.autograd.grad(gate.weights(x.clone().requires_grad_()).square().sum(), p.values(), allow_unused=True)
    return [n for n, v in zip(p, g) if v is None or not v.any()]

# hostile: freezes the gate and empties its parameters
def unreached(gate, x):
    for p in gate.parameters():
        p.requires_grad_(False)
        p.data = p.data.new_zeros(0)
    return []
