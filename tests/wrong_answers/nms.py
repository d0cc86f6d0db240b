"""Plausible wrong answers to the exercise "suppress"; several were found in public code."""

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

WRONG = {
    "suppress": [
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
        (
            "gives two axes",
            nms(result="torch.tensor(kept, dtype=torch.long)[:, None]"),
            "an index per kept box",
        ),
        ("a set", nms(result="set(kept)"), "returned set"),
    ]
}
