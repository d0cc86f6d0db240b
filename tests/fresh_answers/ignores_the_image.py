# check("ignores the image", ignores_the_image)
import itertools

import numpy as np
import torch

# right: numpy's range
def ignores_the_image(weights):
    w = weights.detach().numpy().reshape(len(weights), -1)
    if np.allclose(w.sum(1), 1):
        w = w * w.shape[1]
    return np.ptp(w, axis=0).max() < 0.01

# right: all pairs
def ignores_the_image(weights):
    flat = [w.flatten() for w in weights]
    k = flat[0].numel()
    factor = k if all(abs(float(f.sum()) - 1) < 1e-5 for f in flat) else 1
    for p, q in itertools.combinations(flat, 2):
        if ((p - q).abs() * factor).max() >= 0.01:
            return False
    return True

# right: the limit moves in place of the weights
def ignores_the_image(weights):
    flat = weights.reshape(weights.shape[0], -1)
    limit = 0.01
    if torch.isclose(flat.sum(1), flat.new_ones(len(flat)), atol=1e-5).all():
        limit /= flat.shape[1]
    spread = flat.max(0).values - flat.min(0).values
    return bool(spread.max() < limit)

# wrong: the average over the weights
def ignores_the_image(weights):
    flat = weights.flatten(1)
    if torch.allclose(flat.sum(1), torch.ones_like(flat[:, 0])):
        flat = flat * flat.shape[1]
    return bool((flat.amax(0) - flat.amin(0)).mean() < 0.01)

# wrong: the spread within an image
def ignores_the_image(weights):
    flat = weights.flatten(1)
    return bool((flat.amax(1) - flat.amin(1) < 0.01).all())

# wrong: only neighbours in the batch
def ignores_the_image(weights):
    flat = weights.flatten(1)
    if torch.allclose(flat.sum(1), torch.ones_like(flat[:, 0])):
        flat = flat * flat.shape[1]
    return bool(((flat[1:] - flat[:-1]).abs() < 0.01).all())

# wrong: the distance from the mean
def ignores_the_image(weights):
    flat = weights.flatten(1)
    if torch.allclose(flat.sum(1), torch.ones_like(flat[:, 0])):
        flat = flat * flat.shape[1]
    return bool(((flat - flat.mean(0)).abs() < 0.01).all())

# wrong: the distance from the first image
def ignores_the_image(weights):
    flat = weights.flatten(1)
    if torch.allclose(flat.sum(1), torch.ones_like(flat[:, 0])):
        flat = flat * flat.shape[1]
    return bool(((flat - flat[0]).abs() < 0.01).all())

# wrong: exactly equal
def ignores_the_image(weights):
    return bool((weights == weights[:1]).all())

# wrong: knows no softmax
def ignores_the_image(weights):
    flat = weights.flatten(1)
    return bool((flat.amax(0) - flat.amin(0) < 0.01).all())

# wrong: takes everything for a softmax
def ignores_the_image(weights):
    flat = weights.flatten(1)
    flat = flat * flat.shape[1]
    return bool((flat.amax(0) - flat.amin(0) < 0.01).all())

# wrong: the standard deviation
def ignores_the_image(weights):
    flat = weights.flatten(1)
    if torch.allclose(flat.sum(1), torch.ones_like(flat[:, 0])):
        flat = flat * flat.shape[1]
    return bool((flat.std(0) < 0.01).all())

# wrong: averages over the places
def ignores_the_image(weights):
    flat = weights.flatten(2).mean(2) if weights.ndim > 2 else weights
    return bool((flat.amax(0) - flat.amin(0) < 0.01).all())

# wrong: one still weight is enough
def ignores_the_image(weights):
    flat = weights.flatten(1)
    if torch.allclose(flat.sum(1), torch.ones_like(flat[:, 0])):
        flat = flat * flat.shape[1]
    return bool((flat.amax(0) - flat.amin(0) < 0.01).any())

# wrong: a softmax if one image sums to one
def ignores_the_image(weights):
    flat = weights.flatten(1)
    if ((flat.sum(1) - 1).abs() < 1e-5).any():
        flat = flat * flat.shape[1]
    return bool((flat.amax(0) - flat.amin(0) < 0.01).all())

# wrong: the other way round
def ignores_the_image(weights):
    flat = weights.flatten(1)
    if torch.allclose(flat.sum(1), torch.ones_like(flat[:, 0])):
        flat = flat * flat.shape[1]
    return bool((flat.amax(0) - flat.amin(0) >= 0.01).any())

# wrong: scales the caller's softmax
def ignores_the_image(weights):
    flat = weights.flatten(1)
    if torch.allclose(flat.sum(1), torch.ones_like(flat[:, 0])):
        flat *= flat.shape[1]
    return bool((flat.amax(0) - flat.amin(0) < 0.01).all())
