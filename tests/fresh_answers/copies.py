# check("copies", copies)
import math

import numpy as np

# right: a loop with two sums
def copies(steps, shape):
    read = written = 0
    for inputs, outputs in steps:
        read += sum(math.prod(one) for one in inputs)
        written += sum(math.prod(one) for one in outputs)
    return (read + written) / math.prod(shape) / 2

# right: numpy
def copies(steps, shape):
    whole = np.prod(shape)
    return float(sum(np.prod(s) / whole for step in steps for side in step for s in side)) / 2

# right: in halves of a copy
def copies(steps, shape):
    half = 1
    for side in shape:
        half *= side
    halves = 0.0
    for reads, writes in steps:
        for s in list(reads) + list(writes):
            n, c, h, w = (*s, 1, 1, 1, 1)[:4]
            halves += n * c * h * w / half
    return halves / 2

# wrong: an input that is a vector costs nothing
def copies(steps, shape):
    return sum(len(reads) and 1 for reads, _ in steps) * 1.0

# wrong: the larger of read and written
def copies(steps, shape):
    size = math.prod(shape)
    return sum(max(sum(map(math.prod, r)), sum(map(math.prod, w))) for r, w in steps) / size

# wrong: whole division
def copies(steps, shape):
    return sum(math.prod(s) for r, w in steps for s in (*r, *w)) // (2 * math.prod(shape))

# wrong: the result of one step is not read again by the next
def copies(steps, shape):
    size = 2 * math.prod(shape)
    return (math.prod(shape) + sum(math.prod(s) for _, w in steps for s in w)) / size

# wrong: in percent
def copies(steps, shape):
    return 100 * sum(math.prod(s) for r, w in steps for s in (*r, *w)) / (2 * math.prod(shape))

# wrong: only the last step
def copies(steps, shape):
    steps = steps[-1:]
    return sum(math.prod(s) for r, w in steps for s in (*r, *w)) / (2 * math.prod(shape))

# hostile: pops the steps
def copies(steps, shape):
    total = 0
    while steps:
        r, w = steps.pop()
        total += sum(math.prod(s) for s in (*r, *w))
    return total / (2 * math.prod(shape))
