"""Weights from elsewhere: those of CBAM's authors and of timm, put into this course's layers."""

from .cbam import CBAM
from .channel import ChannelAttention
from .spatial import SpatialAttention
from .squeeze_excitation import SqueezeExcitation

# Names of whole parts, theirs to ours, in an order in which the longer ones come first.
CHANNEL = {
    "ChannelGate.mlp.1.": "mlp.0.",  # the authors of CBAM
    "ChannelGate.mlp.3.": "mlp.2.",
    "channel.fc1.": "mlp.0.",  # timm's CBAM
    "channel.fc2.": "mlp.2.",
    "fc1.": "mlp.0.",  # timm's and torchvision's squeeze-and-excitation
    "fc2.": "mlp.2.",
}
SPATIAL = {
    "SpatialGate.spatial.conv.": "conv.",
    "SpatialGate.spatial.bn.": "norm.",
    "spatial.conv.conv.": "conv.",
    "spatial.conv.bn.": "norm.",
}


def load_published(gate, state):
    """Load a state dict of CBAM's authors (Woo et al., 2018), of timm or of torchvision; returns the gate.

    gate   a CBAM, ChannelAttention, SpatialAttention or SqueezeExcitation of the same sizes
    state  {name: tensor}.  The authors pool (max, mean) before the map's convolution and this course
           (mean, max), as timm does; a gate may be built either way.  Where the orders differ the
           kernel's two channels are exchanged, so that the answers are the same.

    A state holds no activations: the gates here have ReLU and sigmoid, those of MobileNetV3 and EfficientNet
    have others, and answer otherwise.  timm's ChannelAttn alone has the names of squeeze-and-excitation: load
    it as "channel.fc1.weight" and so on.

    Raises ValueError when a name is not known, when the gate has a part that the state lacks, and when a
    size or the pools do not fit; the gate is then left as it was.
    """
    parts = parts_of(gate)
    found = {name: {} for name in parts}
    for key, value in state.items():
        name, ours = place_of(key, parts)
        if ours.startswith("mlp."):
            check_squeeze(parts[name], key)
        if ours == "conv.weight" and pools_of(parts[name]) != theirs(key):
            value = value.flip(1)
        if ours.startswith("mlp.") and value.dim() == 4:
            value = value.flatten(1)  # a 1 x 1 convolution over one place is a linear layer
        found[name][ours] = value
    mine = {name: fitting(name, part, found[name]) for name, part in parts.items()}
    for name, part in parts.items():  # only after all of them were found to fit
        part.load_state_dict(mine[name])
    return gate


def pools_of(gate):
    """The order in which a spatial gate pools; ValueError unless it has both pools."""
    if set(gate.pools) != {"mean", "max"}:
        raise ValueError(f"the weights are for a map of mean and max, this gate pools {gate.pools}")
    return gate.pools


def check_squeeze(gate, key):
    """ValueError unless a channel gate pools as the state's did: SE the mean, CBAM mean and maximum."""
    wanted = ("avg",) if key.startswith("fc") else ("avg", "max")
    own = getattr(gate, "pools", ("avg",))
    if set(own) != set(wanted):
        raise ValueError(
            f"{key!r} is for a gate that pools {wanted}, this one pools {own}: take one that fits"
        )


def theirs(key):
    """The order of the pools in the state that a name comes from."""
    return ("max", "mean") if key.startswith("SpatialGate.") else ("mean", "max")


def fitting(name, part, found):
    """A gate's new state, by our names; ValueError where something lacks or has another size."""
    found = {prefix_for(part, key): value for key, value in found.items()}
    own = part.state_dict()
    state = {key: value for key, value in own.items() if key.endswith("num_batches_tracked")} | found
    for key in sorted(own.keys() - state.keys()):
        raise ValueError(f"the state has no {key!r} for the {name} gate: was it built without it?")
    for key, value in state.items():
        if key not in own or own[key].shape != value.shape:
            built = "has none" if key not in own else f"has {tuple(own[key].shape)}"
            raise ValueError(
                f"the {name} gate does not fit: {key} is {tuple(value.shape)} in the state, the gate {built}"
            )
    return state


def parts_of(gate):
    """The channel and the spatial gate in a layer: {"channel": module, "spatial": module}, those it has."""
    if isinstance(gate, CBAM):
        return dict(gate.gates.items())
    if isinstance(gate, ChannelAttention | SqueezeExcitation):
        return {"channel": gate}
    if isinstance(gate, SpatialAttention):
        return {"spatial": gate}
    raise ValueError(f"weights can be loaded into a CBAM or one of its halves, got {type(gate).__name__}")


def place_of(key, parts):
    """Where a published name belongs: ("channel" or "spatial", our name)."""
    for name, table in (("channel", CHANNEL), ("spatial", SPATIAL)):
        for start, ours in table.items():
            if name in parts and key.startswith(start):
                return name, ours + key.removeprefix(start)
    raise ValueError(
        f"{key!r} is no name in the weights of CBAM's authors, timm or torchvision that fits here"
    )


def prefix_for(part, key):
    """Our name of a parameter in one kind of gate: SqueezeExcitation calls its MLP ``excite``."""
    return key.replace("mlp.", "excite.", 1) if isinstance(part, SqueezeExcitation) else key
