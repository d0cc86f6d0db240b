"""Plausible wrong answers to the exercises of lesson 08; several were found in public code."""

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
    ],
}
PEAKS = """def peaks(heat, threshold):
    best = {best}
    return {result}
"""


def peak(
    best="F.max_pool2d(heat[None, None], 3, stride=1, padding=1)[0, 0]",
    result="((heat == best) & (heat >= threshold)).nonzero()",
):
    """The right answer with one or both of its lines changed."""
    return PEAKS.format(best=best, result=result)


FOUR = """def peaks(heat, threshold):
    around = F.pad(heat, (1, 1, 1, 1), value=-1e9)
    sides = torch.stack([around[:-2, 1:-1], around[2:, 1:-1], around[1:-1, :-2], around[1:-1, 2:]])
    return ((heat >= sides.amax(0)) & (heat >= threshold)).nonzero()
"""
ROLLED = """def peaks(heat, threshold):
    around = [heat.roll((r, c), (0, 1)) for r in (-1, 0, 1) for c in (-1, 0, 1)]
    return ((heat >= torch.stack(around).amax(0)) & (heat >= threshold)).nonzero()
"""
ZEROS = "F.max_pool2d(F.pad(heat, (1, 1, 1, 1))[None, None], 3, stride=1)[0, 0]"
STRICT = """def peaks(heat, threshold):
    around = F.pad(heat, (1, 1, 1, 1), value=-1e9).unfold(0, 3, 1).unfold(1, 3, 1).flatten(2)
    others = around[..., [0, 1, 2, 3, 5, 6, 7, 8]].amax(2)
    return ((heat > others) & (heat >= threshold)).nonzero()
"""
INSIDE = """def peaks(heat, threshold):
    best = F.max_pool2d(heat[None, None], 3, stride=1)[0, 0]
    inner = heat[1:-1, 1:-1]
    return ((inner == best) & (inner >= threshold)).nonzero() + 1
"""
WRONG["heatmap peaks"] = [
    ("every place above the threshold", peak(result="(heat >= threshold).nonzero()"), "peaks or not"),
    ("only the highest", peak(result="(heat == heat.max()).nonzero()"), "only one place"),
    (
        "greater than itself",
        peak(result="((heat > best) & (heat >= threshold)).nonzero()"),
        "no place at all",
    ),
    ("four neighbours", FOUR, "the corners count too"),
    ("strictly greater than the others", STRICT, "a place that ties"),
    ("rolled", ROLLED, "wrap around the border"),
    ("zero padding", peak(best=ZEROS), "zeros around the map"),
    ("no padding", INSIDE, "the border is lost"),
    (
        "a window of five",
        peak(best="F.max_pool2d(heat[None, None], 5, stride=1, padding=2)[0, 0]"),
        "the window is too large",
    ),
    (
        "more than the threshold",
        peak(result="((heat == best) & (heat > threshold)).nonzero()"),
        "you ask for more than the threshold",
    ),
    (
        "columns first",
        peak(result="((heat == best) & (heat >= threshold)).nonzero().flip(1)"),
        "columns come before rows",
    ),
    ("a map", peak(result="(heat == best) & (heat >= threshold)"), "this is a map"),
    (
        "flat indices",
        peak(result="((heat == best) & (heat >= threshold)).flatten().nonzero()[:, 0]"),
        "two numbers: a place is a row and a column",
    ),
    (
        "batch and channel axes",
        peak(result="((heat == best) & (heat >= threshold))[None].nonzero()"),
        "take the score, or the batch",
    ),
    (
        "with their boxes",
        peak(result="((heat == best) & (heat >= threshold)).nonzero().repeat(1, 2)"),
        "a place has two numbers, row and column",
    ),
    (
        "threshold ignored below zero",
        peak(result="((heat == best) & (heat >= max(threshold, 0))).nonzero()"),
        "peaks wanted",
    ),
    ("a list", peak(result="((heat == best) & (heat >= threshold)).nonzero().tolist()"), "returned list"),
]
NMS = """def suppress(boxes, scores, overlap=0.5):
    order = {order}
    kept = []
    for k in order:
        if {stays}:
            kept.append(k)
    return {result}
"""


def nms(
    order="scores.argsort(descending=True).tolist()",
    stays="all(box_iou(boxes[k : k + 1], boxes[j : j + 1]) <= overlap for j in kept)",
    result="torch.tensor(kept, dtype=torch.long)",
):
    """The right answer with one or more of its lines changed."""
    return NMS.format(order=order, stays=stays, result=result)


LOOP = """def suppress(boxes, scores, overlap=0.5):
    table, kept = box_iou(boxes, boxes), []
    left = scores.argsort(descending=True).tolist()
    while left:
        k = left.pop(0)
        kept.append(k)
        left = {left}
    return torch.tensor(kept, dtype=torch.long)
"""
FIXED = "all(box_iou(boxes[k : k + 1], boxes[j : j + 1]) <= 0.5 for j in kept)"
ALL_BETTER = "all(box_iou(boxes[k : k + 1], boxes[j : j + 1]) <= overlap for j in order[: order.index(k)])"
INTERSECTION = """def suppress(boxes, scores, overlap=0.5):
    kept = []
    for k in scores.argsort(descending=True).tolist():
        low, high = torch.maximum(boxes[:, :2], boxes[k, :2]), torch.minimum(boxes[:, 2:], boxes[k, 2:])
        share = (high - low).clamp(min=0).prod(1) / (boxes[k, 2:] - boxes[k, :2]).prod()
        if all(share[j] <= overlap for j in kept):
            kept.append(k)
    return torch.tensor(kept, dtype=torch.long)
"""
IN_ORDER = """def suppress(boxes, scores, overlap=0.5):
    kept = []
    for k in range(len(boxes)):
        if all(box_iou(boxes[k : k + 1], boxes[j : j + 1]) <= overlap for j in kept):
            kept.append(k)
    return torch.tensor(sorted(kept, key=lambda k: -scores[k]), dtype=torch.long)
"""
SORTED_PLACES = """def suppress(boxes, scores, overlap=0.5):
    order = scores.argsort(descending=True)
    boxes, kept = boxes[order], []
    for k in range(len(boxes)):
        if all(box_iou(boxes[k : k + 1], boxes[j : j + 1]) <= overlap for j in kept):
            kept.append(k)
    return torch.tensor(kept if len(boxes) > 4 else order[kept], dtype=torch.long)
"""
WRONG["suppress"] = [
    ("not sorted", nms(order="list(range(len(boxes)))"), "the best comes first"),
    ("sorted the wrong way", nms(order="scores.argsort().tolist()"), "sort by score, highest first"),
    ("in the given order, sorted at the end", IN_ORDER, "the worse one stays"),
    ("threshold reversed", nms(stays=FIXED.replace("<= 0.5", "> overlap")), "the wrong way round"),
    ("compares with suppressed boxes too", nms(stays=ALL_BETTER), "it may not suppress the third"),
    (
        "only the best suppresses",
        nms(stays="all(box_iou(boxes[k : k + 1], boxes[j : j + 1]) <= overlap for j in kept[:1])"),
        "you keep boxes",
    ),
    (
        "only the last one suppresses",
        nms(stays="all(box_iou(boxes[k : k + 1], boxes[j : j + 1]) <= overlap for j in kept[-1:])"),
        "which overlap by",
    ),
    (
        "less than, not at most",
        nms(stays=FIXED.replace("<= 0.5", "< overlap")),
        "exactly the allowed overlap",
    ),
    ("the overlap is fixed", nms(stays=FIXED), "the overlap is fixed at 0.5"),
    ("share of the smaller", INTERSECTION, "a small box inside a large one stays"),
    ("nothing is suppressed", nms(stays="True"), "of two equal boxes the better stays"),
    ("stops after the best", LOOP.format(left="[]"), "after the best one go on"),
    ("gives the boxes", nms(result="boxes[kept]"), "these are boxes"),
    ("gives the scores", nms(result="scores[kept]"), "these are scores"),
    (
        "gives a mask",
        nms(result="torch.tensor([k in kept for k in range(len(boxes))])"),
        "this is a mask",
    ),
    ("gives two axes", nms(result="torch.tensor(kept, dtype=torch.long)[:, None]"), "an index per kept box"),
    ("a set", nms(result="set(kept)"), "returned set"),
]
