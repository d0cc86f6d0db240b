"""The stored numbers of an ONNX file, by name, without the onnx package.

A file is read for its float32 constants alone: three messages of the protobuf format, forty lines.  The
package that could do the same brings 60 MB of its own and of others along, for every learner.
"""

from math import prod

import torch

# Field numbers of onnx.proto (ONNX 1.17): Model.graph, Graph.node, Graph.initializer, Node.output,
# Node.op_type, Node.attribute, Attribute.t; Tensor.dims, data_type, float_data, name, raw_data.
GRAPH, NODE, INITIALIZER, OUTPUT, OP_TYPE, ATTRIBUTE, TENSOR = 7, 1, 5, 2, 4, 5, 5
DIMS, DATA_TYPE, FLOATS, NAME, RAW = 1, 2, 4, 8, 9
FLOAT = 1  # TensorProto.FLOAT


def constants(content):
    """All float32 constants of an ONNX file, given as bytes: {name: tensor}.

    Constants stand in the graph's list of initialisers or in nodes of their own.  Raises ValueError for
    bytes that are no such file.
    """
    found = {}
    try:
        for graph in fields(memoryview(content)).get(GRAPH, []):
            parts = fields(graph)
            for tensor in map(fields, parts.get(INITIALIZER, [])):
                found[text(tensor[NAME])] = tensor
            for node in map(fields, parts.get(NODE, [])):
                if text(node[OP_TYPE]) == "Constant":
                    found[text(node[OUTPUT])] = fields(fields(node[ATTRIBUTE][0])[TENSOR][0])
        kept = {name: as_tensor(t) for name, t in found.items() if t[DATA_TYPE] == [FLOAT]}
    except (KeyError, IndexError, TypeError, ValueError, RuntimeError):  # what damaged bytes happen to mean
        raise ValueError("this is not an ONNX file that can be read") from None
    if not kept:
        raise ValueError("this is not an ONNX file that holds numbers")
    return kept


def fields(message):
    """The fields of one protobuf message: {number: [value, ...]}, integers or views of bytes."""
    found, at = {}, 0
    while at < len(message):
        key, at = varint(message, at)
        kind = key & 7
        if kind == 0:
            value, at = varint(message, at)
        else:
            size, at = varint(message, at) if kind == 2 else ({1: 8, 5: 4}[kind], at)
            value, at = message[at : at + size], at + size
        if at > len(message):
            raise ValueError("the message ends too early")
        found.setdefault(key >> 3, []).append(value)
    return found


def varint(message, at):
    """An integer of seven bits a byte, lowest first, and the place behind it."""
    value = shift = 0
    while message[at] & 128:
        value |= (message[at] & 127) << shift
        at, shift = at + 1, shift + 7
    return value | message[at] << shift, at + 1


def text(values):
    """The text of a field that is there once."""
    return bytes(values[0]).decode()


def as_tensor(tensor):
    """The numbers of a float32 TensorProto, in its shape; one that is written number by number has none."""
    raw = tensor[RAW][0] if RAW in tensor else b"".join(map(bytes, tensor.get(FLOATS, [])))
    numbers = torch.frombuffer(bytearray(raw), dtype=torch.float32) if len(raw) else torch.zeros(0)
    dims = tensor.get(DIMS, [])
    if dims and isinstance(dims[0], memoryview):  # packed: the integers stand in one field
        packed, dims, at = dims[0], [], 0
        while at < len(packed):
            value, at = varint(packed, at)
            dims.append(value)
    return numbers.view(dims) if prod(dims) == len(numbers) else numbers
