"""What a gate is asked: read its weights, give it others, and judge it, in any network."""

from .diagnosis import Diagnosis, diagnose
from .readers import Reader, find, register, unread
from .recording import Seen, kept, record
from .replacing import CHANGES, invert, mean, other_image, replace, shuffle

gates = find

__all__ = [
    "CHANGES",
    "Diagnosis",
    "Reader",
    "Seen",
    "diagnose",
    "find",
    "gates",
    "invert",
    "kept",
    "mean",
    "other_image",
    "record",
    "register",
    "replace",
    "shuffle",
    "unread",
]
