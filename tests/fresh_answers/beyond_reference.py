# check("beyond the reference", beyond_reference)
import numpy as np
import torch

# right: counts
def beyond_reference(hits, reference):
    missed = (~reference).sum().item()
    if missed == 0:
        raise ValueError("the reference is right everywhere")
    return (hits & ~reference).sum().item() / missed

# right: a loop
def beyond_reference(hits, reference):
    kept = [h for h, r in zip(hits.tolist(), reference.tolist()) if not r]
    if not kept:
        raise ValueError("no image is left")
    return sum(kept) / len(kept)

# right: NumPy
def beyond_reference(hits, reference):
    h, r = hits.numpy(), reference.numpy()
    if r.all():
        raise ValueError("nothing to compare")
    return float(np.mean(h[np.logical_not(r)]))

# right: a tensor of one number
def beyond_reference(hits, reference):
    if bool(reference.all()):
        raise ValueError("the reference misses nothing")
    return torch.masked_select(hits, ~reference).double().mean()

# wrong: the better of the two
def beyond_reference(hits, reference):
    return max(hits.float().mean().item(), reference.float().mean().item())

# wrong: hits of either
def beyond_reference(hits, reference):
    return (hits | reference).float().mean().item()

# wrong: gain divided by what is left, on the means
def beyond_reference(hits, reference):
    h, r = hits.float().mean(), reference.float().mean()
    if r == 1:
        raise ValueError("full")
    return ((h - r) / (1 - r)).item()

# wrong: an exception of another kind
def beyond_reference(hits, reference):
    missed = ~reference
    return (hits & missed).sum().item() / missed.sum().item()

# wrong: images both miss count as hits
def beyond_reference(hits, reference):
    if reference.all():
        raise ValueError("nothing is missed")
    return (~(hits | reference)).float().sum().item() / (~reference).float().sum().item()

# wrong: True or False
def beyond_reference(hits, reference):
    if reference.all():
        raise ValueError("nothing is missed")
    return bool(hits[~reference].any())
