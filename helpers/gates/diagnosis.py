"""Ask every gate of a network two questions: does it look at the image, and does its value matter?

``gates.diagnose(net, batch)`` is the way in.  A gate that passes is not proved right: a sum that takes
one branch twice passes (lesson 10).
"""

from contextlib import ExitStack, contextmanager
from copy import deepcopy
from dataclasses import dataclass, field

import torch
from torch import nn
from tqdm import tqdm

from .listen import around, eager
from .readers import find, others, plain, reader_of, unread
from .recording import record
from .replacing import CHANGES
from .statistics import Row, edges, gradients, in_multiples, kind_of, most_moved, over_images, within_image

CONSTANT = 0.01  # a gate of which no weight moves by more than this between images does not look
FLAT = 0.01  # a gate whose weights differ by less than this within an image chooses nothing
SATURATED = 0.9  # a gate with at least this share of its weights at 0 or at 1 can hardly learn
DEAD = 0.5  # a gate of whose learned numbers at least this share gets no gradient is dead
UNUSED = 0.05  # a gate whose exchange moves the output by less than this share of its spread is unused
HALF = 0.5  # a gate that never goes below can at best halve
ROUNDING = 1e-6

AT_ONCE = 2_500_000  # numbers of images in one forward pass: 16 photographs of 224 x 224
SWAPPED = 40_000_000  # numbers of images times gates in a swap: 16 photographs for 16 gates
MANY = 8  # images at least
SLOW = 10  # seconds after which the progress is shown


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
    swapped: int = None

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
        if self.swapped not in (None, self.images):
            count += f" ({self.swapped} of them for the swaps)"
        return count if self.accuracy is None else f"{count}, accuracy {self.accuracy:.3f}"

    def _sentences(self):
        found = [f"{row.gate or 'the gate'}: {text}" for row in self.rows for text in row.sentences()]
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

    def to_pandas(self):
        """The table as a pandas DataFrame, one row per gate, with numbers.  ImportError without pandas."""
        try:
            from pandas import DataFrame
        except ImportError as error:
            raise ImportError("to_pandas needs pandas: pip install pandas, or use .rows") from error
        return DataFrame([row.numbers_of() for row in self.rows])


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
    unused            another image's weights move the output by less than 5% of its spread
    works             none of these

    The network is read in eval mode, in 32 bits (one in half precision through a copy) and without
    compilation, and left as it was: modes, gradients, buffers.  Large images go through it a few at a time.
    Raises ValueError for what is not a network, a batch it does not take, or a network without gates.
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
        with as_it_was(net):
            in_its_mode = asked(net, x, score) if any(m.training for m in net.modules()) else None
        net.eval()
        seen, output, reached, awake = first_pass(net, x, found, score)
        progress.update()
        labels = labels if are_labels(labels, output) else None
        before = output[: len(few)]
        if len(few) < len(x):
            before = asked(net, few, score)
        rows = []
        for name, gate in found.items():
            effects = swaps(net, gate, few, before, labels, score)
            for call in [key for key in seen if key.partition("#")[0] == name] or [name]:
                rows.append(read(call, gate, seen, reached, awake[name], effects))
            progress.update()
    accuracy = None if labels is None else share_right(output, labels)
    warnings = [*warnings_about(net, output, labels, in_its_mode)]
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


def run(net, x, score=None):
    """The score, or the output as one tensor: of several the first.  ValueError if it cannot be had."""
    try:
        output = net(x)
    except (RuntimeError, ValueError, TypeError, IndexError, AttributeError) as error:
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


def moved(output, other):
    """How far the output moved, as a share of its own spread between images."""
    spread = (output - output.mean(0)).square().mean().sqrt()
    moves = (other - output).square().mean().sqrt()
    return float(moves / spread) if spread > 0 else float(moves > 0)


def share_right(output, labels):
    """The accuracy."""
    return (output.argmax(1) == labels).float().mean().item()


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
        effects[how] = moved(before, other), lost
    return effects


def read(name, gate, seen, reached, awake, effects):
    """The Row of one gate."""
    row = Row(name, type(gate).__name__)
    row.read_gradient(gate, reached)
    row.asleep = {place: (~units).nonzero().flatten().tolist() for place, units in awake.items()}
    row.units = {place: len(units) for place, units in awake.items()}
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
    row.looks = row.most >= CONSTANT
    row.moves = {how: moves for how, (moves, _) in effects.items()}
    row.lost = {how: lost for how, (_, lost) in effects.items() if lost is not None}
    row.matters = max(row.moves["one"], row.moves["other image"]) >= UNUSED
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
