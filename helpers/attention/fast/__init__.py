"""The same layers, faster: ``Fast(layer, form)`` answers as the layer does, to 1e-5, gradients too.

What an attention layer costs is the reading and writing of whole feature maps.  The forms differ in how often
they do that:

eager     the layer itself, one operation after the other
blocks    a few images at a time, so that they stay in the processor's cache; for inference
compiled  torch.compile, which writes a program for the layer; needs a C++ compiler
kernel    our own kernels, in C on a CPU and in Triton on a GPU with CUDA; needs a C compiler or Triton

Mixed precision: under autocast the small layers calculate in the short format, as in the taught layer; maps
of float16 and bfloat16 have kernels on a GPU alone.  channels_last has no kernel.  Where a form has
nothing for a map the layer itself answers, and ``why_not`` says why.
"""

import logging

import torch
from torch import nn

from . import cpu, fused

FORMS = ("eager", "blocks", "compiled", "kernel")
MEGABYTES = 8  # of a block of images: a part of what a processor's last cache holds


class Fast(nn.Module):
    """A drop-in for a taught layer.  (N, C, H, W) -> (N, C, H, W)

    layer      the layer; its parameters are shared, not copied;  form  one of ``FORMS``
    megabytes  how much a block of images holds, for the form "blocks"

    ``fast.layer.weights(x)`` is what the gate would do.  Raises ValueError for an unknown form, and what the
    layer itself raises.  Where somebody listens to the layer or has replaced its weights, it answers itself.
    """

    def __init__(self, layer, form="kernel", megabytes=MEGABYTES):
        super().__init__()
        if not isinstance(layer, nn.Module):
            raise ValueError(f"expected a layer, got {type(layer).__name__}: build it first, as in CBAM(64)")
        if form not in FORMS:
            raise ValueError(f"form must be one of {FORMS}, got {form!r}")
        if not megabytes > 0:
            raise ValueError(f"a block of images needs room: megabytes must be above 0, got {megabytes}")
        self.layer, self.form, self.megabytes = layer, form, megabytes
        self._compiled, self._trouble = None, ""

    def why_not(self, x):
        """ "" if this form answers for x; else a sentence that says why the layer itself does."""
        if self.form == "eager" or not _is_map(self.layer, x):
            return ""
        if _written_down(x):
            return "the network is being traced, compiled or exported, where a kernel would leave no trace"
        if fused.overheard(self.layer):
            return "somebody listens to this layer or has replaced its weights"
        if self.form == "compiled":
            return self._trouble
        if self.form == "blocks":
            return _not_in_blocks(self.layer, x)
        if not fused.fits(self.layer):
            return f"there is no kernel for {type(self.layer).__name__}"
        return _kernels(x).why_not(x)

    def passes(self):
        """What the kernels move, in copies of the map: one read for the pools of each gate, and the scaling.

        ValueError for a layer without kernels.
        """
        if not fused.fits(self.layer):
            raise ValueError(f"there is no kernel for {type(self.layer).__name__}")
        gates = fused.Gates(self.layer)
        return 1 + sum(gate is not None for gate in (gates.what, gates.where)) / 2

    def forward(self, x):
        if self.form == "eager" or not _is_map(self.layer, x) or self.why_not(x):
            return self.layer(x)
        if self.form == "compiled":
            return self._by_compiler(x)
        if self.form == "blocks":
            return _in_blocks(x, self.megabytes, self.layer)
        return fused.answer(self.layer, fused.Gates(self.layer), _kernels(x), x)

    def _by_compiler(self, x):
        """The compiled layer's answer; where compilation fails, the layer's own, from now on."""
        if self._compiled is None:
            # it warns wherever CUDA's tools lie on a machine without a GPU
            logging.getLogger("torch.utils.cpp_extension").setLevel(logging.ERROR)
            object.__setattr__(self, "_compiled", torch.compile(self.layer, dynamic=False))  # no second copy
        try:
            return self._compiled(x)
        except (
            Exception
        ) as error:  # of many kinds: no compiler, one that is too old, a system without support
            y = self.layer(x)  # if x is at fault, this raises the layer's own sentence
            self._trouble = (
                f"torch.compile does not work here ({type(error).__name__}): is there a C++ compiler?"
            )
            return y

    def __getstate__(self):
        return {**super().__getstate__(), "_compiled": None}  # a copy compiles anew


def source(name):
    """The text of a kernel in C with its comment, as "scale" or "pool_channels".  ValueError if unknown."""
    parts = cpu.SOURCE.read_text(encoding="utf-8").split("\n\n")
    found = [part for part in parts if f"void {name}(" in part]
    if not found:
        raise ValueError(f"there is no kernel {name!r} in cpu.c")
    return found[0].strip()


def _is_map(layer, x):
    """Whether x is what the layer expects; what is not goes to the layer itself, which says so."""
    linear = next((part for part in layer.modules() if isinstance(part, nn.Linear)), None)
    right = isinstance(x, torch.Tensor) and x.dim() == 4 and x.numel() > 0 and x.is_floating_point()
    return right and (linear is None or not fused.fits(layer) or x.shape[1] == linear.in_features)


def _written_down(x):
    """Whether somebody notes what is done to x: then x may hold no numbers, and its sizes may be tensors."""
    noted = torch.jit.is_tracing() or torch.compiler.is_compiling()
    return noted or type(x) not in (torch.Tensor, nn.Parameter)  # such as the tensors of torch.export


def _kernels(x):
    if x.is_cuda:
        from . import gpu  # Triton takes half a second to load

        return gpu
    return cpu


def _learns(layer, x):
    """Whether somebody will ask for gradients."""
    return torch.is_grad_enabled() and (x.requires_grad or any(p.requires_grad for p in layer.parameters()))


def _mixes_images(layer):
    """Whether images of a batch see each other: batch normalisation while it trains."""
    return any(isinstance(m, nn.modules.batchnorm._BatchNorm) and m.training for m in layer.modules())


def _not_in_blocks(layer, x):
    if _learns(layer, x):
        return "blocks are for inference: call it under torch.no_grad()"
    if _mixes_images(layer):
        return "this layer normalises over the batch while it trains: call eval()"
    return ""


def _in_blocks(x, megabytes, layer):
    """The layer's answer, a few images at a time."""
    size = max(1, int(megabytes * 2**20 / (x[0].numel() * x.element_size())))
    for first in range(0, len(x), size):
        y = layer(x[first : first + size])
        if first == 0:  # a pooling layer gives another shape
            out = torch.empty_like(x) if y.shape[1:] == x.shape[1:] else y.new_empty(len(x), *y.shape[1:])
        out[first : first + size] = y
    return out
