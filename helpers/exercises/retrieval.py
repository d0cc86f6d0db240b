"""What the checks of lesson 06 know of vectors: the true numbers, and what a wrong one points to."""

import torch
import torch.nn.functional as F

from .compare import explained


def vectors_of(n, dims, classes, seed):
    """Random vectors (n, dims) of very different lengths, not centred, and labels (n,); float64."""
    rng = torch.Generator().manual_seed(seed)
    labels = torch.randint(classes, (n,), generator=rng)
    centres = torch.randn((classes, dims), generator=rng, dtype=torch.float64)
    vectors = centres[labels] + 1.2 * torch.randn((n, dims), generator=rng, dtype=torch.float64) + 0.4
    return vectors * (3 * torch.rand((n, 1), generator=rng, dtype=torch.float64)).exp(), labels


def similarities(vectors, itself=-torch.inf):
    """Cosines (N, N) with ``itself`` on the diagonal."""
    directions = F.normalize(vectors, dim=1)
    return (directions @ directions.T).fill_diagonal_(itself)


def right_ones(scores, labels, k):
    """Of the k highest in every row, which are of the row's class: (N, k) bool."""
    return labels[scores.topk(k, dim=1).indices] == labels[:, None]


def recall_of(scores, labels, k):
    """recall@k from scores (N, N): how often one of the k highest in a row is of its class."""
    return right_ones(scores, labels, k).any(1).double().mean().item()


def recall_mistake(value, vectors, labels, k):
    """What a wrong recall@k points to."""
    if value is None:
        return "it gives no number here"
    truth = recall_of(similarities(vectors), labels, k)
    with_itself, dots = similarities(vectors, 2.0), (vectors @ vectors.T).fill_diagonal_(-torch.inf)
    columns = F.normalize(vectors, dim=0)
    which = "the columns are normalised, as well or instead: only the vectors (axis 1) get length one"
    places = similarities(vectors).topk(k, dim=1).indices
    near = right_ones(similarities(vectors), labels, k)
    others = ((labels[:, None] == labels).sum(1) - 1).clamp(min=1)
    spread = vectors - vectors.mean(1, keepdim=True)
    wrong = [
        (recall_of(with_itself, labels, k), "every image is its own nearest: take the diagonal out first"),
        (recall_of(dots, labels, k), "long vectors win: divide every vector by its length first"),
        (
            recall_of(-torch.cdist(vectors, vectors).fill_diagonal_(torch.inf), labels, k),
            "this is the Euclidean distance of the vectors as they are: divide them by their length first",
        ),
        (
            recall_of(-similarities(vectors, torch.inf), labels, k),
            "the farthest images are taken: the nearest has the largest cosine",
        ),
        (recall_of(similarities(columns), labels, k), which),
        (recall_of((columns @ columns.T).fill_diagonal_(-torch.inf), labels, k), which),
        (
            recall_of(similarities(spread), labels, k),
            "every vector's mean was taken off: that is a correlation, the cosine takes vectors as they are",
        ),
        (
            recall_of(similarities(vectors - vectors.mean(0)), labels, k),
            "the mean of all vectors was taken off first: the cosine takes vectors as they are",
        ),
        ((places == labels[:, None]).any(1).double().mean().item(), "places in the list are not labels"),
        (
            (near.sum(1) / others).mean().item(),
            "this is the share of all right ones that was found: one right one is a hit",
        ),
        (1 - truth, "this is the share of misses"),
        (100 * truth, "this is in per cent: give a share from 0 to 1"),
        (truth * len(labels), "this is how many hits there are: divide by the number of images"),
    ]
    if k > 1:
        majority = labels[places].mode(1).values == labels
        share = near.double().mean().item()
        wrong += [
            (recall_of(similarities(vectors), labels, 1), "k is not used: this is recall@1"),
            (
                recall_of(similarities(vectors), labels, k - 1),
                "only k - 1 others are looked at: the query took one of the k places",
            ),
            (share, "this is the share of right ones among the k (precision): one right one is a hit"),
            (near.all(1).double().mean().item(), "all k have to be right here: one right one is a hit"),
            (majority.double().mean().item(), "this is a vote of the k: one right one is a hit"),
            (near[:, -1].double().mean().item(), "only the k-th neighbour is looked at"),
        ]
    else:
        wrong.append((0.0, "the query took the only place, and was dropped: look at k others"))
    return explained(value, wrong) or f"it gives {value:.3f}, it should be {truth:.3f}"


def pairs_once(vectors, labels):
    """Cosine of every pair i < j, and whether it is of one class: two vectors (N (N - 1) / 2,)."""
    row, column = torch.triu_indices(len(labels), len(labels), offset=1)
    return (vectors @ vectors.T)[row, column], labels[row] == labels[column]


def let_in(scores, judged, allowed):
    """Share of ``scores`` above the threshold that ``allowed`` (a share) of ``judged`` exceed."""
    threshold = judged.sort(descending=True).values[int(allowed * len(judged))]
    return (scores > threshold).double().mean().item()


def door_mistake(value, vectors, labels, allowed):
    """What a wrong share of pairs let in points to."""
    if value is None:
        return "it gives no number here"
    similar, same = pairs_once(vectors, labels)
    friends, strangers = similar[same], similar[~same]
    truth, n = let_in(friends, strangers, allowed), len(labels)
    cosines, alike = vectors @ vectors.T, labels[:, None] == labels
    ordered = strangers.sort(descending=True).values
    most = int(allowed * len(strangers))
    doubled = (cosines[alike] > ordered[most]).double().mean().item()

    def above(threshold, scores=friends):
        return (scores > threshold).double().mean().item()

    def below(threshold, scores=friends):
        return (scores < threshold).double().mean().item()

    lenient = strangers.quantile(1 - allowed)
    wrong = [
        (doubled, "every image is let in with itself, and that counts as a success: leave the diagonal out"),
        (
            let_in(friends, cosines[~torch.eye(n, dtype=torch.bool)], allowed),
            "the threshold is taken over all pairs: only pairs of two classes are strangers",
        ),
        (
            let_in(friends, cosines.flatten(), allowed),
            "the threshold is taken over all pairs, the diagonal too: strangers are pairs of two classes",
        ),
        (let_in(friends, similar, allowed), "the threshold is taken over all pairs, not over strangers"),
        (
            above(friends.sort(descending=True).values[int(allowed * len(friends))]),
            "the threshold is taken from pairs of one class: the allowance is for strangers",
        ),
        (above(ordered[most], strangers), "this is the share of strangers let in: asked for is the other"),
        (
            above(ordered[most], similar),
            "this is the share of all pairs let in: asked for are those of one class",
        ),
        (1 - truth, "this is the share of right pairs that stay outside"),
        (
            let_in(friends, strangers, 1 - allowed),
            "all but the allowed share of strangers come in: sort from high to low",
        ),
        (
            below(strangers.sort().values[most]),
            "the door opens for low cosines: alike means a high cosine",
        ),
        (ordered[most].item(), "this is the threshold: give the share of pairs of one class above it"),
        (above(0.0), "the threshold is always 0: it has to follow from the strangers"),
        (above(1 - allowed), "1 - allowed is taken for a cosine: count strangers instead"),
        (
            above(lenient),
            f"{int((strangers > lenient).sum())} strangers come in, allowed are {most}: a quantile "
            "lies between two of them; sort and count",
        ),
        (above(ordered[most + 1]), f"{most + 1} strangers come in, allowed are {most}"),
        (above(ordered[max(most - 1, 0)]), f"only {most - 1} strangers come in, allowed are {most}"),
    ]
    return explained(value, wrong) or f"it gives {value:.3f}, it should be {truth:.3f}"
