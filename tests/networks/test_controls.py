"""The controls differ from the networks that they stand beside in what they say, and in nothing else."""

import pytest
import torch

from helpers import datasets, networks
from helpers.networks.controls import LOUD, spread_of


def test_a_dilated_unet_has_the_same_numbers_and_sees_further():
    plain, far = (networks.build(n, 0) for n in (networks.UNet, networks.DilatedUNet))
    assert networks.parameters(plain) == networks.parameters(far)
    reach = []
    for net in (plain.eval(), far.eval()):
        image = torch.rand(1, 1, 80, 80, requires_grad=True)
        net(image)[0, 0, 40, 40].backward()
        reach.append(int((image.grad[0, 0] != 0).any(0).sum()))
    assert reach[1] > reach[0], reach


def test_a_placed_detector_knows_where_it_is():
    net = networks.build(networks.PlacedDetector, 0).eval()
    flat = torch.full((1, 1, 48, 48), 0.5)
    shown = net(flat)
    assert shown.shape == (1, 5, 12, 12)
    middle = shown[0, 0, 3:9, 3:9]
    assert middle.std() > 1e-4, "the places differ although the image does not"
    blind = networks.build(networks.CentreDetector, 0).eval()(flat)[0, 0, 5:7, 5:7]
    assert blind.std() < 1e-6
    with pytest.raises(ValueError, match="1 channels"):
        net(torch.zeros(1, 3, 48, 48))


class Shift(torch.nn.Module):
    """Adds the same large negative number to every place."""

    def forward(self, x):
        return x - 100


@pytest.mark.parametrize(
    "network, behind, images",
    [
        (networks.ConvNetInFront, networks.ConvNet, torch.rand(2, 1, 40, 40)),
        (networks.SensorNetInFront, networks.SensorNet, torch.rand(2, 8, 24, 24)),
    ],
)
def test_only_in_front_of_the_relu_a_sum_switches_channels_off(network, behind, images):
    both = (networks.build(n, 0, attention=lambda channels: Shift()).eval() for n in (network, behind))
    front, after = both
    with torch.no_grad():
        assert torch.equal(*front(images)), "nothing of the image is left"
        assert not torch.equal(*after(images))


def test_even_sensors_do_not_hear_how_loud_a_sensor_is():
    net = networks.build(networks.EvenSensors, 0).eval()
    images = torch.rand(2, 8, 24, 24)
    louder = images * torch.arange(1, 9).view(1, 8, 1, 1)
    with torch.no_grad():
        assert torch.allclose(net(images), net(louder), atol=1e-5)
        assert net(torch.zeros(2, 8, 24, 24)).isfinite().all(), "a sensor that says nothing"


def test_each_half_of_the_rule_changes_only_its_sensors():
    """A loud sensor has a spread above LOUD; what the others say must not change, and the other way round."""
    images = torch.randn(2, 8, 24, 24)
    images[:, :3] *= 3  # three loud sensors
    seen = []
    for kind in (networks.LoudSensorsEven, networks.QuietSensorsEven, networks.LoudSensorsOff):
        net = networks.build(kind, 0).eval()
        hook = net.stem.register_forward_pre_hook(lambda _, given: seen.append(given[0]))
        with torch.no_grad():
            net(images)
        hook.remove()
    even = images / images.std((2, 3), keepdim=True)
    loud, quiet, off = seen
    assert torch.equal(loud[:, 3:], images[:, 3:]) and torch.allclose(loud[:, :3], even[:, :3])
    assert torch.equal(quiet[:, :3], images[:, :3]) and torch.allclose(quiet[:, 3:], even[:, 3:])
    assert torch.equal(off[:, 3:], images[:, 3:]) and not off[:, :3].any()


def test_loud_means_broken_in_the_sensors_task():
    batch = datasets.unreliable_sensors(500, "train", 0)
    assert torch.equal(spread_of(batch.images)[:, :, 0, 0] > LOUD, ~batch.clean)
