"""A guess before a result: asked for by a widget or given by code, and kept until the result is measured."""

import html
import math
from numbers import Real

import ipywidgets as widgets

from ..plots.figures import show

LABEL = {"description_width": "initial"}
WIDE = {"width": "97%", "max_width": "600px"}


class Prediction:
    """One question and, once the learner has answered it, a guess.

    question   what is asked, as the learner reads it
    low, high  the ends of the scale, for a number;  step  its steps, 1 where both ends are whole numbers
    options    the answers to choose from, instead of a scale
    unit       what follows the guess: "%", "of 100"
    name       the name of the result in ``lesson.measured``; without one, results answer in order
    exact      whether a number is to be worked out, so that near it is not right

    ``guess`` is None until there is one.  From the press of the button to the result it follows the slider:
    a busy kernel hears of the press before it hears where the slider stood.

    Raises ValueError for a scale or options that leave no choice.
    """

    def __init__(
        self, question, low=None, high=None, *, options=None, unit="", step=None, name=None, exact=False
    ):
        self.question, self.unit, self.name, self.exact = question, unit, name, exact
        self.options = None if options is None else list(options)
        self.guess, self.measured, self.form = None, None, ""
        self.moved, self.pressed, self.anew = False, False, False
        if self.options is None:
            if low is None or high is None or not low < high:
                raise ValueError("a prediction needs a scale, low < high, or a list of options")
            whole = all(float(end).is_integer() for end in (low, high))
            self.low, self.high, self.step = low, high, step or (1 if whole else (high - low) / 100)
        elif len(self.options) < 2:
            raise ValueError("a prediction needs two options at least")
        self.widget = self._widget()

    def take(self, guess):
        """Keep a guess.  Raises ValueError for one that is not on the scale, not an option, or too late."""
        if self.measured is not None and not self.anew:
            raise ValueError("the result is known already: run the question's cell again to guess anew")
        self._check(guess)
        self.guess, self.measured, self.anew = guess, None, False

    def recall(self, before):
        """Keep and show the guess of the same question, asked before, with its result if there was one.

        A new guess takes their place.  A guess that no longer fits is dropped.
        """
        try:
            self._check(before.guess)
        except ValueError:
            return
        self.guess, self.measured, self.anew = before.guess, before.measured, True
        self.control.value = round(self.guess) if isinstance(self.control, widgets.IntSlider) else self.guess
        self._say(f"{self._kept()} (to change it, press the button again)")

    def answer(self, name, value, form=""):
        """Keep the first result: a later one, of an edited cell, is not what the guess was about.

        form  how it is written, as in ``format``; at the end of the lesson it is written in the same way
        Raises ValueError for a result that no guess could have been.
        """
        if self.options is not None and value not in self.options:
            raise ValueError(f"{name} has to be one of {self.options}, as its guess is, got {value!r}")
        if self.options is None:
            try:
                value = float(value)
            except (TypeError, ValueError, RuntimeError):
                raise ValueError(f"{name} has to be a number, as its prediction is, got {value!r}") from None
        self.measured, self.form = self.measured or (name, value), form

    def near(self):
        """Whether the guess was right: the same option, or within a tenth of the scale.

        A number that could be worked out is right only within half a step; others count as they are written.
        """
        result = self.measured[1]
        if self.options is not None:
            return self.guess == result
        if self.exact:
            return abs(self.guess - result) <= self.step / 2
        if self.form.endswith("f"):  # 3.97 with the form ".1f" is written as 4.0
            result = float(format(result, self.form).replace(",", ""))
        return abs(self.guess - result) <= 0.1 * (self.high - self.low) + 1e-9

    def _check(self, guess):
        if self.options is not None:
            if guess is None:
                raise ValueError("choose one of the answers first")
            if guess not in self.options:
                raise ValueError(f"a guess is one of {self.options}, got {guess!r}")
            return
        number = isinstance(guess, Real) and not isinstance(guess, bool) and math.isfinite(guess)
        if not number or not self.low <= guess <= self.high:
            raise ValueError(f"a guess is a number from {self.low} to {self.high}, got {guess!r}")

    def show(self):
        """Ask: by a widget in a notebook, by the question alone where there are no widgets."""
        show(self.widget, text=f"Your prediction: {self.question}")

    def _ipython_display_(self):
        """Nothing: ``show`` has asked already, and outputs are the same without its name in memory."""

    def _widget(self):
        layout = widgets.Layout(**WIDE)
        if self.options is None:
            whole = all(float(end).is_integer() for end in (self.low, self.high, self.step))
            kind = widgets.IntSlider if whole else widgets.FloatSlider
            ends = {"min": self.low, "max": self.high, "step": self.step}
            label = f"Your guess ({self.unit})" if self.unit else "Your guess"
            # It starts at an end, and has to be moved: where it stands may be the answer, and is no guess.
            self.control = kind(value=self.low, description=label, style=LABEL, layout=layout, **ends)
        else:
            choices = [("choose ...", None), *((str(option), option) for option in self.options)]
            self.control = widgets.Dropdown(
                options=choices, index=0, description="Your guess", style=LABEL, layout=layout
            )
        self.control.observe(self._touch, names="value")
        self.control.tooltip = self.question
        self.control.add_class("prediction-guess")
        self.button = widgets.Button(description="This is my guess")
        self.button.add_class("prediction-keep")
        self.button.on_click(self._keep)
        self.line = widgets.HTML()
        question = widgets.HTML(f"<b>Your prediction:</b> {html.escape(self.question)}")
        return widgets.VBox([question, self.control, self.button, self.line])

    def _touch(self, change):
        self.moved = True
        open_still = self.measured is None or self.anew
        if not open_still or change["new"] is None or change["new"] == self.guess:
            return
        if self.pressed:
            self._keep()
        else:
            self._say("Not kept yet: press the button.")

    def _keep(self, _button=None):
        self.pressed = True
        try:
            if not self.moved and (self.measured is None or self.anew) and self.options is None:
                self.moved = True  # the end of the scale may be the guess: the second press says so
                raise ValueError(f"move the slider first, or press again if {self.low:g} is your guess")
            self.take(self.control.value)
            self._say(self._kept())
        except ValueError as error:
            self._say(f"Not kept: {error}")

    def _kept(self):
        if self.options:
            return f"Kept: {self.guess}"
        return f"Kept: {self.guess:g} {self.unit}".rstrip().replace("-", "\N{MINUS SIGN}")

    def _say(self, said):
        self.line.value = f'<div role="status">{html.escape(said)}</div>'
