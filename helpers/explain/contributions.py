"""Keep a few channels, or a few places, of the last feature map: chosen for each image, or once for all.

Behind an average pooling and a linear layer, every channel and every place *adds* its share to the
logits, so keeping some of them is a sum over fewer shares.
"""

import torch

from ..networks import Average
from .ablation import stage_maps

WAYS = ("chosen for the image", "best fixed choice", "another image's choice")


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
    """The fixed choice that does best: parts taken one by one, each the one that helps most: (count,).

    It is made with the labels of training images, which the choice for one image never sees.
    """
    chosen, logits = [], start + torch.zeros_like(shares[:, 0])
    for _ in range(count):
        right = ((logits[:, None] + shares).argmax(2) == labels[:, None]).float().mean(0)
        right[chosen] = -1
        chosen.append(right.argmax().item())
        logits = logits + shares[:, chosen[-1]]
    return torch.tensor(chosen, device=shares.device)


def compare_choices(net, test, train, counts, of="channels", fill="zero"):
    """Accuracy on test when ``counts`` parts are kept, for each of WAYS: {way: [one per count]}.

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
    fixed = best_fixed(theirs, start, learned, max(counts))
    choices = dict(zip(WAYS, (order, fixed[None], order.roll(1, 0))))
    return {
        way: [accuracy_keeping(ours, start, seen, choice[:, :k]) for k in counts]
        for way, choice in choices.items()
    }
