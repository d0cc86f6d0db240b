"""Exercise 10.2: how much accuracy is lost when every image gets the maps of another one?"""

import torch
from torch import nn

from .. import gates, training
from ..attention import AttentionPool, SpatialAttention
from ..datasets import Batch
from .draw import Case
from .function import Exercise
from .values import number


def reader(rng, sharp):
    """A network of two maps in turn, (N, 4, h, w) -> (N, 4): it answers with what it finds where it looks."""
    net = nn.Sequential(SpatialAttention(1), AttentionPool(4)).double().eval()
    with torch.no_grad():
        for p in net.parameters():
            p.copy_(sharp * torch.randn(p.shape, generator=rng))
    return net


def answers(net, images):
    """The class of the largest logit, (N,)."""
    return training.predict(net, images).argmax(1)


def cases(rng):
    """Maps that matter, maps that do harm, maps that are flat, and images in the order of their class."""
    for what, sharp in (
        ("maps that matter", 4.0),
        ("maps that do harm", 4.0),
        ("flat maps", 0.0),
        ("sorted images", 4.0),
    ):
        net = reader(rng, sharp)
        images = torch.rand((90, 4, 5, 5), generator=rng, dtype=torch.float64)
        labels = answers(net, images)
        if what == "maps that do harm":
            with gates.replace(net, "other image"):
                labels = answers(net, images)
        noise = torch.rand(90, generator=rng) < 0.3
        labels[noise] = torch.randint(4, (90,), generator=rng)[noise]
        order = labels.argsort() if what == "sorted images" else torch.arange(90)
        yield Case(what, (net, Batch(images[order], labels[order])))


def accuracy(net, batch, how=None, only=None):
    """The share of right answers, with changed gates."""
    if how is None:
        return training.evaluate(net, batch)
    with gates.replace(net, how, only):
        return training.evaluate(net, batch)


def swap_cost(net, batch):
    """Accuracy with the network's own maps minus accuracy with another image's."""
    return accuracy(net, batch) - accuracy(net, batch, "other image")


def against(how, only=None):
    """Another change of the gates."""
    return lambda net, batch: accuracy(net, batch) - accuracy(net, batch, how, only and only(net))


def changed_answers(net, batch):
    """The share of answers that change."""
    with gates.replace(net, "other image"):
        swapped = answers(net, batch.images)
    return (swapped != answers(net, batch.images)).double().mean()


Exercise(
    "swap test",
    asked="accuracy with the network's own maps minus accuracy with another image's, a share from -1 to 1",
    look="two calls of training.evaluate: one before, one inside `with gates.replace(net, 'other image')`",
    reference=swap_cost,
    cases=cases,
    reads=number,
    mistakes={
        "the sign is turned round": lambda net, batch: -swap_cost(net, batch),
        "abs: a swap that helps has to give a negative number": lambda net, batch: abs(swap_cost(net, batch)),
        "cut off at 0: a swap that helps has to give a negative number": lambda net, batch: max(
            0.0, swap_cost(net, batch)
        ),
        "this is the accuracy with the other maps": lambda net, batch: accuracy(net, batch, "other image"),
        "this is the accuracy with the network's own maps": accuracy,
        "it is 0 in every case: both accuracies are measured in the same way": lambda net, batch: 0.0,
        "this is in per cent": lambda net, batch: 100 * swap_cost(net, batch),
        "this is relative to the accuracy, not the difference": lambda net, batch: (
            swap_cost(net, batch) / accuracy(net, batch)
        ),
        "this counts the answers that change": changed_answers,
        "the images were exchanged, not the maps": lambda net, batch: (
            accuracy(net, batch) - accuracy(net, Batch(batch.images.roll(1, 0), batch.labels))
        ),
        "the labels were exchanged, not the maps": lambda net, batch: (
            accuracy(net, batch) - accuracy(net, Batch(batch.images, batch.labels.roll(1, 0)))
        ),
        "only the first map is exchanged": against("other image", lambda net: list(gates.gates(net))[0]),
        "only the last map is exchanged": against("other image", lambda net: list(gates.gates(net))[-1]),
        "the gates are opened (one), not exchanged": against("one"),
        "the average map is no other image's map": against("mean"),
        "the weights are shuffled, not exchanged": against("shuffle"),
        "the maps are inverted, not exchanged": against("invert"),
    },
)
