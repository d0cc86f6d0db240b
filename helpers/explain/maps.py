"""Maps (N, 1, h, w) that claim to show where a network looks, and maps that know nothing, to compare with.

No map is stretched image by image (min-max): a flat map would look as sharp as any other.
"""

import torch
import torch.nn.functional as F

from .. import training
from ..gates import by_method as gates


def grad_cam(net, images, layer=None, target=None, chunk=250):
    """Grad-CAM (Selvaraju et al., ICCV 2017) by captum: (N, 1, h, w), never negative, in units of the logit.

    Each channel of a layer is weighted by the logit's average slope with respect to it, the weighted
    channels are summed, and what is below zero is cut off.

    layer   a module whose output is a feature map (default: ``net.stages``, the last feature map)
    target  classes (N,) to explain (default: the network's own answers)
    """
    from captum.attr import LayerGradCam  # here: it takes a second to import

    device = training.device_of(net)
    target = training.predict(net, images).argmax(1) if target is None else target
    net.eval()
    method = LayerGradCam(net, net.stages if layer is None else layer)
    maps = [
        method.attribute(part.to(device), target=of_part.to(device), relu_attributions=True).detach()
        for part, of_part in zip(images.split(chunk), target.split(chunk))
    ]
    return torch.cat(maps)


def own_maps(net, images):
    """Every spatial map of the network itself, in order: {gate name: (N, 1, h, w)}; empty if it has none."""
    if not gates.gates(net):
        return {}
    with gates.record(net) as seen:
        training.predict(net, images)
    return {name: weights for name, weights in seen.items() if weights.shape[1] == 1}


def centre_blob(images, size=10, spread=0.2):
    """A round blob in the middle, the same for every image: (N, 1, size, size), 1 at its top.

    spread  the standard deviation, as a share of the image's side
    """
    place = (torch.arange(size) + 0.5) / size - 0.5
    along = torch.exp(-(place**2) / (2 * spread**2))
    return (along[:, None] * along).expand(len(images), 1, size, size)


def blurred_intensity(images, size=10):
    """How bright the image is, averaged over squares: (N, 1, size, size), darkness below zero cut off."""
    return F.adaptive_avg_pool2d(images.mean(1, keepdim=True), size).clamp(min=0)


def shuffled(maps, seed=0):
    """The control of a map: its own weights in other places, drawn anew for every map.

    maps  (N, C, ...), each maps[n, c] over places  ->  the same shape
    """
    flat = maps.flatten(2)
    order = torch.rand(flat.shape, generator=torch.Generator().manual_seed(seed)).argsort(2)
    return flat.gather(2, order.to(flat.device)).view_as(maps)
