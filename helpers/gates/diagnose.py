"""Ask every gate of a network the same four questions: its range, its spread, its gradient, and a swap.

``gates.diagnose(net, batch)`` is the way in.  A gate that passes is not proved right: a sum that takes
one branch twice passes all four (lesson 10).
"""

from contextlib import contextmanager
from dataclasses import dataclass, field

import torch
from torch import nn

from .record import record
from .readers import find
from .replace import CHANGES, replace
from .statistics import Row, edges, gradients, in_multiples, kind_of, most_moved, over_images, within_image

CONSTANT = 0.01  # a gate of which no weight moves by more than this between images ignores the image
FLAT = 0.01  # a gate whose weights differ by less than this within an image chooses nothing
SATURATED = 0.9  # a gate with at least this share of its weights at 0 or at 1 can hardly learn
DEAD = 0.5  # a gate of whose learned numbers at least this share gets no gradient is dead
UNUSED = 0.05  # a gate whose exchange moves the output by less than this share of its spread is unused
HALF = 0.5  # a gate that never goes below can at best halve
ROUNDING = 1e-6


@dataclass
class Diagnosis:
    """What ``diagnose`` found: ``rows``, one per gate, and ``warnings`` about the network as a whole.

    ``diagnosis["stages.0.attention"]`` is the row of a gate, ``diagnosis.verdicts`` is {gate: verdict}.
    Printed it is a table, and below it one sentence for every finding.
    """

    rows: list
    images: int
    accuracy: float = None
    warnings: list = field(default_factory=list)

    def __getitem__(self, gate):
        found = {row.gate: row for row in self.rows}
        if gate not in found:
            raise ValueError(f"there is no gate {gate!r}; there are {list(found)}")
        return found[gate]

    @property
    def verdicts(self):
        """{gate: its verdict in a word or two}."""
        return {row.gate: row.verdict for row in self.rows}

    def _head(self):
        count = f"{len(self.rows)} gate{'s' if len(self.rows) > 1 else ''} on {self.images} images"
        return count if self.accuracy is None else f"{count}, accuracy {self.accuracy:.3f}"

    def _sentences(self):
        found = [f"{row.gate or 'the gate'}: {text}" for row in self.rows for _, text in row.findings]
        return found + [f"warning: {text}" for text in self.warnings]

    def __str__(self):
        lines = [Row.HEAD, *(row.cells() for row in self.rows)]
        widths = [max(len(line[k]) for line in lines) for k in range(len(Row.HEAD))]
        table = ["  ".join(cell.ljust(w) for cell, w in zip(line, widths)).rstrip() for line in lines]
        return "\n".join([self._head(), *table, *self._sentences()])

    __repr__ = __str__

    def _repr_markdown_(self):
        lines = [Row.HEAD, ["---"] * len(Row.HEAD)]
        for row in self.rows:
            gate, verdict, *read = row.cells()
            lines.append([gate.replace(".", ".<wbr>"), f"**{verdict}**", *read])  # a long name may break
        table = "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
        return "\n\n".join([self._head(), table, "\n".join(f"- {text}" for text in self._sentences())])


def diagnose(net, batch, images=200):
    """Read every gate of ``net`` on a batch and say in words what is wrong with it: a Diagnosis.

    net     any network whose gates have a method ``weights`` (or torchvision's ``_scale``)
    batch   a Batch, a pair (images, labels), or images alone, (N, C, H, W); two images or more
    images  at most so many of them are used

    What is read, per gate: the smallest and the largest weight; the spread between images and within
    an image (standard deviations, averaged); the gradient that reaches its learned numbers, relative to
    that of an average number of the network; how far the output moves, as a share of its own spread
    between images, when the gate is averaged over the images or taken from another image; with labels
    also the accuracy lost.  Weights that sum to one (a softmax) are read in multiples of the uniform one.

    The verdicts, and when they are given (the constants above):

    not bounded       a weight below 0 or above 1            not a number   a weight is nan or infinite
    constant          no weight moves by 0.01 between images   flat         they differ by less within one
    never below half  every weight is 0.5 or more            saturated      nine weights in ten at 0 or 1
    dead              half or more of its learned numbers, or a whole matrix or kernel, get no gradient
    unused            another image's weights move the output by less than 5% of its spread
    works             none of these

    The network is read in eval mode and left as it was: modes, gradients, buffers.
    Raises ValueError for what is not a network, a batch it does not take, or a network without gates.
    """
    x, labels = taken_apart(batch, images)
    if not isinstance(net, nn.Module):
        raise ValueError(f"net must be a network, a torch.nn.Module, got {type(net).__name__}")
    found = find(net)
    if not found:
        raise ValueError(
            f"{type(net).__name__} has no gates: a gate is a module with a method `weights`, "
            "or torchvision's SqueezeExcitation"
        )
    device = next((t.device for t in (*net.parameters(), *net.buffers())), x.device)
    x, labels = x.to(device), None if labels is None else labels.to(device)
    with as_it_was(net):
        in_its_mode = asked(net, x) if any(m.training for m in net.modules()) else None
    with as_it_was(net):
        net.eval()
        seen, output, reached = first_pass(net, x, found)
        labels = labels if are_labels(labels, output) else None
        rows = [read(name, gate, net, x, seen, output, reached, labels) for name, gate in found.items()]
    accuracy = None if labels is None else share_right(output, labels)
    return Diagnosis(rows, len(x), accuracy, [*warnings_about(net, output, labels, in_its_mode)])


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
    """Afterwards every mode, every requires_grad and every buffer is what it was; random numbers too."""
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


def run(net, x):
    """The output as one tensor: of several the first.  ValueError, in a sentence, if it cannot be had."""
    try:
        output = net(x)
    except (RuntimeError, ValueError, TypeError, IndexError, AttributeError) as error:
        reason = str(error).split("\n")[0]
        raise ValueError(f"the network does not take images of shape {tuple(x.shape)}: {reason}") from error
    while isinstance(output, dict | tuple | list) and len(output):
        output = next(iter(output.values() if isinstance(output, dict) else output))
    if not isinstance(output, torch.Tensor) or output.dim() == 0 or len(output) != len(x):
        raise ValueError("the network must give one output per image, as a tensor or as the first of several")
    return output


@torch.no_grad()
def asked(net, x):
    """The output, without gradients."""
    return run(net, x)


def first_pass(net, x, found):
    """What the gates said, the output, and the gradient of every learned number: (seen, output, {p: g})."""
    learned = list(net.parameters())
    for parameter in learned:
        parameter.requires_grad_(parameter.is_floating_point())
    with torch.enable_grad(), record(net) as seen:
        output = run(net, x)
        reached = gradients(output, learned)
    return seen, output.detach(), reached


def moved(output, other):
    """How far the output moved, as a share of its own spread between images."""
    spread = (output - output.mean(0)).square().mean().sqrt()
    moves = (other - output).square().mean().sqrt()
    return float(moves / spread) if spread > 0 else float(moves > 0)


def share_right(output, labels):
    """The accuracy."""
    return (output.argmax(1) == labels).float().mean().item()


SWAPS = {"mean": CHANGES["mean"], "other image": lambda weights: weights.roll(1, 0)}


def read(name, gate, net, x, seen, output, reached, labels):
    """The Row of one gate."""
    row = Row(name, type(gate).__name__)
    row.read_gradient(gate, reached)
    if name not in seen:
        row.findings.append(("unused", "the forward pass never asks it"))
        return row
    weights = seen[name].float()
    row.shape, row.kind = tuple(weights.shape[1:]), kind_of(weights)
    row.low, row.high = weights.min().item(), weights.max().item()
    scaled, row.competing = in_multiples(weights)
    row.over_images, row.within = over_images(scaled), within_image(scaled)
    row.most = most_moved(scaled)
    row.at_edges = edges(weights, row.competing)
    for how, change in SWAPS.items():
        with replace(net, change, name):
            other = asked(net, x)
        row.moves[how] = moved(output, other)
        if labels is not None:
            row.lost[how] = share_right(output, labels) - share_right(other, labels)
    row.findings += verdicts(row)
    return row


def verdicts(row):
    """The findings on a row that was read: pairs of (word, sentence)."""
    if not (abs(row.low) < float("inf") and abs(row.high) < float("inf")):
        yield "not a number", "some of its weights are nan or infinite"
        return
    span = f"{row.low:.2f} to {row.high:.2f}"
    constant = row.most < CONSTANT
    if row.low < -ROUNDING or row.high > 1 + ROUNDING:
        yield "not bounded", f"weights from {span}: nothing keeps them between 0 and 1"
    if constant:
        empty = f"; {row.empty[0]} holds no numbers" if row.empty else ""
        yield (
            "constant",
            f"the same weights for every image: none moves by more than {row.most:.4f} (from {span}){empty}",
        )
    elif row.within < FLAT and len(row.shape) and row.size > 1:
        yield "flat", f"within an image all weights are alike, to {row.within:.4f}: nothing is chosen"
    if row.at_edges >= SATURATED:
        yield "saturated", f"{row.at_edges:.0%} of its weights are at 0 or at 1, where little gradient passes"
    if row.low >= HALF - ROUNDING and row.high <= 1 + ROUNDING and not constant and not row.competing:
        yield "never below half", f"weights from {span}: it can at best halve, and shut nothing off"
    if row.unreached >= DEAD - ROUNDING or row.severed:
        names = f" ({', '.join(row.silent)})" if row.silent else ""
        yield "dead", f"{row.unreached:.0%} of its learned numbers get no gradient{names}"
    if row.moves["other image"] < UNUSED and not constant:
        yield (
            "unused",
            f"another image's weights move the output by {row.moves['other image']:.1%} of its spread",
        )


def warnings_about(net, output, labels, in_its_mode):
    """Sentences on the network as a whole: training mode, and signs that it was never trained."""
    if in_its_mode is not None:
        if output.dim() == 2 and output.shape[1] > 1:
            share = (in_its_mode.argmax(1) != output.argmax(1)).float().mean()
            change = f"{share:.0%} of its answers are others"
        else:
            change = f"its output moves by {moved(output, in_its_mode):.0%} of its spread"
        yield f"the network is in training mode, where {change}; all this was read in eval mode"
    norms = [m for m in net.modules() if getattr(m, "running_mean", None) is not None]
    if norms and all((m.running_mean == 0).all() and (m.running_var == 1).all() for m in norms):
        yield "it looks untrained: its normalisations have never seen a training batch"
    elif labels is not None:
        chance = 1 / output.shape[1]
        if share_right(output, labels) < chance + 2 * (chance * (1 - chance) / len(labels)) ** 0.5:
            yield f"it looks untrained: its accuracy is that of guessing among {output.shape[1]}"
