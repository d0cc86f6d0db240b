"""What a run shows in a notebook.  The stored text is fixed, so that notebooks compare."""

import html
import math
import time

import ipywidgets as widgets

from ..plots.figures import INK, LiveFigure, new_figure, show, show_figure
from ..training.progress import IN_NOTEBOOKS, Silent, say_if_diverged

EVERY = "#9A9A9A"  # the loss of every step, a grey that shows beside the black


class ProgressLine(Silent):
    """One line in a notebook: a bar, the step, the loss."""

    label = "training progress"  # the name of the bar, for those who hear it

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
        bar = f"<progress max='{self.steps}' value='{done}' aria-label='{self.label}'></progress>"
        self.line.value = f"{bar} <b>{html.escape(self.name)}</b>: {html.escape(text)}"


class LiveCurve(ProgressLine):
    """The line, and below it the loss curve as it grows; a still figure takes its place at the end."""

    def start(self, name, steps):
        super().start(name, steps)
        self.figure = new_figure(7, 2.2)
        axes = self.figure.subplots()
        axes.set(xlim=(0, steps), ylim=(0, 3), xlabel="step", title=f"Loss while training: {name}")
        (self.every,) = axes.plot([], [], color=EVERY, linewidth=1)
        (self.smooth,) = axes.plot([], [], color=INK)
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
        """Put the losses so far into the curve: every step in grey, a running mean in black."""
        width = 20
        smooth = [sum(losses[max(0, i - width) : i]) / min(i, width) for i in range(1, len(losses) + 1)]
        self.make_room(smooth)
        self.every.set_data(range(1, len(losses) + 1), losses)
        self.smooth.set_data(range(1, len(losses) + 1), smooth)

    def make_room(self, smooth):
        """Let the axis end a little above the highest running mean; nan and inf do not count."""
        highest = max((loss for loss in smooth if math.isfinite(loss)), default=0)
        if highest > 0 and self.figure.axes[0].get_ylim()[1] != (top := 1.15 * highest):
            self.figure.axes[0].set_ylim(0, top)
            self.figure.set_layout_engine("constrained")  # longer numbers at the axis need more room
            self.live.background = None  # what stands still has changed

    def stop(self, history):
        super().stop(history)
        self.live.widget.layout.display = "none"
        self.draw(history.losses)
        for curve in (self.every, self.smooth):
            curve.set_animated(False)
        alt = f"The loss of {self.name} against the training step: each step in grey, the running mean black."
        show_figure(self.figure, alt)


IN_NOTEBOOKS.append(ProgressLine)  # from now on a run shows it in a notebook
