"""Triton's kernels against the taught layers, in Triton's interpreter: ``TRITON_INTERPRET=1 python ...``."""

import fast_checks
import torch

from helpers.attention.fast import gpu

torch.manual_seed(0)
for name, make in fast_checks.LAYERS.items():
    for shape, rectified in (((2, 16, 5, 7), True), ((2, 16, 36, 31), False)):
        x = fast_checks.map_of(shape, rectified=rectified)
        print(name, shape, fast_checks.furthest(make(), fast_checks.by(gpu), x))
