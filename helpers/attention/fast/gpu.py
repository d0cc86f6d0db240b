"""The same kernels on a GPU, in Triton: a program for every channel, or for a row of places.

Each reads numbers of any float format and calculates in float32.  With TRITON_INTERPRET=1 in the environment
they run on a CPU as well, slowly, for tests.
"""

import os

import torch

try:
    import triton
    import triton.language as tl
except ImportError:  # Windows, macOS, PyTorch without CUDA
    triton = None

INTERPRETED = os.environ.get("TRITON_INTERPRET") == "1"
BLOCK = 1024  # places that one program holds at a time


def why_not(x):
    """ "" if the kernels can take this feature map; else a sentence that says why they cannot."""
    if triton is None:
        return "Triton is not installed here"
    if not (x.is_cuda or INTERPRETED):
        return "Triton's kernels need a GPU with CUDA"
    if x.dtype not in (torch.float32, torch.float16, torch.bfloat16):
        return f"the GPU's kernels are for float32, float16 and bfloat16, not {x.dtype}"
    if not x.is_contiguous():
        return "the GPU's kernels want a map without gaps (not channels_last)"
    return ""


if triton is not None:

    @triton.jit
    def _pool_places(x, mean, top, at, P, BLOCK: tl.constexpr):
        m = tl.program_id(0).to(tl.int64)
        total, most, where = 0.0, float("-inf"), 0
        for start in range(0, P, BLOCK):
            p = start + tl.arange(0, BLOCK)
            v = tl.load(x + m * P + p, mask=p < P, other=float("-inf")).to(tl.float32)
            total += tl.sum(tl.where(p < P, v, 0.0), 0)
            here, place = tl.max(v, 0, return_indices=True)
            where = tl.where(here > most, start + place, where)
            most = tl.maximum(most, here)
        tl.store(mean + m, total / P)
        tl.store(top + m, tl.where(total == total, most, total))
        tl.store(at + m, where)

    @triton.jit
    def _pool_channels(x, w, pooled, at, C, P, HAS_W: tl.constexpr, BLOCK: tl.constexpr):
        n, p = tl.program_id(0).to(tl.int64), tl.program_id(1) * BLOCK + tl.arange(0, BLOCK)
        total = tl.zeros([BLOCK], tl.float32)
        most = tl.full([BLOCK], float("-inf"), tl.float32)
        where = tl.zeros([BLOCK], tl.int32)
        for c in range(C):
            v = tl.load(x + (n * C + c) * P + p, mask=p < P, other=0.0).to(tl.float32)
            if HAS_W:
                v = v * tl.load(w + n * C + c).to(tl.float32)
            total += v
            where = tl.where(v > most, c, where)
            most = tl.maximum(most, v)
        tl.store(pooled + n * 2 * P + p, total / C, mask=p < P)
        tl.store(pooled + n * 2 * P + P + p, tl.where(total == total, most, total), mask=p < P)
        tl.store(at + n * P + p, where, mask=p < P)

    @triton.jit
    def _scale(x, w, s, y, C, P, HAS_W: tl.constexpr, HAS_S: tl.constexpr, BLOCK: tl.constexpr):
        m, p = tl.program_id(0).to(tl.int64), tl.program_id(1) * BLOCK + tl.arange(0, BLOCK)
        v = tl.load(x + m * P + p, mask=p < P).to(tl.float32)
        if HAS_W:
            v = v * tl.load(w + m).to(tl.float32)
        if HAS_S:
            v = v * tl.load(s + m // C * P + p, mask=p < P).to(tl.float32)
        tl.store(y + m * P + p, v, mask=p < P)

    @triton.jit
    def _to_places(dy, x, w, ds, C, P, HAS_W: tl.constexpr, BLOCK: tl.constexpr):
        n, p = tl.program_id(0).to(tl.int64), tl.program_id(1) * BLOCK + tl.arange(0, BLOCK)
        total = tl.zeros([BLOCK], tl.float32)
        for c in range(C):
            place = (n * C + c) * P + p
            v = tl.load(x + place, mask=p < P, other=0.0).to(tl.float32)
            v *= tl.load(dy + place, mask=p < P, other=0.0).to(tl.float32)
            total += v * tl.load(w + n * C + c).to(tl.float32) if HAS_W else v
        tl.store(ds + n * P + p, total, mask=p < P)

    @triton.jit
    def _gradient(dy, s, dpooled, at, m, p, C, P, HAS_S: tl.constexpr):
        """The gradient of x * w: through the scaling, the mean and the maximum over channels."""
        g = tl.load(dy + m * P + p, mask=p < P, other=0.0).to(tl.float32)
        if HAS_S:
            n, c = m // C, m % C
            place = tl.load(s + n * P + p, mask=p < P, other=0.0).to(tl.float32)
            mean = tl.load(dpooled + n * 2 * P + p, mask=p < P, other=0.0)
            top = tl.load(dpooled + n * 2 * P + P + p, mask=p < P, other=0.0)
            where = tl.load(at + n * P + p, mask=p < P, other=-1)
            g = g * place + mean / C + tl.where(where == c, top, 0.0)
        return g

    @triton.jit
    def _to_channels(dy, x, s, dpooled, at, dw, C, P, HAS_S: tl.constexpr, BLOCK: tl.constexpr):
        m = tl.program_id(0).to(tl.int64)
        total = 0.0
        for start in range(0, P, BLOCK):
            p = start + tl.arange(0, BLOCK)
            v = tl.load(x + m * P + p, mask=p < P, other=0.0).to(tl.float32)
            total += tl.sum(v * _gradient(dy, s, dpooled, at, m, p, C, P, HAS_S), 0)
        tl.store(dw + m, total)

    @triton.jit
    def _to_map(
        dy, w, s, dpooled, at, dmean, dtop, where, dx, C, P,
        HAS_W: tl.constexpr, HAS_S: tl.constexpr, BLOCK: tl.constexpr,
    ):  # fmt: skip
        m, p = tl.program_id(0).to(tl.int64), tl.program_id(1) * BLOCK + tl.arange(0, BLOCK)
        g = _gradient(dy, s, dpooled, at, m, p, C, P, HAS_S)
        if HAS_W:
            g = g * tl.load(w + m).to(tl.float32) + tl.load(dmean + m) / P
            g += tl.where(p == tl.load(where + m), tl.load(dtop + m), 0.0)
        tl.store(dx + m * P + p, g, mask=p < P)


def _sizes(x):
    """Images, channels, places."""
    return x.shape[0], x.shape[1], x.shape[2] * x.shape[3]


def _block(places):
    """Places that one program holds: a power of two, no larger than it has to be."""
    return min(BLOCK, triton.next_power_of_2(places))


def _rows(places, block):
    """How many programs share the places of one map."""
    return triton.cdiv(places, block)


def _given(*tensors):
    """Tensors as the kernels take them; where there is none, they get one that they do not read."""
    there = next(t for t in tensors if t is not None)
    return [there if t is None else t.contiguous() for t in tensors]


def pool_places(x, index):
    """The mean and the maximum of every channel, (N, C) each, and where the maximum stands."""
    n, c, p = _sizes(x)
    mean, top = (x.new_empty((n, c), dtype=torch.float32) for _ in range(2))
    at = x.new_empty((n, c), dtype=torch.int32)
    _pool_places[(n * c,)](x, mean, top, at, p, BLOCK=_block(p))
    return mean.to(x.dtype), top.to(x.dtype), at


def pool_channels(x, w, index):
    """Mean and maximum over the channels of x * w, (N, 2, H, W), and the maximum's channel."""
    n, c, p = _sizes(x)
    pooled = x.new_empty((n, 2, *x.shape[2:]), dtype=torch.float32)
    at = x.new_empty((n, *x.shape[2:]), dtype=torch.int32)
    block = min(128, _block(p))  # few places and all channels: enough programs for every part of the GPU
    _pool_channels[(n, _rows(p, block))](*_given(x, w), pooled, at, c, p, HAS_W=w is not None, BLOCK=block)
    return pooled.to(x.dtype), at


def scale(x, w, s):
    """x * w * s; w (N, C) or None, s (N, 1, H, W) or None."""
    n, c, p = _sizes(x)
    y, block = torch.empty_like(x), _block(p)
    has = {"HAS_W": w is not None, "HAS_S": s is not None}
    _scale[(n * c, _rows(p, block))](*_given(x, w, s), y, c, p, **has, BLOCK=block)
    return y


def to_places(dy, x, w):
    """The gradient of s, (N, 1, H, W)."""
    n, c, p = _sizes(x)
    ds, block = x.new_empty((n, 1, *x.shape[2:]), dtype=torch.float32), min(128, _block(p))
    _to_places[(n, _rows(p, block))](*_given(dy, x, w), ds, c, p, HAS_W=w is not None, BLOCK=block)
    return ds.to(x.dtype)


def to_channels(dy, x, s, dpooled, at):
    """The gradient of w, (N, C)."""
    n, c, p = _sizes(x)
    dw = x.new_empty((n, c), dtype=torch.float32)
    given = _given(dy, x, s, dpooled, at)
    _to_channels[(n * c,)](*given, dw, c, p, HAS_S=s is not None, BLOCK=_block(p))
    return dw.to(x.dtype)


def to_map(dy, w, s, dpooled, at, dmean, dtop, where):
    """The gradient of x, (N, C, H, W)."""
    n, c, p = _sizes(dy)
    dx, block = torch.empty_like(dy), _block(p)
    given = _given(dy, w, s, dpooled, at, dmean, dtop, where)
    has = {"HAS_W": w is not None, "HAS_S": s is not None}
    _to_map[(n * c, _rows(p, block))](*given, dx, c, p, **has, BLOCK=block)
    return dx


def convolve(conv, maps):
    """What the layer ``conv`` gives: cuDNN does it well."""
    return conv(maps)
