"""The course's colours: told apart by everyone, also with the three kinds of colour blindness."""

from itertools import combinations

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from skimage.color import xyz2lab

from helpers.plots.figures import BOTH, FOUND, INK, LESS, MORE, PALE, PLAIN, SIGNED, TRUE, WHAT, WHERE

# Left out: the red, green and blue of digits and frames, which are what is shown and have their names beside.
COURSE = (WHAT, WHERE, BOTH, PLAIN, PALE, INK, TRUE, FOUND)

# What is seen without one kind of cone (Machado, Oliveira & Fernandes 2009, severity 1.0), in linear RGB.
SEEN = {
    "all cones": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def lab(colour, seen):
    """A colour in CIELAB (white D65), as an eye sees it; a distance of about 2 is just seen."""
    srgb = np.array(to_rgb(colour))
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    return xyz2lab(TO_XYZ @ np.clip(np.array(seen) @ linear, 0, 1))


@pytest.mark.parametrize("kind", SEEN)
def test_the_ends_of_signed_numbers_differ_from_each_other_and_from_every_colour_of_the_course(kind):
    for one, other in combinations((*COURSE, LESS, MORE), 2):
        if {one, other} & {LESS, MORE}:
            distance = np.linalg.norm(lab(one, SEEN[kind]) - lab(other, SEEN[kind]))
            assert distance > 18, f"{one} and {other}: {distance:.0f}"


def test_signed_numbers_go_from_less_through_white_to_more():
    for name, ends in ((SIGNED, (LESS, MORE)), (f"{SIGNED}_r", (MORE, LESS))):
        colours = mpl.colormaps[name]
        assert [mpl.colors.to_hex(colours(end)).upper() for end in (0.0, 1.0)] == list(ends)
        assert min(colours(0.5)[:3]) > 0.95
