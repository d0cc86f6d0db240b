"""What a gate is asked: read its weights, give it others, and judge it, in any network."""

from .diagnose import Diagnosis, diagnose
from .readers import Reader, find, register, unread
from .record import Seen, record
from .replace import CHANGES, invert, mean, other_image, replace, shuffle

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
    "mean",
    "other_image",
    "record",
    "register",
    "replace",
    "shuffle",
    "unread",
]
