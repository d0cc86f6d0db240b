"""What a map lets through: its weight times the activation that arrives there."""

import torch

from .. import training
from ..gates import by_method as gates
from .maps import own_maps


def passing(net, images):
    """How much activation every place hands on: {gate name: (N, 1, h, w), ..., "pool": (N, 1, h, w)}.

    Weight times the size of what arrives there (absolute values, summed over channels), for every spatial map
    of a networks.ConvNet.  "pool" is what its pooling takes in, for a network without any map too; where the
    pooling weighs places itself, it is what is left after its weights.

    A weight alone says little: a large one on a place where nothing is passes nothing.
    """
    weights = own_maps(net, images)
    watched = {name: gates.gates(net)[name] for name in weights} | {"pool": net.pool}
    arrived, hooks = {name: [] for name in watched}, []

    def remember(name):
        return lambda module, inputs: arrived[name].append(inputs[0].abs().sum(1, keepdim=True).detach())

    try:
        hooks = [module.register_forward_pre_hook(remember(name)) for name, module in watched.items()]
        training.predict(net, images)
    finally:
        for hook in hooks:
            hook.remove()
    return {name: torch.cat(parts) * weights.get(name, 1) for name, parts in arrived.items()}
