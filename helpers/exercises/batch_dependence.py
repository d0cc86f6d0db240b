"""Exercise 11.3: does an output depend on the company?  Networks that mix images, and some that do not."""

from copy import deepcopy

import torch
from torch import nn

from .draw import Case, normal
from .function import Exercise
from .values import truth


class Rounding(nn.Module):
    """Another batch size, another order of the sums: the last digits differ."""

    def forward(self, x):
        return x * (1 + 1e-9 * len(x))


class BatchMaximum(nn.Module):
    """Every image is divided by the largest value of the whole batch."""

    def forward(self, x):
        return x / x.abs().amax((0, 2, 3), keepdim=True)


class LastImage(nn.Module):
    """Every image is compared with the last one of the batch."""

    def forward(self, x):
        return x - 0.3 * x[-1:]


def net_of(rng, norm, training):
    """conv, norm, ReLU, an average, linear: (N, 2, H, W) -> (N, 3), float64, in the wanted mode."""
    layers = nn.Conv2d(2, 6, 3), norm(), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten()
    net = nn.Sequential(*layers, nn.Linear(6, 3)).double()
    with torch.no_grad():
        for p in net.parameters():
            p.copy_(0.5 * torch.randn(p.shape, generator=rng))
    for module in net.modules():
        if isinstance(module, nn.BatchNorm2d) and module.running_mean is not None:
            module.running_mean.fill_(0.1)
            module.running_var.fill_(0.6)
    return net.train(training)


def without_averages():
    """Batch normalisation that always uses the batch."""
    return nn.BatchNorm2d(6, track_running_stats=False)


def cases(rng):
    """Seven networks, on batches of even and odd size."""
    for what, norm, training in (
        ("batch normalisation, eval()", lambda: nn.BatchNorm2d(6), False),
        ("batch normalisation, eval() forgotten", lambda: nn.BatchNorm2d(6), True),
        ("training mode, but nothing that mixes images", lambda: nn.GroupNorm(2, 6), True),
        ("eval(), and rounding in the ninth digit", Rounding, False),
        ("eval(), batch normalisation without running averages", without_averages, False),
        ("eval(), and a maximum over the whole batch", BatchMaximum, False),
        ("eval(), each image compared with the last", LastImage, False),
        ("training mode, and a maximum over the whole batch", BatchMaximum, True),
        ("eval(), group normalisation", lambda: nn.GroupNorm(3, 6), False),
    ):  # fmt: skip
        n = 8 + len(what) % 3
        images = normal(rng, n, 2, 7, 9) * torch.linspace(0.2, 3, n).double()[:, None, None, None]
        yield Case(what, (net_of(rng, norm, training), images))


def moved(net, images, part, equal=None):
    """Whether the outputs of ``images[part]`` differ in another company."""
    with torch.no_grad():
        together, apart = deepcopy(net)(images)[part], deepcopy(net)(images[part])
    return not (equal or close)(together, apart)


def close(a, b):
    """To a few digits."""
    return torch.allclose(a, b, atol=1e-4)


def depends(net, images):
    """The true answer; every image alone."""
    return any(moved(net, images, slice(k, k + 1)) for k in range(len(images)))


def in_mode(training):
    """Ask a copy in a mode of one's own choice."""
    return lambda net, images: depends(deepcopy(net).train(training), images)


@torch.no_grad()
def modes_differ(net, images):
    """Training mode against eval mode."""
    return not close(*(deepcopy(net).train(mode)(images) for mode in (True, False)))


@torch.no_grad()
def other_order(net, images):
    """The same images in another order."""
    return not close(deepcopy(net)(images.flip(0)).flip(0), deepcopy(net)(images))


@torch.no_grad()
def asked_in_place(net, images):
    """The network itself is asked; in training mode its averages move."""
    return not close(net(images)[:1], net(images[:1]))


def layers(*kinds):
    """Whether such a layer is there."""
    return lambda net, images: any(isinstance(m, kinds) for m in net.modules())


Exercise(
    "company",
    asked="True if an image's output depends on the other images of its batch; the network stays as it was",
    look="the same image in two companies, to a few digits, in the mode that the network has",
    reference=depends,
    cases=cases,
    reads=truth,
    mistakes={
        "it reads net.training; ask what the network does": lambda net, images: net.training,
        "it says True to everything": lambda net, images: True,
        "it says False to everything (is the same company asked twice?)": lambda net, images: False,
        "the verdict is turned round": lambda net, images: not depends(net, images),
        "another order of the same images is the same company": other_order,
        "it asks for equality to the last digit": lambda net, images: moved(
            net, images, slice(0, 1), torch.equal
        ),
        "it asks for equality to the last digit, of half a batch": lambda net, images: moved(
            net, images, slice(0, len(images) // 2), torch.equal
        ),
        "it looks for BatchNorm layers: eval() makes them harmless, and others may mix images": layers(
            nn.BatchNorm2d
        ),
        "it looks for normalisation layers; ask what the network does": layers(nn.BatchNorm2d, nn.GroupNorm),
        "it calls eval() first, which hides what is looked for": in_mode(False),
        "it calls train() first, which makes the fault itself": in_mode(True),
        "it compares training mode with eval()": modes_differ,
        "the network itself is asked in training mode, and its running averages move": asked_in_place,
        "only the last image is looked at": lambda net, images: moved(net, images, slice(-1, None)),
    },
)
