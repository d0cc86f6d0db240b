"""The exercise of lesson 09 that decides whether a network uses its map: the swap test."""

import torch
from torch import nn

from .. import gates, training
from ..attention import AttentionPool, SpatialAttention
from ..datasets import Batch
from .base import Finding, exercise, solved


def reader(seed, sharp):
    """A network of two maps in turn, (N, 4, h, w) -> (N, 4): it answers with what it finds where it looks."""
    state = torch.get_rng_state()
    torch.manual_seed(seed)
    net = nn.Sequential(SpatialAttention(1), AttentionPool(4)).double().eval()
    torch.set_rng_state(state)
    with torch.no_grad():
        for weights in net.parameters():
            weights.mul_(sharp)
    return net


def swap_cases():
    """Pairs of (network, batch): maps that matter, maps that do harm, and maps that are flat."""
    cases = []
    for seed, sharp in ((0, 9.0), (1, 9.0), (2, 0.0)):
        net, rng = reader(seed, sharp), torch.Generator().manual_seed(seed)
        images = torch.rand((80, 4, 5, 5), generator=rng, dtype=torch.float64)
        batch = Batch(images, answers(net, images))
        if seed == 1:
            with gates.replace(net, "other image"):
                batch.labels = answers(net, images)
        noise = torch.rand(80, generator=rng) < 0.3
        batch.labels[noise] = torch.randint(4, (80,), generator=rng)[noise]
        cases.append((net, batch))
    return cases


def answers(net, images):
    """The class of the largest logit, (N,)."""
    return training.predict(net, images).argmax(1)


def changed_accuracy(net, batch, how, only=None):
    """Accuracy with changed gates."""
    with gates.replace(net, how, only):
        return training.evaluate(net, batch)


@exercise("swap test")
def check_swap_test(answer):
    """answer(net, batch) -> accuracy lost when every image gets the map of another one, a number."""
    names = ("maps that matter", "maps that do harm", "maps that are flat")
    for (net, batch), what in zip(swap_cases(), names):
        before = {name: value.clone() for name, value in net.state_dict().items()}
        images, labels, logits = (
            batch.images.clone(),
            batch.labels.clone(),
            training.predict(net, batch.images),
        )
        own, other = training.evaluate(net, batch), changed_accuracy(net, batch, "other image")
        got = solved(answer(net, batch))
        plain = isinstance(got, int | float | torch.Tensor) and not isinstance(got, bool)
        if not plain or (isinstance(got, torch.Tensor) and (got.numel() != 1 or got.dtype == torch.bool)):
            kind = "a verdict" if isinstance(got, bool) else type(got).__name__
            yield Finding(False, "it gives a number", f"it returned {kind}: return how much accuracy is lost")
            return
        got = float(got)
        after = net.state_dict()
        restored = torch.equal(training.predict(net, batch.images), logits)
        restored &= all(torch.equal(after[name], value) for name, value in before.items())
        restored &= torch.equal(batch.images, images) and torch.equal(batch.labels, labels)
        fine = abs(got - (own - other)) < 1e-4
        mistake = "" if fine else swap_mistake(got, net, batch, own, other)
        yield Finding(fine, f"the accuracy lost, {what}", mistake)
        if not fine:
            return
        yield Finding(
            restored, "network and batch are left as they were", "the maps stay exchanged: use `with`"
        )
        if not restored:
            return


def swap_mistake(got, net, batch, own, other):
    """What a number that differs points to."""
    first = list(gates.gates(net))[0]
    rolled = Batch(batch.images.roll(1, 0), batch.labels)
    with gates.replace(net, "other image"):
        swapped = answers(net, batch.images)
    differ = (swapped != answers(net, batch.images)).double().mean().item()
    known = [(other - own, "a swap that helps has to give a negative number: no abs")] if other > own else []
    known += [
        (other - own, "the sign is turned round: own maps first, minus the others"),
        (other, "this is the accuracy with the other maps: subtract it from the accuracy with the own ones"),
        (own, "this is the accuracy with the network's own maps: the swap is missing"),
        (0.0, "nothing was lost: was the network really asked inside the `with`, on the same images?"),
        (100 * (own - other), "this is in points: return a share, between -1 and 1"),
        ((own - other) / max(own, 1e-9), "this is relative to the accuracy: return the difference"),
        (differ, "this counts answers that change; count the right ones with and without the swap"),
        (
            own - training.evaluate(net, rolled),
            "the images were exchanged, not the maps: keep images and labels as they are",
        ),
        (own - changed_accuracy(net, batch, "other image", first), "only the first map was exchanged"),
    ]
    words = {
        "one": "every weight is 1 here: that opens the gates",
        "mean": "the average map is not another image's map",
        "shuffle": "shuffled weights are no real map",
        "invert": "an inverted map is no other image's map",
    }
    known += [
        (own - changed_accuracy(net, batch, how), f'{text}; use "other image"') for how, text in words.items()
    ]
    sentence = next((text for value, text in known if abs(got - value) < 1e-6 * max(1, abs(value))), None)
    return sentence or f"got {got:.3f}, expected {own - other:.3f}: accuracy with own maps minus with others'"
