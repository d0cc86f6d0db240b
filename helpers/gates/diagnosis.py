"""Ask every gate of a network two questions: does it look at the image, and does its value matter?

``gates.diagnose(net, batch)`` is the way in.  A gate that passes is not proved right: a sum that takes
one branch twice passes (lesson 11).
"""

from contextlib import ExitStack, contextmanager
from copy import deepcopy

import torch
from torch import nn
from tqdm import tqdm

from .listen import around, eager
from .readers import find, others, plain, reader_of, unread
from .recording import record
from .replacing import CHANGES
from .report import Diagnosis
from .statistics import (
    Row,
    check_gradient,
    edges,
    gradients,
    in_multiples,
    kind_of,
    most_moved,
    moved_where_finite,
    over_images,
    share_right,
    within_image,
)
from .verdicts import CONSTANT, UNUSED, verdicts, warnings_about

AT_ONCE = 2_500_000  # numbers of images in one forward pass: 16 photographs of 224 x 224
SWAPPED = 20_000_000  # numbers of images times gates in a swap: 8 photographs for 16 gates
MANY = 8  # images at least
SLOW = 10  # seconds after which the progress is shown


def diagnose(net, batch, images=200, score=None):
    """Read every gate of ``net`` on a batch and say in words what is wrong with it: a Diagnosis.

    net     any network whose gates can be read: see ``helpers.gates.readers``
    batch   a Batch, a pair (images, labels), or images alone, (N, C, H, W); two images or more
    images  at most so many of them are used
    score   a function output -> one tensor (N, ...), for networks with several or nested outputs, such as
            lambda found: torch.stack([each["scores"].sum() for each in found]); default: the first tensor

    Two questions have words of their own.  *looks*: do its weights differ between images, and by how much
    (standard deviation, averaged)?  *matters*: does the output move when the gate is opened (all ones) or
    gets another image's weights?  How far it moves is a share of the output's own spread between images,
    so it does not depend on the output's scale; with labels the accuracy lost is given too.

    Read as well: the range; the spread within an image; the gradient that reaches its parameters, relative
    to that of an average one of the network; hidden units (ReLU) that no image of the batch wakes.
    Weights that sum to one (a softmax) are read in multiples of the uniform one.

    The verdicts, and when they are given (the constants above):

    not bounded       a weight below 0 or above 1            not a number   a weight is nan or infinite
    constant          no weight moves by 0.01 between images   flat         they differ by less within one
    never below half  every weight is 0.5 or more            saturated      nine weights in ten at 0 or 1
    dead              half or more of its parameters, or a whole matrix or kernel, get no gradient
    interchangeable   another image's weights move the output by less than 5% of its spread; opening moves it
    unused            opening it moves the output as little, or the forward pass never asks the gate
    not by image      its weights have more or fewer rows than there are images: they are not compared
    works             none of these

    The network is read in eval mode, in 32 bits (one in half precision through a copy) and without
    compilation, and left as it was: modes, gradients, buffers.  Large images go through it a few at a time.
    Raises ValueError for what is not a network, a batch it does not take, a network without gates, and where
    no gradient can be had, as under ``torch.inference_mode()``.
    """
    x, labels = taken_apart(batch, images)
    net = plain(net)
    found = find(net)
    if not found:
        raise ValueError(
            f"{type(net).__name__} has no gates{others(net)}: a gate is a module with a method `weights`, "
            "one of torchvision or timm, or a class of your own after gates.register"
        )
    device = next((t.device for t in (*net.parameters(), *net.buffers())), x.device)
    x, labels = x.to(device), None if labels is None else labels.to(device)
    if any(t.dtype in (torch.float16, torch.bfloat16) for t in (x, *net.parameters())):
        net, x = deepcopy(net).float(), x.float()
        found = find(net)
    with ExitStack() as stack:
        stack.enter_context(as_it_was(net))
        stack.enter_context(eager())
        stack.enter_context(torch.autocast(device.type, enabled=False))
        return _diagnosis(net, x, labels, found, score)


def _diagnosis(net, x, labels, found, score):
    few = x[: max(MANY, SWAPPED // (len(found) * x[0].numel()))]
    with tqdm(total=1 + len(found), desc="diagnose", unit="gate", delay=SLOW, leave=False) as progress:
        trains = any(m.training for m in net.modules())
        in_its_mode = while_training(net, x, score) if trains else None
        net.eval()
        seen, output, reached, awake = first_pass(net, x, found, score)
        progress.update()
        labels = labels if are_labels(labels, output) else None
        before = output[: len(few)]
        if len(few) < len(x):
            before = asked(net, few, score)
        rows, lengths = [], (len(x), len(parts(x)))  # a row of weights for each image, or one for all
        for name, gate in found.items():
            effects = swaps(net, gate, few, before, labels, score)
            for call in [key for key in seen if key.partition("#")[0] == name] or [name]:
                rows.append(read(call, gate, seen, reached, awake[name], effects, lengths))
            progress.update()
    accuracy = None if labels is None else share_right(output, labels)
    warnings = [*warnings_about(net, output, labels, trains, in_its_mode)]
    if unread(net):
        warnings.append(others(net).removeprefix("; "))
    return Diagnosis(rows, len(x), accuracy, warnings, len(few))


def taken_apart(batch, most):
    """The images and the labels (or None) of a batch, at most so many; ValueError if it is none."""
    if hasattr(batch, "images"):
        images, labels = batch.images, getattr(batch, "labels", None)
    elif isinstance(batch, tuple | list) and len(batch) == 2:
        images, labels = batch
    else:
        images, labels = batch, None
    if not isinstance(images, torch.Tensor):
        raise ValueError(f"batch must hold images as a tensor (N, C, H, W), got {type(images).__name__}")
    if images.dim() < 2 or min(len(images), most) < 2:
        raise ValueError(
            f"two images at least are needed, so that a gate can be compared between them, got a tensor "
            f"of shape {tuple(images.shape)} and images={most}"
        )
    return images[:most], labels[:most] if isinstance(labels, torch.Tensor) else None


def are_labels(labels, output):
    """Whether these are the labels of a classifier with this output (N, classes)."""
    fine = labels is not None and labels.dim() == 1 and output.dim() == 2 and len(labels) == len(output)
    fine = fine and not labels.is_floating_point()
    return fine and labels.min() >= 0 and labels.max() < output.shape[1]


@contextmanager
def as_it_was(net):
    """Afterwards every mode, requires_grad and buffer is what it was; the CPU's random numbers too."""
    modes = [(module, module.training) for module in net.modules()]
    learned = [(p, p.requires_grad) for p in net.parameters()]
    kept = [(buffer, buffer.clone()) for buffer in net.buffers()]
    try:
        with torch.random.fork_rng(devices=[]):
            yield
    finally:
        for module, mode in modes:
            module.training = mode
        for parameter, wanted in learned:
            parameter.requires_grad_(wanted)
        with torch.no_grad():
            for buffer, value in kept:
                buffer.copy_(value)


# What a network raises at an input, or at a mode, that it was not made for.
FAILS = RuntimeError, ValueError, TypeError, LookupError, AttributeError, AssertionError


def run(net, x, score=None):
    """The score, or the output as one tensor: of several the first.  ValueError if it cannot be had."""
    try:
        output = net(x)
    except FAILS as error:
        reason = str(error).split("\n")[0]
        raise ValueError(f"the network does not take images of shape {tuple(x.shape)}: {reason}") from error
    if score is not None:
        output = score(output)
        if not isinstance(output, torch.Tensor) or output.dim() == 0 or len(output) != len(x):
            raise ValueError("score must give one tensor (N, ...) with a row for each image")
        return output.float()
    while isinstance(output, dict | tuple | list) and len(output):
        output = next(iter(output.values() if isinstance(output, dict) else output))
    if not isinstance(output, torch.Tensor) or output.dim() == 0 or len(output) != len(x):
        raise ValueError(
            "the network must give one output per image, as a tensor or as the first of several; for others "
            "pass score=, a function from its output to a tensor (N, ...)"
        )
    return output.float()


def parts(x):
    """The images in so few equal parts that each fits into one forward pass, of two images or more."""
    at_once = max(3, AT_ONCE // max(1, x[0].numel()))
    return x.tensor_split(-(-len(x) // at_once))


@torch.no_grad()
def asked(net, x, score=None):
    """The output, without gradients."""
    return torch.cat([run(net, part, score) for part in parts(x)])


def while_training(net, x, score=None):
    """The output in the mode in which the network is; None where that fails, as if it wants targets then."""
    try:
        with as_it_was(net):
            return asked(net, x, score)
    except FAILS:  # ``score``, too: it is made for the output in eval mode
        return None


def first_pass(net, x, found, score=None):
    """What the gates said, the output, the gradient of every parameter, and which hidden units are awake:
    (Seen, output, {parameter: gradient}, {gate: {ReLU: (units,) bools}})."""
    learned = list(net.parameters())
    for parameter in learned:
        parameter.requires_grad_(parameter.is_floating_point())
    outputs, reached, awake = [], {}, {name: {} for name in found}
    rng = torch.Generator().manual_seed(0)
    with torch.enable_grad(), record(net) as seen, ExitStack() as stack:
        for name, gate in found.items():
            for place, unit in gate.named_modules():
                if isinstance(unit, nn.ReLU | nn.ReLU6):
                    stack.enter_context(around(unit, "forward", _awake(awake[name], place)))
        for part in parts(x):
            output = run(net, part, score)
            check_gradient(output, learned, found.values())
            for parameter, gradient in gradients(output, learned, rng).items():
                reached[parameter] = reached[parameter] + gradient if parameter in reached else gradient
            outputs.append(output.detach())
    return seen, torch.cat(outputs), reached, awake


def _awake(known, place):
    """A listener that keeps, for every unit of a ReLU, whether any image woke it: (N, units, ...)."""

    def listener(call, args, kwargs):
        output = call(*args, **kwargs)
        if output.dim() > 1:
            woken = (output.detach() > 0).transpose(0, 1).flatten(1).any(1)
            known[place] = known[place] | woken if place in known else woken
        return output

    return listener


def previous(weights):
    """The weights of the image before, also where a last part holds one image alone."""
    return weights.roll(1, 0)


SWAPS = {"one": CHANGES["one"], "mean": CHANGES["mean"], "other image": previous}


def swaps(net, gate, x, before, labels, score=None):
    """How far each swap of one gate moves the output, and the accuracy lost: {how: (moves, lost or None)}."""
    effects = {}
    for how, change in SWAPS.items():
        with reader_of(gate).listening(gate, change):
            other = asked(net, x, score)
        lost = None
        if labels is not None:
            lost = share_right(before, labels[: len(x)]) - share_right(other, labels[: len(x)])
        effects[how] = moved_where_finite(before, other), lost
    return effects


def read(name, gate, seen, reached, awake, effects, lengths):
    """The Row of one gate; lengths: how many rows of weights it may have given, the images first."""
    row = Row(name, type(gate).__name__)
    row.read_gradient(gate, reached)
    row.asleep = {place: (~units).nonzero().flatten().tolist() for place, units in awake.items()}
    row.units = {place: len(units) for place, units in awake.items()}
    if name not in seen:
        row.findings.append(("unused", "the forward pass never asks it"))
        return row
    weights = seen[name].float()
    if len(weights) not in lengths:
        text = (
            f"it gives {len(weights)} rows of weights for {lengths[0]} images, so images cannot be compared"
        )
        row.findings.append(("not by image", f"{text}: let it give a row for each, or see gates.register"))
        return row
    row.shape, row.kind = tuple(weights.shape[1:]), kind_of(weights)
    row.low, row.high = weights.min().item(), weights.max().item()
    scaled, row.competing = in_multiples(weights)
    row.over_images, row.within = over_images(scaled), within_image(scaled)
    row.most = most_moved(scaled)
    row.at_edges = edges(weights, row.competing)
    row.looks = row.most >= CONSTANT
    row.moves = {how: moves for how, (moves, _) in effects.items()}
    row.lost = {how: lost for how, (_, lost) in effects.items() if lost is not None}
    row.matters = max(row.moves["one"], row.moves["other image"]) >= UNUSED
    row.findings += verdicts(row)
    return row
