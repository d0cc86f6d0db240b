"""How long a layer takes, in copies of its input, and which operations the time goes to.

A *copy* reads a feature map once and writes it once: no layer that reads a map and gives back one as large
can be much faster.  Times are processor times, taken in an order that changes from round to round, and
compared by their medians; on a GPU they are its own clock's.
"""

import ctypes
import json
import random
import statistics
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import FlopCounterMode

STORED = Path(__file__).resolve().parents[2] / "data" / "results" / "gpu.json"
CLOCK = time.perf_counter if sys.platform == "win32" else time.process_time  # there its steps are 16 ms
NAMES = {  # of PyTorch's operations, as a reader knows them
    "mean": "mean",
    "sum": "mean",  # our layers take the sum and divide it: helpers/attention/average.py
    "div": "divide",
    "amax": "amax",
    "max": "max",
    "mul": "multiply",
    "convolution": "convolution",
    "cat": "put side by side",
    "addmm": "small matrix",
    "native_batch_norm": "normalise",
    "sigmoid": "sigmoid",
}


@dataclass
class Operation:
    """One of PyTorch's operations inside a layer: what it moves, in copies of x, and its seconds."""

    name: str
    read: float
    written: float
    seconds: float

    @property
    def copies(self):
        """What it moves, in copies: a copy reads one map and writes one."""
        return (self.read + self.written) / 2


class _Watch(TorchDispatchMode):
    """Lists the operations that run, with the sizes that they read and write."""

    def __init__(self, size):
        super().__init__()
        self.size, self.seen = size, []

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        start = CLOCK()
        output = func(*args, **(kwargs or {}))
        took = CLOCK() - start
        if not func.is_view:
            name = func.overloadpacket.__name__
            moved = (_numbers(args) / self.size, _numbers(output) / self.size)
            self.seen.append(Operation(NAMES.get(name, name), *moved, took))
        return output


def _numbers(values):
    """How many numbers the tensors hold, parameters aside."""
    if isinstance(values, (tuple, list)):
        return sum(map(_numbers, values))
    own = isinstance(values, torch.Tensor) and not isinstance(values, torch.nn.Parameter)
    return values.numel() if own else 0


def operations(layer, x, rounds=5):
    """The operations of ``layer(x)`` in their order, a list of ``Operation``; seconds are medians.

    Layers may do something else under torch.no_grad(): what is listed is what runs here and now.
    """
    _keep_memory()
    runs = []
    for _ in range(rounds + 1):
        with _Watch(x.numel()) as watch:
            layer(x)
        runs.append(watch.seen)
    for number, operation in enumerate(runs[0]):
        operation.seconds = statistics.median(run[number].seconds for run in runs[1:])
    return runs[0]


def counted(layer, x):
    """What a forward pass moves, in copies of x: every operation reads its inputs and writes its output.

    A fast layer counts what its kernels move; its other forms count as the layer that they hold.
    """
    with torch.no_grad():
        if getattr(layer, "form", "") == "kernel" and not layer.why_not(x):
            return layer.passes()
        return sum(operation.copies for operation in operations(getattr(layer, "layer", layer), x, rounds=1))


def multiply_adds(layer, x):
    """Multiply-adds of convolutions, linear layers and matrix products in ``layer(x)``: an int."""
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        layer(x)
    return counter.get_total_flops() // 2


def seconds(functions, x, backward=False, rounds=9):
    """Seconds of every function of x, in turn on the same map, with the backward pass too: medians.

    functions  {name: function}.  Raises ValueError for fewer than one round.
    """
    return {name: statistics.median(times) for name, times in _rounds(functions, x, backward, rounds).items()}


def _rounds(functions, x, backward, rounds):
    """The seconds of every function in every round, {name: list}.

    Every round has an order of its own: else a function would always find what the one before it has left in
    the cache.
    """
    if rounds < 1:
        raise ValueError(f"a time needs at least one round, got {rounds}")
    _keep_memory()
    took, order = {name: [] for name in functions}, random.Random(0)
    for number in range(rounds + 1):
        for name in order.sample(list(functions), len(functions)):
            one = _seconds(functions[name], x, backward)
            if number:  # the first round warms up
                took[name].append(one)
    return took


def _keep_memory():
    """Ask the C library of Linux to keep what is freed, for results of up to 32 MB.

    Else it gives memory back to the system at some calls and not at others, and a result in new memory
    takes several copies' time by itself.
    """
    change = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if change is not None:
        change(-1, 2**31 - 1)  # M_TRIM_THRESHOLD: how much free memory goes back
        change(-3, 2**25)  # M_MMAP_THRESHOLD: from this size on every result gets memory of its own


def in_copies(functions, x, backward=False, rounds=9):
    """The same in units of a copy of x that is timed among them: {name: copies}."""
    took = rounds_in_copies(functions, x, backward, rounds)
    return {name: statistics.median(copies) for name, copies in took.items()}


def rounds_in_copies(functions, x, backward=False, rounds=9):
    """The same for every round, to see how far the rounds lie apart: {name: list of copies}.

    All are in units of the median copy.
    """
    took = _rounds({"a copy": torch.clone, **functions}, x, backward, rounds)
    copy = statistics.median(took.pop("a copy"))
    return {name: [one / copy for one in times] for name, times in took.items()}


def under_the_roof(layers, x, size=1024):
    """Where layers stand under this machine's roof: (points, numbers moved a second, calculations a second).

    layers  {name: layer};  size  rows of a matrix product.  The roof is the fastest arithmetic of all: this
    product, one twice as large, and the layers
    A point is (calculations per number moved, calculations a second).  A multiply-add is two calculations; a
    mean, a maximum and a scaling are one for every number: an addition, a comparison, a multiplication.
    """
    took = seconds({"a copy": torch.clone, **layers}, x)
    points = {}
    for name, layer in layers.items():
        plain = getattr(layer, "layer", layer)  # of a fast form: it does the same work
        seen = operations(plain, x, rounds=1)
        large = [o for o in seen if o.name in ("mean", "max", "amax", "multiply")]
        done = 2 * multiply_adds(plain, x) + x.numel() * sum(max(o.read, o.written) for o in large)
        points[name] = (done / (2 * x.numel() * counted(layer, x)), done / took[name])
    products = [2 * rows**3 / _of_a_product(rows) for rows in (size, 2 * size)]
    peak = max(*products, *(reached for _, reached in points.values()))
    return points, 2 * x.numel() / took["a copy"], peak


def _of_a_product(rows):
    """Seconds of a matrix times itself."""
    return seconds({"product": lambda a: a @ a}, torch.randn(rows, rows))["product"]


def _seconds(function, x, backward):
    """One call: processor seconds, on a GPU the seconds by its clock."""
    backward = backward and function is not torch.clone
    x = x.detach().requires_grad_(bool(backward))
    clock = _cuda_clock if x.is_cuda else _cpu_clock
    with torch.set_grad_enabled(bool(backward)):
        return clock(lambda: function(x).backward(x.detach()) if backward else function(x))


def _cpu_clock(work):
    start = CLOCK()
    work()
    return CLOCK() - start


def _cuda_clock(work):
    start, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
    torch.cuda.synchronize()
    start.record()
    work()
    end.record()
    torch.cuda.synchronize()
    return start.elapsed_time(end) / 1000


def on_a_gpu(path=STORED):
    """What ``python course.py test-gpu`` measured: lines, each with its device; one if it never ran."""
    if not Path(path).exists():
        return ["No GPU was measured yet: python course.py test-gpu does it, on a machine that has one."]
    found = json.loads(Path(path).read_text(encoding="utf-8"))
    rows = found.get("layers", {}).get("copies", {})
    return [f"{found['device']}, {row}: {value} copies" for row, value in rows.items()]
