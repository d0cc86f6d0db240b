"""Data that is no part of the course: it has to be fetched into data/downloads once."""

from . import cifar, glyphs

FETCHED = {
    "garments": ("Fashion-MNIST", lambda: glyphs.garments_present()),
    "cifar10": ("CIFAR-10", lambda: cifar.cifar10_present()),
}


def absent(source):
    """What a recipe's ``source`` needs and data/downloads lacks, by its name; "" where nothing is missing."""
    name, present = FETCHED.get(source, ("", bool))
    return "" if not name or present() else name
