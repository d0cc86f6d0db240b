"""Read every gate of any network during a forward pass, and leave the network as it was."""

from collections import Counter
from collections.abc import Mapping
from contextlib import ExitStack, contextmanager

import torch

from ..training import predict
from .listen import around, eager, recomputing
from .readers import chosen, plain, reader_of


class Seen(Mapping):
    """{gate name: its weights}, detached, one row per image; batches are joined when they are asked for.

    A gate that works several times in one pass has a name for each: "gate", "gate#2", ...
    ``seen.batches(name)`` is the list of what was recorded, for images of several sizes.
    """

    def __init__(self):
        self._kept, self._joined = {}, {}

    def batches(self, name):
        """What a gate said, batch by batch: a list of tensors."""
        return list(self._kept[name])

    def add(self, name, weights):
        """Keep the weights of another batch."""
        self._kept.setdefault(name, []).append(weights)
        self._joined.pop(name, None)

    def __getitem__(self, name):
        kept = self._kept[name]
        if len({weights.shape[1:] for weights in kept}) > 1:
            shapes = ", ".join(sorted({str(tuple(weights.shape[1:])) for weights in kept}))
            raise ValueError(
                f"the gate {name!r} was recorded at several sizes, {shapes}, that cannot be joined: "
                f"record one size at a time, or take them apart with seen.batches({name!r})"
            )
        if name not in self._joined:
            self._joined[name] = torch.cat(kept) if len(kept) > 1 else kept[0]
        return self._joined[name]

    def __iter__(self):
        return iter(self._kept)

    def __len__(self):
        return len(self._kept)

    def __repr__(self):
        return f"Seen({list(self._kept)})"


@contextmanager
def record(net):
    """Inside the with-block, {gate name: its weights}, detached; later batches are appended: a Seen.

    >>> with record(net) as seen:
    ...     net(images)
    >>> seen["stages.0.attention"].shape  # (N, C, 1, 1) for a channel gate, (N, 1, H, W) for a map

    Inside the block a compiled network runs uncompiled, and what checkpointing runs again in a backward
    pass is not recorded again.  Raises ValueError for a network without gates, or one that is scripted,
    traced or spread over several devices.
    """
    seen, calls = Seen(), Counter()
    passes = []  # empty while a part of the network is called by itself: then every call is a pass

    def one_pass(call, args, kwargs):
        calls.clear()
        passes.append(True)
        try:
            return call(*args, **kwargs)
        finally:
            passes.pop()

    def recorder(name):
        def remember(weights):
            if not recomputing():
                calls[name] += 1
                again = passes and calls[name] > 1
                seen.add(f"{name}#{calls[name]}" if again else name, weights.detach())
            return weights

        return remember

    with ExitStack() as stack:
        gates = chosen(net)
        stack.enter_context(eager())
        stack.enter_context(around(plain(net), "forward", one_pass))
        for name, gate in gates.items():
            stack.enter_context(reader_of(gate).listening(gate, recorder(name)))
        yield seen


def kept(net, images):
    """What the gates leave of a 1, for every channel and place of every block: one flat tensor.

    A block's gates are those whose names differ only after "attention"; their weights are multiplied.
    """
    with record(net) as seen:
        predict(net, images)
    blocks = {}
    for name, weights in seen.items():
        block = name.split("attention")[0]
        blocks[block] = blocks.get(block, 1) * weights
    return torch.cat([product.flatten().cpu() for product in blocks.values()])
