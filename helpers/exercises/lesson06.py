"""The exercises of lesson 06: recall at k, the door that lets pairs in, a gate frozen at its average."""

import torch
import torch.nn.functional as F
from torch import nn

from .. import datasets, gates, networks
from ..attention import ChannelAttention
from ..training import predict
from .base import Finding, exercise, solved
from .neighbours import door_mistake, let_in, pairs_once, recall_mistake, recall_of, similarities, vectors_of
from .numbers import explained, number, one_number


@exercise("recall at k")
def check_recall(answer):
    """answer(vectors, labels, k): vectors (N, D) of any length, labels (N,) -> recall@k, a number."""
    vectors, labels = vectors_of(300, 5, 5, 4)
    given = vectors.clone()
    kind, value = one_number(
        solved(answer(vectors, labels, 1)), "take the mean over the images at the very end"
    )
    yield kind
    if value is None:
        return
    untouched = torch.equal(vectors, given)
    yield Finding(untouched, "your input is left as it was", "the function changes vectors in place")
    if not untouched:
        return
    for k, (n, dims, seed) in ((1, (300, 5, 4)), (1, (410, 3, 1)), (3, (350, 4, 2)), (5, (280, 6, 3))):
        vectors, labels = vectors_of(n, dims, 4 + k, seed)
        value = number(answer(vectors, labels, k))
        fine = value is not None and abs(value - recall_of(similarities(vectors), labels, k)) < 1e-6
        mistake = "" if fine else recall_mistake(value, vectors, labels, k)
        yield Finding(fine, f"right for {n} vectors of {dims} numbers, k = {k}", mistake)
        if not fine:
            return
    yield opposite(answer)
    yield twins(answer)


def opposite(answer):
    """Three vectors that point away from each other: every cosine between two of them is negative."""
    turn = torch.tensor([0.0, 2.1, 4.2], dtype=torch.float64)
    vectors = torch.stack([turn.cos(), turn.sin()], 1)
    value = number(answer(vectors, torch.arange(3), 1))
    return Finding(
        value == 0.0,
        "three vectors that point away from each other, of three classes: 0",
        "here every cosine is negative, so 0 on the diagonal makes an image its own neighbour: "
        "fill it with -inf",
    )


def twins(answer):
    """Every vector four times, each copy of another class: the nearest is always wrong."""
    vectors = vectors_of(6, 4, 2, 4)[0].repeat(4, 1)
    labels = torch.arange(24)
    value = number(answer(vectors, labels, 1))
    return Finding(
        value == 0.0,
        "copies of one vector under several labels: 0",
        "an image found itself: among equal vectors the first of topk need not be the query; "
        "take the diagonal out instead of dropping the first",
    )


@exercise("the door")
def check_door(answer):
    """answer(vectors, labels, allowed): vectors (N, D) of length 1 -> share of same-class pairs let in."""
    vectors, labels = vectors_of(30, 4, 3, 67)
    vectors = F.normalize(vectors, dim=1)
    kind, value = one_number(solved(answer(vectors, labels, 0.1)), "the share of pairs let in is one number")
    yield kind
    if value is None:
        return
    fine = 0 <= value <= 1
    yield Finding(fine, "a share from 0 to 1", f"it gives {value:.2f}: divide by the number of such pairs")
    if not fine:
        return
    for allowed, shape in ((0.1, (30, 4, 3, 67)), (0.03, (41, 6, 3, 6)), (0.257, (25, 3, 2, 9))):
        vectors, labels = vectors_of(*shape)
        vectors = F.normalize(vectors, dim=1)
        similar, same = pairs_once(vectors, labels)
        value = number(answer(vectors, labels, allowed))
        fine = value is not None and abs(value - let_in(similar[same], similar[~same], allowed)) < 1e-6
        mistake = "" if fine else door_mistake(value, vectors, labels, allowed)
        strangers = int((~same).sum())
        yield Finding(
            fine, f"right for {len(labels)} vectors, {allowed:.1%} of {strangers} strangers allowed", mistake
        )
        if not fine:
            return
    value = number(answer(vectors, labels, 0.0))
    strict = (similar[same] > similar[~same].max()).double().mean().item()
    fine = value is not None and abs(value - strict) < 1e-6
    yield Finding(
        fine,
        "right where no stranger may come in",
        "the threshold has to be the highest cosine of a pair of two classes: is it one place off?",
    )


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
