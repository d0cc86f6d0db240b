"""Must a gate multiply?  Three tasks where a channel gate gains, its twin that adds, and the twin with a ReLU.

Behind a ReLU a feature map is never negative.  A twin that only adds to it cannot switch a channel off; with
a ReLU behind the sum it can.  By the protocol of ``replicate``: every replicate chooses its own rate.
"""

from . import coming

SUMS = ("normalised", "added", "added + ReLU")

RECIPES = {
    "cued_colour_sums": coming.cued_colour(1, SUMS),
    "sensors_sums": coming.sensors(1, SUMS),
    "recognition_sums": coming.recognition(1, SUMS),
}
