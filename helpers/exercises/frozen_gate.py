"""The exercise "a frozen gate"."""

import torch
import torch.nn.functional as F
from torch import nn

from .. import datasets, gates, networks
from ..attention import ChannelAttention
from ..training import predict
from .base import Finding, exercise, solved
from .compare import explained, number, one_number
from .retrieval import recall_of, similarities


class Gated(nn.Module):
    """A small Embedder: a strong gate on the channels, the average over places, a linear layer."""

    def __init__(self, channels=6):
        super().__init__()
        self.attention = ChannelAttention(channels, 1, pools="avg", bias=True)
        self.place = nn.Linear(channels, channels)

    def forward(self, x):
        return F.normalize(self.place(self.attention(x).mean((2, 3))), dim=1)


def gated_network(seed):
    """A Gated network, a batch to judge it on, and a batch of other classes; made for this check."""
    rng = torch.Generator().manual_seed(seed)
    net = networks.build(Gated, seed).eval()
    with torch.no_grad():
        for layer in (net.attention.mlp[0], net.attention.mlp[2]):
            layer.weight.mul_(5)
    batches = []
    for classes in (5, 3):
        labels = torch.randint(classes, (250,), generator=rng)
        centres = torch.randn((classes, 6, 1, 1), generator=rng) + torch.randn((6, 1, 1), generator=rng)
        images = centres[labels] + 2 * torch.randn((250, 6, 3, 4), generator=rng)
        batches.append(datasets.Batch(images, labels))
    return net, *batches


def recall(net, batch):
    """recall@1 of a network's embeddings."""
    return recall_of(similarities(predict(net, batch.images)), batch.labels, 1)


def with_gate(net, batch, change):
    """recall@1 when the gate's weights are changed."""
    with gates.replace(net, change):
        return recall(net, batch)


def average_gate(net, batch):
    """The mean over a batch of every channel's gate, (1, C, 1, 1)."""
    with gates.record(net) as kept:
        predict(net, batch.images)
    return next(iter(kept.values())).mean(0, keepdim=True)


def frozen(net, seen, batch):
    """The true answer of exercise 6.3."""
    average = average_gate(net, seen)
    return with_gate(net, batch, lambda w: average.expand_as(w))


@exercise("a frozen gate")
def check_frozen(answer):
    """answer(net, seen, batch) -> recall@1 on batch with the gate frozen at its average over seen."""
    net, batch, seen = gated_network(6)
    before = recall(net, batch)
    kind, value = one_number(solved(answer(net, seen, batch)), "recall@1 is one number")
    yield kind
    if value is None:
        return
    after = recall(net, batch)
    yield Finding(
        before == after and not net.training,
        "the network is afterwards as it was",
        "it still works with another gate, or trains: use `with gates.replace(...)`, and leave eval mode on",
    )
    if before != after or net.training:
        return
    for seed in (6, 9, 24):
        net, batch, seen = gated_network(seed)
        value = number(answer(net, seen, batch))
        fine = value is not None and abs(value - frozen(net, seen, batch)) < 1e-6
        what = f"equal to recall@1 with the frozen gate, network {seed}"
        yield Finding(fine, what, "" if fine else frozen_mistake(value, net, seen, batch))
        if not fine:
            return


def frozen_mistake(value, net, seen, batch):
    """What a wrong recall@1 of a frozen gate points to."""
    if value is None:
        return "it gives no number here"
    truth, own = frozen(net, seen, batch), recall(net, batch)
    average, of_one = average_gate(net, seen), average_gate(net, seen[:1])
    wrong = [
        (own, "the gate works as ever: predict inside the with-block, and replace before you predict"),
        (own - truth, "this is what freezing costs: give the recall itself"),
        (truth - own, "this is what freezing costs, with a minus: give the recall itself"),
        (
            with_gate(net, batch, "mean"),
            "the average is taken over the test images: take it over the seen ones",
        ),
        (
            with_gate(net, batch, lambda w: average.mean().expand_as(w)),
            "one number for all channels: average over the images only, every channel keeps its own",
        ),
        (
            with_gate(net, batch, lambda w: w.mean(1, keepdim=True).expand_as(w)),
            "averaged over the channels, image by image: average over the images (axis 0)",
        ),
        (with_gate(net, batch, "one"), "the gate is open, every weight 1: freeze it at its average"),
        (
            with_gate(net, batch, "other image"),
            "every image has the gate of another: they all get the average",
        ),
        (
            with_gate(net, batch, lambda w: of_one.expand_as(w)),
            "every image has the gate of the first seen one: take the average over all of them",
        ),
        (
            with_gate(net, batch, lambda w: w * average),
            "the average multiplies the image's own gate: it has to take its place",
        ),
        (with_gate(net, seen, lambda w: average.expand_as(w)), "judged on the seen images: judge on batch"),
        (with_gate(net, seen, "mean"), "judged on the seen images: judge on batch"),
    ]
    return explained(value, wrong) or f"it gives {value:.3f}, it should be {truth:.3f}"
