"""The members of the family: who they are, how many weights they give, and what they cost."""

import json
from dataclasses import dataclass

import torch

from ..experiments import store
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


def measured():
    """How long each member takes, in units of a 3 × 3 convolution on the same map: {variant: ratio}.

    From data/results/bench.json, measured on a quiet machine (``python tests/bench members``); empty where it
    was not.
    """
    path = store.RESULTS / "bench.json"
    figures = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return figures.get("members", {}).get("ratio", {})


def table(channels=64, side=14):
    """All members as a Markdown table; with measured times where there are any."""
    times = measured()
    head = ["", "learned numbers", "numbers moved", "elementwise", "multiply-adds"]
    head += ["time, 3 × 3 convolution = 1"] * bool(times)
    head += ["weights of one image", "how many", "first author, venue"]
    rows, numbers = [], 4 + bool(times)
    for member in MEMBERS:
        costs = cost(member, channels, side)
        given, learned, multiplied = (f"{costs[key]:,}" for key in ("weights", "learned", "multiply-adds"))
        moved, single = (f"{costs[key]:.1f}\N{NO-BREAK SPACE}E" for key in ("moved", "elementwise"))
        cells = [f"**{member.name}**", learned, moved, single, multiplied]
        cells += [f"{times[member.variant]:.2f}"] if times else []
        rows.append([*cells, member.weights, given, f"{member.paper} {member.year}"])
    return as_markdown(head, rows, right=(*range(1, numbers + 1), numbers + 2))


def show_table(channels=64, side=14):
    """Show ``table`` in a notebook."""
    markdown(table(channels, side))
