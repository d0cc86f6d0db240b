"""Does it help to look?  Beside every gate stand weights that are blind to the image, with ten replicates.

Clutter, masks and boxes, by the protocol of ``replicate``: every replicate chooses its own rate.
"""

from .. import datasets
from . import coming

IN_CLUTTER = ("max pooling", "attention pooling", "squeeze", "gate", "blind map", "cbam", "open cbam")
OF_MASKS = ("wide", "sees further", "static", "blind map", "squeeze", "squeeze added", "cbam", "open cbam")
OF_MASKS += ("skip gates",)
OF_BOXES = ("wide", "coordinates", "blind map", "gate", "gate added", "cbam")

RECIPES = {
    "segmentation_blind": coming.segmentation(1, OF_MASKS),
    "detection_free": coming.detection(1, OF_BOXES),
    "detection_corners": coming.detection(1, ("coordinates", "blind map", "gate"), datasets.fragment_scenes),
    "clutter_blind": coming.clutter(1, IN_CLUTTER),
}
NEXT = {
    "detection_cue_free": coming.detection_cue(),
}
