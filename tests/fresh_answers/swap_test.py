# check("swap test", swap_cost)
import contextlib

import numpy as np
import torch

from helpers import gates, training

# right: two numbers with names
def swap_cost(net, batch):
    with gates.replace(net, "other image"):
        swapped = training.evaluate(net, batch)
    own = training.evaluate(net, batch)
    return own - swapped

# right: an ExitStack, and a numpy number
def swap_cost(net, batch):
    scores = []
    for swap in (False, True):
        with contextlib.ExitStack() as stack:
            if swap:
                stack.enter_context(gates.replace(net, "other image"))
            scores.append(training.evaluate(net, batch))
    return -np.diff(scores)[0]

# right: a helper
def swap_cost(net: torch.nn.Module, batch) -> float:
    def accuracy(how=None):
        if how is None:
            return float(training.evaluate(net, batch))
        with gates.replace(net, how):
            return float(training.evaluate(net, batch))

    return accuracy() - accuracy("other image")

# wrong: the absolute difference
def swap_cost(net, batch):
    own = training.evaluate(net, batch)
    with gates.replace(net, "other image"):
        return abs(own - training.evaluate(net, batch))

# wrong: stops at zero
def swap_cost(net, batch):
    own = training.evaluate(net, batch)
    with gates.replace(net, "other image"):
        return max(0.0, own - training.evaluate(net, batch))

# wrong: the other sign
def swap_cost(net, batch):
    own = training.evaluate(net, batch)
    with gates.replace(net, "other image"):
        return training.evaluate(net, batch) - own

# wrong: in percent
def swap_cost(net, batch):
    own = training.evaluate(net, batch)
    with gates.replace(net, "other image"):
        return 100 * (own - training.evaluate(net, batch))

# wrong: the accuracy that is left
def swap_cost(net, batch):
    with gates.replace(net, "other image"):
        return training.evaluate(net, batch)

# wrong: asks twice inside the block
def swap_cost(net, batch):
    with gates.replace(net, "other image"):
        own = training.evaluate(net, batch)
        return own - training.evaluate(net, batch)

# wrong: maps of ones in place of another image's
def swap_cost(net, batch):
    own = training.evaluate(net, batch)
    with gates.replace(net, lambda weights: torch.ones_like(weights)):
        return own - training.evaluate(net, batch)

# wrong: relative to the accuracy
def swap_cost(net, batch):
    own = training.evaluate(net, batch)
    with gates.replace(net, "other image"):
        return (own - training.evaluate(net, batch)) / max(own, 1e-9)

# wrong: every map is the average map
def swap_cost(net, batch):
    own = training.evaluate(net, batch)
    with gates.replace(net, lambda weights: weights.mean(0, keepdim=True).expand_as(weights)):
        return own - training.evaluate(net, batch)

# wrong: leaves the network swapped
def swap_cost(net, batch):
    own = training.evaluate(net, batch)
    net.block = gates.replace(net, "other image")
    net.block.__enter__()
    return own - training.evaluate(net, batch)

# wrong: yes or no
def swap_cost(net, batch):
    own = training.evaluate(net, batch)
    with gates.replace(net, "other image"):
        return own > training.evaluate(net, batch)

# hostile: shuffles the labels of the batch
def swap_cost(net, batch):
    batch.labels.copy_(batch.labels.flip(0))
    return 0.1
