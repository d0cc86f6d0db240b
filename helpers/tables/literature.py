"""Gains as they were published, and as others measured them; every number with the page it stands on.

``RULE`` says which rows stand here.
"""

from dataclasses import dataclass, field

from .members import BY_VARIANT
from .table import markdown

RULE = (
    "Which rows stand here: one page gives the same network with and without a member of the family, "
    "trained by the same people with the same recipe, and tested with the same size and crop of the "
    "images. We read these pages: the SENet paper, the READMEs of CoordAttention, PytorchInsight, GCNet "
    "and video-nonlocal-net, the docs of hanser, timm's table of results, and mmdetection's page on "
    "GCNet. Of each page but the SENet paper all such rows stand here, and where it has several settings "
    "of a member, all of them; of the detectors the box AP (on COCO: the mean of AP50, AP55, ..., AP95). "
    "Of the SENet paper only four rows, because we had no whole copy of its tables. The papers of CBAM, "
    "BAM, ECA, gather-excite and SimAM were not read for this. Left out by the rule: pages without a plain"
    " network (the weights that CBAM's, ECA's and SimAM's authors publish); in timm ResNet-26-t and "
    "CS3-EdgeNet-X (other crops), ResNeXt-26-ts (other recipe), ECA-ResNet-50-t (other stem), RegNetX and "
    "RegNetY (other widths)."
)


@dataclass
class Report:
    """One network trained in one way, with and without a member: two or more numbers from one page.

    by       who trained it;  source  where the numbers stand;  recipe  which of their trainings it was
    plain    without a member;  members  {member: with it}, both of ``measure``; of several settings a tuple
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

    def values(self):
        """{member: [with it, one number for every setting]}."""
        return {name: list(v) if isinstance(v, tuple) else [v] for name, v in self.members.items()}

    def gains(self):
        """{member: [points gained over the plain network, ...]}, rounded as the numbers are."""
        return {name: [round(v - self.plain, 2) for v in values] for name, values in self.values().items()}


SE, ECA, GC, NL = "squeeze", "eca", "global context", "non-local"
SENET = ("Hu et al.", "SENet, arXiv 1709.01507")
COORDINATE = ("Hou et al.", "README of houqb/CoordAttention")
INSIGHT = ("implus", "README of implus/PytorchInsight, 0be3db2")
TIMM = "timm, results-imagenet.csv, 0173a13"
GCNET = ("Cao et al.", "README of xvjiarui/GCNet, 01e2d71")
MMDETECTION = ("mmdetection", "mmdetection, configs/gcnet, 04353d2")
VIDEO_PAGE = ("Wang et al.", "README of video-nonlocal-net, 4b5d2dd")
IMAGENET = (
    Report("ResNet-50", *SENET, 75.20, {SE: 76.71}, SE),
    Report("ResNet-101", *SENET, 76.83, {SE: 77.62}, SE),
    Report("MobileNet", *SENET, 71.6, {SE: 74.7}, SE),
    Report("MobileNetV2", *COORDINATE, 72.3, {SE: 73.5, "cbam": 73.6, "coordinate": 74.3}, "coordinate"),
    Report("MobileNeXt", *COORDINATE, 74.0, {SE: 74.7, "coordinate": 75.2}, "coordinate"),
    Report("ResNet-50", *INSIGHT, 76.384, {SE: 77.184, "bam": 76.898, "cbam": 77.626}, recipe="100 epochs"),
    Report("ResNet-101", *INSIGHT, 78.200, {SE: 78.468, "bam": 78.218, "cbam": 78.354}, recipe="100 epochs"),
    Report(
        "ResNet-50-vd",
        "hanser",
        "docs of sbl1996/hanser, 3d08aa0",
        78.54,
        {SE: 78.93, ECA: 79.24},
        recipe="120 epochs, 160 px",
    ),
    Report("ResNet-33-ts", "timm", TIMM, 79.726, {SE: 80.784, ECA: 80.672, GC: 80.600}, recipe="ra2, 288 px"),
    Report("ResNet-152-D", "timm", TIMM, 83.684, {SE: 84.360}, recipe="ra2, 320 px"),
    Report("ResNet-50", "timm", TIMM, 81.214, {SE: 81.102}, recipe="a1, 288 px"),
    Report("ResNet-50", "timm", TIMM, 80.772, {SE: 81.106}, recipe="a2, 288 px"),
    Report("ResNet-50", "timm", TIMM, 78.048, {SE: 77.028}, recipe="a3, 224 px"),
    Report("MNASNet", "timm", TIMM, 74.65, {SE: 75.45}, recipe="rmsp, 224 px"),
    Report("CS3-DarkNet-L", "timm", TIMM, 80.896, {SE: 81.784}, recipe="c2ns, 288 px"),
    Report("CS3-DarkNet-X", "timm", TIMM, 82.222, {SE: 82.658}, recipe="c2ns, 288 px"),
    Report("ResNeXt-50 32x4d", "GluonCV", TIMM, 79.36, {SE: 79.91}, recipe="gluon, 224 px"),
    Report("ResNeXt-101 32x4d", "GluonCV", TIMM, 80.340, {SE: 80.892}, recipe="gluon, 224 px"),
    Report("ResNeXt-101 64x4d", "GluonCV", TIMM, 80.600, {SE: 80.896}, recipe="gluon, 224 px"),
)


def on_coco(network, page, plain, with_gc, recipe):
    """A detector with global context at a bottleneck of r = 16 and of r = 4."""
    authors = GC if page is GCNET else ""
    return Report(network, *page, plain, {GC: with_gc}, authors, f"{recipe}; r = 16, r = 4", "box AP on COCO")


def on_kinetics(network, plain, with_non_local, recipe):
    """A video network with non-local layers."""
    return Report(network, *VIDEO_PAGE, plain, {NL: with_non_local}, NL, recipe, "top-1 on Kinetics")


ELSEWHERE = (
    Report("Faster R-CNN, ResNet-50", *SENET, 38.0, {SE: 40.4}, SE, measure="AP on COCO"),
    on_coco("Mask R-CNN, ResNet-50", GCNET, 37.3, (38.5, 38.9), "fixed norm, 1x"),
    on_coco("Mask R-CNN, ResNet-50", GCNET, 38.2, (39.7, 40.0), "fixed norm, 2x"),
    on_coco("Mask R-CNN, ResNet-50", GCNET, 37.2, (39.4, 39.9), "sync norm, 1x"),
    on_coco("Mask R-CNN, ResNet-50", GCNET, 37.7, (39.7, 40.2), "sync norm, 2x"),
    on_coco("Mask R-CNN, ResNet-50", GCNET, 38.8, (41.0, 41.4), "sync norm, 4conv1fc, 1x"),
    on_coco("Mask R-CNN, ResNet-101", GCNET, 39.4, (40.8, 40.8), "fixed norm, 1x"),
    on_coco("Mask R-CNN, ResNet-101", GCNET, 39.8, (41.1, 41.7), "sync norm, 1x"),
    on_coco("Mask R-CNN, ResNeXt-101", GCNET, 41.2, (42.4, 42.9), "sync norm, 1x"),
    on_coco("Cascade, ResNeXt-101", GCNET, 44.7, (45.9, 46.5), "sync norm, 1x"),
    on_coco("Cascade with DCN, ResNeXt-101", GCNET, 47.1, (47.9, 47.9), "sync norm, 1x"),
    on_coco("Mask R-CNN, ResNet-50", MMDETECTION, 38.4, (40.4, 40.7), "sync norm, 1x"),
    on_coco("Mask R-CNN, ResNet-101", MMDETECTION, 40.5, (42.2, 42.2), "sync norm, 1x"),
    on_coco("Mask R-CNN, ResNeXt-101", MMDETECTION, 42.4, (43.5, 43.9), "sync norm, 1x"),
    on_coco("Cascade, ResNeXt-101", MMDETECTION, 44.7, (46.2, 46.4), "sync norm, 1x"),
    on_coco("Cascade with DCN, ResNeXt-101", MMDETECTION, 44.9, (44.6, 45.7), "sync norm, 1x"),
    on_kinetics("C2D ResNet-50", 72.0, 73.9, "32 frames"),
    on_kinetics("I3D ResNet-50", 73.6, 74.9, "32 frames"),
    on_kinetics("I3D ResNet-50", 75.2, 76.5, "128 frames, frozen norm"),
    on_kinetics("C2D ResNet-50", 71.9, 74.4, "8 frames"),
    on_kinetics("I3D ResNet-50", 73.4, 74.7, "8 frames"),
    on_kinetics("I3D ResNet-50", 75.5, 76.5, "32 frames, frozen norm"),
)
REPORTS = IMAGENET + ELSEWHERE


def signed(gain):
    """A gain with its sign, a true minus."""
    return f"{gain:+.2f}".replace("-", "−")


def table(reports=REPORTS):
    """The reports as a Markdown table, narrow: every number on a line of its own that does not break."""
    lines = ["| network; measure | plain, and with a member (points gained) | trained by | where it stands |"]
    lines.append("|:---|:---|:---|:---|")
    for report in reports:
        items, gains = [f"plain {report.plain:.2f}"], report.gains()
        for variant, values in report.values().items():
            for value, gain in zip(values, gains[variant]):
                items.append(f"{BY_VARIANT[variant].short} {value:.2f} ({signed(gain)})")
        text = "<br>".join(items).replace(" ", "\N{NO-BREAK SPACE}")
        theirs = BY_VARIANT[report.authors].short if report.authors else ""
        who = f"{report.by} (authors of {theirs})" if theirs else report.by
        where = f"{report.source}; {report.recipe}" if report.recipe else report.source
        lines.append(f"| {report.network}; {report.measure} | {text} | {who} | {where} |")
    return "\n".join(lines)


def show_table(reports=REPORTS):
    """Show the rule and ``table`` in a notebook, folded."""
    summary = "<summary>All rows, with their pages</summary>"
    markdown(f"<details>{summary}\n\n{RULE}\n\n{table(reports)}\n\n</details>")
