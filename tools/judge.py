"""One answer of one learner, checked in a process that does nothing else (``tools/grade.py`` starts it).

The process has its own folder, which the grader removes after it, and as much memory as it was given.
It is no wall against somebody who writes code to break it: for that, grade in a container.
"""

import builtins
import contextlib
import io
import json
import linecache
import math
import os
import sys
import types
from pathlib import Path

import numpy as np
import torch
from IPython.display import display

from helpers import exercises

WATCHED = (
    builtins,
    math,
    np,
    torch,
    torch.Tensor,
    torch.nn.Module,
    torch.nn.functional,
    torch.linalg,
    torch.testing,
)


def judge(channel, token, code, expression, exercise, seed, memory, folder):
    """Run ``code``, check the value of ``expression``, and send [token, passed, message] as JSON.

    token   a word that nobody else knows: what comes without it is not the check's
    memory  bytes that may be added, where the system can hold a process to it (Linux)
    folder  where the code runs; whoever started this process removes it
    """
    if hasattr(os, "setsid"):
        os.setsid()  # with what it starts it can be ended as one
        only(channel.fileno())
    limit_memory(memory)
    torch.set_num_threads(1)
    with contextlib.chdir(folder):
        channel.send_bytes(b"ready")
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            passed, message = verdict(code, expression, exercise, seed)
        channel.send_bytes(json.dumps([token, passed, message]).encode("ascii"))


def verdict(code, expression, exercise, seed):
    """(passed, message); an answer that passes with a changed course or PyTorch does not pass."""
    before = snapshot()
    try:
        answer = defined(code, expression)
    except BaseException as error:
        return False, f"the definition does not run by itself: {quoted(error)}"
    if named := changed(before):
        return False, f"the notebook changes {named}"
    try:
        passed, message = examined(exercise, answer, seed)
    except BaseException as error:
        return False, f"the check stopped with {quoted(error)}"
    if named := changed(before):
        return False, f"the notebook changes {named}"
    return bool(passed), str(message)


def defined(code, expression):
    """The value of an expression after code that runs as a module of its own, like a notebook's."""
    module = types.ModuleType("handed_in")
    sys.modules["handed_in"] = module  # dataclasses and pickle look there
    linecache.cache["handed_in.py"] = len(code), None, code.splitlines(keepends=True), "handed_in.py"
    module.display = display
    exec(compile(code, "handed_in.py", "exec"), vars(module))
    return eval(compile(expression, "handed_in.py", "eval"), vars(module))


def examined(exercise, answer, seed):
    """(passed, message) of the course's own check."""
    return exercises.examine(exercise, answer, seed)


def snapshot():
    """Every function and class that a verdict leans on: {(owner, name): (object, its code)}."""
    owners = [module for name, module in sys.modules.items() if name.split(".")[0] == "helpers"]
    parts = {
        (owner, name): value
        for owner in [*owners, *WATCHED]
        for name, value in list(vars(owner).items())
        if callable(value) or (owner in owners and isinstance(value, (int, float, str, tuple)))
    }
    for exercise, check in exercises.CHECKS.items():
        parts[("CHECKS", exercise)] = check
        parts |= {(exercise, name): value for name, value in vars(check).items()}
    return {place: (value, getattr(value, "__code__", None)) for place, value in parts.items()}


def changed(before):
    """The name of something that is not what it was, "" if there is none."""
    after = snapshot()
    for (owner, name), (value, code) in before.items():
        now, its_code = after.get((owner, name), (None, None))
        if now is not value or its_code is not code:
            return f"{getattr(owner, '__name__', owner)}.{name}"
    return ""


def quoted(error):
    """An exception in one line, also where its own text fails."""
    try:
        return f"{type(error).__name__}: {error}"
    except BaseException:
        return type(error).__name__


def only(file):
    """Close all that was open in the process that forked this one: a learner's code could write there."""
    os.closerange(3, file)
    os.closerange(file + 1, 4096)


def limit_memory(more):
    """Let this process have ``more`` bytes beyond what it has; Linux only, elsewhere nothing happens."""
    if sys.platform != "linux":
        return
    import resource

    pages = int(Path("/proc/self/statm").read_text().split()[0])
    most = pages * resource.getpagesize() + more
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
