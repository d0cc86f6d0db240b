"""Helpers of the data tests: batches compared, drawings made by hand, and a poison that shows leaks."""

import torch

from helpers.datasets import PATCH, boxes, glyphs, scenes, sensor_optics, tasks

QUARTERS = [(slice(0, 24), slice(0, 24)), (slice(0, 24), slice(24, 48))]
QUARTERS += [(slice(24, 48), slice(0, 24)), (slice(24, 48), slice(24, 48))]


def tensors(batch):
    """What a batch holds: {name: tensor}."""
    return {name: value for name, value in vars(batch).items() if value is not None}


def same(a, b):
    """Whether two batches hold the same tensors, to the bit."""
    a, b = tensors(a), tensors(b)
    return list(a) == list(b) and all(torch.equal(a[name], b[name]) for name in a)


def remember_optics():
    """The cache of the sensors' optics sees the real digits first: asked for as unreliable_sensors asks."""
    sensor_optics(8, "digits")


def patch_draw(monkeypatch, draw):
    """All tasks draw with ``draw``."""
    remember_optics()
    for room in (tasks, scenes):
        monkeypatch.setattr(room, "draw", draw)


def draw_squares(shape, split, rng, size=None, source="digits", classes=None):
    """Every digit is a square of 8 pixels whose brightness tells its label: 0.5 + label / 20."""
    allowed = torch.arange(10) if classes is None else torch.as_tensor(classes)
    labels = allowed[torch.randint(len(allowed), shape, generator=rng)]
    patches = torch.zeros(*shape, PATCH, PATCH)
    patches[..., 6:14, 6:14] = (0.5 + labels / 20)[..., None, None]
    return patches, labels


def brightness_label(images, mask):
    """The label that the brightness under the mask tells: (N, 1, H, W) both -> (N,)."""
    return ((images * mask).amax((1, 2, 3)) * 20 - 10).round().long()


def poison(monkeypatch, forbidden):
    """Drawings for which forbidden(index, label) shine a hundredfold wherever they are used."""
    patches, labels, train = glyphs.drawings("digits")
    marked = patches.clone()
    marked[:, forbidden(torch.arange(len(labels)), labels)] = 100.0
    remember_optics()
    monkeypatch.setattr(glyphs, "drawings", lambda source: (marked, labels, train))


def ink_boxes(ink):
    """Tight boxes of what is drawn in each quarter, ink (N, 48, 48): (N, 4, 4), and whether there is any."""
    found, there = [], []
    for rows, columns in QUARTERS:
        part = ink[:, rows, columns]
        there.append(part.flatten(1).any(1))
        corner = torch.tensor([rows.start, columns.start] * 2)
        found.append(boxes(part[:, None]) + corner)
    return torch.stack(found, 1), torch.stack(there, 1)
