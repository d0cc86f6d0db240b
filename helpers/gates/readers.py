"""Which modules of a network are gates, and where each has the weights that multiply the features.

A class with a method ``weights`` needs no reader.  For a class of your own, say what multiplies:

>>> gates.register(MyGate, method="attention_map")      # what this method returns
>>> gates.register(MyGate, part="sigmoid")              # what this submodule gives
>>> def mine(gate, ask, x):                             # or the forward pass again, with ask(weights)
...     return x * ask(torch.sigmoid(gate.score(x)))
>>> gates.register(MyGate, forward=mine)
"""

import re
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase

import torch
from torch import nn

from .listen import around


@dataclass(frozen=True)
class Reader:
    """Where the weights of a gate are: in one of ``method``, ``part`` or ``forward``.

    method   the name of a method that returns them
    part     the name of a submodule that gives them, asked once in the gate's forward pass
    forward  a function (gate, ask, *inputs) -> output that multiplies by ask(weights)
    shape    of one image's weights as they are shown, -1 where any number fits (default: as they are)
    when     a function gate -> whether this one multiplies at all
    """

    method: str = None
    part: str = None
    forward: object = None
    shape: tuple = None
    when: object = None

    def fits(self, gate):
        """Whether this module has what is to be read, and uses it."""
        if self.when is not None and not self.when(gate):
            return False
        if self.method is not None:
            return callable(vars(gate).get(self.method, getattr(type(gate), self.method, None)))
        return self.part is None or isinstance(getattr(gate, self.part, None), nn.Module)

    @contextmanager
    def listening(self, gate, change):
        """Inside the block the gate multiplies by ``change(weights)``."""
        with ExitStack() as stack:
            if self.method is not None:
                stack.enter_context(around(gate, self.method, self._asked(change)))
            elif self.forward is not None:
                stack.enter_context(self._rewritten(gate, change))
            else:
                inside = []  # a part may be shared: it counts while this gate runs
                stack.enter_context(around(gate, "forward", _noting(inside)))
                stack.enter_context(around(getattr(gate, self.part), "forward", self._asked(change, inside)))
            yield

    def _asked(self, change, inside=(True,)):
        def listener(call, args, kwargs):
            weights = call(*args, **kwargs)
            return self._changed(weights, change) if inside else weights

        return listener

    @contextmanager
    def _rewritten(self, gate, change):
        changes = _rewriting.setdefault(id(gate), [])

        def ask(weights):
            for each in changes:
                weights = self._changed(weights, each)
            return weights

        def listener(call, args, kwargs):  # only the innermost block's runs, and it asks for all of them
            return self.forward(gate, ask, *args, **kwargs)

        changes.append(change)
        try:
            with around(gate, "forward", listener):
                yield
        finally:
            del changes[next(i for i, known in enumerate(changes) if known is change)]
            if not changes:
                _rewriting.pop(id(gate), None)

    def _changed(self, weights, change):
        if self.shape is None:
            return change(weights)
        return change(weights.reshape(len(weights), *self.shape)).reshape(weights.shape)


_rewriting = {}  # {id(gate): the changes of all blocks that read it through a forward pass of their own}


def _noting(inside):
    """A listener that keeps ``inside`` non-empty while the method runs."""

    def listener(call, args, kwargs):
        inside.append(True)
        try:
            return call(*args, **kwargs)
        finally:
            inside.pop()

    return listener


def light_channel(gate, ask, x):
    """timm's LightChannelAttn, whose sigmoid is no submodule."""
    pooled = 0.5 * x.mean((2, 3), keepdim=True) + 0.5 * x.amax((2, 3), keepdim=True)
    return x * ask(torch.sigmoid(gate.fc2(gate.act(gate.fc1(pooled)))))


def split(gate, ask, x):
    """timm's SplitAttn (ResNeSt): a weight for each path and channel, (N, paths, C, 1, 1)."""
    x = gate.act0(gate.drop(gate.bn0(gate.conv(x))))
    paths = x.reshape(len(x), gate.radix, -1, *x.shape[2:])
    pooled = (paths.sum(1) if gate.radix > 1 else x).mean((2, 3), keepdim=True)
    scores = gate.fc2(gate.act1(gate.bn1(gate.fc1(pooled))))
    weights = ask(gate.rsoftmax(scores).reshape(len(x), gate.radix, -1, 1, 1))
    return (paths * weights).sum(1).contiguous()


LAST = Reader(part="gate")  # the usual end of timm's gates: return x * self.gate(scores)
PER_CHANNEL = Reader(part="gate", shape=(-1, 1, 1))

# By the end of the qualified name, so that neither library needs to be there.
KNOWN = {
    "torchvision.ops.misc.SqueezeExcitation": Reader(method="_scale"),
    "timm.layers.squeeze_excite.SEModule": LAST,
    "timm.layers.squeeze_excite.EffectiveSEModule": LAST,
    "timm.layers.squeeze_excite.SqueezeExciteCl": LAST,
    "timm.layers.eca.EcaModule": PER_CHANNEL,
    "timm.layers.eca.CecaModule": PER_CHANNEL,
    "timm.layers.cbam.ChannelAttn": LAST,
    "timm.layers.cbam.LightChannelAttn": Reader(forward=light_channel),
    "timm.layers.cbam.SpatialAttn": LAST,
    "timm.layers.cbam.LightSpatialAttn": LAST,
    "timm.layers.gather_excite.GatherExcite": LAST,
    "timm.layers.global_context.GlobalContext": Reader(part="gate", when=lambda g: g.mlp_scale is not None),
    "timm.layers.selective_kernel.SelectiveKernelAttn": Reader(method="forward"),
    "timm.layers.split_attn.SplitAttn": Reader(forward=split),
    "timm.layers.coord_attn.SimpleCoordAttn": LAST,
    "timm.layers.coord_attn.StripAttn": LAST,
    "timm.models._efficientnet_blocks.SqueezeExcite": LAST,
    "timm.models.ghostnet.GhostModuleV2": Reader(
        part="gate_fn", when=lambda g: getattr(g, "mode", None) != "original"
    ),
    "timm.models.hgnet.EseModule": Reader(part="sigmoid"),
    "timm.models.senet.SEModule": Reader(part="sigmoid"),
}
ANY = (Reader(method="weights"), Reader(method="_scale"))  # a class that says its weights needs no reader
_registered = {}  # {class: Reader}

ATTENTION = re.compile(
    r"attention|attn|non_?local|squeeze|excit|cbam|global_?context|^e?se(module|layer|block)?$|^eca", re.I
)


def register(gate_class, *, method=None, part=None, forward=None, shape=None):
    """Read the gates of a class of your own, and of classes made from it: say what multiplies.

    Exactly one of method, part and forward, and shape: see ``Reader``.  Returns the class.
    ValueError if it is not a module's class, or not exactly one of the three is given.
    """
    if not (isinstance(gate_class, type) and issubclass(gate_class, nn.Module)):
        raise ValueError(f"register a class made from torch.nn.Module, got {gate_class!r}")
    if sum(way is not None for way in (method, part, forward)) != 1:
        raise ValueError("say what multiplies in exactly one way: method=..., part=... or forward=...")
    _registered[gate_class] = Reader(method, part, forward, shape)
    return gate_class


def reader_of(module):
    """The Reader of a module, or None if it is no gate that can be read."""
    for known in type(module).__mro__:
        reader = _registered.get(known) or KNOWN.get(f"{known.__module__}.{known.__qualname__}")
        if reader is not None:
            return reader if reader.fits(module) else None
    return next((reader for reader in ANY if reader.fits(module)), None)


def find(net):
    """The gates of a network in the order of its modules: {name: module}.

    A gate that works with another gate inside is one gate.  A module that only holds gates (CBAM) is none.
    Raises ValueError for scripted and traced networks, and for copies on several devices.
    """
    found, parts = {}, set()
    for name, module in plain(net).named_modules():
        refuse(name, module)
        if module in parts or reader_of(module) is None:
            continue
        inner = [m for m in list(module.modules())[1:] if reader_of(m) is not None]
        if not inner or multiplies(module):
            found[name.replace("_orig_mod.", "")] = module
            parts |= set(inner)
    return found


def plain(net):
    """The network itself, where it was handed over compiled; ValueError if it is no network."""
    if not isinstance(net, nn.Module):
        raise ValueError(f"net must be a network, a torch.nn.Module, got {type(net).__name__}")
    while "_orig_mod" in net._modules:
        net = net._orig_mod
    return net


def refuse(name, module):
    """ValueError for a module whose inside cannot be followed."""
    where = f"{name!r}" if name else "this network"
    if isinstance(module, torch.jit.ScriptModule):
        raise ValueError(
            f"{where} is scripted or traced, so its gates cannot be read: pass the original network"
        )
    if isinstance(module, nn.DataParallel) and len(module.device_ids) > 1:
        raise ValueError(f"{where} works with copies on several devices: read its .module instead")


def multiplies(module):
    """Whether a module that holds gates multiplies by weights of its own: its forward pass asks for them."""
    reader = reader_of(module)
    if reader.method is None or reader.method == "forward":
        return True
    code = getattr(getattr(type(module).forward, "__wrapped__", type(module).forward), "__code__", None)
    return code is not None and reader.method in code.co_names


def unread(net):
    """Attention that is no gate, or none that can be read: {name: its class}, outermost ones."""
    net, seen = plain(net), {}
    known = list(find(net).values())
    own = {inner for gate in known for inner in gate.modules()}
    for name, module in net.named_modules():
        if not name or module in own or any(gate in set(module.modules()) for gate in known):
            continue
        declared_none = getattr(type(module), "weights", True) is None  # the additive twins say so
        inside = any(name.startswith(f"{outer}.") for outer in seen)
        if ATTENTION.search(type(module).__name__) and not declared_none and not inside:
            seen[name] = type(module).__name__
    return seen


def chosen(net, only=None):
    """The gates whose names fit: {name: module}.

    only  a whole name or a whole part of it ("channel", "stages.1", but not "stages.10"), or a pattern
          such as "*.spatial"; None is all of them.  ValueError if none fits, or for no text.
    """
    if not (only is None or isinstance(only, str)):
        raise ValueError(f"only must be a gate's name or a pattern such as '*.spatial', got {only!r}")
    found = find(net)
    if only in found:
        return {only: found[only]}
    fitting = {name: gate for name, gate in found.items() if only is None or fits(name, only)}
    if not fitting:
        wanted = "no gate" if only is None else f"no gate with {only!r} in its name"
        raise ValueError(
            f"{type(plain(net)).__name__} has {wanted}; its gates are {list(found) or 'none'}{others(net)}"
        )
    return fitting


def fits(name, only):
    """Whether a gate's name has ``only`` as whole dotted parts, or matches it as a pattern."""
    return f".{only}." in f".{name}." or fnmatchcase(name, only)


def others(net):
    """What to add to a sentence about the gates: the attention that was seen and is not read."""
    seen = unread(net)
    if not seen:
        return ""
    classes = ", ".join(sorted(set(seen.values())))
    few = ", ".join(list(seen)[:3]) + (", ..." if len(seen) > 3 else "")
    return f"; seen and not read: {len(seen)} of {classes} ({few}), see gates.register"
