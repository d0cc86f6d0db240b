"""The exercise "open gate"."""

import torch

from ..attention import CBAM
from .base import Finding, exercise, solved


@exercise("open gate")
def gates_open(answer):
    """open_gate(block): a fresh CBAM (bias=True, norm=True) that lets everything through, and can learn."""
    for channels, order, seed in ((16, "channel-spatial", 0), (32, "spatial-channel", 1)):
        state = torch.get_rng_state()
        torch.manual_seed(seed)
        block = CBAM(channels, 4, 7, order, bias=True, norm=True).eval()
        x = torch.relu(torch.randn(4, channels, 9, 7))
        torch.set_rng_state(state)
        before = [p.clone() for p in block.parameters()]
        opened = answer(block)
        changed = any(not torch.equal(a, b) for a, b in zip(before, block.parameters()))
        if opened is None and changed:
            yield Finding(False, "the block comes back", "nothing is returned: end with `return block`")
            return
        stop = False
        for finding in examine_block(solved(opened), x, len(before)):
            yield finding
            stop = stop or not finding.holds
        if stop:
            return


def examine_block(block, x, parameters):
    """The findings about one block that should be open on x; ends at the first that does not hold."""
    is_block = isinstance(block, torch.nn.Module) and hasattr(block, "gates")
    yield Finding(is_block, "a block with both gates comes back", f"got {type(block).__name__}")
    if not is_block:
        return
    gates = dict(block.gates.items())
    there = len(list(block.parameters())) == parameters and set(gates) == {"channel", "spatial"}
    yield Finding(
        there, "all its parameters are there", "a layer was taken out: set its numbers, keep the layer"
    )
    if not there:
        return
    frozen = [name for name, p in block.named_parameters() if not p.requires_grad]
    yield Finding(
        not frozen, "every parameter can learn", f"requires_grad is off for {', '.join(frozen[:2])}"
    )
    if frozen:
        return
    for name, gate in gates.items():
        weights = gate.weights(x)
        holds = bool(((weights > 0.9) & (weights < 1.1)).all())
        yield Finding(holds, f"the {name} gate starts open", why_not_open(name, weights))
        if not holds:
            return
    change = float((block(x) - x).detach().norm() / x.norm())
    yield Finding(change < 0.15, "the features hardly change", f"they change by {change:.0%}")
    for name, gate in gates.items():
        yield from examine_learning(name, gate, x)


def why_not_open(name, weights):
    """The likely reason why a gate's weights are not all near 1."""
    low, high = weights.detach().aminmax()
    if weights.isnan().any():
        return "its weights are NaN"
    if high > 1.1:
        return f"weights up to {high:.1f}: the sigmoid is missing, or the weights were scaled"
    if high < 0.1:
        return f"its weights are near {high:.2f}, it starts shut: the bias has the wrong sign"
    if low > 0.2 and high < 0.8:
        where = "the MLP's last bias" if name == "channel" else "the bias of the normalisation"
        return f"its weights are still {low:.2f} to {high:.2f}: {where} decides where they start"
    if low > 0.75:
        return f"its weights start at {low:.2f}: a larger bias opens it further, 4 gives 0.98"
    return f"its weights go from {low:.2f} to {high:.2f}: they still depend on the image"


def examine_learning(name, gate, x):
    """Whether a gate's bias and its weights still get a gradient."""
    gate.zero_grad()
    gate.weights(x).square().mean().backward()
    bias, matrices = (
        (gate.mlp[2].bias, [gate.mlp[0].weight, gate.mlp[2].weight])
        if name == "channel"
        else (gate.norm.bias, [gate.conv.weight, gate.norm.weight])
    )
    steep = bias.grad is not None and float(bias.grad.abs().sum()) > 1e-4
    yield Finding(
        steep,
        f"the {name} gate can still move",
        "its sigmoid is flat (a huge bias): it would never close again",
    )
    if steep:
        alive = any(p.grad is not None and float(p.grad.abs().max()) > 0 for p in matrices)
        layers = "both layers of the MLP" if name == "channel" else "the convolution and the normalisation"
        yield Finding(
            alive,
            f"the {name} gate can learn to look at the image",
            f"no gradient reaches its weights: {layers} are zero, leave the first as it was",
        )
    gate.zero_grad()
