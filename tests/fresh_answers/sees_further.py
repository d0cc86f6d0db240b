# check("sees further", see_further)
import copy

import torch
import torch.nn.functional as F
from torch import nn

from helpers import networks

# right: the second coarse convolution alone looks at every fourth place
def see_further(net):
    conv = net.down[2][1].conv
    conv.dilation, conv.padding = (4, 4), (4, 4)
    return net

# right: the coarse stage works at an eighth of the size
def see_further(net):
    class Coarser(nn.Module):
        def __init__(self, inner):
            super().__init__()
            self.inner = inner

        def forward(self, x):
            small = self.inner(F.max_pool2d(x, 2))
            return F.interpolate(small, x.shape[2:], mode="nearest")

    net.down[2] = Coarser(net.down[2])
    return net

# right: a copy with dilated layers of its own, the numbers copied
def see_further(net):
    far = copy.deepcopy(net)
    for stage in far.down[2]:
        old = stage.conv
        new = nn.Conv2d(old.in_channels, old.out_channels, 3, padding=3, dilation=3, bias=False)
        new.load_state_dict(old.state_dict())
        stage.conv = new
    return far

# right: a larger maximum before the coarse stage
def see_further(net):
    net.down[2].insert(0, nn.MaxPool2d(5, stride=1, padding=2))
    return net

# right: dilation on the way up, too
def see_further(net):
    for stage in [*net.down[2], net.up[1]]:
        stage.conv.dilation = stage.conv.padding = 2, 2
    return net

# wrong: an attention gate on the skips sees a little further
def see_further(net):
    from helpers.attention import AttentionGate

    return networks.UNet(net.in_channels, skip=AttentionGate)

# wrong: twice the channels
def see_further(net):
    return networks.UNet(in_channels=net.in_channels, widths=(16, 32, 64))

# wrong: an average of the whole image is taken off the image
def see_further(net):
    class Centred(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = net

        def forward(self, x):
            return self.net(x - x.mean((2, 3), keepdim=True))

    return Centred()

# wrong: the padding grows and the dilation does not
def see_further(net):
    for stage in net.down[2]:
        stage.conv.padding = (2, 2)
    return net

# wrong: dilation on the half-size stage only
def see_further(net):
    net.down[1].conv.dilation = net.down[1].conv.padding = (2, 2)
    return net

# wrong: the image is made small first
def see_further(net):
    class Small(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = net

        def forward(self, x):
            return self.net(F.avg_pool2d(x, 2))

    return Small()

# wrong: a second network looks at a small image, and its result is added
def see_further(net):
    class Two(nn.Module):
        def __init__(self):
            super().__init__()
            self.net, self.other = net, copy.deepcopy(net)

        def forward(self, x):
            return self.net(x) + F.interpolate(self.other(F.avg_pool2d(x, 2)), x.shape[2:])

    return Two()

# wrong: instance normalisation in the coarse stage
def see_further(net):
    for stage in net.down[2]:
        stage.append(nn.InstanceNorm2d(stage.conv.out_channels))
    return net
