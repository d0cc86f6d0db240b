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
           (mean, max): the kernel's two channels are exchanged, so that the answers are the same.

    Raises ValueError when a name is not known, or when the gate has a part that the state lacks.
    """
    parts = parts_of(gate)
    found = {name: {} for name in parts}
    for key, value in state.items():
        name, ours = place_of(key, parts)
        if ours == "conv.weight" and key.startswith("SpatialGate."):
            value = value.flip(1)
        if ours.startswith("mlp.") and value.dim() == 4:
            value = value.flatten(1)  # a 1 x 1 convolution over one place is a linear layer
        found[name][ours] = value
    for name, part in parts.items():
        mine = {prefix_for(part, key): value for key, value in found[name].items()}
        lacking = sorted(part.state_dict().keys() - mine.keys())
        if lacking:
            raise ValueError(f"the state has no {lacking[0]!r} for the {name} gate: was it built without it?")
        try:
            part.load_state_dict(mine)
        except RuntimeError as error:
            raise ValueError(f"the {name} gate does not fit: {str(error).splitlines()[-1].strip()}") from None
    return gate


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
        for theirs, ours in table.items():
            if name in parts and key.startswith(theirs):
                return name, ours + key.removeprefix(theirs)
    raise ValueError(
        f"{key!r} is no name in the weights of CBAM's authors, timm or torchvision that fits here"
    )


def prefix_for(part, key):
    """Our name of a parameter in one kind of gate: SqueezeExcitation calls its MLP ``excite``."""
    return key.replace("mlp.", "excite.", 1) if isinstance(part, SqueezeExcitation) else key
