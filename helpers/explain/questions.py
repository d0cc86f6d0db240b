"""What a map (N, 1, h, w) may be asked.  It is coarse: each of its cells stands for a square of pixels."""

import torch
import torch.nn.functional as F

from .. import training


def box_mask(box, size):
    """Boxes (N, 4) top, left, bottom, right as masks: (N, 1, size, size) bool."""
    at = torch.arange(size, device=box.device)
    top, left, bottom, right = box[:, :, None].unbind(1)
    rows, columns = (at >= top) & (at < bottom), (at >= left) & (at < right)
    return (rows[:, :, None] & columns[:, None, :])[:, None]


def cells(mask, maps):
    """Which share of every cell's pixels lies in the mask: (N, 1, H, W) -> (N, 1, h, w).

    Raises ValueError unless the map's cells tile the image.
    """
    high, wide = (image / small for image, small in zip(mask.shape[2:], maps.shape[2:]))
    if len(mask) != len(maps) or high != int(high) or wide != int(wide):
        raise ValueError(
            f"the cells of maps {tuple(maps.shape)} must tile images {tuple(mask.shape)}, one map an image"
        )
    return F.avg_pool2d(mask.to(maps.device, maps.dtype), (int(high), int(wide)))


def peak(maps, height, width):
    """The pixel in the middle of the cell with the largest weight: rows and columns (N,).

    Of equal cells the first counts; ``ties.pointing_share`` counts them all.
    """
    h, w = maps.shape[2:]
    cell = maps.flatten(1).argmax(1)
    row, column = cell // w, cell % w
    return (2 * row + 1) * height // (2 * h), (2 * column + 1) * width // (2 * w)


def pointing(maps, box, height, width=None):
    """The pointing game (Zhang et al., ECCV 2016): does the largest weight lie in the box?  (N,) bool

    height, width  of the images, in pixels
    """
    row, column = peak(maps, height, width or height)
    top, left, bottom, right = box.to(maps.device).unbind(1)
    return (row >= top) & (row < bottom) & (column >= left) & (column < right)


def energy(maps, mask):
    """Share of each map's weight that lies in the mask (N, 1, H, W): (N,).  A map of zeros gets 0."""
    inside = (maps * cells(mask, maps)).sum((1, 2, 3))
    return inside / maps.sum((1, 2, 3)).clamp(min=1e-12)


def auroc(maps, wanted, others):
    """How often a pixel of ``wanted`` weighs more than one of ``others``, ties half: (N,), 0.5 is chance.

    wanted, others  masks (N, 1, H, W).  NaN where an image has no pixel of one of them.
    """
    weights, yes, no = maps.flatten(1), cells(wanted, maps).flatten(1), cells(others, maps).flatten(1)
    higher, lower = weights[:, :, None], weights[:, None, :]
    won = (higher > lower).to(maps.dtype) + 0.5 * (higher == lower)
    return torch.einsum("ni,nij,nj->n", yes, won, no) / (yes.sum(1) * no.sum(1))


def first_cells(maps, count):
    """The ``count`` cells of largest weight: (N, 1, h, w), 1 there and 0 elsewhere."""
    order = maps.flatten(1).argsort(dim=1, descending=True, stable=True)
    return torch.zeros_like(maps.flatten(1)).scatter(1, order[:, :count], 1.0).view_as(maps)


def enlarged(maps, height, width):
    """Every cell as a square of pixels: (N, 1, h, w) -> (N, 1, height, width)."""
    return F.interpolate(maps, size=(height, width), mode="nearest")


def probability(net, images, target):
    """The probability that the network gives to the classes target (N,): (N,)."""
    return training.predict(net, images).softmax(1).gather(1, target[:, None])[:, 0]


def curve(net, images, maps, steps=10, insert=False):
    """Deletion, or insertion (RISE, Petsiuk et al., BMVC 2018): (N, steps + 1), a probability per step.

    Step by step the cells of largest weight are blacked out (or put back onto a black image), the same
    number each time, and the network's first answer on the whole image is asked for again.  Equal
    cells go row by row, which gives a map an order that it does not have: see ``ties.curve_over_ties``.
    """
    device = training.device_of(net)
    images, maps = images.to(device), maps.to(device)
    answer, total = training.predict(net, images).argmax(1), maps[0].numel()
    seen = []
    for step in range(steps + 1):
        chosen = enlarged(first_cells(maps, total * step // steps), *images.shape[2:])
        seen.append(probability(net, images * (chosen if insert else 1 - chosen), answer))
    return torch.stack(seen, 1)


def area(curves):
    """The area under curves (N, steps + 1) over the share of cells, 0 to 1: (N,).

    After a deletion low is good, after an insertion high.
    """
    return torch.trapezoid(curves, dx=1 / (curves.shape[1] - 1), dim=1)
