"""What can be read off a gate's weights and gradients, one number each; ``diagnose`` asks all of them."""

from dataclasses import dataclass, field
from typing import ClassVar

import torch

EDGE = 0.02  # a weight this near to 0 or to 1 counts as being there
SILENT = 1e-7  # a gradient this small beside the largest one counts as none: it is rounding
DASH = "–"


def over_images(weights):
    """How far a weight moves between images: weights (N, ...) -> one number.

    The standard deviation over the images (divided by N), averaged over the weights.
    """
    return weights.std(0, unbiased=False).mean().item()


def most_moved(weights):
    """How far the weight moves that moves most between images: weights (N, ...) -> one number."""
    return weights.std(0, unbiased=False).max().item()


def within_image(weights):
    """How far the weights of one image differ: weights (N, ...) -> one number.

    The standard deviation within an image, averaged over the images.
    """
    return weights.flatten(1).std(1, unbiased=False).mean().item()


def in_multiples(weights):
    """(weights, whether they sum to one); if they do, in multiples of the uniform weight."""
    flat = weights.flatten(1)
    size = flat.shape[1]
    ones = torch.ones_like(flat[:, 0])
    competing = size > 1 and bool((flat >= 0).all()) and torch.allclose(flat.sum(1), ones, atol=1e-4)
    return (weights * size if competing else weights), competing


def edges(weights, competing=False):
    """The share of weights at 0 or at 1; for weights that sum to one, of images with one winner."""
    if competing:
        return (weights.flatten(1).amax(1) > 1 - EDGE).float().mean().item()
    return ((weights < EDGE) | (weights > 1 - EDGE)).float().mean().item()


def kind_of(weights):
    """ "what" for (N, C, 1, 1), "where" for (N, 1, H, W), "both" for (N, C, H, W), or "other"."""
    if weights.dim() == 2:
        return "what"
    if weights.dim() == 5 and weights[0, 0, 0].numel() == 1:
        return "what"  # (N, paths, C, 1, 1): channels of several paths
    if weights.dim() != 4:
        return "other"
    channels, places = weights.shape[1] > 1, weights[0, 0].numel() > 1
    return {(True, False): "what", (False, True): "where", (True, True): "both"}.get(
        (channels, places), "other"
    )


def gradients(output, learned, rng=None):
    """The gradient of one fixed random mixture of all outputs: {parameter: gradient, zeros if none}.

    rng  draws the mixture; that of several batches goes on (default: a fresh one, seed 0)

    A plain sum would not do: the sum of a softmax is one, whatever its scores are.
    """
    rng = rng or torch.Generator().manual_seed(0)
    mixture = (output * torch.randn(output.shape, generator=rng).to(output)).sum()
    wanted = [p for p in learned if p.requires_grad and p.numel()]
    if not mixture.requires_grad or not wanted:
        return {p: torch.zeros_like(p) for p in learned}
    found = torch.autograd.grad(mixture, wanted, allow_unused=True)
    return {p: torch.zeros_like(p) for p in learned} | {p: g for p, g in zip(wanted, found) if g is not None}


def check_gradient(output, learned, gates):
    """ValueError if the output has no gradient, unless there are only gates, which may detach themselves."""
    own = {p for gate in gates for p in gate.parameters()}
    others = any(p.requires_grad and p not in own for p in learned)
    if not output.requires_grad and (others or torch.is_inference_mode_enabled()):
        raise ValueError(
            "the output has no gradient, so it cannot be said which parameters learn: leave inference_mode "
            "and any no_grad inside the network, or pass score=, a function to numbers before an argmax"
        )


@dataclass
class Row:
    """Everything that was read off one gate.

    gate, module   its name in the network, and its class
    kind, shape    "what", "where", "both" or "other"; the shape of one image's weights
    low, high      smallest and largest weight;  competing  whether an image's weights sum to one
    over_images, within   spread between images and within one;  most  that of the weight that moves most
    at_edges       the share of weights at 0 or 1
    numbers        how many numbers it learns;  unreached  the share of them without gradient
    reached        {parameter: the share of its numbers that get a gradient}
    silent, empty  names of parameters that get no gradient at all, and of those that hold no numbers
    severed        whether a matrix or a kernel is among the silent; a bias may rightly do nothing
    gradient       its gradient, relative to that of the whole network (root mean squares)
    moves, lost    {"one", "mean", "other image"}: how far the output moves, and the accuracy lost
    looks, matters whether its weights follow the image; whether the output follows its weights
    asleep, units  {ReLU inside it: the hidden units that no image woke}, {ReLU: how many it has}
    findings       pairs of (word, sentence): what is wrong
    """

    HEAD: ClassVar[tuple] = (
        "gate",
        "verdict",
        "looks",
        "matters",
        "range",
        "within one",
        "gradient",
        "opened",
        "averaged",
        "another's",
        "kind",
        "weights",
    )

    gate: str
    module: str
    kind: str = "other"
    shape: tuple = ()
    low: float = None
    high: float = None
    competing: bool = False
    over_images: float = None
    most: float = None
    within: float = None
    at_edges: float = 0.0
    numbers: int = 0
    unreached: float = 0.0
    gradient: float = None
    reached: dict = field(default_factory=dict)
    silent: list = field(default_factory=list)
    severed: bool = False
    empty: list = field(default_factory=list)
    moves: dict = field(default_factory=dict)
    lost: dict = field(default_factory=dict)
    looks: bool = None
    matters: bool = None
    asleep: dict = field(default_factory=dict)
    units: dict = field(default_factory=dict)
    findings: list = field(default_factory=list)

    @property
    def verdict(self):
        """The findings in words, or "works"."""
        return ", ".join(word for word, _ in self.findings) or "works"

    @property
    def size(self):
        """How many weights an image has."""
        return torch.Size(self.shape).numel()

    def read_gradient(self, gate, reached):
        """Fill in what the gradients {parameter: gradient} say about this gate's parameters."""
        own = dict(gate.named_parameters())
        self.empty = [name for name, p in own.items() if not p.numel()]
        own = {name: reached[p].abs() for name, p in own.items() if p.numel()}
        self.numbers = sum(g.numel() for g in own.values())
        if not self.numbers:
            return
        loudest = max(float(g.abs().max()) for g in reached.values() if g.numel())
        floor = SILENT * max(float(g.max()) for g in own.values())
        floor = max(floor, SILENT**2 * loudest)
        self.reached = {name: (g > floor).float().mean().item() for name, g in own.items()}
        self.unreached = 1 - sum(self.reached[name] * g.numel() for name, g in own.items()) / self.numbers
        self.silent = [name for name, share in self.reached.items() if share == 0]
        self.severed = any(own[name].dim() > 1 for name in self.silent)
        everywhere = torch.cat([g.flatten() for g in reached.values()]).square().mean().sqrt()
        here = torch.cat([g.flatten() for g in own.values()]).square().mean().sqrt()
        self.gradient = float(here / everywhere) if everywhere > 0 else 0.0

    def cells(self):
        """The row as texts, one for every column of HEAD."""
        gradient = DASH
        if self.numbers:
            reached = "all" if self.unreached < 1e-6 else f"{1 - self.unreached:.0%}"
            gradient = f"{reached}, {self.gradient:.2g}×" if self.gradient else "none"
        first = [self.gate or "itself", self.verdict]
        if self.low is None:
            return [*first, *[DASH] * 4, gradient, *[DASH] * 3, self.kind, DASH]
        unit = " × uniform" if self.competing else ""
        return [
            *first,
            f"{'yes' if self.looks else 'no'}, {self.over_images:.3f}{unit}",
            "yes" if self.matters else "no",
            f"{self.low:.2f} to {self.high:.2f}",
            f"{self.within:.3f}{unit}",
            gradient,
            *(self._effect(how) for how in ("one", "mean", "other image")),
            self.kind,
            " × ".join(map(str, self.shape)),
        ]

    def sentences(self):
        """One sentence for every finding, and one for every layer with hidden units that never wake."""
        yield from (text for _, text in self.findings)
        for place, silent in self.asleep.items():
            if silent:
                few = ", ".join(map(str, silent[:8])) + (", ..." if len(silent) > 8 else "")
                yield f"{len(silent)} of {self.units[place]} hidden units of {place} never wake: {few}"

    def numbers_of(self):
        """The row as {column: number or word}, for a table of numbers."""
        plain = (
            "gate",
            "module",
            "verdict",
            "kind",
            "looks",
            "matters",
            "low",
            "high",
            "over_images",
            "most",
        )
        row = {name: getattr(self, name) for name in (*plain, "within", "at_edges", "unreached", "gradient")}
        row["asleep"] = sum(map(len, self.asleep.values()))
        row |= {f"moves, {how}": value for how, value in self.moves.items()}
        return row | {f"lost, {how}": value for how, value in self.lost.items()}

    def _effect(self, how):
        moves = f"{self.moves[how]:.0%}"
        if how not in self.lost:
            return moves
        return f"{moves}, {round(-100 * self.lost[how]):+d} points".replace("-", "\N{MINUS SIGN}")


def moved(output, other):
    """How far the output moved, as a share of its own spread between images."""
    spread = (output - output.mean(0)).square().mean().sqrt()
    moves = (other - output).square().mean().sqrt()
    return float(moves / spread) if spread > 0 else float(moves > 0)


def moved_where_finite(output, other):
    """``moved``, without the numbers that have no distance to anything, such as the -inf of a masked class.

    nan if nothing remains, and inf where a number that was finite is none any more.
    """
    finite = output.isfinite()
    if finite.all() and other.isfinite().all():
        return moved(output, other)
    if not finite.any():
        return float("nan")
    spread = (output - output.where(finite, torch.nan).nanmean(0))[finite].square().mean().sqrt()
    moves = (other - output)[finite].square().mean().sqrt()
    if moves.isnan():
        return float("inf")
    return float(moves / spread) if spread > 0 else float(moves > 0)


def share_right(output, labels):
    """The accuracy."""
    return (output.argmax(1) == labels).float().mean().item()
