"""What a gate is asked: read its weights, replace them during a forward pass, find out what is wrong with it.

A gate is a module with a method that returns its weights: ``weights`` in this project, ``_scale`` in
torchvision's SqueezeExcitation.  Modules that only contain gates (CBAM) are not counted themselves.
The network is left as it was.
"""

from .diagnosis import Diagnosis, diagnose
from .recording import gates, kept, record
from .replacing import CHANGES, replace

__all__ = ["CHANGES", "Diagnosis", "diagnose", "gates", "kept", "record", "replace"]
