"""How a network learns: one ``fit`` and one ``evaluate`` for every task."""

from .evaluation import accuracy, device_of, evaluate, predict
from .loop import History, check_steps, cross_entropy, fit

__all__ = ["History", "accuracy", "check_steps", "cross_entropy", "device_of", "evaluate", "fit", "predict"]
