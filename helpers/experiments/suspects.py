"""The eight suspects of the lesson on broken attention: the gate of each network, and how it is trained."""

from dataclasses import dataclass
from functools import partial

from .. import networks, training
from ..attention import SpatialAttention, broken
from ..networks.pretrained import Anywhere
from . import layers
from .base import test_batch
from .classification import RECIPES

RATES = {"cued_colour": 8e-3, "clutter": 4e-3}  # learning rates at which every suspect trains well


@dataclass
class Suspect:
    """One network: its name when revealed, its task, and what differs from the task's recipe."""

    name: str
    task: str
    settings: dict

    def all_settings(self):
        """The task's settings with this suspect's own."""
        return {**RECIPES[self.task].settings, **self.settings}

    def untrained(self):
        """The network as it starts, seed 0."""
        return networks.build(RECIPES[self.task].network, 0, **self.all_settings())

    def trained(self):
        """The network, trained by its task's recipe."""
        recipe, net = RECIPES[self.task], self.untrained()
        make, rate = recipe.batches("train"), RATES[self.task]
        training.fit(net, make, recipe.steps, recipe.batch_size, lr=rate, seed=1000, name=self.name)
        return net

    def batch(self, images=100):
        """The first test images of its task."""
        return test_batch(RECIPES[self.task], images)


def suspect(name, task, gate, **settings):
    """A suspect whose recipe's ``attention=`` is this gate."""
    return Suspect(name, task, {"attention": gate, **settings})


SUSPECTS = {
    "A": suspect("healthy, where", "clutter", Anywhere(SpatialAttention, norm=True)),
    "B": suspect("zero width", "cued_colour", broken.ZeroWidth, widths=(12, 15)),
    "C": suspect("dead branch", "cued_colour", broken.DeadBranch),
    "D": suspect("never below half", "clutter", Anywhere(broken.NeverBelowHalf, norm=True)),
    "E": suspect("healthy, what", "cued_colour", layers.normalised),
    "F": Suspect("forgotten softmax", "clutter", {"head": broken.ForgottenSoftmax}),
    "G": suspect("x1 + x1", "cued_colour", partial(broken.SameTwice, reduction=4, bias=True)),
    "H": suspect("huge kernel", "clutter", Anywhere(broken.HugeKernel, norm=True)),
}
