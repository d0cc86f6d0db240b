"""Questions to maps whose answer does not depend on the order of equal cells.

Many cells of a map are often equal: most of the truth is zero, and so is half of a Grad-CAM.  Who takes equal
cells row by row gives the map an order that it does not have.
"""

import torch

from .. import training
from .questions import box_mask, enlarged, probability

KERNEL, SPREAD = 11, 5.0  # pixels: the blur of RISE's own code


def pointing_share(maps, box, height, width=None):
    """The pointing game with ties: the share of a map's largest cells whose middle lies in the box, (N,).

    maps (N, 1, h, w), boxes (N, 4), height and width of the images in pixels.  One largest cell gives 0 or 1;
    of equal ones each counts alike, so this is exactly what a random choice among them would hit on average.
    """
    h, w = maps.shape[2:]
    rows = (2 * torch.arange(h, device=maps.device) + 1) * height // (2 * h)
    columns = (2 * torch.arange(w, device=maps.device) + 1) * (width or height) // (2 * w)
    inside = box_mask(box.to(maps.device), max(height, width or height))[:, :, rows][:, :, :, columns]
    largest = maps == maps.amax((2, 3), keepdim=True)
    return (largest & inside).sum((1, 2, 3)) / largest.sum((1, 2, 3))


def random_order(maps, seed=0):
    """The cells of each map, largest weight first, equal ones in random order: (N, h * w)."""
    flat = maps.flatten(1)
    chance = torch.rand(flat.shape, generator=torch.Generator().manual_seed(seed)).to(flat.device)
    shuffled = chance.argsort(1)
    by_weight = flat.gather(1, shuffled).argsort(dim=1, descending=True, stable=True)
    return shuffled.gather(1, by_weight)


def blurred(images):
    """Images (N, C, H, W) without what is sharp in them: insertion begins here (RISE, Petsiuk et al.)."""
    from torchvision.transforms.functional import gaussian_blur  # a worker of a sweep does without it

    return gaussian_blur(images, KERNEL, SPREAD)


def curve_over_ties(net, images, maps, steps=10, insert=False, start="black", draws=4):
    """Deletion or insertion, averaged over random orders of equal cells: probabilities (N, steps + 1).

    Step by step the cells of largest weight are replaced by ``start`` (or put back onto it), the same number
    each time, and the network is asked again for its first answer on the whole image.

    start  "black", or "blurred": with insertion what the authors of RISE begin from
    draws  random orders, the same for every map.  A map without equal cells needs one.  An exact average
           would need every order: the network is no sum over cells, so there is no shorter way.

    Raises ValueError for another start.
    """
    if start not in ("black", "blurred"):
        raise ValueError(f'start must be "black" or "blurred", got {start!r}')
    device = training.device_of(net)
    images, maps = images.to(device), maps.to(device)
    empty = torch.zeros_like(images) if start == "black" else blurred(images)
    answer, total = training.predict(net, images).argmax(1), maps[0].numel()
    curves = []
    for draw in range(draws):
        order, seen = random_order(maps, draw), []
        for step in range(steps + 1):
            chosen = torch.zeros_like(maps.flatten(1)).scatter(1, order[:, : total * step // steps], 1.0)
            chosen = enlarged(chosen.view_as(maps), *images.shape[2:])
            kept = chosen if insert else 1 - chosen
            seen.append(probability(net, images * kept + empty * (1 - kept), answer))
        curves.append(torch.stack(seen, 1))
    return torch.stack(curves).mean(0)
