"""Exercise 10.3: does an output depend on the company?  Networks that mix images, and some that do not."""

from copy import deepcopy

import torch
from torch import nn

from .base import Finding, exercise, solved
from .compare import built, features, truth_of, verdict_finding


class Rounding(nn.Module):
    """Another batch size, another order of the sums: the last digits differ."""

    def forward(self, x):
        return x * (1 + 1e-9 * len(x))


class BatchMaximum(nn.Module):
    """A maximum over the wrong axes: every image is divided by the largest value of the whole batch."""

    def forward(self, x):
        return x / x.abs().amax((0, 2, 3), keepdim=True)


def small_net(norm, training, seed=0):
    """conv, norm, ReLU, an average, linear: (N, 2, H, W) -> (N, 3), float64, in the wanted mode."""

    def make():
        layers = nn.Conv2d(2, 6, 3), norm(), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten()
        return nn.Sequential(*layers, nn.Linear(6, 3))

    net = built(make, seed)
    with torch.no_grad():
        for module in net.modules():
            if isinstance(module, nn.BatchNorm2d) and module.running_mean is not None:
                module.running_mean.fill_(0.1)
                module.running_var.fill_(0.6)
    return net.train(training)


def company_cases():
    """[(what it is, network, whether an image's output depends on the others)]."""
    return [
        ("batch normalisation, eval()", small_net(lambda: nn.BatchNorm2d(6), False), False),
        ("the same, eval() forgotten", small_net(lambda: nn.BatchNorm2d(6), True), True),
        ("training mode, but nothing that mixes images", small_net(lambda: nn.GroupNorm(2, 6), True), False),
        ("eval(), and rounding in the ninth digit", small_net(Rounding, False), False),
        (
            "eval(), and batch normalisation without running averages",
            small_net(lambda: nn.BatchNorm2d(6, track_running_stats=False), False),
            True,
        ),
        ("eval(), and a maximum over the whole batch", small_net(BatchMaximum, False), True),
    ]


@torch.no_grad()
def outputs_move(net, images, other):
    """Whether the outputs of the first images differ in another company."""
    return not torch.allclose(net(images)[: len(other)], net(other), atol=1e-4)


@torch.no_grad()
def modes_differ(net, images):
    """Whether the outputs differ between training mode and eval mode."""
    modes = [deepcopy(net).train(mode)(images) for mode in (True, False)]
    return not torch.allclose(*modes, atol=1e-4)


WRONG_COMPANY = (
    (lambda net, x: net.training, "it reads net.training: ask what the network does, not how it is set"),
    (
        lambda net, x: outputs_move(net, x, x),
        "it asks twice in the same company: the second time some images have to be missing",
    ),
    (
        lambda net, x: not torch.allclose(net(x.flip(0)).flip(0), net(x), atol=1e-4),
        "another order is the same company: leave images out",
    ),
    (
        lambda net, x: not outputs_move(net, x, x[: len(x) // 2]),
        "the verdict is turned round: True means that it depends on the others",
    ),
    (
        lambda net, x: not torch.equal(net(x)[:2], net(x[:2])),
        "it asks for equality to the last digit: allow for rounding",
    ),
    (
        lambda net, x: any(isinstance(m, nn.BatchNorm2d) for m in net.modules()),
        "it looks for BatchNorm layers: with eval() they are harmless, and other layers may mix images",
    ),
    (
        lambda net, x: modes_differ(net, x),
        "it compares training mode with eval(): compare two companies in the mode that the network has",
    ),
    (lambda net, x: True, "it says True to everything"),
    (lambda net, x: False, "it says False to everything"),
)


@exercise("company")
def check_company(answer):
    """answer(net, images) -> whether an image's output depends on the other images of the batch."""
    images, said = features((12, 2, 7, 9), 4), []
    images = images * torch.linspace(0.2, 3, 12).double()[:, None, None, None]
    for k, (_, net, _) in enumerate(company_cases()):
        kept = {name: value.clone() for name, value in net.state_dict().items()}
        training, given = [m.training for m in net.modules()], images.clone()
        got = answer(net, images)
        if k == 0:
            solved(got)
        finding = verdict_finding(got)
        if k == 0 or not finding.holds:
            yield finding
        if not finding.holds:
            return
        said.append(truth_of(got))
        left = left_behind(net, kept, training) or ("" if torch.equal(given, images) else "the images change")
        if left:
            yield Finding(False, "network and images are left as they were", left)
            return
    yield Finding(True, "network and images are left as they were")
    for (what, _, want), verdict in zip(company_cases(), said):
        mistake = "" if verdict == want else company_mistake(said, images, want)
        yield Finding(verdict == want, f"{what}: {'depends' if want else 'does not depend'}", mistake)
        if verdict != want:
            return


def left_behind(net, kept, training):
    """What a detector changed in the network, in words; "" if nothing."""
    if [m.training for m in net.modules()] != training:
        return "the mode has changed: put it back, or do not touch it"
    if any(not torch.equal(value, kept[name]) for name, value in net.state_dict().items()):
        return "in training mode every call moves the running averages: put them back, or ask a copy"
    return ""


@torch.no_grad()
def company_mistake(said, images, want):
    """The wrong detector that says the same of every network, in words."""
    for wrong, sentence in WRONG_COMPANY:
        if [bool(wrong(net, images)) for _, net, _ in company_cases()] == said:
            return sentence
    if want and said[1] is False and said[-1] is True:
        return "it calls eval() first: that hides what was to be found"
    return f"wanted {want}: compare an image's output in two different companies, to a few digits"
