"""Figures of the lesson on fair comparisons."""

from ..figures import PLAIN
from .seeds import COLOURS

# The ends and the middle of PuOr, the course's colours for what is below and above zero.
WORSE, UNCLEAR, BETTER = "#B35806", "#D9D9D9", "#542788"


def colour_of(variant):
    """The colour of a variant: what it attends to; grey for every control."""
    return COLOURS.get(variant, PLAIN)
