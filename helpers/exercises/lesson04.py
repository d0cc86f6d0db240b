"""Checks of lesson 04: two gates in turn, what they cost, and gates that start open."""

import numbers

import torch

from ..attention import CBAM, ChannelAttention, SpatialAttention
from .base import Finding, exercise, solved

CLOSE = {"rtol": 1e-7, "atol": 1e-9}


def same(a, b):
    """Whether two tensors agree, shape and numbers."""
    return a.shape == b.shape and torch.allclose(a, b, **CLOSE)


def random_gates(channels, size, seed):
    """A feature map (2, channels, *size) and both gates with large random weights, float64."""
    rng = torch.Generator().manual_seed(seed)
    x = torch.randn(2, channels, *size, generator=rng, dtype=torch.float64)
    channel, spatial = ChannelAttention(channels, 1).double(), SpatialAttention(3).double()
    with torch.no_grad():
        for p in (*channel.parameters(), *spatial.parameters()):
            p.copy_(torch.randn(p.shape, generator=rng, dtype=torch.float64))
    return x, channel, spatial


def what_else(x, channel, spatial):
    """Wrong compositions that are easy to write: (the output, what went wrong)."""
    what, first = channel.weights(x), channel(x)
    where, where_of_x = spatial.weights(first), spatial.weights(x)
    again = "a gate called as gate(x) already multiplies: gate(x) or x * gate.weights(x), not both"
    added = "the gates are added: the output of the first gate is the input of the second"
    return [
        (
            first * where_of_x,
            "the map comes from x (in parallel): the second gate must see what the first let through",
        ),
        (channel(spatial(x)), "the order is swapped: first what (channel), then where (spatial)"),
        (x * what + x * where_of_x, added),
        (first + first * where, added),
        (x * (what + where), added),
        (x * (what + where_of_x), added),
        (first * spatial(x), "x comes in twice: channel(x) * spatial(x) is x squared times both weights"),
        (first * spatial(first), "x comes in twice: the output is multiplied by an output, not by weights"),
        (first * what * spatial.weights(first * what), f"the channel gate acts twice: {again}"),
        (channel(first) * spatial.weights(channel(first)), f"the channel gate acts twice: {again}"),
        (first * where * where, f"the spatial gate acts twice: {again}"),
        (spatial(spatial(first)), f"the spatial gate acts twice: {again}"),
        (x * where, "the channel gate only steers the map: multiply what it let through, not x, by the map"),
        (what * where, "these are the weights alone: the feature map x has to be multiplied by them"),
        (
            x + first * where,
            "x is added: the block only scales, the addition belongs to the network around it",
        ),
        (first, "only the channel gate acts: the spatial gate is missing"),
        (x * where_of_x, "only the spatial gate acts: the channel gate is missing"),
        (x, "this is x itself: no gate acts"),
        (
            x * what.sigmoid() * spatial.weights(x * what.sigmoid()).sigmoid(),
            "the sigmoid is taken twice: weights() already lie between 0 and 1",
        ),
    ]


@exercise("cbam block")
def cbam_block(answer):
    """what_and_where(x, channel, spatial): the channel gate, then the spatial gate."""
    for channels, size, seed in ((4, (5, 7), 0), (3, (6, 4), 1)):
        x, channel, spatial = random_gates(channels, size, seed)
        kept, shape = x.clone(), tuple(x.shape)
        y = solved(answer(x, channel, spatial))
        if not isinstance(y, torch.Tensor):
            yield Finding(False, "a feature map comes back", f"got {type(y).__name__}, expected one tensor")
            return
        yield Finding(
            same(x, kept), f"x {shape} is left as it was", "x itself was changed: write x * w, not x *= w"
        )
        if not same(x, kept):
            return
        if y.isnan().any():
            yield Finding(False, "every number is a number", "the output contains NaN")
            return
        expected = spatial(channel(x))
        why = next((why for wrong, why in what_else(x, channel, spatial) if same(y, wrong)), None)
        why = why or (
            f"the shape is {tuple(y.shape)}"
            if y.shape != x.shape
            else "compare with x · what · where by hand"
        )
        yield Finding(same(y, expected), f"x {shape}: first what, then where", why)
        if not same(y, expected):
            return
        y.sum().backward() if y.requires_grad else None
        reached = all(p.grad is not None for p in (*channel.parameters(), *spatial.parameters()))
        yield Finding(
            reached, "the gradient reaches both gates", "it stops: a detach() or no_grad() is in the way"
        )


def hidden(c, r):
    """Units in the bottleneck."""
    return c // r


# Wrong counts that are easy to write: (how far off for channels c, reduction r, kernel k; what went wrong).
MISCOUNTS = [
    (lambda c, r, k: 2 * c * hidden(c, r) + hidden(c, r) + c, "the MLP counts twice: both pools share one"),
    (lambda c, r, k: 2 * c * hidden(c, r), "the MLP's weights count twice: both pools share one MLP"),
    (lambda c, r, k: hidden(c, r) + c, "the biases count twice: both pools share one MLP, biases included"),
    (
        lambda c, r, k: -hidden(c, r) - c,
        "the biases of the MLP are missing: one per hidden unit, one per channel",
    ),
    (
        lambda c, r, k: -c,
        "a bias for each channel is missing: the second layer of the MLP has one per output",
    ),
    (lambda c, r, k: -hidden(c, r), "the biases of the hidden units are missing"),
    (
        lambda c, r, k: c - hidden(c, r),
        "each layer has a bias per output: hidden + channels, not 2 * channels",
    ),
    (lambda c, r, k: -c * hidden(c, r), "the MLP has two layers: channels -> hidden and hidden -> channels"),
    (lambda c, r, k: -k * k, "the convolution reads two maps (mean and max): 2 * k * k weights"),
    (lambda c, r, k: (c - 2) * k * k, "the convolution reads the two pooled maps, not all channels"),
    (lambda c, r, k: 2 * k - 2 * k * k, "a kernel of size k has k * k weights per map, not k"),
    (lambda c, r, k: -2, "the batch normalisation learns two numbers, a scale and a shift: they are missing"),
    (lambda c, r, k: -1, "the batch normalisation learns two numbers, a scale and a shift, not one"),
    (lambda c, r, k: 2, "four numbers for the normalisation: its running averages are kept, not learned"),
    (lambda c, r, k: 1, "the convolution has no bias: the normalisation after it shifts already"),
    (lambda c, r, k: 2 * c - 2, "the normalisation follows the convolution: it has one channel, not all"),
    (
        lambda c, r, k: -2 * k * k - 2,
        "this is the channel gate alone: add the convolution and its normalisation",
    ),
    (
        lambda c, r, k: -2 * c * hidden(c, r) - hidden(c, r) - c,
        "this is the spatial gate alone: add the MLP",
    ),
]


@exercise("count cbam")
def count_cbam(answer):
    """cbam_parameters(channels, reduction, kernel_size) for bias=True and norm=True."""
    cases = [(64, 16, 7), (256, 16, 7), (48, 8, 3), (40, 16, 5)]
    counts = [solved(answer(*case)) for case in cases]
    for case, count in zip(cases, counts):
        if isinstance(count, float) and count != count:
            yield Finding(False, "a number comes back", f"NaN for {case}")
            return
        whole = isinstance(count, numbers.Integral) and not isinstance(count, bool)
        if not whole:
            remedy = "use // for the hidden width: units are whole"
            what = type(count).__name__
            yield Finding(False, "a whole number comes back", f"a {what} for {case}: {remedy}")
            return
    yield Finding(True, "a whole number comes back")
    true = [sum(p.numel() for p in CBAM(c, r, k, bias=True, norm=True).parameters()) for c, r, k in cases]
    off = [count - right for count, right in zip(counts, true)]
    why = next((why for miss, why in MISCOUNTS if off == [miss(*case) for case in cases]), None)
    for case, count, right in zip(cases, counts, true):
        wrong = why or f"{count} is {abs(count - right)} too {'many' if count > right else 'few'}"
        yield Finding(count == right, "channels {}, reduction {}, kernel {}".format(*case), wrong)
        if count != right:
            return


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
