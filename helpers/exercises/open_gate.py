"""Exercise 4.3: a fresh CBAM that lets nearly everything through, and can still learn."""

import torch
from torch import nn

from ..attention import CBAM
from .base import Refused, Untouched, custom, expect, line_of, words
from .draw import generator
from .function import as_function
from .limit import Stopped
from .values import kind


def blocks(rng):
    """Fresh blocks, and images for each: of many sizes, silent, negative, and 30 times as large."""
    for channels, reduction, order in (
        (16, 4, "channel-spatial"),
        (32, 4, "spatial-channel"),
        (8, 4, "channel-spatial"),
    ):
        block = CBAM(channels, reduction, 7, order, bias=True, norm=True)
        x = torch.randn((12, channels, 9, 7), generator=rng)
        x[1], x[2], x[3], x[4] = 0, x[2].relu(), -x[3].abs(), 30 * x[4]
        yield f"CBAM({channels}, {reduction}, order={order!r})", block, x


@custom(
    "open gate",
    asked="all weights of both gates above 0.9, whatever the image; both can still learn; in place",
    look="the last bias of the MLP (it counts once for each pool) and the bias of the normalisation",
)
def check_open_gate(answer, seed, told):
    """answer(block): a fresh CBAM (bias=True, norm=True) that lets everything through, and can learn."""
    function = as_function(answer)
    for what, block, x in blocks(generator(seed)):
        before = {name: (p.shape, p.clone()) for name, p in block.named_parameters()}
        mode = block.training
        try:
            opened = function(block)
        except Stopped:
            raise
        except BaseException as error:
            raise Refused(f"{what}: your code stopped with {words(error)}.", look=line_of(error)) from None
        if opened is ... and all(torch.equal(p, before[n][1]) for n, p in block.named_parameters()):
            raise Untouched
        why = "nothing is returned: end with return block" if opened is None else ""
        if isinstance(opened, nn.Module):
            why = "this is another block: change the one that came, in place"
        expect(opened is block, f"{what}: expected the same block back, got {kind(opened)}.", why)
        expect(block.training == mode, f"{what}: the block comes back in another mode (train or eval).")
        now = {name: (p.shape, p) for name, p in block.named_parameters()}
        expect(
            {n: s for n, (s, _) in now.items()} == {n: s for n, (s, _) in before.items()},
            f"{what}: the block has other parameters than before.",
            "a layer was taken out, added or exchanged: set the numbers and keep the layer",
        )
        frozen = [name for name, (_, p) in now.items() if not p.requires_grad]
        expect(
            not frozen,
            f"{what}: requires_grad is off for {', '.join(frozen[:2])}.",
            "these parameters cannot learn",
        )
        expect(
            all(p.isfinite().all() for _, p in now.values()),
            f"{what}: there is NaN or infinity in the parameters.",
        )
        for training in (False, True):
            check_weights(what, block.train(training), x, told)
    told.right.append("all parameters there, and able to learn")


def check_weights(what, block, x, told):
    """Both gates open on x, and reached by a gradient, in the mode in which the block is."""
    mode = "train" if block.training else "eval"
    for name, gate in block.gates.items():
        weights = gate.weights(x)
        low, high = weights.min().item(), weights.max().item()
        case = f"{what}, {mode} mode: the {name} gate's weights go from {low:.3g} to {high:.3g}"
        expect(
            low > 0.9 and high <= 1, f"{case}, expected above 0.9.", why_not_open(gate, weights, low, high)
        )
        told.right += [f"the {name} gate is open"] * (f"the {name} gate is open" not in told.right)
        gate.zero_grad()
        weights.square().mean().backward()
        bias = gate.mlp[2].bias if name == "channel" else gate.norm.bias
        steep = bias.grad is not None and bool(bias.grad.abs().sum() > 1e-4)
        expect(
            steep,
            f"{what}: the gradient of the {name} gate's last bias is nearly 0.",
            "the sigmoid is flat there: scores this large never come down again",
        )
        numbers = (
            [gate.mlp[0].weight, gate.mlp[2].weight]
            if name == "channel"
            else [gate.conv.weight, gate.norm.weight]
        )
        expect(
            any(p.grad is not None and p.grad.any() for p in numbers),
            f"{what}: no gradient reaches the weights of the {name} gate, only its bias.",
            "two layers in turn are zero: set one to zero and leave the other as it was",
        )
        gate.zero_grad()


def why_not_open(gate, weights, low, high):
    """What the weights show."""
    if high > 1:
        return "weights above 1: the sigmoid was taken out, or the weights were multiplied"
    if high < 0.1:
        return "the gate starts shut: the bias has the wrong sign"
    if high - low < 1e-3:
        return f"all weights are {low:.3g}: the gate no longer looks, and its bias is too small"
    return f"the weights still depend on the image (they spread by {high - low:.2g})"
