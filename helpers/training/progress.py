"""What a run shows while it runs, in a terminal; what a notebook shows is named by whoever can draw."""

import math
import sys

from tqdm import tqdm

IN_NOTEBOOKS = []  # classes like Terminal, the last one counts: see panels.progress


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
    shell = sys.modules.get("IPython")  # loaded long before, where a kernel runs
    return shell is not None and getattr(shell.get_ipython(), "kernel", None) is not None


def default():
    """What was named for notebooks, in a notebook; a tqdm bar anywhere else."""
    return IN_NOTEBOOKS[-1]() if IN_NOTEBOOKS and in_notebook() else Terminal()
