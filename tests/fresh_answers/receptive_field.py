# check("receptive field", field_of)
from itertools import accumulate
from math import prod
from operator import mul

import numpy as np

# right: the formula as a sum
def field_of(layers):
    steps = list(accumulate((s for _, s in layers), mul, initial=1))
    return 1 + sum((k - 1) * j for (k, _), j in zip(layers, steps)), steps[-1]

# right: from the last layer back to the image
def field_of(layers):
    size = 1
    for kernel, stride in reversed(layers):
        size = (size - 1) * stride + kernel
    return size, prod(s for _, s in layers)

# right: recursion
def field_of(layers):
    if len(layers) == 0:
        return (1, 1)
    size, step = field_of(layers[:-1])
    kernel, stride = layers[-1]
    return size + (kernel - 1) * step, step * stride

# wrong: the stride first, then the size
def field_of(layers):
    size, step = 1, 1
    for kernel, stride in layers:
        step *= stride
        size += (kernel - 1) * step
    return size, step

# wrong: forgets the strides for the size
def field_of(layers):
    return 1 + sum(k - 1 for k, _ in layers), int(np.prod([s for _, s in layers]))

# wrong: multiplies the kernels
def field_of(layers):
    return prod(k for k, _ in layers), prod(s for _, s in layers)

# wrong: takes the last stride for the step
def field_of(layers):
    size, step = 1, 1
    for kernel, stride in layers:
        size += (kernel - 1) * step
        step *= stride
    return size, layers[-1][1]

# wrong: adds the strides
def field_of(layers):
    size, step = 1, 1
    for kernel, stride in layers:
        size += (kernel - 1) * step
        step += stride - 1
    return size, step

# wrong: empties the list while it walks
def field_of(layers):
    size, step = 1, 1
    while layers:
        kernel, stride = layers.pop(0)
        size += (kernel - 1) * step
        step *= stride
    return size, step

# wrong: rounds even kernels down
def field_of(layers):
    size, step = 1, 1
    for kernel, stride in layers:
        size += 2 * (kernel // 2) * step
        step *= stride
    return size, step
