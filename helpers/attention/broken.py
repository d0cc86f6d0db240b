"""Attention that does not do what its name says: real public defects, retold in our own code.

None of them raises an error, all of them train.  Every docstring says where the kind was met, and what
is wrong.  Lesson 11 finds them one by one; nothing else in the course uses them.
"""

import warnings

import torch
from torch import nn

from .channel import OVER_SPACE, ChannelAttention, bottleneck
from .pooling import AttentionPool
from .spatial import SpatialAttention


class ZeroWidth(nn.Module):
    """A bottleneck of ``channels // 16`` units: none at all below 16 channels, so every weight is 0.5.

    (N, C, H, W) -> (N, C, H, W).  Kind: moskomule/senet.pytorch, and the many that copied it.
    """

    def __init__(self, channels, reduction=16):
        super().__init__()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # torch does warn: "zero-element tensors is a no-op"
            self.mlp = bottleneck(channels, channels // reduction, bias=False)

    def weights(self, x):
        """The attention vector, (N, C, 1, 1)."""
        return torch.sigmoid(self.mlp(x.mean((2, 3))))[:, :, None, None]

    def forward(self, x):
        return x * self.weights(x)


class SameTwice(ChannelAttention):
    """``x1 + x1`` for ``x1 + x2``: the average is added twice, the maximum never.

    (N, C, H, W) -> (N, C, H, W).  Kind: nikhilroxtomar/Attention-Mechanism-Implementation, issue 1.
    """

    def logits(self, x):
        """One score per channel, (N, C, 1, 1)."""
        x1, x2 = (self.mlp(OVER_SPACE[pool](x)) for pool in ("avg", "max"))
        return (x1 + x1)[:, :, None, None]


class DeadBranch(nn.Module):
    """An MLP of its own for the maximum, whose result is never used: half of the numbers are dead code.

    (N, C, H, W) -> (N, C, H, W).  Kind: MenghaoGuo/Awesome-Vision-Attentions, issue 32.
    """

    def __init__(self, channels, reduction=4):
        super().__init__()
        self.mlp_avg = bottleneck(channels, channels // reduction, bias=True)
        self.mlp_max = bottleneck(channels, channels // reduction, bias=True)

    def weights(self, x):
        """The attention vector, (N, C, 1, 1)."""
        y_avg = self.mlp_avg(OVER_SPACE["avg"](x))
        y_max = self.mlp_max(OVER_SPACE["max"](x))  # noqa: F841 (a linter would have found it)
        return torch.sigmoid(y_avg + y_avg)[:, :, None, None]

    def forward(self, x):
        return x * self.weights(x)


class NeverBelowHalf(SpatialAttention):
    """A ReLU between the convolution and the sigmoid: no weight is ever below one half.

    (N, C, H, W) -> (N, C, H, W).  Kind: changzy00/pytorch-attention, triplet_attention.py.
    """

    def weights(self, x):
        """The attention map, (N, 1, H, W)."""
        return torch.sigmoid(torch.relu(self.logits(x)))


class ForgottenSoftmax(AttentionPool):
    """A softmax that is made and never applied: the weights are bare scores of any size and sign.

    (N, C, H, W) -> (N, C).  Kind: changzy00/pytorch-attention, gc_module.py.
    """

    def __init__(self, channels):
        super().__init__(channels)
        self.softmax = nn.Softmax(dim=2)

    def weights(self, x):
        """The attention map, (N, 1, H, W)."""
        return self.logits(x)


class HugeKernel(SpatialAttention):
    """A kernel of 49 x 49 by default: on a small map most of it never lies on a place.

    (N, C, H, W) -> (N, C, H, W).  Kind: xmu-xiaoma666/External-Attention-pytorch, CBAMBlock.
    """

    def __init__(self, kernel_size=49, norm=True):
        super().__init__(kernel_size, norm=norm)


def min_max(weights):
    """Every image's weights (N, ...) stretched to run from 0 to 1: a flat gate then looks like a vivid one.

    Kind: the heat maps of most tutorials, and the scaling of jacobgil/pytorch-grad-cam.
    """
    flat = weights.flatten(1)
    low, high = flat.amin(1, keepdim=True), flat.amax(1, keepdim=True)
    return ((flat - low) / (high - low).clamp(min=1e-12)).view_as(weights)


@torch.no_grad()
def before_and_after(make_without, make_with, images):
    """ "The effect of attention" as the difference between two networks that nobody has trained: a number.

    make_without, make_with   functions () -> network.  Kind: jishuzhan.net, article 2032981756815671297.
    """
    without, with_it = make_without().eval(), make_with().eval()
    return (with_it(images) - without(images)).abs().mean().item()


@torch.no_grad()
def accuracy_as_it_is(net, batch, chunk=100):
    """Accuracy in whatever mode the network happens to be: ``net.eval()`` was forgotten.

    The order of the images then counts.  Kind: qubvel-org/segmentation_models.pytorch, issue 128.
    """
    answers = [net(part).argmax(1) for part in batch.images.split(chunk)]
    return (torch.cat(answers) == batch.labels).float().mean().item()
