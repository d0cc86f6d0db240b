"""Gains as they were published, and as others measured them; every number with the page it stands on."""

from dataclasses import dataclass, field

from .members import BY_VARIANT
from .table import markdown


@dataclass
class Report:
    """One network trained in one way, with and without a member: two or more numbers from one page.

    by       who trained it;  source  where the numbers stand;  recipe  which of their trainings it was
    plain    without a member;  members  {member: with it}, both of ``measure``
    authors  the member whose own authors trained it, if they did
    """

    network: str
    by: str
    source: str
    plain: float
    members: dict = field(default_factory=dict)
    authors: str = ""
    recipe: str = ""
    measure: str = "top-1"

    def gains(self):
        """{member: points gained over the plain network}, rounded as the numbers are."""
        return {name: round(value - self.plain, 2) for name, value in self.members.items()}


SE, ECA, BAM, CBAM, CA, GC, NL = "squeeze", "eca", "bam", "cbam", "coordinate", "global context", "non-local"
TIMM = ("timm", "timm, results-imagenet.csv")
INSIGHT = ("implus", "README of implus/PytorchInsight")
HANSER = ("hanser", "docs of sbl1996/hanser")
COORDINATE = ("Hou et al.", "README of houqb/CoordAttention")
IMAGENET = (
    Report("ResNet-50", "Hu et al.", "SENet, arXiv 1709.01507", 75.20, {SE: 76.71}, SE),
    Report("MobileNetV2", *COORDINATE, 72.3, {SE: 73.5, CBAM: 73.6, CA: 74.3}, CA),
    Report("ResNet-50", *INSIGHT, 76.38, {SE: 77.18, BAM: 76.90, CBAM: 77.63}, recipe="100 epochs"),
    Report("ResNet-101", *INSIGHT, 78.20, {SE: 78.47, BAM: 78.22, CBAM: 78.35}, recipe="100 epochs"),
    Report("ResNet-50-vd", *HANSER, 78.54, {SE: 78.93, ECA: 79.24}, recipe="120 epochs, 160 px"),
    Report("ResNet-33-ts", *TIMM, 79.22, {SE: 80.38, ECA: 80.08, GC: 80.07}, recipe="ra2, 256 px"),
    Report("ResNet-26-t", *TIMM, 77.88, {ECA: 78.89}, recipe="ra2"),
    Report("ResNet-50", *TIMM, 81.24, {SE: 81.11}, recipe="a1, 288 px"),
    Report("ResNet-50", *TIMM, 80.77, {SE: 81.09}, recipe="a2, 288 px"),
    Report("ResNet-50", *TIMM, 78.05, {SE: 77.04}, recipe="a3, 224 px"),
)
GCNET = ("Cao et al.", "README of xvjiarui/GCNet")
MMDET = ("mmdetection", "mmdetection, configs/gcnet")
NLNET = ("Wang et al.", "README of video-nonlocal-net")
BOX = "box AP on COCO"
VIDEO = "top-1 on Kinetics"
ELSEWHERE = (
    Report("Mask R-CNN", *GCNET, 37.3, {GC: 38.9}, GC, "fixed norm, r = 4", BOX),
    Report("Mask R-CNN", *GCNET, 37.2, {GC: 39.9}, GC, "sync norm, r = 4", BOX),
    Report("Mask R-CNN", *MMDET, 38.4, {GC: 40.7}, "", "r = 4", BOX),
    Report("Cascade with DCN", *MMDET, 44.9, {GC: 44.6}, "", "r = 16", BOX),
    Report("C2D ResNet-50", *NLNET, 72.0, {NL: 73.9}, NL, measure=VIDEO),
    Report("I3D ResNet-50", *NLNET, 73.6, {NL: 74.9}, NL, measure=VIDEO),
)
REPORTS = IMAGENET + ELSEWHERE


def table(reports=REPORTS):
    """The reports as a Markdown table, narrow: every number on a line of its own that does not break."""
    lines = ["| network; measure | plain, and with a member (points gained) | trained by | where it stands |"]
    lines.append("|---|---|---|---|")
    for report in reports:
        gains = report.gains()
        items = [f"plain {report.plain:.2f}"]
        for variant, value in report.members.items():
            gain = f"{gains[variant]:+.2f}".replace("-", "−")
            items.append(f"{BY_VARIANT[variant].short} {value:.2f} ({gain})")
        text = "<br>".join(items).replace(" ", "\N{NO-BREAK SPACE}")
        theirs = BY_VARIANT[report.authors].short if report.authors else ""
        who = f"{report.by} (authors of {theirs})" if theirs else report.by
        where = f"{report.source}; {report.recipe}" if report.recipe else report.source
        lines.append(f"| {report.network}; {report.measure} | {text} | {who} | {where} |")
    return "\n".join(lines)


def show_table(reports=REPORTS):
    """Show ``table`` in a notebook."""
    markdown(table(reports))
