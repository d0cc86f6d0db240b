"""The first and the last cell of a lesson: ``start()`` and ``claim()``."""

import random
import warnings

import numpy as np
import torch

from . import colab
from .hints import explain_unknown_names
from .panels import comparing, progress  # noqa: F401 from now on a run shows itself in a notebook
from .panels.prediction import Prediction
from .plots.figures import show_figure
from .plots.guesses import guesses
from .printing import number, say

PREDICTIONS = []  # of this lesson, in their order


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
    colab.allow_widgets()
    PREDICTIONS.clear()
    explain_unknown_names()
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # some releases call this switch old
        torch.backends.cudnn.allow_tf32 = False  # torch refuses to read it where it contradicts the new ones
    for part in (torch.backends.cudnn.conv, torch.backends.cudnn.rnn):
        part.fp32_precision = "ieee"
    chosen = device()
    if chosen.type == "cpu":
        say("Ready on the CPU: a run takes seconds, not minutes.")
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


def predict(
    question, low=None, high=None, *, options=None, unit="", step=None, name=None, exact=False, guess=None
):
    """Ask for a guess before a result: a number from ``low`` to ``high``, or one of ``options``.

    name   the result's name in ``measured``; without one, results answer in the order of the questions
    guess  the guess, given by code instead of by the widget
    The rest is as in ``Prediction``, which is returned.  A guess that cannot be taken is told in one
    sentence and not kept.  To ask the same question again replaces it; its guess stays until there is a new
    one: a click on the slider makes its cell the active one, and Shift+Enter then runs it again.
    """
    asked = Prediction(question, low, high, options=options, unit=unit, step=step, name=name, exact=exact)
    places = [k for k, other in enumerate(PREDICTIONS) if other.question == question]
    if places:  # asked again, it keeps its place and its guess
        before, PREDICTIONS[places[0]] = PREDICTIONS[places[0]], asked
        if guess is None and before.guess is not None:
            asked.recall(before)
    else:
        PREDICTIONS.append(asked)
    asked.show()
    if guess is not None:
        try:
            asked.take(guess)
        except ValueError as error:
            say(f"Your guess was not kept: {error}.")
    return asked


def measured(form="", **results):
    """Print results, each beside the guess of its prediction if there was one.

    A result belongs to the prediction of the same name, or else to the first open one without a name.
    After an edit the guess is said beside the result that it was about, which is the first.
    What differs from run to run, the guess too, stands in the parenthesis that stored outputs ignore.
    """
    for name, value in results.items():
        asked = [p for p in PREDICTIONS if p.name == name]
        asked = asked or [p for p in PREDICTIONS if p.name is None and (p.measured or (name,))[0] == name]
        said = number(value, form)
        if asked:
            asked[0].answer(name, value, form)
            said = f"{said} {asked[0].unit}".rstrip()
            if asked[0].guess is not None:
                first, unit = number(asked[0].measured[1], form), asked[0].unit
                said += f", you said {number(asked[0].guess, form)} {unit}".rstrip()
                said += f" when it was {first}" if first != number(value, form) else ""
        say(f"{name.replace('_', ' ')} (measured {said})")


def how_good():
    """At the end of a lesson: one line and one small picture of how good the guesses were.

    Without a guess that was measured it says so in the same words.  The count stands in a parenthesis
    that stored outputs ignore.
    """
    scales = [p for p in PREDICTIONS if None not in (p.guess, p.measured)]
    near = sum(p.near() for p in scales)
    said = f"{near} of {len(scales)} right or near" if scales else "no guess yet"
    exact = "; a number that could be worked out has to be right" * any(p.exact for p in PREDICTIONS)
    say(f"Your guesses (measured {said}). Near means: within a tenth of the scale{exact}.")
    show_figure(guesses(PREDICTIONS), "the predictions of this lesson, each guess beside its result.")
