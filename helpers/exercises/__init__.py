"""What checks the learner: ``check(name, answer)``; one module per exercise, by its name."""

from importlib import import_module
from pkgutil import iter_modules

from .base import CHECKS, Finding, check, examine

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")  # an exercise registers its check

__all__ = ["CHECKS", "Finding", "check", "examine"]
