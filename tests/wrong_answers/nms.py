"""Wrong answers to 'suppress': what is wrong, the code, a part of the message."""

WRONG = {
    "suppress": [
        (
            "in the given order, sorted at the end",
            """def suppress(boxes, scores, overlap=0.5):
    kept = []
    for k in range(len(boxes)):
        if all(box_iou(boxes[k : k + 1], boxes[j : j + 1]) <= overlap for j in kept):
            kept.append(k)
    return torch.tensor(sorted(kept, key=lambda k: -scores[k]), dtype=torch.long)""",
            "expected [1], got [0].",
        ),
        (
            "not sorted",
            """def suppress(boxes, scores, overlap=0.5):
    order = list(range(len(boxes)))
    kept = []
    for k in order:
        if all(box_iou(boxes[k : k + 1], boxes[j : j + 1]) <= overlap for j in kept):
            kept.append(k)
    return torch.tensor(kept, dtype=torch.long)""",
            "the boxes are taken as they came, not from the best",
        ),
        (
            "sorted the wrong way",
            """def suppress(boxes, scores, overlap=0.5):
    order = scores.argsort().tolist()
    kept = []
    for k in order:
        if all(box_iou(boxes[k : k + 1], boxes[j : j + 1]) <= overlap for j in kept):
            kept.append(k)
    return torch.tensor(kept, dtype=torch.long)""",
            "the loop goes from the worst box to the best",
        ),
        (
            "threshold reversed",
            """def suppress(boxes, scores, overlap=0.5):
    order = scores.argsort(descending=True).tolist()
    kept = []
    for k in order:
        if all(box_iou(boxes[k : k + 1], boxes[j : j + 1]) > overlap for j in kept):
            kept.append(k)
    return torch.tensor(kept, dtype=torch.long)""",
            "the comparison is turned round: boxes far apart go",
        ),
        (
            "compares with suppressed boxes too",
            """def suppress(boxes, scores, overlap=0.5):
    order = scores.argsort(descending=True).tolist()
    kept = []
    for k in order:
        if all(box_iou(boxes[k : k + 1], boxes[j : j + 1]) <= overlap for j in order[: order.index(k)]):
            kept.append(k)
    return torch.tensor(kept, dtype=torch.long)""",
            "a box that is gone already still suppresses",
        ),
        (
            "only the best suppresses",
            """def suppress(boxes, scores, overlap=0.5):
    order = scores.argsort(descending=True).tolist()
    kept = []
    for k in order:
        if all(box_iou(boxes[k : k + 1], boxes[j : j + 1]) <= overlap for j in kept[:1]):
            kept.append(k)
    return torch.tensor(kept, dtype=torch.long)""",
            "16 boxes, overlap 0.3: ",
        ),
    ]
}
