"""The first and the last cell of a lesson: ``start()`` and ``claim()``."""

import random

import numpy as np
import torch

from . import colab
from .hints import explain_unknown_names
from .panels import progress  # noqa: F401 from now on a training shows itself in a notebook
from .printing import number, say


def device():
    """The best device there is: cuda, then mps (Apple), then cpu."""
    if torch.cuda.is_available():
        return torch.device("cuda")
    if torch.backends.mps.is_available():
        return torch.device("mps")
    return torch.device("cpu")


def start(seed=0):
    """Seed every generator, choose the device and say so in one line.  Safe to call again.

    On a CPU one thread is used: these networks are small, and on a busy machine two threads that
    wait for each other are slower than one.  On a GPU, convolutions use all digits of float32: by
    default some round to ten bits (TF32), too coarse for claims about the fourth decimal.
    """
    colab.complete()
    explain_unknown_names()
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    for part in (torch.backends.cudnn.conv, torch.backends.cudnn.rnn):
        part.fp32_precision = "ieee"
    chosen = device()
    if chosen.type == "cpu":
        say("Ready on the CPU: a training takes seconds, not minutes.")
    else:
        say(f"Ready on {chosen.type}: all of this runs on a CPU, too, only slower.")
    return chosen


def claim(text, holds, seen=None, form=""):
    """Print a claim with a tick if it holds, with a cross if it does not, and what was measured.

    text   the sentence, with its number in it
    holds  the condition, computed by the lesson
    seen   what was measured: a number, a text, a list or a dict; stored outputs are compared without it
    form   how its numbers are written, as in ``format``: ".1%"
    """
    measured = "" if seen is None else f" (measured {number(seen, form)})"
    say(f"{'✓' if bool(holds) else '✗ not here:'} {text}{measured}")
