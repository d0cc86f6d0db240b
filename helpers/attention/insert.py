"""Put gates into a network that is already trained, and let them start open, so that it answers as before."""

from collections import OrderedDict
from fnmatch import fnmatchcase
from math import log

import torch
from torch import nn

# The end of a residual branch, by the parts that torchvision's and timm's ResNet blocks have.
ENDS = (("conv3", "bn3"), ("conv2", "bn2"))


class Gated(nn.Module):
    """A block and the gate behind it.  The gate multiplies what the block gives."""

    def __init__(self, block, attention):
        super().__init__()
        self.block, self.attention = block, attention

    def forward(self, *inputs, **settings):
        return self.attention(self.block(*inputs, **settings))


class Doubled(nn.Module):
    """A gate whose weights run from 0 to 2: ``2 * gate.weights(x)``.  (N, C, H, W) -> (N, C, H, W)

    Where the gate's last layer gives zero every weight is exactly one, and the network answers as before.
    """

    def __init__(self, gate):
        super().__init__()
        self.gate = gate

    def weights(self, x):
        """Twice the gate's own weights, each in (0, 2)."""
        return 2 * self.gate.weights(x)

    def forward(self, x):
        return x * self.weights(x)


def after_branches(net, factory):
    """Gate the residual branch of every block of a ResNet, in place; returns the network.

    factory  a function channels -> module, called once for each block

    A block is recognised by its parts: conv2, bn2 (conv3, bn3 of a bottleneck) and a shortcut
    ``downsample``, as in torchvision and timm.  The gate follows the branch's last normalisation, so it acts
    before the addition and never touches the shortcut.  Load stored weights first: ``bn3`` becomes
    ``bn3.norm`` and ``bn3.attention``.  ValueError if there is no block, or if the blocks have gates already.
    """
    ends = [(block, *end) for block in net.modules() if (end := _end(block)) is not None]
    if not ends:
        raise ValueError(f"{type(net).__name__} has no residual blocks with conv2, bn2 and downsample")
    if any(hasattr(getattr(block, norm), "attention") for block, _, norm in ends):
        raise ValueError("these blocks have gates already: build a new network, or keep the gates it has")
    gates = [_made(factory, getattr(block, conv)) for block, conv, _ in ends]  # all of them or none
    for gate, (block, _, norm) in zip(gates, ends):
        parts = OrderedDict(norm=getattr(block, norm), attention=gate.train(block.training))
        setattr(block, norm, nn.Sequential(parts))
    return net


def _end(block):
    """("conv3", "bn3") or ("conv2", "bn2") of a residual block, or None."""
    if not hasattr(block, "downsample"):
        return None
    return next(
        (end for end in ENDS if all(isinstance(getattr(block, part, None), nn.Module) for part in end)), None
    )


def _made(factory, conv):
    """A new gate for what a convolution gives, on its device and in its number format."""
    return factory(conv.out_channels).to(conv.weight)


def after(net, names, factory, image):
    """Put a gate behind the named blocks of any network, in place; returns the network.

    names    a block's name as in ``net.named_modules()``, a pattern such as "features.1?", or a list of them
    factory  a function channels -> module, called once for each block
    image    a batch of images (N, C, H, W): one forward pass shows how many channels every block gives

    ``net.features[6]`` becomes a ``Gated`` with the parts ``block`` and ``attention``: load stored weights
    first.  ValueError for a name that fits no block, blocks inside one another, a block that has a gate
    already or was not reached, and one that does not give a feature map.
    """
    blocks = _named(net, [names] if isinstance(names, str) else list(names))
    channels = _channels(net, blocks, image)
    gates = {}
    for name, block in blocks.items():  # all of them or none
        like = next((p for p in block.parameters() if p.is_floating_point()), image)
        gates[name] = factory(channels[name]).to(device=like.device, dtype=like.dtype)
    for name, block in blocks.items():
        parent, _, last = name.rpartition(".")
        gated = Gated(block, gates[name].train(block.training))
        gated.training = block.training
        setattr(net.get_submodule(parent), last, gated)
    return net


def _named(net, names):
    """{name: block} of all that fit; ValueError if that is none, nested ones, or ones with gates."""
    known = {name: block for name, block in net.named_modules() if name}
    found = {}
    for wanted in names:
        fitting = [name for name in known if name == wanted] or [n for n in known if _fits(n, wanted)]
        if not fitting:
            raise ValueError(
                f"no block of {type(net).__name__} is called {wanted!r}: see net.named_modules()"
            )
        found |= {name: known[name] for name in fitting}
    for name, block in found.items():
        if any(name.startswith(f"{outer}.") for outer in found):
            raise ValueError(f"the block {name!r} lies inside another one that is named: name one of them")
        if isinstance(block, Gated) or isinstance(known.get(name.rpartition(".")[0]), Gated):
            raise ValueError(f"the block {name!r} has a gate already")
    return found


def _fits(name, pattern):
    """Whether a pattern fits a name, dot by dot: "features.*" is no block inside features.6."""
    return name.count(".") == pattern.count(".") and fnmatchcase(name, pattern)


@torch.no_grad()
def _channels(net, blocks, image):
    """How many channels each block gives, seen in one forward pass in eval mode: {name: channels}."""
    shapes, modes = {}, {module: module.training for module in net.modules()}
    hooks = [
        block.register_forward_hook(lambda _block, _inputs, output, name=name: shapes.update({name: output}))
        for name, block in blocks.items()
    ]
    try:
        net.eval()(image)
    finally:
        for hook in hooks:
            hook.remove()
        for module, mode in modes.items():
            module.training = mode
    for name in blocks:
        output = shapes.get(name)
        if not isinstance(output, torch.Tensor) or output.dim() != 4:
            got = "it was not reached" if name not in shapes else "it gives something else"
            raise ValueError(f"the block {name!r} must give a feature map (N, C, H, W): {got}")
    return {name: output.shape[1] for name, output in shapes.items()}


@torch.no_grad()
def open_at(gate, weight=0.98):
    """Let a gate start near ``weight`` for any input, in place; returns it.

    The last layer gets zero weights and the bias log(w / (1 - w)), 3.9 for 0.98, shared among the pools of
    a channel gate.  It is one with ``mlp`` or ``excite`` (a last linear layer) or ``conv``, or holds such.
    ValueError if it has none, or no bias to set; for a network with such layers of its own (hand over its
    gates one by one); for an additive twin; and for scSE, of which only half would be opened.  The gate is
    then left as it was.
    """
    if not 0 < weight < 1:
        raise ValueError(f"weight must lie between 0 and 1, because a sigmoid does; got {weight}")
    check_can_open(gate)
    score, found = log(weight / (1 - weight)), False
    for part in gate.modules():
        if (mlp := _mlp(part)) is not None:
            _constant(mlp[-1], score / len(getattr(part, "pools", [0])))
            found = True
        elif isinstance(getattr(part, "conv", None), nn.Conv2d):
            _constant(getattr(part, "norm", part.conv), score)
            found = True
    if not found:
        raise ValueError(
            f"{type(gate).__name__} has no last layer that is known: neither mlp, nor excite, nor conv"
        )
    return gate


def check_can_open(gate):
    """ValueError where ``open_at`` would set layers of no gate, or leave a part of the gate as it is."""

    def last_of(part):
        if (mlp := _mlp(part)) is not None:
            return mlp[-1]
        conv = getattr(part, "conv", None)
        return getattr(part, "norm", conv) if isinstance(conv, nn.Conv2d) else None

    last = {part: layer for part in gate.modules() if (layer := last_of(part)) is not None}
    for part, layer in last.items():
        name = type(part).__name__
        if getattr(part, "weights", True) is None:
            raise ValueError(f"{name} is an additive twin: it adds its scores, so there is nothing to open")
        if not callable(getattr(part, "weights", None)):
            raise ValueError(
                f"{name} is no gate, because it has no method weights: hand over the gate alone, as in "
                "open_at(net.stages[0].attention)"
            )
        if getattr(layer, "bias", None) is None:
            raise ValueError(
                "this gate has no bias that could open it: build it with bias=True and norm=True"
            )
    for part in gate.modules():
        if callable(getattr(part, "weights", None)) and last and not last.keys() & set(part.modules()):
            raise ValueError(
                f"only a part of this gate can be opened: {type(part).__name__} would stay as it is"
            )


@torch.no_grad()
def as_identity(gate):
    """A gate (N, C, H, W) -> (N, C, H, W) that starts as the exact identity: a ``Doubled`` around it.

    The last layer's weights and bias are set to zero, so every weight starts at 2 * sigmoid(0) = 1.
    ValueError for a gate without one method ``weights``, without a last layer that is known, or with fewer
    weights than places.
    """
    mlp = _mlp(gate)
    last = getattr(gate, "conv", None) if mlp is None else mlp[-1]
    if not callable(getattr(gate, "weights", None)) or not isinstance(last, nn.Linear | nn.Conv2d):
        raise ValueError(
            f"{type(gate).__name__} has no single map of weights with a last layer that is known"
        )
    if getattr(gate, "extent", None):
        raise ValueError("this gate weighs neighbourhoods, not places: build it with extent=None")
    for parameter in last.parameters():
        parameter.zero_()
    return Doubled(gate)


def _mlp(gate):
    """The small network of a channel gate, None if it has none."""
    found = getattr(gate, "mlp", getattr(gate, "excite", None))
    return found if isinstance(found, nn.Sequential) else None


def _constant(layer, score):
    layer.weight.zero_()
    layer.bias.fill_(score)
