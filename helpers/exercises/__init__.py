"""What checks the learner: ``check(name, answer)``; one module per exercise, by its name.

``base`` and ``limit`` run a check, ``function`` compares an answer with the true one on cases (``draw``),
``values`` reads and shows results, ``clues`` measures what is wrong, ``cards`` finds the hints.
``examine(name, answer, seed)`` gives (passed, message) to a program.
"""

from importlib import import_module
from pkgutil import iter_modules

from . import base, cards, limit
from .base import CHECKS, check, examine

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")  # an exercise registers its check

__all__ = ["CHECKS", "base", "cards", "check", "examine", "limit"]
