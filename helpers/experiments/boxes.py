"""Which of the found boxes are right, and what that makes of precision and recall.

Boxes are top, left, bottom, right in pixels, as everywhere in the course.
"""

import torch

from ..networks.detector import SIZE_UNIT, STRIDE


def matched(boxes, true, overlap=0.5):
    """Which of the boxes (k, 4), best first, are right: (k,) bool.  A true box (m, 4) can be found once."""
    from torchvision.ops import box_iou

    overlaps = box_iou(boxes.float(), true.float())  # (k, m)
    right = torch.zeros(len(boxes), dtype=torch.bool)
    for k, row in enumerate(overlaps):
        if len(row) and row.max() >= overlap:
            overlaps[:, row.argmax()] = 0  # taken: no later box can claim it
            right[k] = True
    return right


def precision_recall(scores, right, positives):
    """Precision and recall (k,) as the threshold falls past one box after the other, best first."""
    hits = right[scores.argsort(descending=True, stable=True)].double().cumsum(0)
    return hits / torch.arange(1, len(hits) + 1), hits / positives


def area_under(precision, recall):
    """Average precision as COCO counts it: at 101 recalls, the best precision still to come; their mean."""
    levels = torch.linspace(0, 1, 101, dtype=torch.float64)
    ahead = [precision[recall >= level] for level in levels]
    return sum(float(p.max()) if len(p) else 0.0 for p in ahead) / len(levels)


def matched_all(found, batch, overlap=0.5):
    """Scores and rightness of all boxes of all images: two tensors (k,), and the number of true boxes.

    found  what networks.decode returns: (boxes, scores) per image;  batch  with boxes and present
    """
    truth = [boxes[there].cpu() for boxes, there in zip(batch.boxes, batch.present)]
    right = [matched(boxes.cpu(), true, overlap) for (boxes, _), true in zip(found, truth)]
    scores = torch.cat([scores.cpu() for _, scores in found])
    return scores, torch.cat(right), sum(len(true) for true in truth)


def counted(scores, right, positives, threshold):
    """Found, missed and false boxes at a threshold, and precision (None without a box) and recall."""
    shown = scores >= threshold
    found, false = int((shown & right).sum()), int((shown & ~right).sum())
    precision = found / (found + false) if found + false else None
    return found, positives - found, false, precision, found / positives


def at_every_place(output):
    """A box and a score for every place of a heatmap, peak or not: (N, h * w, 4) and (N, h * w).

    output (N, 5, h, w) is what a CentreDetector gives.
    """
    rows, columns = (torch.arange(side, device=output.device) for side in output.shape[2:])
    places = torch.stack(torch.meshgrid(rows, columns, indexing="ij")) + 0.5
    centre, half = places + output[:, 1:3], output[:, 3:5] * SIZE_UNIT / 2
    boxes = STRIDE * torch.cat([centre - half, centre + half], 1)
    return boxes.flatten(2).transpose(1, 2), torch.sigmoid(output[:, 0]).flatten(1)
