"""A fingerprint of what a learner wrote: functions, classes and data, wherever they were defined.

``fingerprint`` of this folder reads the course's own files.  Here the code may stand in a notebook's cell, so
it is asked of the living objects: their source, and the source of all that they use.
"""

import ast
import dis
import functools
import hashlib
import inspect
import sys
import sysconfig
import textwrap
import types
from dataclasses import MISSING, is_dataclass
from pathlib import Path

import numpy as np
import torch

from .fingerprint import is_word, looks_on

CONSTANTS = (type(None), bool, int, float, complex, str, bytes, type(...), range, slice, torch.dtype)
INSTALLED = ("site-packages", "dist-packages")
STANDARD = Path(sysconfig.get_paths()["stdlib"]).resolve()
# What Python adds to a class; it says nothing that the rest does not say.
ADDED = ("__module__", "__dict__", "__weakref__", "__doc__", "__qualname__", "__firstlineno__", "__hash__")
ADDED += ("__static_attributes__", "__annotations__", "__dataclass_fields__", "__dataclass_params__")
ADDED += ("__match_args__", "__abstractmethods__", "_abc_impl", "__parameters__", "__orig_bases__")
ADDED += ("__annotate__", "__annotate_func__", "__annotations_cache__")
BY_DATACLASS = ("__init__", "__repr__", "__eq__", "__setattr__", "__delattr__", "__replace__")


class Unreadable(ValueError):
    """Something decides numbers, and there is no source to be read."""


def fingerprint(*things):
    """A hash of the source and the values of things, and of whatever they use: 16 letters.

    Comments, docstrings and blank lines do not count; what is installed (PyTorch, say) counts by its name.
    Raises Unreadable, in one sentence, for what has no source: code made by ``exec``, say.
    """
    return hashlib.sha256(repr(Reader().of(things)).encode()).hexdigest()[:16]


class Reader:
    """Turns objects into nested lists; what comes a second time is the number of its first time."""

    def __init__(self):
        self.seen, self.kept = {}, []  # kept: an object that is gone would leave its id to another

    def of(self, thing):
        """A thing of any kind."""
        if isinstance(thing, CONSTANTS):
            return [type(thing).__name__, repr(thing)]
        if isinstance(thing, tuple | frozenset):  # equal ones may be one object, or not
            return self.fresh(thing)
        if id(thing) in self.seen:
            return ["again", self.seen[id(thing)]]
        self.seen[id(thing)] = len(self.seen)
        self.kept.append(thing)
        return self.fresh(thing)

    def fresh(self, thing):
        """A thing that comes for the first time."""
        if isinstance(thing, torch.Tensor | np.ndarray):
            return numbers(thing)
        if isinstance(thing, dict):
            return ["dict", *([self.of(key), self.of(value)] for key, value in thing.items())]
        if isinstance(thing, set | frozenset):
            return ["set", *map(self.of, sorted(thing, key=repr))]
        if isinstance(thing, list | tuple):
            return [type(thing).__name__, *map(self.of, thing)]
        if isinstance(thing, functools.partial | functools.partialmethod):
            return ["partial", self.of(thing.func), self.of(thing.args), self.of(thing.keywords)]
        if isinstance(thing, types.MethodType):
            return ["method", self.of(thing.__func__), self.of(thing.__self__)]
        if isinstance(thing, functools.cached_property):
            return ["property", self.of(thing.func)]
        if isinstance(thing, staticmethod | classmethod) or hasattr(thing, "__wrapped__"):
            return ["wraps", self.of(thing.__wrapped__), *self.own_function(thing)]
        if isinstance(thing, property):
            return ["property", self.of(thing.fget), self.of(thing.fset)]
        if isinstance(thing, types.ModuleType):
            return ["module", thing.__name__]
        if isinstance(thing, inspect.Signature):  # what a wrapper may keep of the function that it wraps
            return ["signature", *([name, self.of(p.default)] for name, p in thing.parameters.items())]
        if is_installed(thing):
            return ["name", getattr(thing, "__module__", ""), getattr(thing, "__qualname__", "")]
        if looks_on(getattr(thing, "__module__", None)):
            return ["looks on"]
        if isinstance(thing, types.FunctionType):
            return self.function(thing)
        if isinstance(thing, type):
            return self.class_of(thing)
        if hasattr(thing, "__dict__"):
            return ["object", self.of(type(thing)), self.of(vars(thing))]
        raise Unreadable(f"a {type(thing).__name__} cannot be read")

    def own_function(self, thing):
        """What a wrapper does itself, if it is a function."""
        return [self.function(thing)] if isinstance(thing, types.FunctionType) else []

    def function(self, function):
        """A function: its source, its defaults, and the values of the names that it uses."""
        return [
            "function",
            source_of(function),
            self.of(function.__defaults__),
            self.of(function.__kwdefaults__),
            [self.of(value) for value in values_in(function)],
        ]

    def class_of(self, cls):
        """A class: what it stands on, and all that it defines."""
        made = BY_DATACLASS if is_dataclass(cls) else ()
        inside = {
            name: value
            for name, value in sorted(vars(cls).items())
            if name not in ADDED and not (name in made and file_of(inspect.unwrap(value)) == "<string>")
        }
        fields = getattr(cls, "__dataclass_fields__", {}) if is_dataclass(cls) else {}
        defaults = {name: field.default for name, field in fields.items() if field.default is not MISSING}
        return ["class", [self.of(base) for base in cls.__bases__], self.of(inside), self.of(defaults)]


def numbers(values):
    """An array or a tensor: its shape, its type and a hash of its numbers."""
    array = values.detach().cpu().contiguous() if isinstance(values, torch.Tensor) else values
    if isinstance(array, torch.Tensor):
        array = array.view(torch.uint8) if array.dtype == torch.bfloat16 and array.dim() else array
        array = array.float().numpy() if array.dtype == torch.bfloat16 else array.numpy()
    if array.dtype.hasobject:
        return ["array", [repr(value) for value in array.flat]]
    digits = hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()
    return ["array", str(values.dtype), list(values.shape), digits]


def file_of(thing):
    """The file in which a function stands, or ""."""
    return getattr(getattr(thing, "__code__", None), "co_filename", "")


def is_installed(thing):
    """Whether a function, a class or a descriptor comes with Python or with a package."""
    if isinstance(thing, types.FunctionType):
        return is_installed_file(file_of(thing))
    if not isinstance(thing, type):
        return (inspect.isroutine(thing) or inspect.isdatadescriptor(thing)) and is_installed(type(thing))
    module = inspect.getmodule(thing)
    path = getattr(module, "__file__", None)
    if path:
        return is_installed_file(path)
    written = any(isinstance(value, types.FunctionType) for value in vars(thing).values())
    return getattr(module, "__name__", "__main__") != "__main__" and not written


def is_installed_file(path):
    """Whether a file belongs to Python or to a package."""
    if path.startswith("<frozen"):
        return True
    if path.startswith("<"):  # made by exec, or typed at a prompt
        return False
    parts = Path(path).parts
    return any(name in parts for name in INSTALLED) or Path(path).resolve().is_relative_to(STANDARD)


def source_of(function):
    """The source of a function without words; of a lambda, which may share its line, what it does, too."""
    try:
        text = textwrap.dedent(inspect.getsource(function.__code__))  # of a wrapper, not of what it wraps
    except (OSError, TypeError):
        raise Unreadable(f"the source of {function.__qualname__!r} cannot be read") from None
    if function.__name__ == "<lambda>":
        return [text.strip(), instructions(function.__code__)]
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return [text]
    for node in ast.walk(tree):
        if isinstance(getattr(node, "body", None), list):
            node.body = [part for part in node.body if not is_word(part)] or [ast.Pass()]
    return [ast.unparse(tree)]


def instructions(code):
    """What a code object does: its bytes and its constants."""
    inner = [instructions(c) if isinstance(c, types.CodeType) else repr(c) for c in code.co_consts]
    return [code.co_code.hex(), list(code.co_names), inner]


def values_in(function):
    """The values of the global names and of the outer variables that a function uses, in their order."""
    values = []
    for cell in function.__closure__ or ():
        try:
            values.append(cell.cell_contents)
        except ValueError:  # not filled yet
            continue
    used = list(all_instructions(function.__code__))
    attributes = {one.argval for one in used if one.opname in ("LOAD_ATTR", "LOAD_METHOD", "IMPORT_FROM")}
    for name in dict.fromkeys(one.argval for one in used if "GLOBAL" in one.opname or "NAME" in one.opname):
        if name in function.__globals__:
            value = function.__globals__[name]
            values += [value, *inside(value, attributes)]
    package = function.__globals__.get("__package__") or ""
    for name in dict.fromkeys(one.argval for one in used if one.opname == "IMPORT_NAME"):
        module = sys.modules.get(name) or sys.modules.get(f"{package}.{name}")
        values += inside(module, attributes)
    return values


def inside(module, attributes, seen=()):
    """What code with these attributes may use of a module that is not installed, and of modules in it."""
    if not isinstance(module, types.ModuleType) or module in seen or is_installed_module(module):
        return []
    found = [getattr(module, name) for name in sorted(attributes) if hasattr(module, name)]
    return found + [value for one in found for value in inside(one, attributes, (*seen, module))]


def is_installed_module(module):
    """Whether a module comes with Python or with a package."""
    path = getattr(module, "__file__", None)
    if path is None:  # built in, or a folder without __init__.py
        return not hasattr(module, "__path__")
    return is_installed_file(path)


def all_instructions(code):
    """The instructions of a function and of the functions inside it."""
    yield from dis.get_instructions(code)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from all_instructions(constant)
