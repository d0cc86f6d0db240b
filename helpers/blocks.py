"""Gates inside a known architecture: put them in, count what they cost, start them open."""

from collections import OrderedDict
from copy import deepcopy
from math import log

import torch
from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode
from torchvision.models.resnet import BasicBlock, Bottleneck

from .attention import ChannelAttention, SpatialAttention
from .gates import record
from .training import predict

LAST = {BasicBlock: ("conv2", "bn2"), Bottleneck: ("conv3", "bn3")}  # the end of the residual branch


def add_attention(resnet, factory):
    """Gate the residual branch of every block of a torchvision ResNet, in place; returns the network.

    factory  a function channels -> module, called once for each block

    The gate follows the branch's last normalisation, so it acts before the addition and never touches
    the shortcut.  Load stored weights first: ``bn3`` becomes ``bn3.norm`` and ``bn3.attention``.
    ValueError if there is no block, or if the blocks have gates already.
    """
    blocks = [module for module in resnet.modules() if type(module) in LAST]
    if not blocks:
        raise ValueError(f"{type(resnet).__name__} has no BasicBlock or Bottleneck of torchvision's ResNet")
    if any(hasattr(getattr(block, LAST[type(block)][1]), "attention") for block in blocks):
        raise ValueError("these blocks have gates already: build a new network, or keep the gates it has")
    convs = [getattr(block, LAST[type(block)][0]) for block in blocks]
    gates = [factory(conv.out_channels).to(conv.weight) for conv in convs]  # all of them or none
    for block, gate in zip(blocks, gates):
        name = LAST[type(block)][1]
        end = OrderedDict(norm=getattr(block, name), attention=gate.train(block.training))
        setattr(block, name, nn.Sequential(end))
    return resnet


def with_gates(net, factory):
    """A copy of a lesson's ConvNet with a gate at the end of every stage, in eval mode.

    factory  a function channels -> module.  ValueError if the network has gates already.
    """
    net = deepcopy(net)
    if any(hasattr(stage, "attention") for stage in net.stages):
        raise ValueError("this network has gates already: start from a plain one")
    for stage in net.stages:
        stage.add_module("attention", factory(stage.conv.out_channels).to(stage.conv.weight))
    return net.eval()


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


@torch.no_grad()
def _look_at(module, shape):
    """One forward pass in eval mode on a blank input of ``shape``; the mode is put back afterwards."""
    modes = {part: part.training for part in module.modules()}
    like = next(module.parameters(), torch.empty(0))
    module.eval()
    try:
        module(torch.zeros(shape, device=like.device, dtype=like.dtype))
    finally:
        for part, mode in modes.items():
            part.training = mode


def count_multiply_adds(module, shape):
    """Multiply-adds of all convolutions and linear layers for one input of ``shape``: an int.

    A convolution does in_channels / groups * kernel height * kernel width of them for every number it
    writes, a linear layer in_features.  Normalising, pooling and scaling are not among them: see
    ``count_moved``.  A shared layer counts as often as it is called.
    """
    counted = []

    def count(layer, _inputs, output):
        terms = layer.weight[0].numel()  # of one output: in_channels / groups * kh * kw, or in_features
        counted.append(output.numel() * terms)

    layers = [m for m in module.modules() if isinstance(m, (nn.Conv1d, nn.Conv2d, nn.Linear))]
    hooks = [layer.register_forward_hook(count) for layer in layers]
    try:
        _look_at(module, shape)
    finally:
        for hook in hooks:
            hook.remove()
    return sum(counted)


class _Traffic(TorchDispatchMode):
    """Adds up the sizes of the maps that pass through every operation."""

    moved = 0

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        output = func(*args, **(kwargs or {}))
        if not func.is_view:  # a view moves nothing
            self.moved += _sizes(args) + _sizes(output)
        return output


def _sizes(values):
    if isinstance(values, (tuple, list)):
        return sum(_sizes(value) for value in values)
    if not isinstance(values, torch.Tensor) or isinstance(values, nn.Parameter):
        return 0
    return values.numel() if values.shape[2:].numel() > 1 else 0


def count_moved(module, shape):
    """Numbers of feature maps that a forward pass reads from memory and writes to it: an int.

    Every operation reads its input maps and writes its output map, as PyTorch does without a
    compiler.  Vectors (one number per channel) and parameters are not counted.
    """
    with _Traffic() as traffic:
        _look_at(module, shape)
    return traffic.moved - torch.Size(shape).numel()  # the blank input itself was written, too


@torch.no_grad()
def start_open(module, weight=0.98):
    """Let every gate in ``module`` start near ``weight`` for any input, in place; returns the module.

    The last layer before the sigmoid gets zero weights and the bias that gives ``weight``: log(w / (1 - w)),
    3.9 for 0.98.  A channel gate adds up one score per pool, so its bias is shared among the pools.
    ValueError if a gate has no bias to set: build it with bias=True (channels), norm=True (places).
    """
    if not 0 < weight < 1:
        raise ValueError(f"weight must lie between 0 and 1, because a sigmoid does; got {weight}")
    score = log(weight / (1 - weight))
    for gate in module.modules():
        if isinstance(gate, ChannelAttention):
            _constant(gate.mlp[2], score / len(gate.pools))
        elif isinstance(gate, SpatialAttention):
            _constant(gate.norm, score)
    return module


def _constant(layer, score):
    if getattr(layer, "bias", None) is None:
        raise ValueError("this gate has no bias that could open it: build it with bias=True and norm=True")
    layer.weight.zero_()
    layer.bias.fill_(score)
