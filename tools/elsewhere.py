"""A pretended device, for machines without CUDA: it computes on the CPU, and is as strict as a GPU.

A tensor that is ``There`` says that it lies on another device ("meta").  It cannot become a NumPy
array, and it cannot be mixed with a tensor of the CPU: what would fail on a GPU fails here too.
(Not everything: kernels that CUDA lacks, and its rounding, are not pretended.)
``python tools/execute.py --elsewhere`` runs the lessons there.
"""

import torch
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves, tree_map

DEVICE = torch.device("meta")
MAY_MIX = ("aten::_to_copy", "aten::copy_")
INDEXING = ("aten::index", "aten::index_put_", "aten::_index_put_impl_")  # by numbers of the CPU too


class There(torch.Tensor):
    """A tensor that says it lies on the other device; ``here`` holds its numbers."""

    __torch_function__ = torch._C._disabled_torch_function_impl

    @staticmethod
    def __new__(cls, here):
        made = torch.Tensor._make_wrapper_subclass(
            cls,
            here.size(),
            strides=here.stride(),
            storage_offset=here.storage_offset(),
            dtype=here.dtype,
            device=DEVICE,
            requires_grad=here.requires_grad,
        )
        made.here = here
        return made

    def tolist(self):
        """The numbers; a GPU gives them too."""
        return self.here.tolist()

    def numpy(self, *, force=False):
        """An array, if forced; otherwise the error that a GPU gives."""
        if not force:
            raise TypeError("can't convert a tensor of another device to numpy: use Tensor.cpu() first")
        return self.here.numpy(force=True)

    def __array__(self, *args, **kwargs):
        return self.numpy()

    def __format__(self, spec):
        return format(self.here.item() if self.dim() == 0 else self.here, spec)

    @property
    def data(self):
        """The same numbers, outside the graph; what is put here takes their place."""
        return There(self.here.detach())

    @data.setter
    def data(self, value):
        self.here = value.here

    def __deepcopy__(self, memo):
        if id(self) not in memo:
            copy = There(self.here.detach().clone())
            is_parameter = isinstance(self, torch.nn.Parameter)
            memo[id(self)] = torch.nn.Parameter(copy, self.requires_grad) if is_parameter else copy
        return memo[id(self)]

    @classmethod
    def __torch_dispatch__(cls, func, types, args=(), kwargs=None):
        with Elsewhere():
            return func(*args, **(kwargs or {}))


class Elsewhere(TorchDispatchMode):
    """Inside the with-block there is a second device."""

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        kwargs = dict(kwargs or {})
        tensors = [leaf for leaf in tree_leaves((args, kwargs)) if isinstance(leaf, torch.Tensor)]
        is_there = any(isinstance(tensor, There) for tensor in tensors)
        name = func._schema.name
        if name in INDEXING and isinstance(args[0], There):
            tensors = [leaf for leaf in (args[0], *args[2:3]) if isinstance(leaf, torch.Tensor)]
        is_mixed = is_there and any(tensor.dim() and not isinstance(tensor, There) for tensor in tensors)
        if is_mixed and name not in MAY_MIX:
            raise RuntimeError(f"Expected all tensors to be on the same device: {name}")
        if any(tensor.is_meta and not isinstance(tensor, There) for tensor in tensors):
            raise RuntimeError(
                f"{name}: the pretended device does not know this way to make a tensor: teach it"
            )
        if kwargs.get("device") is not None:
            is_there = torch.device(kwargs["device"]) == DEVICE
            kwargs["device"] = torch.device("cpu")
        here = tree_map(lambda leaf: leaf.here if isinstance(leaf, There) else leaf, (args, kwargs))
        out = func(*here[0], **here[1])
        if name.endswith("_") and isinstance(args[0], There):
            return args[0]
        if not is_there:
            return out
        return tree_map(lambda leaf: There(leaf) if isinstance(leaf, torch.Tensor) else leaf, out)


class FromNumbers(TorchFunctionMode):
    """Python's numbers become tensors here first: made on "meta" at once, they would be lost."""

    def __torch_function__(self, func, types, args=(), kwargs=None):
        kwargs = dict(kwargs or {})
        if func in (torch.tensor, torch.as_tensor) and kwargs.get("device") is not None:
            device = kwargs.pop("device")
            return func(*args, **kwargs).to(device)
        if func in (torch.Tensor.__getitem__, torch.Tensor.__setitem__):
            args = (args[0], listed(args[1]), *args[2:])
        return func(*args, **kwargs)


def listed(index):
    """An index with its lists as tensors."""
    if isinstance(index, tuple):
        return tuple(listed(part) for part in index)
    if isinstance(index, list):
        return torch.tensor(index) if index else torch.empty(0, dtype=torch.int64)
    return index


def start():
    """From now on, in this process, a lesson's device is the pretended one."""
    from helpers import lesson

    lesson.device = lambda: DEVICE
    Elsewhere().__enter__()
    FromNumbers().__enter__()
