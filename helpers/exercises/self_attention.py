"""The exercise "self-attention"."""

import torch

from .band_matrix import numbers_of
from .base import Finding, exercise, solved
from .compare import features, of_shape, same, sound
from .places import attended, attention_mistake, attention_shape_mistake, even_mistake


@exercise("self-attention")
def check_self_attention(answer):
    """answer(x, query, key, value): (N, C, H, W), (D, C), (D, C), (C, C) -> what every place finds."""
    x = features((3, 5, 3, 4))
    query, key, value = numbers_of((4, 5), 1), numbers_of((4, 5), 2), numbers_of((5, 5), 3)
    given = x.clone()
    got = solved(answer(x, query, key, value))
    yield sound(got)
    if not sound(got).holds:
        return
    yield Finding(torch.equal(x, given), "your input is left as it was", "the function changes x in place")
    if not torch.equal(x, given):
        return
    shape = of_shape(got, x.shape, attention_shape_mistake(got, x))
    yield shape
    if not shape.holds:
        return
    flat = answer(x, 0 * query, 0 * key, value)
    average = (value @ x.flatten(2)).mean(2)[:, :, None, None].expand_as(x)
    even = isinstance(flat, torch.Tensor) and same(flat, average)
    what = "queries and keys of zeros find the plain average of the values"
    yield Finding(even, what, "" if even else even_mistake(flat, x, value))
    if not even:
        return
    for k, (shape, width) in enumerate((((2, 5, 3, 4), 4), ((1, 3, 2, 5), 2), ((3, 4, 4, 3), 9))):
        x, c = features(shape, k), shape[1]
        query, key = 0.7 * numbers_of((width, c), k + 4), 0.7 * numbers_of((width, c), k + 7)
        value = numbers_of((c, c), k + 10)
        got, want = answer(x, query, key, value), attended(x, query, key, value)
        fine = isinstance(got, torch.Tensor) and same(got, want)
        what = f"equal to self-attention over {shape[2]} × {shape[3]} places, queries of {width} numbers"
        yield Finding(fine, what, "" if fine else attention_mistake(got, x, query, key, value))
        if not fine:
            return
    inputs = [t.clone().requires_grad_() for t in (x, query, key, value)]
    got = answer(*inputs)
    grads = (
        torch.autograd.grad(got[:, 0, 0].sum(), inputs, allow_unused=True) if got.requires_grad else (None,)
    )
    reaches = all(g is not None and bool(g.abs().sum() > 0) for g in grads)
    yield Finding(
        reaches,
        "the gradient reaches x and all three matrices",
        "it is cut on the way: no .data or .detach()",
    )
