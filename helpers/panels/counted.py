"""A line in a notebook that counts what a loop has done, where nothing is trained."""

from ..plots.figures import show
from .progress import ProgressLine


class CountLine(ProgressLine):
    """A bar, a name, and how many are done."""

    label = "progress"  # nothing is trained

    def __init__(self, name, steps):
        super().__init__()
        self.name, self.steps = name, steps
        self.step(0)
        show(self.line, text=f"{name}: {steps} of {steps}")

    def step(self, done):
        self.say(done, f"{done} of {self.steps}")


def counted(things, name):
    """The things (with a length), one by one; a line in the notebook counts those that are done."""
    line = CountLine(name, len(things))
    for done, thing in enumerate(things, 1):
        yield thing
        line.step(done)
