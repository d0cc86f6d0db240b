# check("company", depends_on_company)
import copy
import random

import torch

# right: strangers join the batch
@torch.no_grad()
def depends_on_company(net, images):
    torch.manual_seed(1)
    half = images[: max(1, len(images) // 2)]
    strangers = torch.randn_like(images) * 3 + 1
    a = copy.deepcopy(net)(half)
    b = copy.deepcopy(net)(torch.cat([half, strangers]))[: len(half)]
    return bool((a - b).abs().max() > 1e-4)

# right: keeps and restores the buffers itself
def depends_on_company(net, images):
    state = {k: v.clone() for k, v in net.state_dict().items()}
    k = len(images) // 2
    with torch.no_grad():
        whole = net(images)
        net.load_state_dict(state)
        first, second = net(images[:k]), None
        net.load_state_dict(state)
        second = net(images[k:])
        net.load_state_dict(state)
    return not torch.allclose(whole, torch.cat((first, second)), atol=1e-4, rtol=1e-4)

# right: pairs in place of halves
def depends_on_company(net, images):
    with torch.no_grad():
        together = copy.deepcopy(net)(images)
        for i in range(len(images) - 1):
            pair = copy.deepcopy(net)(images[i : i + 2])
            if not torch.allclose(pair, together[i : i + 2], rtol=1e-3, atol=1e-4):
                return True
    return False

# wrong: asks how the network is set
def depends_on_company(net, images):
    return net.training

# wrong: looks for a batch normalisation
def depends_on_company(net, images):
    return any(isinstance(m, torch.nn.BatchNorm2d) and m.training for m in net.modules())

# wrong: another order of the same images
@torch.no_grad()
def depends_on_company(net, images):
    a, b = copy.deepcopy(net)(images), copy.deepcopy(net)(images.flip(0)).flip(0)
    return not torch.allclose(a, b, atol=1e-4)

# wrong: sets eval first
@torch.no_grad()
def depends_on_company(net, images):
    twin = copy.deepcopy(net).eval()
    k = len(images) // 2
    return not torch.allclose(twin(images)[:k], twin(images[:k]), atol=1e-4)

# wrong: finds rounding
@torch.no_grad()
def depends_on_company(net, images):
    k = len(images) // 2
    return not torch.equal(copy.deepcopy(net)(images)[:k], copy.deepcopy(net)(images[:k]))

# wrong: moves the running averages
@torch.no_grad()
def depends_on_company(net, images):
    k = len(images) // 2
    return not torch.allclose(net(images)[:k], net(images[:k]), atol=1e-4)

# wrong: leaves the network in eval
@torch.no_grad()
def depends_on_company(net, images):
    k = len(images) // 2
    a, b = copy.deepcopy(net)(images)[:k], copy.deepcopy(net)(images[:k])
    net.eval()
    return not torch.allclose(a, b, atol=1e-4)

# wrong: the average of all outputs
@torch.no_grad()
def depends_on_company(net, images):
    k = len(images) // 2
    a, b = copy.deepcopy(net)(images)[:k], copy.deepcopy(net)(images[:k])
    return bool((a.mean() - b.mean()).abs() > 0.1)

# wrong: the same batch twice
@torch.no_grad()
def depends_on_company(net, images):
    return not torch.allclose(copy.deepcopy(net)(images), copy.deepcopy(net)(images), atol=1e-4)

# wrong: the opposite
@torch.no_grad()
def depends_on_company(net, images):
    k = len(images) // 2
    return torch.allclose(copy.deepcopy(net)(images)[:k], copy.deepcopy(net)(images[:k]), atol=1e-4)

# wrong: do images differ from each other?
@torch.no_grad()
def depends_on_company(net, images):
    out = copy.deepcopy(net)(images)
    return not torch.allclose(out[:1].expand_as(out), out, atol=1e-4)

# wrong: tosses a coin
def depends_on_company(net, images):
    return random.Random(len(images)).random() < 0.5

# hostile: wipes the network
def depends_on_company(net, images):
    for t in list(net.parameters()) + list(net.buffers()):
        t.data.zero_()
    images.zero_()
    return True
