# check("open gate", open_gate)
import copy

import torch
from torch import nn

from helpers.attention import CBAM

# right: just over 0.9
def open_gate(block):
    channel, spatial = block.gates["channel"], block.gates["spatial"]
    nn.init.zeros_(channel.mlp[2].weight)
    nn.init.constant_(channel.mlp[2].bias, 1.22)
    nn.init.zeros_(spatial.norm.weight)
    nn.init.constant_(spatial.norm.bias, 2.44)
    return block

# right: small numbers in place of zeros, without a gradient
@torch.no_grad()
def open_gate(block):
    last = block.gates["channel"].mlp[2]
    last.weight.mul_(1e-3)
    last.bias.copy_(torch.full_like(last.bias, 2.5))
    block.gates["spatial"].norm.weight.fill_(1e-2)
    block.gates["spatial"].norm.bias.fill_(4)
    return block

# right: through .data
def open_gate(block):
    mlp = block.gates["channel"].mlp
    mlp[2].weight.data = torch.zeros_like(mlp[2].weight)
    mlp[2].bias.data[:] = 1.75
    norm = block.gates["spatial"].norm
    norm.weight.data.zero_()
    norm.bias.data += 3.5
    return block

# wrong: so open that nothing is learned
def open_gate(block):
    nn.init.zeros_(block.gates["channel"].mlp[2].weight)
    nn.init.constant_(block.gates["channel"].mlp[2].bias, 100.0)
    nn.init.zeros_(block.gates["spatial"].norm.weight)
    nn.init.constant_(block.gates["spatial"].norm.bias, 100.0)
    return block

# wrong: only the channel gate
def open_gate(block):
    nn.init.zeros_(block.gates["channel"].mlp[2].weight)
    nn.init.constant_(block.gates["channel"].mlp[2].bias, 2.0)
    return block

# wrong: only the spatial gate
def open_gate(block):
    nn.init.zeros_(block.gates["spatial"].norm.weight)
    nn.init.constant_(block.gates["spatial"].norm.bias, 4.0)
    return block

# wrong: zeros everywhere, so the first layer gets no gradient for good
def open_gate(block):
    for p in block.parameters():
        nn.init.zeros_(p)
    nn.init.constant_(block.gates["channel"].mlp[2].bias, 2.0)
    nn.init.constant_(block.gates["spatial"].norm.bias, 4.0)
    return block

# wrong: frozen
def open_gate(block):
    nn.init.zeros_(block.gates["channel"].mlp[2].weight)
    nn.init.constant_(block.gates["channel"].mlp[2].bias, 2.0)
    nn.init.zeros_(block.gates["spatial"].norm.weight)
    nn.init.constant_(block.gates["spatial"].norm.bias, 4.0)
    return block.requires_grad_(False)

# wrong: closed in place of open
def open_gate(block):
    nn.init.zeros_(block.gates["channel"].mlp[2].weight)
    nn.init.constant_(block.gates["channel"].mlp[2].bias, -2.0)
    nn.init.zeros_(block.gates["spatial"].norm.weight)
    nn.init.constant_(block.gates["spatial"].norm.bias, -4.0)
    return block

# wrong: forgets that the two pools are added, and stops at 0.88
def open_gate(block):
    nn.init.zeros_(block.gates["channel"].mlp[2].weight)
    nn.init.constant_(block.gates["channel"].mlp[2].bias, 1.0)
    nn.init.zeros_(block.gates["spatial"].norm.weight)
    nn.init.constant_(block.gates["spatial"].norm.bias, 2.0)
    return block

# wrong: forgets to return the block
def open_gate(block):
    nn.init.zeros_(block.gates["channel"].mlp[2].weight)
    nn.init.constant_(block.gates["channel"].mlp[2].bias, 2.0)
    nn.init.zeros_(block.gates["spatial"].norm.weight)
    nn.init.constant_(block.gates["spatial"].norm.bias, 4.0)

# wrong: opens a copy
def open_gate(block):
    block = copy.deepcopy(block)
    nn.init.zeros_(block.gates["channel"].mlp[2].weight)
    nn.init.constant_(block.gates["channel"].mlp[2].bias, 2.0)
    nn.init.zeros_(block.gates["spatial"].norm.weight)
    nn.init.constant_(block.gates["spatial"].norm.bias, 4.0)
    return block

# wrong: open in eval only, through the running average
def open_gate(block):
    nn.init.zeros_(block.gates["channel"].mlp[2].weight)
    nn.init.constant_(block.gates["channel"].mlp[2].bias, 2.0)
    block.gates["spatial"].norm.running_mean.fill_(-50.0)
    return block

# wrong: the map still follows the image, so some places stay below 0.9
def open_gate(block):
    nn.init.zeros_(block.gates["channel"].mlp[2].weight)
    nn.init.constant_(block.gates["channel"].mlp[2].bias, 2.0)
    nn.init.constant_(block.gates["spatial"].norm.bias, 3.0)
    return block

# hostile: takes the gates out
def open_gate(block):
    del block.gates
    return block

# hostile: a forward that returns the image
def open_gate(block):
    block.forward = lambda x: x
    return block
