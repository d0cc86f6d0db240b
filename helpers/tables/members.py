"""The members of the family: who they are, how many weights they give, and what they cost."""

from dataclasses import dataclass

import torch

from ..experiments.family import RECIPES
from ..networks import parameters
from ..training.cost import count_elementwise, count_moved, count_multiply_adds
from .table import as_markdown, markdown

COUNTS = {
    "C": lambda c, h, w: c,
    "C and H · W": lambda c, h, w: c + h * w,
    "C · (H + W)": lambda c, h, w: c * (h + w),
    "C · H · W": lambda c, h, w: c * h * w,
    "H · W": lambda c, h, w: h * w,
    "(H · W)²": lambda c, h, w: (h * w) ** 2,  # for every place a weight per place
    "2 · (H · W)²": lambda c, h, w: 2 * (h * w) ** 2,  # the same for each of two heads
}


@dataclass
class Member:
    """One member.  ``make(channels)`` builds it with the settings of the family's sweeps.

    variant  its name in the sweeps;  short  its name where there is little room
    kind     "what" (channels), "where" (places), "both"
    weights  the shape of what it computes for one image, a key of COUNTS
    """

    variant: str
    name: str
    short: str
    paper: str
    year: int
    kind: str
    weights: str

    def count(self, channels, height, width):
        """How many weights it computes for one image of this size."""
        return COUNTS[self.weights](channels, height, width)

    def make(self, channels):
        """The layer for this many channels."""
        return RECIPES["family_cue"].variants[self.variant]["attention"](channels)


VASWANI = ("self-attention", "Vaswani, NeurIPS", 2017)
MEMBERS = (
    Member("squeeze", "squeeze and excite", "SE", "Hu, CVPR", 2018, "what", "C"),
    Member("eca", "ECA", "ECA", "Wang, CVPR", 2020, "what", "C"),
    Member("gather-excite", "gather-excite", "GE", "Hu, NeurIPS", 2018, "what", "C"),
    Member("scse", "scSE", "scSE", "Roy, MICCAI", 2018, "both", "C and H · W"),
    Member("cbam", "CBAM", "CBAM", "Woo, ECCV", 2018, "both", "C and H · W"),
    Member("bam", "BAM", "BAM", "Park, BMVC", 2018, "both", "C and H · W"),
    Member("coordinate", "coordinate attention", "coordinate", "Hou, CVPR", 2021, "both", "C · (H + W)"),
    Member("simam", "SimAM", "SimAM", "Yang, ICML", 2021, "both", "C · H · W"),
    Member("global context", "global context", "GC", "Cao, ICCVW", 2019, "where", "H · W"),
    Member("non-local", "non-local", "non-local", "Wang, CVPR", 2018, "where", "(H · W)²"),
    Member("self-attention", "self-attention, 2 heads", *VASWANI, "where", "2 · (H · W)²"),
)
BY_VARIANT = {member.variant: member for member in MEMBERS}
WORDS = {  # what each weight looks at, and what the layer returns
    "squeeze": ("the averages of all channels, through a few hidden units", "x · w"),
    "eca": ("the averages of its neighbours in the list of channels", "x · w"),
    "gather-excite": ("the average of its own channel", "x · w"),
    "scse": ("a channel: as in SE; a place: the channels there", "x · channel + x · place"),
    "cbam": ("a channel: all averages and maxima; a place: 7 × 7 places", "x · channel · place"),
    "bam": ("a channel: as in SE; a place: a wide neighbourhood", "x + x · σ(channel + place)"),
    "coordinate": ("all channels, in its row and in its column", "x · row · column"),
    "simam": ("the number itself, with mean and variance of its channel", "x · w"),
    "global context": ("all places, which compete", "x + MLP(what is found)"),
    "non-local": ("all places; each place that asks has a map of its own", "x + what it finds"),
    "self-attention": ("the same, in two layers side by side (heads)", "x + what it finds"),
}


def cost(member, channels=64, side=14):
    """What a member computes and costs on one map.

    {"weights", "learned", "multiply-adds", "elementwise", "moved"}.  The last two are in units of the map's
    size E: operations on single numbers; reads and writes of feature maps, one operation after the other.
    """
    layer, shape = member.make(channels), (1, channels, side, side)
    size = torch.Size(shape).numel()
    return {
        "weights": member.count(channels, side, side),
        "learned": parameters(layer),
        "multiply-adds": count_multiply_adds(layer, shape),
        "elementwise": count_elementwise(layer, shape) / size,
        "moved": count_moved(layer, shape) / size,
    }


def table(channels=64, side=14):
    """All members as rows of texts, with what they learn and move on one map; no break beside a dot."""
    rows = []
    for member in MEMBERS:
        costs, (asks, use) = cost(member, channels, side), WORDS[member.variant]
        moved = f"{costs['moved']:.0f}\N{NO-BREAK SPACE}E"
        known = "" if member.short in member.name else f" ({member.short})"
        name = f"{member.name}{known}, {member.year}"
        row = [name, member.weights, asks, use, f"{costs['learned']:,}", moved]
        rows.append([text.replace(" · ", "\N{NO-BREAK SPACE}·\N{NO-BREAK SPACE}") for text in row])
    return rows


def show_table(channels=64, side=14):
    """Show ``table`` in a notebook."""
    columns = ["member", "weights", "each of them looks at", "what comes out"]
    columns += ["numbers learned", "numbers moved"]
    words = as_markdown(columns, table(channels, side), right=(4, 5))
    words = words.replace("| --- ", "| :--- ")  # JupyterLab would align these to the right, too
    caption = f"E is the size of the feature map, here {channels} channels of {side} × {side} places."
    markdown(f"{caption}\n\n{words}")
