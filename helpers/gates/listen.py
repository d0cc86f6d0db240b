"""Follow a method of chosen modules, for as long as a with-block lasts, without touching the modules.

The method is wrapped once, in the class.  The wrapper knows the chosen modules; every other module, copies
made inside the block included, runs as ever.  Nothing is stored in a module, so nothing can leak with it.
"""

import sys
from contextlib import ExitStack, contextmanager
from copy import deepcopy
from functools import wraps

import torch

_wrapped = {}  # {(class or module, method): _Method}


class _Method:
    """A wrapped method: ``around`` holds, for each chosen module, the functions that go around it."""

    def __init__(self, owner, name):
        self.owner, self.name = owner, name
        self.own = name in vars(owner)
        self.original = original = getattr(owner, name)
        self.around = around = {}  # {id(module): [listener, ...]}
        if isinstance(owner, torch.nn.Module):
            object.__setattr__(owner, name, _ByHand(original, around, id(owner)))
            return

        @wraps(original)
        def method(module, *args, **kwargs):
            def call(*args, **kwargs):
                return original(module, *args, **kwargs)

            return _through(around.get(id(module), ()), call, args, kwargs)

        setattr(owner, name, method)

    def put_back(self):
        if isinstance(self.owner, torch.nn.Module):
            object.__setattr__(self.owner, self.name, self.original)
        elif self.own:
            setattr(self.owner, self.name, self.original)
        else:
            delattr(self.owner, self.name)


class _ByHand:
    """Stands in for a method that somebody set on one module; copied or pickled it is that method."""

    def __init__(self, original, around, key):
        self.original, self.around, self.key = original, around, key

    def __call__(self, *args, **kwargs):
        return _through(self.around.get(self.key, ()), self.original, args, kwargs)

    def __deepcopy__(self, memo):
        return deepcopy(self.original, memo)

    def __reduce__(self):
        return _same, (self.original,)


def _same(value):
    return value


def _through(listeners, call, args, kwargs):
    """The first listener stands nearest to the method; each later one sees what the earlier gave back."""
    for listener in listeners:
        call = _around(listener, call)
    return call(*args, **kwargs)


def _around(listener, call):
    return lambda *args, **kwargs: listener(call, args, kwargs)


@contextmanager
def around(module, name, listener):
    """Inside the block ``listener(call, args, kwargs)`` runs in place of ``module.name(*args, **kwargs)``.

    ``call(*args, **kwargs)`` is the method itself, with the listeners of outer blocks around it.
    """
    owner = module if name in vars(module) else type(module)
    key = id(owner), name
    method = _wrapped.get(key)
    if method is None:
        method = _wrapped[key] = _Method(owner, name)
    listeners = method.around.setdefault(id(module), [])
    listeners.append(listener)
    try:
        yield
    finally:
        del listeners[next(i for i, known in enumerate(listeners) if known is listener)]
        if not listeners:
            del method.around[id(module)]
        if not method.around:
            method.put_back()
            del _wrapped[key]


@contextmanager
def eager():
    """Inside the block compiled networks run uncompiled, because compiled code asks no listener."""
    with ExitStack() as stack:
        if "torch._dynamo" in sys.modules:  # otherwise nothing was compiled yet, and the import is slow
            stack.enter_context(torch.compiler.set_stance("force_eager"))
        yield


def recomputing():
    """Whether this is a backward pass: checkpointing then runs a part of the forward pass again."""
    return torch._C._current_graph_task_id() != -1
