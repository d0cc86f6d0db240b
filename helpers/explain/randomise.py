"""Does a map depend on what the network has learned?  (Adebayo et al., NeurIPS 2018)"""

import copy

import torch


def redrawn(net, layers, seed=0):
    """A copy of the network in which the named layers forget what they learned: drawn at random again.

    A module without ``reset_parameters``, such as StaticPool, stays as learned.
    """
    state, other = torch.get_rng_state(), copy.deepcopy(net)
    torch.manual_seed(seed)
    device = next(other.parameters()).device
    for name in layers:
        layer = other.get_submodule(name).cpu()  # so that the random numbers are the same everywhere
        for module in layer.modules():
            if hasattr(module, "reset_parameters"):
                module.reset_parameters()
    torch.set_rng_state(state)
    return other.to(device).eval()


def from_the_top(net):
    """The layers of a networks.ConvNet in the order in which they are redrawn: lists that grow.

    First the head (pooling and classifier), then also the last stage, and so on down to the first.
    """
    steps = [["classify", "pool"]]
    for i in reversed(range(len(net.stages))):
        steps.append([*steps[-1], f"stages.{i}"])
    return steps


def ranks(maps):
    """The rank of every cell in its own map, equal cells share theirs: (N, 1, h, w) -> (N, h * w)."""
    flat = maps.flatten(1)
    above = (flat[:, :, None] > flat[:, None, :]).sum(2)
    level = (flat[:, :, None] == flat[:, None, :]).sum(2)
    return above + (level - 1) / 2


def rank_correlation(a, b):
    """How alike two maps order the cells (Spearman): (N,), 1 the same order, -1 the reverse.

    0 where one of the two is flat.
    """
    a, b = (r - r.mean(1, keepdim=True) for r in (ranks(a), ranks(b)))
    return (a * b).sum(1) / (a.norm(dim=1) * b.norm(dim=1)).clamp(min=1e-12)
