"""What the U-Net and its loss must do, as functions of the module under test (helpers.networks.unet)."""

from types import SimpleNamespace

import torch
from attention_checks import feature_map, randomised
from torch import nn
from torch.testing import assert_close


def centre_only(net, **weights):
    """Every convolution hands on the place in its middle, every norm does nothing."""
    net.double().eval()
    for module in net.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.running_var.fill_(1 - module.eps)
        elif isinstance(module, nn.Conv2d):
            nn.init.zeros_(module.weight)
            module.weight.data[:, :, module.kernel_size[0] // 2, module.kernel_size[1] // 2] = 1
    for name, values in weights.items():
        conv = net.up[int(name[-1])].conv
        conv.weight.data[0, :, 1, 1] = torch.tensor(values, dtype=torch.float64)
    nn.init.constant_(net.classify.bias, 0.5)
    return net


def a_picture_on_its_way_by_hand(unet):
    """Coarse maximum + 10 * middle maximum + 100 * pixel + 0.5: each digit tells which way it came."""
    net = centre_only(unet.UNet(1, (1, 1, 1)), up1=[1.0, 10.0], up0=[1.0, 100.0])
    image = [[1, 2, 0, 0], [0, 1, 0, 3], [4, 0, 1, 1], [0, 0, 0, 5]]
    image += [[0, 0, 0, 0], [0, 1, 0, 0], [0, 0, 2, 0], [0, 0, 0, 1]]
    two = [[2, 2, 3, 3]] * 2 + [[4, 4, 5, 5]] * 2 + [[1, 1, 0, 0]] * 2 + [[0, 0, 2, 2]] * 2
    four = [[5, 5, 5, 5]] * 4 + [[2, 2, 2, 2]] * 4
    image, two, four = (torch.tensor(rows, dtype=torch.float64) for rows in (image, two, four))
    expected = four + 10 * two + 100 * image + 0.5
    assert_close(net(image[None, None])[0, 0], expected, atol=1e-9, rtol=0)


def one_logit_per_pixel(unet):
    for channels, widths, size in [(1, (8, 16, 32), (12, 20)), (3, (2, 5, 4), (8, 4))]:
        net = unet.UNet(channels, widths)
        assert net(torch.rand(2, channels, *size)).shape == (2, 1, *size)


def sizes_that_cannot_be_halved_twice_are_refused(unet):
    for size in [(10, 12), (12, 10), (13, 12), (12, 21)]:
        try:
            unet.UNet()(torch.rand(1, 1, *size))
        except ValueError as error:
            assert "divisible by 4" in str(error) and f"(1, 1, {size[0]}, {size[1]})" in str(error)
        else:
            raise AssertionError(f"{size} went through")


def attention_sits_after_every_block_but_the_last(unet):
    asked = []

    def identity(channels):
        asked.append(channels)
        return nn.Identity()

    net = unet.UNet(1, (3, 5, 7), attention=identity)
    assert asked == [3, 5, 7, 5]
    places = [name for name, _ in net.named_modules() if name.endswith("attention")]
    assert places == [f"{where}.attention" for where in ("down.0", "down.1", "down.2.1", "up.1")]
    for where in ("down.0", "down.1", "down.2.1", "up.1"):
        assert list(net.get_submodule(where)._modules) == ["conv", "norm", "relu", "attention"]


class Skip(nn.Module):
    """Remembers what it is given and hands on nothing, or all."""

    def __init__(self, channels, coarse_channels):
        super().__init__()
        self.channels = channels, coarse_channels

    def forward(self, x, coarse):
        self.given = x, coarse
        return x * self.keep


def outputs_of(net, *names):
    """A dict that holds, after a forward pass, what the modules of these names returned."""
    seen = {}
    for name in names:
        remember = net.get_submodule(name).register_forward_hook
        remember(lambda module, inputs, output, name=name: seen.update({name: output}))
    return seen


def skips_see_the_fine_and_the_coarse_map_and_are_used(unet):
    x, answers = feature_map((2, 1, 12, 8)), []
    for keeps in ([1.0, 1.0], [0.0, 1.0], [1.0, 0.0]):
        net = randomised(unet.UNet(1, (3, 5, 7), skip=Skip)).eval()
        for skip, keep in zip(net.skips, keeps):
            skip.keep = keep
        seen = outputs_of(net, "down.0", "down.1", "down.2", "up.1")
        answers.append(net(x))
        assert [skip.channels for skip in net.skips] == [(3, 5), (5, 7)]
        assert_close(net.skips[0].given, (seen["down.0"], seen["up.1"]))
        assert_close(net.skips[1].given, (seen["down.1"], seen["down.2"]))
    assert_close(answers[0], randomised(unet.UNet(1, (3, 5, 7))).eval()(x))
    assert not torch.allclose(answers[0], answers[1]) and not torch.allclose(answers[0], answers[2])


def gradients_reach_every_parameter(unet):
    net = unet.UNet(2, (3, 5, 7), attention=lambda channels: nn.BatchNorm2d(channels))
    net(torch.randn(4, 2, 8, 12)).square().sum().backward()
    assert all(p.grad is not None and p.grad.abs().max() > 0 for p in net.parameters())


def upsample_by_hand(unet):
    large = unet.upsample(torch.tensor([[[[1.0, 2.0], [3.0, 4.0]]]]))
    assert large[0, 0].tolist() == [[1, 1, 2, 2], [1, 1, 2, 2], [3, 3, 4, 4], [3, 3, 4, 4]]


def loss_of(unet, logits, mask):
    """mask_loss for given logits (N, 2, 2) and masks (N, 2, 2)."""
    batch = SimpleNamespace(images=None, mask=torch.tensor(mask).bool()[:, None])
    return unet.mask_loss(lambda images: torch.tensor(logits)[:, None], batch).item()


def mask_loss_by_hand(unet):
    # Every pixel at one half: cross entropy ln 2 = 0.693147.  With one pixel in the mask the overlap is
    # a half and the sizes are 2 + 1: 1 - (1 + 1) / (3 + 1) = 1/2.  With an empty one 1 - 1 / 3 = 2/3.
    zeros, one, none = [[0.0, 0.0], [0.0, 0.0]], [[1, 0], [0, 0]], [[0, 0], [0, 0]]
    assert abs(loss_of(unet, [zeros], [one]) - 1.193147) < 1e-5
    assert abs(loss_of(unet, [zeros], [none]) - 1.359814) < 1e-5
    assert abs(loss_of(unet, [zeros, zeros], [one, none]) - 1.276480) < 1e-5, "the mean of both"
    # sigmoid(ln 3) = 3/4: cross entropy (ln 4/3 + 3 ln 4) / 4, overlap 3/4, sizes 3 + 1.
    log3 = [[1.098612, 1.098612], [1.098612, 1.098612]]
    assert abs(loss_of(unet, [log3], [one]) - (0.287682 + 3 * 1.386294) / 4 - (1 - 2.5 / 5)) < 1e-5


def mask_loss_knows_right_from_wrong(unet):
    mask = [[[1, 0], [0, 1]]]
    right, wrong = [[[20.0, -20.0], [-20.0, 20.0]]], [[[-20.0, 20.0], [20.0, -20.0]]]
    assert loss_of(unet, right, mask) < 1e-4
    assert abs(loss_of(unet, wrong, mask) - 20 - (1 - 1 / 5)) < 1e-4


CHECKS = [
    a_picture_on_its_way_by_hand,
    one_logit_per_pixel,
    sizes_that_cannot_be_halved_twice_are_refused,
    attention_sits_after_every_block_but_the_last,
    skips_see_the_fine_and_the_coarse_map_and_are_used,
    gradients_reach_every_parameter,
    upsample_by_hand,
    mask_loss_by_hand,
    mask_loss_knows_right_from_wrong,
]
