# check("suppress", suppress)
import torch
from torchvision.ops import box_iou

# right: a table of overlaps and a list of the living
def suppress(boxes, scores, overlap=0.5):
    table = box_iou(boxes, boxes)
    alive = torch.ones(len(boxes), dtype=torch.bool)
    kept = []
    for k in torch.argsort(scores, descending=True):
        if alive[k]:
            kept.append(int(k))
            alive &= table[k] <= overlap
    return torch.tensor(kept, dtype=torch.int64)

# right: a shrinking queue
def suppress(boxes, scores, overlap=0.5):
    queue = scores.argsort(descending=True)
    kept = []
    while queue.numel():
        best, rest = queue[0], queue[1:]
        kept.append(best)
        queue = rest[box_iou(boxes[best][None], boxes[rest])[0] <= overlap]
    return torch.stack(kept) if kept else queue

# right: its own overlap in plain Python
def suppress(boxes, scores, overlap=0.5):
    def iou(p, q):
        w = max(0.0, min(p[2], q[2]) - max(p[0], q[0]))
        h = max(0.0, min(p[3], q[3]) - max(p[1], q[1]))
        area = (p[2] - p[0]) * (p[3] - p[1]) + (q[2] - q[0]) * (q[3] - q[1])
        return w * h / (area - w * h)

    b = boxes.tolist()
    kept = []
    for k in sorted(range(len(b)), key=lambda i: -scores[i].item()):
        if not any(iou(b[k], b[j]) > overlap for j in kept):
            kept.append(k)
    return torch.LongTensor(kept)

# wrong: an overlap of exactly the limit is thrown out
def suppress(boxes, scores, overlap=0.5):
    kept = []
    for k in scores.argsort(descending=True).tolist():
        if all(box_iou(boxes[k : k + 1], boxes[j : j + 1]) < overlap for j in kept):
            kept.append(k)
    return torch.tensor(kept, dtype=torch.long)

# wrong: a box that is already gone still pushes others out
def suppress(boxes, scores, overlap=0.5):
    order = scores.argsort(descending=True)
    table = box_iou(boxes[order], boxes[order]).triu(1)
    return order[~(table > overlap).any(0)]

# wrong: takes the boxes as they come
def suppress(boxes, scores, overlap=0.5):
    kept = []
    for k in range(len(boxes)):
        if all(box_iou(boxes[k : k + 1], boxes[j : j + 1]) <= overlap for j in kept):
            kept.append(k)
    return torch.tensor(kept, dtype=torch.long)

# wrong: places in the sorted list
def suppress(boxes, scores, overlap=0.5):
    b = boxes[scores.argsort(descending=True)]
    kept = []
    for k in range(len(b)):
        if all(box_iou(b[k : k + 1], b[j : j + 1]) <= overlap for j in kept):
            kept.append(k)
    return torch.tensor(kept, dtype=torch.long)

# wrong: the worst first
def suppress(boxes, scores, overlap=0.5):
    kept = []
    for k in scores.argsort().tolist():
        if all(box_iou(boxes[k : k + 1], boxes[j : j + 1]) <= overlap for j in kept):
            kept.append(k)
    return torch.tensor(kept, dtype=torch.long)

# wrong: the limit is always one half
def suppress(boxes, scores, overlap=0.5):
    kept = []
    for k in scores.argsort(descending=True).tolist():
        if all(box_iou(boxes[k : k + 1], boxes[j : j + 1]) <= 0.5 for j in kept):
            kept.append(k)
    return torch.tensor(kept, dtype=torch.long)

# wrong: the right boxes, in the order of their places
def suppress(boxes, scores, overlap=0.5):
    kept = []
    for k in scores.argsort(descending=True).tolist():
        if all(box_iou(boxes[k : k + 1], boxes[j : j + 1]) <= overlap for j in kept):
            kept.append(k)
    return torch.tensor(sorted(kept), dtype=torch.long)

# wrong: returns the boxes
def suppress(boxes, scores, overlap=0.5):
    kept = []
    for k in scores.argsort(descending=True).tolist():
        if all(box_iou(boxes[k : k + 1], boxes[j : j + 1]) <= overlap for j in kept):
            kept.append(k)
    return boxes[kept]

# wrong: only the last kept box is asked
def suppress(boxes, scores, overlap=0.5):
    kept = []
    for k in scores.argsort(descending=True).tolist():
        if not kept or box_iou(boxes[k : k + 1], boxes[kept[-1]][None]) <= overlap:
            kept.append(k)
    return torch.tensor(kept, dtype=torch.long)

# wrong: boxes with a negative score go
def suppress(boxes, scores, overlap=0.5):
    kept = []
    for k in scores.argsort(descending=True).tolist():
        if scores[k] > 0 and all(box_iou(boxes[k : k + 1], boxes[j : j + 1]) <= overlap for j in kept):
            kept.append(k)
    return torch.tensor(kept, dtype=torch.long)

# wrong: never keeps less than one, even of none
def suppress(boxes, scores, overlap=0.5):
    best = int(scores.argmax())
    kept = [best]
    for k in scores.argsort(descending=True).tolist()[1:]:
        if all(box_iou(boxes[k : k + 1], boxes[j : j + 1]) <= overlap for j in kept):
            kept.append(k)
    return torch.tensor(kept, dtype=torch.long)

# wrong: lowers the scores in place
def suppress(boxes, scores, overlap=0.5):
    kept = []
    while len(scores) and scores.max() > -torch.inf:
        k = int(scores.argmax())
        kept.append(k)
        near = box_iou(boxes[k : k + 1], boxes)[0] > overlap
        scores[near] = -torch.inf
        scores[k] = -torch.inf
    return torch.tensor(kept, dtype=torch.long)

# wrong: any overlap at all pushes out
def suppress(boxes, scores, overlap=0.5):
    kept = []
    for k in scores.argsort(descending=True).tolist():
        if all(box_iou(boxes[k : k + 1], boxes[j : j + 1]) == 0 for j in kept):
            kept.append(k)
    return torch.tensor(kept, dtype=torch.long)
