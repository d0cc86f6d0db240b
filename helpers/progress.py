"""What a training shows while it runs.  The stored text is fixed, so that notebooks compare."""

import html
import math
import time

import ipywidgets as widgets
from IPython import get_ipython
from tqdm import tqdm

from .figures import WHERE, LiveFigure, new_figure, show, show_figure

EVERY = "#9A9A9A"  # the loss of every step, a grey that shows beside the blue


class Silent:
    """Shows nothing."""

    def start(self, name, steps):
        """Called before the first step."""

    def step(self, done, losses):
        """Called after every step with the number of steps done and all losses so far."""

    def stop(self, history):
        """Called at the end, also after an interrupt."""


class Terminal(Silent):
    """A tqdm bar."""

    def start(self, name, steps):
        self.bar = tqdm(total=steps, desc=name, leave=False)

    def step(self, done, losses):
        self.bar.update()

    def stop(self, history):
        self.bar.close()
        say_if_diverged(history)


class ProgressLine(Silent):
    """One line in a notebook: a bar, the step, the loss."""

    def __init__(self):
        self.line = widgets.HTML()

    def start(self, name, steps):
        self.name, self.steps = name, steps
        self.say(0, "starting")
        show(self.line, text=f"{name}: trained for {steps} steps")

    def step(self, done, losses):
        if done % 10 == 0:
            self.say(done, f"{done} of {self.steps} steps, loss {losses[-1]:.2f}")

    def stop(self, history):
        state = "stopped after" if history.interrupted else "trained for"
        loss = f", loss {history.losses[-1]:.2f}" if history.losses else ""
        self.say(len(history), f"{state} {len(history)} steps in {history.seconds:.0f} s{loss}")
        say_if_diverged(history)

    def say(self, done, text):
        """Write the line."""
        bar = f"<progress max='{self.steps}' value='{done}' aria-label='training progress'></progress>"
        self.line.value = f"{bar} <b>{html.escape(self.name)}</b>: {html.escape(text)}"


class LiveCurve(ProgressLine):
    """The line, and below it the loss curve as it grows; a still figure takes its place at the end."""

    def start(self, name, steps):
        super().start(name, steps)
        self.figure = new_figure(7, 2.2)
        axes = self.figure.subplots()
        axes.set(xlim=(0, steps), ylim=(0, 3), xlabel="step", title=f"Loss while training: {name}")
        (self.every,) = axes.plot([], [], color=EVERY, linewidth=1)
        (self.smooth,) = axes.plot([], [], color=WHERE)
        self.live, self.drawn = LiveFigure(self.figure), time.monotonic()
        self.live.animate(self.every, self.smooth)
        self.live.refresh()
        show(self.live.widget, text=f"{name}: the loss curve, while it grows")

    def step(self, done, losses):
        super().step(done, losses)
        if time.monotonic() - self.drawn > 0.4:
            self.draw(losses)
            self.live.refresh()
            self.drawn = time.monotonic()

    def draw(self, losses):
        """Put the losses so far into the curve: every step in grey, a running mean in blue."""
        width = 20
        smooth = [sum(losses[max(0, i - width) : i]) / min(i, width) for i in range(1, len(losses) + 1)]
        self.every.set_data(range(1, len(losses) + 1), losses)
        self.smooth.set_data(range(1, len(losses) + 1), smooth)

    def stop(self, history):
        super().stop(history)
        self.live.widget.layout.display = "none"
        self.draw(history.losses)
        for curve in (self.every, self.smooth):
            curve.set_animated(False)
        alt = f"The loss of {self.name} against the training step: each step in grey, a running mean in blue."
        show_figure(self.figure, alt)


def say_if_diverged(history):
    """Print one line if the loss has become something that is no number."""
    if history.losses and not math.isfinite(history.losses[-1]):
        first = next(k for k, loss in enumerate(history.losses, 1) if not math.isfinite(loss))
        print(
            f"The loss is no number any more since step {first}: the training diverged.  "
            "Build the network anew and train it with a smaller learning rate, lr=..."
        )


def in_notebook():
    """Whether a Jupyter kernel runs this code."""
    return getattr(get_ipython(), "kernel", None) is not None


def default():
    """A line in a notebook, a tqdm bar in a terminal."""
    return ProgressLine() if in_notebook() else Terminal()
