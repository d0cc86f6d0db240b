"""Plausible wrong answers to the exercise "box overlaps"; several were found in public code."""

IOU = """def pairwise_iou(a, b):
    low = {low}
    high = {high}
    both = {both}
    area_a, area_b = {areas}
    return {result}
"""

RIGHT = {
    "low": "torch.maximum(a[:, None, :2], b[None, :, :2])",
    "high": "torch.minimum(a[:, None, 2:], b[None, :, 2:])",
    "both": "(high - low).clamp(min=0).prod(2)",
    "areas": "((c[:, 2:] - c[:, :2]).prod(1) for c in (a, b))",
    "result": "both / (area_a[:, None] + area_b[None] - both)",
}


def iou(**changed):
    """The right answer with one or more of its lines changed."""
    return IOU.format(**{**RIGHT, **changed})


HULL = "torch.maximum(a[:, None, 2:], b[None, :, 2:]) - torch.minimum(a[:, None, :2], b[None, :, :2])"

WRONG = {
    "box overlaps": [
        ("no clamp", iou(both="(high - low).prod(2)"), "can be negative: clamp"),
        ("product clamped", iou(both="(high - low).prod(2).clamp(min=0)"), "two negative sides make"),
        (
            "one side clamped",
            iou(both="(high - low)[..., 0].clamp(min=0) * (high - low)[..., 1]"),
            "only one side is clamped",
        ),
        ("absolute sides", iou(both="(high - low).abs().prod(2)"), "is a distance taken"),
        (
            "+1 pixels",
            iou(
                both="(high - low + 1).clamp(min=0).prod(2)",
                areas="((c[:, 2:] - c[:, :2] + 1).prod(1) for c in (a, b))",
            ),
            "there is a + 1 in the sides",
        ),
        ("union forgotten", iou(result="both"), "this is the intersection"),
        (
            "intersection counted twice",
            iou(result="both / (area_a[:, None] + area_b[None])"),
            "is counted twice",
        ),
        ("Dice", iou(result="2 * both / (area_a[:, None] + area_b[None])"), "this is the Dice overlap"),
        (
            "over the smaller",
            iou(result="both / torch.minimum(area_a[:, None], area_b[None])"),
            "the smaller area",
        ),
        (
            "over the larger",
            iou(result="both / torch.maximum(area_a[:, None], area_b[None])"),
            "the larger area",
        ),
        ("over a", iou(result="both / area_a[:, None]"), "the area of a's box"),
        ("over b", iou(result="both / area_b[None]"), "the area of b's box"),
        ("box around both", iou(result=f"both / ({HULL}).prod(2)"), "the box around both"),
        (
            "height and width",
            "def pairwise_iou(a, b):\n    from torchvision.ops import box_iou\n"
            "    a, b = (torch.cat([c[:, :2], c[:, :2] + c[:, 2:]], 1) for c in (a, b))\n"
            "    return box_iou(a, b)",
            "are taken for height and width",
        ),
        (
            "swapped",
            iou(result="(both / (area_a[:, None] + area_b[None] - both)).T"),
            "rows and columns are swapped",
        ),
        (
            "pairs one to one",
            "def pairwise_iou(a, b):\n    n = min(len(a), len(b))\n    a, b = a[:n], b[:n]\n"
            "    sides = torch.minimum(a, b)[:, 2:] - torch.maximum(a, b)[:, :2]\n"
            "    return sides.clamp(min=0).prod(1)",
            "only one box of b",
        ),
        ("sides not multiplied", iou(both="(high - low).clamp(min=0)", result="both"), "these are sides"),
        ("whole numbers", iou(result="both // (area_a[:, None] + area_b[None] - both)"), "not with //"),
        (
            "min and max exchanged",
            iou(low="torch.minimum(a[:, None, :2], b[None, :, :2])"),
            "the larger of the two lows",
        ),
        (
            "in place",
            "def pairwise_iou(a, b):\n    a -= 1\n    return torch.zeros(len(a), len(b))",
            "changes its input in place",
        ),
        ("a list", "def pairwise_iou(a, b):\n    return [[1.0]]", "returned list"),
        ("NaN", iou(result="both / (both - both)"), "there is NaN"),
    ]
}
