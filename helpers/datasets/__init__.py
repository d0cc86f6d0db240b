"""What attention is tried on: images made on the spot, with the truth beside them."""

from .base import Batch, boxes, cut, generator, noise, paste
from .free import free_corner_cue, free_places, free_scenes, soft_clutter
from .glyphs import (
    GARMENTS,
    INK,
    PATCH,
    SIZES,
    digit_patches,
    digits,
    download_garments,
    draw,
    drawings,
    garments,
    garments_present,
    split_range,
)
from .scenes import corner_cue, fragment_scenes
from .tasks import (
    cluttered_digits,
    cued_colour,
    frame,
    plain_digits,
    reframed,
    sensor_optics,
    unreliable_sensors,
)
from .unseen import classes_of, unseen_clutter, unseen_sensors

__all__ = [
    "GARMENTS",
    "INK",
    "PATCH",
    "SIZES",
    "Batch",
    "boxes",
    "classes_of",
    "cluttered_digits",
    "corner_cue",
    "cued_colour",
    "cut",
    "digit_patches",
    "digits",
    "download_garments",
    "draw",
    "drawings",
    "fragment_scenes",
    "frame",
    "garments",
    "garments_present",
    "free_corner_cue",
    "free_places",
    "free_scenes",
    "generator",
    "noise",
    "paste",
    "plain_digits",
    "reframed",
    "sensor_optics",
    "soft_clutter",
    "split_range",
    "unreliable_sensors",
    "unseen_clutter",
    "unseen_sensors",
]
