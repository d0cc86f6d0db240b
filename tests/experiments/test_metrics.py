"""Metrics: each by hand and against an independent computation, also where there is nothing to find."""

import math

import numpy as np
import pytest
import torch

from helpers import training
from helpers.datasets import Batch, fragment_scenes
from helpers.experiments import metrics


def batch_of(n=1, **truth):
    return Batch(torch.zeros(n, 1, 2, 2), truth.pop("labels", torch.zeros(n)), **truth)


class TestAccuracy:
    def test_by_hand(self):
        logits = torch.tensor([[1.0, 2.0, 0.0], [3.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, 2.0, 1.0]])
        assert metrics.accuracy(logits, batch_of(4, labels=torch.tensor([1, 0, 2, 0]))) == 0.75

    def test_is_of_images_and_not_of_classes(self):
        """Nine of one class right and the only one of another wrong: 0.9, not the mean of 1 and 0."""
        logits = torch.tensor([[1.0, 0.0]]).repeat(10, 1)
        labels = torch.tensor([0] * 9 + [1])
        assert metrics.accuracy(logits, batch_of(10, labels=labels)) == pytest.approx(0.9)

    def test_agrees_with_the_one_used_in_training(self):
        logits = torch.randn(200, 10, generator=torch.Generator().manual_seed(0))
        batch = batch_of(200, labels=torch.arange(200) % 10)
        assert metrics.accuracy(logits, batch) == pytest.approx(training.accuracy(logits, batch))


def masks(*rows):
    """Masks (N, 1, 2, 2) from rows of four."""
    return torch.tensor(rows).view(-1, 1, 2, 2)


class TestIoU:
    def test_by_hand(self):
        # Found 3 and true 2, both 2: 2 of 3.  Found 1, true 1, nothing in common: 0 of 2.
        logits = masks([5.0, 1.0, 0.1, -1.0], [2.0, -2.0, -2.0, -2.0])
        truth = masks([1, 1, 0, 0], [0, 0, 0, 1]).bool()
        assert metrics.iou(logits, batch_of(2, mask=truth)) == pytest.approx((2 / 3 + 0) / 2)
        assert metrics.iou(logits, batch_of(2, mask=truth), threshold=0.5) == pytest.approx((1 + 0) / 2)

    def test_is_the_mean_over_images_not_over_pixels(self):
        logits = masks([1.0, 1.0, 1.0, 1.0], [1.0, -1.0, -1.0, -1.0])
        truth = masks([1, 1, 1, 1], [0, 1, 0, 0]).bool()
        assert metrics.iou(logits, batch_of(2, mask=truth)) == 0.5

    @pytest.mark.parametrize(
        "found, true, expected",
        [
            ([-1.0] * 4, [1, 0, 0, 0], 0.0),  # nothing found
            ([1.0, -1.0, -1.0, -1.0], [0, 0, 0, 0], 0.0),  # nothing there, something found
            ([-1.0] * 4, [0, 0, 0, 0], 1.0),  # nothing there, nothing found: right
            ([0.0] * 4, [1, 1, 1, 1], 0.0),  # a logit of 0 is not above the threshold
        ],
    )
    def test_empty_masks(self, found, true, expected):
        assert metrics.iou(masks(found), batch_of(mask=masks(true).bool())) == expected

    def test_against_counting(self):
        rng = np.random.default_rng(0)
        logits, truth = rng.normal(size=(20, 1, 9, 7)), rng.random((20, 1, 9, 7)) < 0.3
        each = [((f > 0) & t).sum() / ((f > 0) | t).sum() for f, t in zip(logits, truth)]
        batch = batch_of(20, mask=torch.tensor(truth))
        assert metrics.iou(torch.tensor(logits), batch) == pytest.approx(np.mean(each))


def at(*degrees):
    """Embeddings of length one at these angles."""
    angles = torch.tensor(degrees).float().deg2rad()
    return torch.stack([angles.cos(), angles.sin()], 1)


class TestHitRate:
    def test_by_hand(self):
        # 0 and 10 are of one class and nearest each other; 50's nearest is 80, of the other class;
        # 80's nearest is 50; 200 is alone and can never be right.
        labels = torch.tensor([0, 0, 0, 1, 2])
        assert metrics.hit_rate(at(0, 10, 50, 80, 200), labels) == pytest.approx(2 / 5)

    def test_the_image_itself_does_not_count(self):
        assert metrics.hit_rate(at(0, 90, 180), torch.tensor([0, 1, 2])) == 0.0
        assert metrics.hit_rate(at(0, 90, 180), torch.tensor([3, 3, 3])) == 1.0

    def test_ties_are_decided_once_and_for_all(self):
        """Two neighbours equally near: any of them may count, but always the same one."""
        both = metrics.hit_rate(at(0, 30, -30), torch.tensor([0, 0, 0]))
        assert both == 1.0
        one = [metrics.hit_rate(at(0, 30, -30), torch.tensor([0, 0, 1])) for _ in range(3)]
        assert one[0] == one[1] == one[2] and one[0] in (pytest.approx(1 / 3), pytest.approx(2 / 3))
        same = at(45, 45, 45, 45)
        labels = torch.tensor([0, 0, 1, 1])
        assert metrics.hit_rate(same, labels) == metrics.hit_rate(same, labels)

    def test_against_the_nearest_neighbour(self):
        rng = torch.Generator().manual_seed(0)
        embeddings = torch.nn.functional.normalize(torch.randn(60, 5, generator=rng), dim=1)
        labels = torch.randint(4, (60,), generator=rng)
        distance = torch.cdist(embeddings, embeddings).fill_diagonal_(math.inf)
        expected = (labels[distance.argmin(1)] == labels).float().mean().item()
        assert metrics.hit_rate(embeddings, labels) == pytest.approx(expected)


class TestVerification:
    def test_by_hand(self):
        # Pairs of one class are 10 and 33 degrees apart, pairs of two 40, 73, 30 and 63: 10 is nearer
        # than all four, 33 than three.
        labels = torch.tensor([0, 0, 1, 1])
        assert metrics.verification_auroc(at(0, 10, 40, 73), labels) == pytest.approx((4 + 3) / 8)

    def test_ends_of_the_scale(self):
        labels = torch.tensor([0, 0, 1, 1])
        assert metrics.verification_auroc(at(0, 1, 90, 91), labels) == 1.0
        assert metrics.verification_auroc(at(0, 90, 1, 91), labels) == 0.25, "pairs of two: 1, 91, 89, 1"
        assert metrics.verification_auroc(at(7, 7, 7, 7), labels) == 0.5

    def test_against_counting_pairs(self):
        rng = np.random.default_rng(1)
        embeddings, labels = rng.normal(size=(30, 4)), rng.integers(3, size=30)
        embeddings /= np.linalg.norm(embeddings, axis=1, keepdims=True)
        near = {True: [], False: []}
        for i in range(30):
            for j in range(i):
                near[bool(labels[i] == labels[j])].append(embeddings[i] @ embeddings[j])
        wins = np.mean([[a > b for b in near[False]] for a in near[True]])
        found = metrics.verification_auroc(torch.tensor(embeddings), torch.tensor(labels))
        assert found == pytest.approx(wins)

    def test_pairs_are_all_of_them(self):
        similar, same = metrics.pairs(at(0, 60, 90), torch.tensor([1, 2, 1]))
        torch.testing.assert_close(similar[0], torch.tensor([1.0, 0.5, 0.0]), atol=1e-6, rtol=0)
        assert same.tolist() == [[True, False, True], [False, True, False], [True, False, True]]


def scene(*boxes):
    """One image with these true boxes; a first one that is not there."""
    every = torch.tensor([[0, 0, 100, 100], *boxes])[None]
    return batch_of(boxes=every, present=torch.tensor([[False] + [True] * len(boxes)]))


def found(*scored):
    """What a detector found in one image: (box, score) pairs."""
    boxes = torch.tensor([box for box, _ in scored]).float().view(-1, 4)
    return [(boxes, torch.tensor([score for _, score in scored]))]


def overlap(a, b):
    """Intersection over union of two boxes."""
    height = min(a[2], b[2]) - max(a[0], b[0])
    width = min(a[3], b[3]) - max(a[1], b[1])
    common = max(height, 0) * max(width, 0)
    return common / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - common)


def ap(predicted, batch, threshold):
    """COCO's average precision, written out: precision at 101 recalls, the best at or beyond each."""
    hits, total = [], int(batch.present.sum())
    for (boxes, scores), true, there in zip(predicted, batch.boxes, batch.present):
        free = true[there].tolist()
        for k in scores.argsort(descending=True).tolist():
            fits = [(overlap(boxes[k].tolist(), box), i) for i, box in enumerate(free)]
            best, i = max(fits, default=(0, None))
            hits.append((scores[k].item(), best >= threshold))
            if best >= threshold:
                free.pop(i)
    right = np.cumsum([hit for _, hit in sorted(hits, key=lambda h: -h[0])])
    precision, recall = right / np.arange(1, len(right) + 1), right / total
    levels = np.linspace(0, 1, 101)
    return np.mean([precision[recall >= level - 1e-12].max(initial=0) for level in levels])


A, B, C = [0, 0, 10, 10], [20, 20, 40, 30], [0, 30, 10, 46]


class TestAveragePrecision:
    def test_everything_right(self):
        scores = metrics.average_precision(found((A, 0.9), (B, 0.6)), scene(A, B))
        assert scores == {"AP50": pytest.approx(1), "AP75": pytest.approx(1)}

    def test_a_curve_by_hand(self):
        # Best first: right, wrong, right, of three.  Precision 1 up to a recall of a third (34 of the 101
        # recalls), 2/3 up to two thirds (33 more), and 0 beyond.
        seen = found((A, 0.9), ([50, 50, 60, 60], 0.8), (B, 0.7))
        expected = (34 + 33 * 2 / 3) / 101
        assert metrics.average_precision(seen, scene(A, B, C))["AP50"] == pytest.approx(expected, abs=1e-6)

    def test_the_overlap_that_is_asked_for(self):
        # [0, 0, 10, 6] covers 6 of 10 rows: 0.6, enough for one half and not for three quarters.
        scores = metrics.average_precision(found(([0, 0, 10, 6], 0.9)), scene(A))
        assert scores == {"AP50": pytest.approx(1), "AP75": 0.0}

    def test_a_second_box_on_the_same_object_is_wrong(self):
        scores = metrics.average_precision(found((A, 0.9), ([0, 0, 10, 9], 0.8), (B, 0.7)), scene(A, B))
        assert scores["AP50"] == pytest.approx((51 + 50 * 2 / 3) / 101, abs=1e-6)

    def test_only_the_order_of_the_scores_counts(self):
        high, low = found((A, 0.99), (C, 0.98)), found((A, 0.02), (C, 0.01))
        assert metrics.average_precision(high, scene(A, B)) == metrics.average_precision(low, scene(A, B))
        worse = metrics.average_precision(found((A, 0.01), (C, 0.02)), scene(A, B))
        assert worse["AP50"] < metrics.average_precision(low, scene(A, B))["AP50"]

    def test_nothing_found(self):
        assert metrics.average_precision(found(), scene(A)) == {"AP50": 0.0, "AP75": 0.0}

    def test_without_any_object_there_is_nothing_to_measure(self):
        with pytest.raises(ValueError, match="no image of this batch has an object: average precision needs"):
            metrics.average_precision(found((A, 0.9)), scene())

    def test_images_where_nothing_is_there_or_nothing_is_found(self):
        """They count: a box in an empty image is wrong, an object in an image without boxes is missed."""
        boxes = torch.tensor([[A], [A], [A]])
        batch = batch_of(3, boxes=boxes, present=torch.tensor([[True], [False], [True]]))
        seen = [*found((A, 0.5)), *found((A, 0.9)), *found()]
        assert metrics.average_precision(seen, batch)["AP50"] == pytest.approx(51 / 2 / 101, abs=1e-6)

    def test_against_the_curve_written_out(self):
        """Noisy copies of true boxes and inventions, in thirty images."""
        rng, scenes, seen = np.random.default_rng(0), fragment_scenes(30, "test", seed=5), []
        for true, there in zip(scenes.boxes, scenes.present):
            boxes = [b + rng.normal(0, 2, 4) for b in true[there].numpy() if rng.random() < 0.9]
            for _ in range(rng.integers(3)):
                top, left = rng.uniform(0, 30, 2)
                boxes.append(np.array([top, left, *(np.array([top, left]) + rng.uniform(8, 18, 2))]))
            scores = rng.permutation(1000)[: len(boxes)] / 1000
            seen += [(torch.tensor(np.array(boxes)).float().view(-1, 4), torch.tensor(scores).float())]
        expected = {"AP50": ap(seen, scenes, 0.5), "AP75": ap(seen, scenes, 0.75)}
        assert 0.02 < expected["AP75"] < expected["AP50"] < 0.98
        assert metrics.average_precision(seen, scenes) == pytest.approx(expected, abs=2e-3)
