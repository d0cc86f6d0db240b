"""How good an answer is: thin names over torchmetrics and scikit-learn, each returning a float.

torchmetrics (Detlefsen et al., JOSS 2022) is imported where it is used: it takes a second.
"""

import numpy as np
import torch


def accuracy(output, batch):
    """Share of images whose largest logit (N, classes) is the label's."""
    from torchmetrics.functional.classification import multiclass_accuracy

    labels = batch.labels.to(output.device)
    return float(multiclass_accuracy(output, labels, num_classes=output.shape[1], average="micro"))


def iou(logits, batch, threshold=0.0):
    """Intersection over union of the masks, logits (N, 1, H, W) against the truth: mean over images.

    Where there is nothing to find, finding nothing counts 1.
    """
    from torchmetrics.functional.classification import binary_jaccard_index

    found, mask = logits > threshold, batch.mask.to(logits.device)
    return float(
        np.mean([float(binary_jaccard_index(f, m, zero_division=1)) for f, m in zip(found.int(), mask.int())])
    )


def hit_rate(embeddings, labels):
    """recall@1: how often the nearest other image is of the same class.  (N, D) of length 1, (N,)"""
    from torchmetrics.functional.retrieval import retrieval_hit_rate

    similar, same = pairs(embeddings, labels)
    others = ~torch.eye(len(labels), dtype=torch.bool)
    hits = [retrieval_hit_rate(s[o], t[o], top_k=1) for s, t, o in zip(similar, same, others)]
    return float(torch.stack(hits).mean())


def verification_auroc(embeddings, labels):
    """How often a pair of one class is more similar than a pair of two: 0.5 is chance.  (N, D), (N,)"""
    from sklearn.metrics import roc_auc_score

    similar, same = pairs(embeddings, labels)
    row, column = torch.triu_indices(len(labels), len(labels), offset=1)
    return float(roc_auc_score(same[row, column], similar[row, column]))


def pairs(embeddings, labels):
    """Cosine of every pair (N, N), and whether the two are of one class (N, N), on the CPU."""
    embeddings, labels = embeddings.cpu(), labels.cpu()
    return embeddings @ embeddings.T, labels[:, None] == labels


def average_precision(found, batch):
    """AP at an overlap of 0.5 and of 0.75, as COCO counts it (Lin et al., ECCV 2014).

    found  what networks.decode returns: (boxes, scores) per image;  batch  with boxes and present

    Raises ValueError when no image of the batch has an object: then there is nothing to measure.
    """
    from torchmetrics.detection import MeanAveragePrecision

    if not batch.present.any():
        raise ValueError("no image of this batch has an object: average precision needs at least one")
    metric = MeanAveragePrecision(iou_thresholds=[0.5, 0.75], max_detection_thresholds=[1, 8, 100])
    nothing = torch.zeros(0, dtype=torch.int64)
    predicted = [
        {"boxes": boxes.cpu(), "scores": scores.cpu(), "labels": nothing.new_zeros(len(scores))}
        for boxes, scores in found
    ]
    true = [
        {"boxes": boxes[there].float(), "labels": nothing.new_zeros(int(there.sum()))}
        for boxes, there in zip(batch.boxes, batch.present)
    ]
    metric.update(predicted, true)
    scores = metric.compute()
    return {"AP50": float(scores["map_50"]), "AP75": float(scores["map_75"])}
