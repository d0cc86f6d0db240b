"""Gains as they were published, and as others measured them; every number with the page it stands on."""

from dataclasses import dataclass, field

from IPython.display import display


@dataclass
class Report:
    """Top-1 accuracies on ImageNet, in percent, of one network trained one way, with and without a member.

    by       who trained it;  source  where the numbers stand
    authors  {member: whether the member's own authors trained it}: the member named here is theirs
    """

    network: str
    by: str
    source: str
    plain: float
    members: dict = field(default_factory=dict)
    authors: str = ""

    def gains(self):
        """{member: points gained over the plain network}, rounded as the numbers are."""
        return {name: round(value - self.plain, 2) for name, value in self.members.items()}


REPORTS = (
    Report("ResNet-50", "Hu et al.", "SENet paper, arXiv 1709.01507", 75.20, {"squeeze": 76.71}, "squeeze"),
    Report(
        "MobileNetV2",
        "Hou et al.",
        "README of houqb/CoordAttention",
        72.3,
        {"squeeze": 73.5, "cbam": 73.6, "coordinate": 74.3},
        "coordinate",
    ),
    Report(
        "ResNet-50",
        "implus",
        "README of implus/PytorchInsight, 100 epochs",
        76.38,
        {"squeeze": 77.18, "bam": 76.90, "cbam": 77.63},
    ),
    Report(
        "ResNet-101",
        "implus",
        "README of implus/PytorchInsight, 100 epochs",
        78.20,
        {"squeeze": 78.47, "bam": 78.22, "cbam": 78.35},
    ),
    Report(
        "ResNet-50-vd",
        "hanser",
        "docs of sbl1996/hanser, 120 epochs, 160 px",
        78.54,
        {"squeeze": 78.93, "eca": 79.24},
    ),
    Report(
        "ResNet-33-ts",
        "timm",
        "timm, results-imagenet.csv, recipe ra2, 256 px",
        79.22,
        {"squeeze": 80.38, "eca": 80.08, "global context": 80.07},
    ),
    Report("ResNet-26-t", "timm", "timm, results-imagenet.csv, recipe ra2", 77.88, {"eca": 78.89}),
    Report("ResNet-50", "timm", "timm, results-imagenet.csv, recipe a1, 288 px", 81.24, {"squeeze": 81.11}),
    Report("ResNet-50", "timm", "timm, results-imagenet.csv, recipe a2, 288 px", 80.77, {"squeeze": 81.09}),
    Report("ResNet-50", "timm", "timm, results-imagenet.csv, recipe a3, 224 px", 78.05, {"squeeze": 77.04}),
)


def table(reports=REPORTS):
    """The reports as a Markdown table."""
    lines = ["| network | trained by | plain | with a member: top-1, and points gained | where it stands |"]
    lines.append("|---|---|---:|---|---|")
    for report in reports:
        gains = report.gains()
        cells = [f"{name} {value:g} ({gains[name]:+.2f})" for name, value in report.members.items()]
        who = f"{report.by}, its authors" if report.authors else report.by
        text = ", ".join(cells).replace("-", "−")
        lines.append(f"| {report.network} | {who} | {report.plain:.2f} | {text} | {report.source} |")
    return "\n".join(lines)


def show_table(reports=REPORTS):
    """Show ``table`` in a notebook."""
    text = table(reports)
    display({"text/markdown": text, "text/plain": text}, raw=True)
