"""The kernels of ``cpu.c``: compiled once a process by the system's own C compiler, called on tensors."""

import atexit
import ctypes
import os
import platform
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import torch

SOURCE = Path(__file__).with_name("cpu.c")
LANES = 32  # as in cpu.c
COMPILERS = ("cc", "gcc", "clang")
OPTIONS = ["-O3", "-shared", "-fPIC", "-fno-math-errno", "-fno-trapping-math", "-lm"]
FOR_THIS = "-mcpu=native" if platform.machine() in ("arm64", "aarch64") else "-march=native"


@cache
def library():
    """(the compiled functions, "") or (None, a sentence that says why there are none)."""
    compiler = next(filter(None, map(shutil.which, [os.environ.get("CC", ""), *COMPILERS])), None)
    if compiler is None:
        return None, "there is no C compiler here (gcc or clang)"
    folder = tempfile.mkdtemp(prefix="fast-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    built = Path(folder) / "cpu.so"
    for options in ([FOR_THIS, *OPTIONS], OPTIONS):
        try:
            done = subprocess.run([compiler, SOURCE, "-o", built, *options], capture_output=True, timeout=60)
            if done.returncode == 0:
                return ctypes.CDLL(str(built)), ""
        except (OSError, subprocess.TimeoutExpired):
            continue
    return None, f"{Path(compiler).name} could not compile cpu.c here"


def why_not(x):
    """ "" if the kernels can take this feature map; else a sentence that says why they cannot."""
    if x.device.type != "cpu":
        return f"the kernels in C read the CPU's memory, this map is on {x.device.type}"
    if x.dtype != torch.float32:
        return f"the CPU's kernels are for float32, this map is {str(x.dtype).removeprefix('torch.')}"
    if not x.is_contiguous():
        return "the CPU's kernels want a map without gaps (not channels_last)"
    return library()[1]


def _call(name, *arguments):
    """Call a function of cpu.c: tensors as pointers to their numbers, None as NULL, ints as long."""
    kept = [a.contiguous() if isinstance(a, torch.Tensor) else a for a in arguments]  # alive during the call
    given = [ctypes.c_void_p(a.data_ptr()) if isinstance(a, torch.Tensor) else a for a in kept]
    getattr(library()[0], name)(*(ctypes.c_long(a) if isinstance(a, int) else a for a in given))


def _sizes(x):
    """Images, channels, places."""
    return x.shape[0], x.shape[1], x.shape[2] * x.shape[3]


def pool_places(x, index):
    """The mean and the maximum of every channel, (N, C) each, and with ``index`` where the maximum stands."""
    mean, top = x.new_empty(x.shape[:2]), x.new_empty(x.shape[:2])
    at = x.new_empty(x.shape[:2], dtype=torch.int32) if index else None
    _call("pool_places", x, mean, top, at, *_sizes(x))
    return mean, top, at


def pool_channels(x, w, index):
    """Mean and maximum over the channels of x * w, (N, 2, H, W), and with ``index`` the maximum's channel."""
    pooled = x.new_empty(len(x), 2, *x.shape[2:])
    at = x.new_empty(len(x), *x.shape[2:], dtype=torch.int32) if index else None
    _call("pool_channels", x, w, pooled, at, *_sizes(x))
    return pooled, at


def one_pool(x, kind, over):
    """The "mean" or the "max" alone, over "places", (N, C), or over "channels", (N, 1, H, W).

    No layer uses it: it is there to compare with the two pools in one read.  It does not tell of a NaN.
    """
    pooled = x.new_empty(x.shape[:2] if over == "places" else (len(x), 1, *x.shape[2:]))
    _call(f"{kind}_of_{over}", x, pooled, *_sizes(x))
    return pooled


def scale(x, w, s):
    """x * w * s; w (N, C) or None, s (N, 1, H, W) or None."""
    out = torch.empty_like(x)
    _call("scale", x, w, s, out, *_sizes(x))
    return out


def to_places(dy, x, w):
    """The gradient of s, (N, 1, H, W)."""
    ds = x.new_empty(len(x), 1, *x.shape[2:])
    _call("to_places", dy, x, w, ds, *_sizes(x))
    return ds


def to_channels(dy, x, s, dpooled, at):
    """The gradient of w, (N, C)."""
    dw = x.new_empty(x.shape[:2])
    _call("to_channels", dy, x, s, dpooled, at, dw, *_sizes(x))
    return dw


def to_map(dy, w, s, dpooled, at, dmeans, dtops, where):
    """The gradient of x, (N, C, H, W)."""
    dx = torch.empty_like(dy)
    _call("to_map", dy, w, s, dpooled, at, dmeans, dtops, where, dx, *_sizes(dy))
    return dx


class Convolve(torch.autograd.Function):
    """A convolution of D maps to one with a K x K kernel: (N, D, H, W) -> (N, 1, H, W).

    PyTorch's own is made for many channels: for two it takes ten times as long as the numbers need.
    """

    @staticmethod
    def forward(ctx, maps, kernel):
        ctx.save_for_backward(maps, kernel)
        return _convolve(maps, kernel)

    @staticmethod
    def backward(ctx, dscore):
        maps, kernel = ctx.saved_tensors
        dmaps = [_convolve(dscore, one[None, None].flip(2, 3)) for one in kernel[0]]
        dkernel = torch.empty_like(kernel)
        _call("to_kernel", maps, dscore, dkernel, *maps.shape, kernel.shape[3])
        return torch.cat(dmaps, 1), dkernel


def _convolve(maps, kernel):
    n, maps_in, high, wide = maps.shape
    size, score = kernel.shape[3], maps.new_empty(n, 1, high, wide)
    padded = maps.new_zeros(maps_in, high + size - 1, wide + size - 1 + LANES)
    _call("convolve", maps, kernel, score, padded, *maps.shape, size)
    return score


def convolve(conv, maps):
    """What a layer ``conv`` gives; by the kernel where there is one and it fits."""
    if torch.is_autocast_enabled("cpu") or why_not(maps) or not _usual(conv, maps):
        return conv(maps)
    score = Convolve.apply(maps, conv.weight)
    return score if conv.bias is None else score + conv.bias[:, None, None]


def _usual(conv, maps):
    """Whether a layer does what the kernel does: square, odd, zeros around, in the maps' format and place."""
    if type(conv) is not torch.nn.Conv2d or conv.weight.shape[:2] != (1, maps.shape[1]):
        return False
    size = conv.kernel_size[0]
    settings = conv.kernel_size, conv.padding, conv.stride, conv.dilation, conv.padding_mode
    same = settings == ((size, size), (size // 2, size // 2), (1, 1), (1, 1), "zeros")
    alike = all((p.dtype, p.device) == (maps.dtype, maps.device) for p in (conv.weight, *conv.parameters()))
    return size % 2 == 1 and same and alike
