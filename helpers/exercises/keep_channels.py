"""Exercise 1.2: every image keeps the channels that its list names."""

import torch

from .draw import Case, normal, scaled, shapes, steps
from .function import Exercise


def kept(x, chosen):
    """x (N, C, H, W), chosen (N, k) channel numbers -> (N, C, H, W), the other channels zero."""
    return x.where(mask(x, chosen)[:, :, None, None] > 0, 0.0)  # 0 and not -0, which a message would show


def mask(x, chosen):
    """1 where a channel stays, (N, C)."""
    return torch.zeros_like(x[:, :, 0, 0]).scatter(1, chosen, 1.0)


def cases(rng):
    """Every shape with some channels of every image; then one, all and none, and lists in any order."""

    def some(n, c, k):
        return torch.stack([torch.randperm(c, generator=rng)[:k] for _ in range(n)])

    def ordinary():
        yield Case("one image keeps its second channel", (steps(1, 2, 1, 2), torch.tensor([[1]])))
        for what, (n, c, h, w) in shapes(rng).items():
            x = steps(n, c, h, w) if h * w == 1 else normal(rng, n, c, h, w)  # the smallest are shown whole
            yield Case(what, (x, some(n, c, max(1, c // 2))))
        x = normal(rng, 4, 5, 3, 2)
        yield Case("two of five channels", (x, some(4, 5, 2)))
        yield Case("as many images as kept channels", (normal(rng, 3, 6, 2, 2), some(3, 6, 3)))
        yield Case("all channels, in any order", (x, some(4, 5, 5)), border=True)
        yield Case("no channel", (x, some(4, 5, 0)), border=True)
        yield Case("the last channel alone", (x, torch.full((4, 1), 4)), border=True)
        silent = x * torch.tensor([1.0, 0, 1, 1]).double()[:, None, None, None]
        yield Case("a silent image beside others", (silent, some(4, 5, 2)), border=True)

    yield from scaled(ordinary())


def packed(x, chosen):
    """The kept channels alone, (N, k, H, W)."""
    return torch.stack([image[row] for image, row in zip(x, chosen)])


Exercise(
    "keep channels",
    asked="image n keeps the channels in chosen[n], its other channels are zero; x stays as it is",
    look="one weight per image and channel, (N, C): 1 for kept, 0 for others",
    reference=kept,
    cases=cases,
    gradient=("x",),
    images=("x", "chosen"),
    mistakes={
        "the chosen channels are silenced, the others kept": lambda x, c: x - kept(x, c),
        "every image keeps the channels of the first": lambda x, c: kept(x, c[:1].expand_as(c)),
        "every image keeps what any image of the batch keeps": lambda x, c: kept(
            x, c.reshape(1, -1).expand(len(x), -1)
        ),
        "these are the weights alone, without x": lambda x, c: kept(torch.ones_like(x), c),
        "these are the kept channels alone; all C channels are asked for": packed,
        "x[:, chosen] takes the channels of all rows for every image": lambda x, c: x[:, c],
        "the first k channels are kept": lambda x, c: kept(x, torch.arange(c.shape[1]).expand_as(c)),
        "only the first channel of each list is kept": lambda x, c: kept(x, c[:, :1]),
        "`chosen` is read as places of an image, not as channels": lambda x, c: (
            x * torch.zeros_like(x).flatten(2).index_fill(2, c.flatten(), 1).view_as(x)
        ),
        "the weights are the channel numbers, not 1": lambda x, c: (
            x * torch.zeros_like(x[:, :, 0, 0]).scatter(1, c, c.to(x))[:, :, None, None]
        ),
        "kept channels are copied to the front; each stays in its own place": lambda x, c: torch.cat(
            [packed(x, c), torch.zeros_like(x[:, c.shape[1] :])], 1
        ),
        "the other channels are -inf, not 0": lambda x, c: x.where(
            kept(torch.ones_like(x), c) > 0, -torch.inf
        ),
    },
)
