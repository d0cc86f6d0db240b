"""Switch parts of a feature map off and see what the network says then.

Written for networks.ConvNet: ``net.stages`` make the feature maps, ``net.pool`` and ``net.classify``
turn the last one into logits.
"""

from contextlib import contextmanager

import torch


@contextmanager
def switched_off(stage, channels=(), places=()):
    """Inside the with-block these channels, and these places (row, column), of a stage's output are zero."""

    def silence(module, inputs, output):
        weights = torch.ones_like(output)
        weights[:, list(channels)] = 0
        for row, column in places:
            weights[:, :, row, column] = 0
        return output * weights

    hook = stage.register_forward_hook(silence)
    try:
        yield
    finally:
        hook.remove()


@torch.no_grad()
def stage_maps(net, images, chunk=500):
    """The feature map after every stage: a list of (N, C, H, W), in eval mode, on the network's device."""
    net.eval()
    device = next(net.parameters()).device
    parts = []
    for part in images.split(chunk):
        maps, x = [], part.to(device)
        for stage in net.stages:
            x = stage(x)
            maps.append(x)
        parts.append(maps)
    return [torch.cat(maps) for maps in zip(*parts)]


@torch.no_grad()
def finish(net, x, stage=-1):
    """The logits (N, classes) that the network gives to the feature map x of a stage (default: the last)."""
    rest = net.stages[len(net.stages) if stage == -1 else stage + 1 :]
    return net.classify(net.pool(rest(x)))


def without_each_channel(net, x, stage=-1):
    """The logits with one channel of x (N, C, H, W) switched off at a time: (C, N, classes)."""
    every = torch.eye(x.shape[1], device=x.device, dtype=x.dtype)
    return torch.stack([finish(net, x * (1 - one)[:, None, None], stage) for one in every])


def without_each_place(net, x, stage=-1):
    """The logits with one place of x (N, C, H, W) switched off at a time: (H * W, N, classes)."""
    every = torch.eye(x[0, 0].numel(), device=x.device, dtype=x.dtype)
    return torch.stack([finish(net, x * (1 - one).view(x.shape[2:]), stage) for one in every])


def loss_of_answer(full, without):
    """How far the logit of the network's own answer falls: full (N, classes), without (K, N, classes).

    Returns (K, N); negative where the answer gains by the removal.
    """
    answer = full.argmax(1)
    images = torch.arange(len(full), device=full.device)
    return full[images, answer] - without[:, images, answer]


def changed(full, without):
    """Whether the answer is another one: (K, N) bool."""
    return without.argmax(2) != full.argmax(1)


def removals(net, images, stage=-1, without=without_each_channel):
    """Each channel of a stage off: whether the answer changes, and how far its logit falls, (C, N) each.

    without  what is taken away: without_each_channel, or without_each_place and (H * W, N) each
    """
    x = stage_maps(net, images)[stage]
    full, less = finish(net, x, stage), without(net, x, stage)
    return changed(full, less), loss_of_answer(full, less)


def share_alike(top, labels):
    """How often two images have the same most important part: (of one digit, of different digits).

    top, labels  (N,) whole numbers.  All pairs of different images are counted.
    """
    same = top[:, None] == top
    alike = labels[:, None] == labels
    others = ~torch.eye(len(top), dtype=torch.bool, device=top.device)
    return same[alike & others].float().mean().item(), same[~alike].float().mean().item()


def by_class(values, labels, classes=10):
    """Mean of values (K, N) over the images of every class: (classes, K), on the CPU."""
    return torch.stack([values[:, labels == c].mean(1) for c in range(classes)]).cpu()
