"""Put gates into a network that is there already."""

from collections import OrderedDict
from copy import deepcopy

from torch import nn


def last_layers():
    """Where the residual branch of torchvision's blocks ends: {class: (convolution, normalisation)}."""
    from torchvision.models.resnet import BasicBlock, Bottleneck

    return {BasicBlock: ("conv2", "bn2"), Bottleneck: ("conv3", "bn3")}


def add_attention(resnet, factory):
    """Gate the residual branch of every block of a torchvision ResNet, in place; returns the network.

    factory  a function channels -> module, called once for each block

    The gate follows the branch's last normalisation, so it acts before the addition and never touches
    the shortcut.  Load stored weights first: ``bn3`` becomes ``bn3.norm`` and ``bn3.attention``.
    ValueError if there is no block, or if the blocks have gates already.
    """
    last = last_layers()
    blocks = [module for module in resnet.modules() if type(module) in last]
    if not blocks:
        raise ValueError(f"{type(resnet).__name__} has no BasicBlock or Bottleneck of torchvision's ResNet")
    if any(hasattr(getattr(block, last[type(block)][1]), "attention") for block in blocks):
        raise ValueError("these blocks have gates already: build a new network, or keep the gates it has")
    convs = [getattr(block, last[type(block)][0]) for block in blocks]
    gates = [factory(conv.out_channels).to(conv.weight) for conv in convs]  # all of them or none
    for block, gate in zip(blocks, gates):
        name = last[type(block)][1]
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
