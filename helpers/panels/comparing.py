"""A learner's own comparison in a notebook: its progress, then the table, the picture and the verdict."""

import html

from IPython.display import display

from ..experiments import comparing, comparison
from ..plots.compared import own_points
from ..plots.figures import show, show_figure
from ..tables import names, table
from .progress import ProgressLine


class ComparisonLine(ProgressLine):
    """One line in a notebook: a bar, how many networks are trained, and the time that is left."""

    def __init__(self, jobs, seconds):
        super().__init__()
        self.name, self.steps = "comparison", jobs
        self.say(0, f"{jobs} networks to compare, about {comparing.in_words(seconds)}")
        show(self.line, text="the comparison: its progress, and an estimate of the time that is left")

    def step(self, done, left):
        self.done = done
        self.say(done, f"{done} of {self.steps} networks, about {comparing.in_words(left)} left")

    def stop(self):
        self.say(getattr(self, "done", 0), f"{getattr(self, 'done', 0)} of {self.steps} networks compared")


def meanings(result):
    """What the companions are that stand beside the learner's own variants: {short name: meaning}."""
    said = dict(names.NAMES)
    for gate in result.gated:
        said[f"{gate} added"] = f"the additive twin of {gate}: its scores added, not multiplied"
        said[f"{gate} blind"] = f"{gate} with weights that never look at the image"
    return {name: said[name] for name in result.variants if name not in result.gated}


def show_comparison(result):
    """Show a ``Comparison``: table and legend, picture, verdict."""
    if result.complete:
        count = f"{len(result.complete)} of {result.planned} replicates"
        table.show(result.table, caption=f"Accuracy on the test pictures, in points, {count}.")
        names.legend(meanings(result))
    if len(result.complete) > 1:
        show_figure(own_points(result))
    items = "".join(f"<li>{html.escape(sentence)}</li>" for sentence in result.verdict)
    display(
        {"text/html": f"<ul>{items}</ul>", "text/plain": "\n".join(result.verdict)},
        raw=True,
    )


comparing.IN_NOTEBOOKS.append(ComparisonLine)
comparison.SHOWN_BY.append(show_comparison)
