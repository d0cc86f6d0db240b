"""The layers against other people's: torchvision and timm, values and gradients, in float64."""

import torch
from attention_checks import feature_map, randomised
from timm.layers.cbam import CbamModule, ChannelAttn, SpatialAttn
from torchvision.ops import SqueezeExcitation

MAPS = [(2, 8, 5, 7), (3, 16, 6, 4), (2, 24, 9, 3)]


def copy_parameters(source, target):
    """Copy parameters and buffers in order of registration; shapes may differ by axes of length 1."""
    target.double()
    for kind in ("parameters", "buffers"):
        ours, theirs = list(getattr(source, kind)()), list(getattr(target, kind)())
        assert [t.numel() for t in ours] == [t.numel() for t in theirs]
        for mine, yours in zip(ours, theirs):
            yours.data.copy_(mine.data.view(yours.shape))
    return target


def assert_same(ours, theirs, shape):
    """Same output, input gradient, parameter gradients and running statistics, in both modes."""
    copy_parameters(randomised(ours), theirs)
    pattern = torch.linspace(-1, 2, feature_map(shape).numel(), dtype=torch.float64).view(shape)
    for training in (True, False):
        results = []
        for layer in (ours, theirs):
            layer.train(training).zero_grad()
            x = feature_map(shape)
            y = layer(x)
            (y * pattern).sum().backward()
            numbers = [y, x.grad, *(p.grad for p in layer.parameters()), *layer.buffers()]
            results.append([t.detach().double().flatten() for t in numbers])
        for mine, yours in zip(*results):
            assert (mine - yours).abs().max() < 1e-9


def squeeze_excitation(attention):
    for shape in MAPS:
        ours = attention.ChannelAttention(shape[1], hidden=5, pools=("avg",), bias=True)
        assert_same(ours, SqueezeExcitation(shape[1], 5), shape)


def channel_half_of_cbam(attention):
    for shape in MAPS:
        ours = attention.ChannelAttention(shape[1], hidden=3)
        assert_same(ours, ChannelAttn(shape[1], rd_channels=3), shape)


def spatial_half_of_cbam(attention):
    for shape in MAPS:
        for kernel_size in (3, 7):
            ours = attention.SpatialAttention(kernel_size, norm=True)
            assert_same(ours, SpatialAttn(kernel_size), shape)


def cbam(attention):
    for shape in MAPS:
        for bias in (False, True):
            channels, reduction = shape[1], 4
            ours = attention.CBAM(channels, reduction, bias=bias, norm=True)
            theirs = CbamModule(channels, rd_channels=channels // reduction, mlp_bias=bias)
            assert_same(ours, theirs, shape)


CHECKS = [squeeze_excitation, channel_half_of_cbam, spatial_half_of_cbam, cbam]
