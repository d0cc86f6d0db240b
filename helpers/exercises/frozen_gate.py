"""Exercise 7.3: is it enough to know the average gate?"""

import torch
import torch.nn.functional as F
from torch import nn

from .. import gates
from ..attention import ChannelAttention
from ..datasets import Batch
from ..training import predict
from .draw import Case
from .function import Exercise
from .neighbours import nearest_is_right
from .values import number


class Gated(nn.Module):
    """A small Embedder: a strong gate on the channels, the average over places, a linear layer."""

    def __init__(self, channels=6):
        super().__init__()
        self.attention = ChannelAttention(channels, 1, pools="avg", bias=True)
        self.place = nn.Linear(channels, channels)

    def forward(self, x):
        return F.normalize(self.place(self.attention(x).mean((2, 3))), dim=1)


def cases(rng):
    """Networks with strong gates; batches of many sizes, seen images of other classes."""
    for what, sizes in (
        ("a network and two batches", (120, 80)),
        ("more seen images than others", (70, 150)),
        ("one seen image", (90, 1)),
        ("batches of one size", (100, 100)),
    ):
        net, batches = Gated().eval(), []
        with torch.no_grad():
            for name, p in net.named_parameters():
                p.copy_(
                    (2 if "attention" in name or "bias" in name else 0.4)
                    * torch.randn(p.shape, generator=rng)
                )
        for classes, n in zip((5, 3), sizes):
            labels = torch.randint(classes, (n,), generator=rng)
            centres = torch.randn((classes, 6, 1, 1), generator=rng) + torch.randn((6, 1, 1), generator=rng)
            noise = 2 * torch.randn((n, 6, 3, 4), generator=rng)
            batches.append(Batch(centres[labels] + noise, labels))
        batch, seen = batches
        yield Case(what, (net, seen, batch), border=what == "one seen image")


def judged(net, batch, change=None):
    """recall@1 of a network's embeddings, with the gate's weights changed."""
    if change is None:
        return nearest_is_right(predict(net, batch.images), batch.labels)
    with gates.replace(net, change):
        return judged(net, batch)


def average(net, batch):
    """The mean over a batch of every channel's gate, (1, C, 1, 1)."""
    with gates.record(net) as kept:
        predict(net, batch.images)
    return next(iter(kept.values())).mean(0, keepdim=True)


def frozen_recall(net, seen, batch):
    """recall@1 on batch with the gate frozen at its average over seen."""
    return judged(net, batch, expanded(average(net, seen)))


def expanded(weights):
    """A change that gives these weights to every image."""
    return lambda w: weights.expand_as(w)


def own_and(mix):
    """Each image's own gate changed by the average: mix(own, average)."""

    def wrong(net, seen, batch):
        mean = average(net, seen)
        return judged(net, batch, lambda w: mix(w, mean))

    return wrong


Exercise(
    "a frozen gate",
    asked="recall@1 on batch, with every image's gate at the average of `seen`; the network stays as it was",
    look="two steps: record on seen.images and average; then replace and predict on batch.images",
    reference=frozen_recall,
    cases=cases,
    reads=number,
    mistakes={
        "the gate works as ever: predict inside of the with-block": lambda net, seen, batch: judged(
            net, batch
        ),
        "the average comes from the test images (batch), not from the seen ones": lambda net, seen, batch: (
            judged(net, batch, expanded(average(net, batch)))
        ),
        "the average comes from both batches": lambda net, seen, batch: judged(
            net,
            batch,
            expanded(average(net, Batch(torch.cat([seen.images, batch.images]), batch.labels))),
        ),
        "one number for all channels; every channel keeps its own average": lambda net, seen, batch: judged(
            net, batch, expanded(average(net, seen).mean())
        ),
        "averaged over the channels of each image, not over the images": lambda net, seen, batch: judged(
            net, batch, lambda w: w.mean(1, keepdim=True).expand_as(w)
        ),
        "the gate is open, every weight is 1": lambda net, seen, batch: judged(net, batch, "one"),
        "every image has the gate of another image": lambda net, seen, batch: judged(
            net, batch, "other image"
        ),
        "every image has the gate of the first seen one": lambda net, seen, batch: judged(
            net, batch, expanded(average(net, seen[:1]))
        ),
        "the average multiplies each image's own gate; it has to take its place": own_and(torch.mul),
        "the average is mixed with each image's own gate": own_and(lambda own, mean: (own + mean) / 2),
        "this is measured on the seen images; it has to be batch": lambda net, seen, batch: judged(
            net, seen, expanded(average(net, seen))
        ),
        "this is what freezing costs, not the recall itself": lambda net, seen, batch: (
            judged(net, batch) - frozen_recall(net, seen, batch)
        ),
        "this is what freezing gains, not the recall itself": lambda net, seen, batch: (
            frozen_recall(net, seen, batch) - judged(net, batch)
        ),
        "this is in per cent": lambda net, seen, batch: 100 * frozen_recall(net, seen, batch),
        "this is the share of misses": lambda net, seen, batch: 1 - frozen_recall(net, seen, batch),
    },
)
