# check(any exercise, answer)
import sys
import time
import warnings

import numpy as np
import torch

# hostile: leaves Python
def answer(*given, **named):
    raise SystemExit("goodbye")

# hostile: calls exit
def answer(*given, **named):
    sys.exit(0)

# hostile: as if somebody had pressed stop
def answer(*given, **named):
    raise KeyboardInterrupt

# hostile: an exception whose text fails
class Mute(Exception):
    def __str__(self):
        raise RuntimeError("no text")

    __repr__ = __str__


def answer(*given, **named):
    raise Mute

# hostile: an exception whose text leaves Python
class Exit(BaseException):
    def __str__(self):
        raise SystemExit

    __repr__ = __str__


def answer(*given, **named):
    raise Exit

# hostile: half of a surrogate pair in the message
def answer(*given, **named):
    raise ValueError("not a letter: \ud800")

# hostile: a message of a million letters
def answer(*given, **named):
    raise ValueError("long " * 200_000)

# hostile: an endless generator
def answer(*given, **named):
    while True:
        time.sleep(0.001)
        yield 0

# endless: a view of one number with 225 million entries
def answer(*given, **named):
    return torch.zeros(1).expand(15_000, 15_000)

# endless: 40 million numbers
def answer(*given, **named):
    return torch.empty(40_000_000)

# hostile: an object on which everything fails
class Thorn:
    def __getattribute__(self, name):
        raise SystemExit(name)

    def _fail(self, *rest):
        raise SystemExit

    __eq__ = __len__ = __repr__ = __str__ = __bool__ = __iter__ = __getitem__ = __float__ = __array__ = _fail
    __hash__ = None


def answer(*given, **named):
    return Thorn()

# hostile: overwrites all that it was given
def answer(*given, **named):
    for one in given:
        if isinstance(one, torch.Tensor):
            one.data.fill_(7)
        elif isinstance(one, (list, dict)):
            one.clear()
        elif isinstance(one, torch.nn.Module):
            for p in one.parameters():
                p.data.fill_(7)

# hostile: resizes all that it was given
def answer(*given, **named):
    for one in given:
        if isinstance(one, torch.Tensor):
            one.resize_(0)
    return torch.zeros(0)

# hostile: a tensor without numbers
def answer(*given, **named):
    return torch.empty(3, 2, device="meta")

# hostile: a sparse tensor
def answer(*given, **named):
    return torch.eye(4).to_sparse()

# hostile: complex numbers that are no numbers
def answer(*given, **named):
    return torch.full((2, 3, 4, 4), complex("nan"))

# hostile: itself
def answer(*given, **named):
    return answer

# hostile: never comes back from its own depth
def answer(*given, **named):
    return answer(*given, **named)

# hostile: says that memory is short
def answer(*given, **named):
    raise MemoryError

# hostile: a list that holds itself
def answer(*given, **named):
    loop = []
    loop.append(loop)
    return loop

# hostile: an array of objects
def answer(*given, **named):
    return np.array([None, object(), "x"], dtype=object)

# hostile: a tensor that refuses every operation
class Stubborn(torch.Tensor):
    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        raise SystemExit(func.__name__)


def answer(*given, **named):
    return torch.zeros(2).as_subclass(Stubborn)

# hostile: turns gradients off for everybody
def answer(*given, **named):
    torch.set_grad_enabled(False)

# hostile: other numbers for everybody
def answer(*given, **named):
    torch.set_default_dtype(torch.float16)
    torch.manual_seed(0)
    np.random.seed(0)

# hostile: makes warnings errors and warns
def answer(*given, **named):
    warnings.simplefilter("error")
    warnings.warn("now", stacklevel=1)

# hostile: takes no argument
def answer():
    return 0

# hostile: not a function
answer = 42

# hostile: waits for somebody who never comes
async def answer(*given, **named):
    return given[0]

# endless: does nothing, for ever
def answer(*given, **named):
    while True:
        pass

# endless: catches all that could stop it
def answer(*given, **named):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass

# endless: sleeps
def answer(*given, **named):
    time.sleep(10**6)
