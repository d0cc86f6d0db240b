"""Keep a few channels, or a few places, of the last feature map: chosen for each image, or once for all.

Behind an average pooling and a linear layer, every channel and every place *adds* its share to the
logits, so keeping some of them is a sum over fewer shares.
"""

from math import comb

import torch

from ..networks import Average
from .ablation import stage_maps

FEW = 20_000  # choices that are all tried: four of 24 channels are 10,626
SEARCHED = 600  # training images on which a fixed choice is searched
WAYS = (
    "chosen for the image",
    "best fixed choice",
    "another image, same answer",
    "another image, other answer",
)


@torch.no_grad()
def shares(net, images, of="channels"):
    """What every channel, or place, adds to the logits: (N, K, classes).

    logits = bias + shares.sum(1).  K is C for channels, H * W for places (row by row).  Raises
    ValueError for a network without average pooling, whose parts do not simply add up.
    """
    if not isinstance(net.pool, Average):
        raise ValueError(f"the shares add up only behind an average pooling, got {type(net.pool).__name__}")
    if of not in ("channels", "places"):
        raise ValueError(f'of must be "channels" or "places", got {of!r}')
    x = stage_maps(net, images)[-1].flatten(2)  # (N, C, H * W)
    if of == "channels":
        return x.mean(2)[:, :, None] * net.classify.weight.T
    return x.transpose(1, 2) @ net.classify.weight.T / x.shape[2]


def strength(shares):
    """How much each part moves the logits against one another: (N, K, classes) -> (N, K).

    It does not know the label; what is added to all classes alike changes nothing and does not count.
    """
    return (shares - shares.mean(2, keepdim=True)).norm(dim=2)


def accuracy_keeping(shares, start, labels, chosen):
    """Accuracy when only the chosen parts (N, k), or (k,) for all images, add to ``start`` (classes,)."""
    chosen = chosen.expand(len(shares), chosen.shape[-1])
    kept = shares.gather(1, chosen[:, :, None].expand(-1, -1, shares.shape[2])).sum(1)
    return ((start + kept).argmax(1) == labels).float().mean().item()


def best_fixed(shares, start, labels, count):
    """The fixed choice that does best on these images: (count,).

    It is made with the labels of training images, which the choice for one image never sees.  Up to
    ``FEW`` choices are all tried; of more, parts are taken one by one and then exchanged one for another
    until no exchange helps.
    """
    parts = shares.shape[1]
    if comb(parts, count) <= FEW:
        every = torch.combinations(torch.arange(parts, device=shares.device), count)
        return every[right_of(every, shares, start, labels).argmax()]
    return exchanged(one_by_one(shares, start, labels, count), shares, start, labels)


def right_of(choices, shares, start, labels, chunk=500):
    """Accuracy of every fixed choice: choices (M, count) -> (M,)."""
    found = []
    for some in choices.split(chunk):
        kept = torch.zeros(len(some), shares.shape[1], device=shares.device).scatter(1, some, 1.0)
        logits = start + torch.einsum("mk,nkc->mnc", kept, shares)
        found.append((logits.argmax(2) == labels).float().mean(1))
    return torch.cat(found)


def one_by_one(shares, start, labels, count):
    """Parts taken one by one, each the one that helps most: (count,)."""
    chosen = torch.zeros(0, dtype=torch.long, device=shares.device)
    for _ in range(count):
        longer = neighbours(chosen, shares.shape[1], drop=False)
        chosen = longer[right_of(longer, shares, start, labels).argmax()]
    return chosen


def exchanged(chosen, shares, start, labels):
    """A choice (count,) after exchanging one part for another, as long as that helps."""
    best = right_of(chosen[None], shares, start, labels).item()
    while True:
        others = neighbours(chosen, shares.shape[1])
        right = right_of(others, shares, start, labels)
        if right.max().item() <= best:
            return chosen
        chosen, best = others[right.argmax()], right.max().item()


def neighbours(chosen, parts, drop=True):
    """The choices that differ by one part: one of ``chosen`` exchanged, or without ``drop`` one more."""
    left = [part for part in range(parts) if part not in chosen.tolist()]
    kept = chosen.tolist()
    if drop:
        lists = [[*kept[:k], part, *kept[k + 1 :]] for k in range(len(kept)) for part in left]
    else:
        lists = [[*kept, part] for part in left]
    return torch.tensor(lists, device=chosen.device)


def another_image(labels):
    """For each image another one: the next of the same label, and the next of another, (N,) each.

    Behind the last image comes the first.  Where there is no such image, it is the next one.
    """
    steps = torch.arange(len(labels), device=labels.device)
    later = (steps[:, None] + steps[1:]) % len(labels)  # (N, N - 1): all others, in their order
    alike = labels[later] == labels[:, None]
    return [later.gather(1, which.int().argmax(1, keepdim=True))[:, 0] for which in (alike, ~alike)]


def compare_choices(net, test, train, counts, of="channels", fill="zero"):
    """Accuracy on test when ``counts`` parts are kept, for each of WAYS: {way: [one per count]}.

    The last two ways are controls.  They keep the parts that were chosen for another image, one to which
    the whole network gives the same answer, and one to which it gives another, see ``another_image``.

    test, train  Batches
    fill         what a part that is not kept adds: nothing ("zero"), or its "average" over the
                 training images, so that the logits stay in their usual range
    """
    ours, theirs = shares(net, test.images, of), shares(net, train.images, of)
    start = net.classify.bias.detach()
    if fill == "average":
        usual = theirs.mean(0)
        ours, theirs, start = ours - usual, theirs - usual, start + usual.sum(0)
    seen, learned = test.labels.to(ours.device), train.labels.to(ours.device)
    order = strength(ours).argsort(1, descending=True)
    some = slice(SEARCHED)
    fixed = [best_fixed(theirs[some], start, learned[some], k)[None] for k in counts]
    own = [order[:, :k] for k in counts]
    answers = (start + ours.sum(1)).argmax(1)
    borrowed = [[choice[image] for choice in own] for image in another_image(answers)]
    choices = dict(zip(WAYS, (own, fixed, *borrowed)))
    return {
        way: [accuracy_keeping(ours, start, seen, choice) for choice in of_counts]
        for way, of_counts in choices.items()
    }
