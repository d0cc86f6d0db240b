"""Exercise 3.2: one vector per image, the average over the places with the softmax of the scores."""

from .draw import Case, maps, normal, scaled
from .function import Exercise


def attention(scores, axis=2):
    """The softmax over all places of an image, (N, 1, H, W)."""
    return scores.flatten(2).softmax(axis).view_as(scores)


def pooled(x, scores):
    """x (N, C, H, W), scores (N, 1, H, W) -> (N, C)"""
    return (x * attention(scores)).sum((2, 3))


def cases(rng):
    """Every kind of map; equal, very large and very different scores at the border."""
    for case in scaled(maps(rng)):
        x = case.args[0]
        yield Case(
            case.what, (x, 2 * normal(rng, len(x), 1, *x.shape[2:]).to(x)), case.border, case.tolerance
        )
    x, scores = normal(rng, 3, 2, 4, 5), normal(rng, 3, 1, 4, 5)
    yield Case("all scores 0", (x, 0 * scores), border=True)
    for shift in (1000, -1000):
        yield Case(f"scores near {shift}", (x, scores + shift), border=True)
    apart = scores + 1000.0 * (scores.new_tensor([0, 1, -1]))[:, None, None, None]
    yield Case("scores near 0, 1000 and -1000 in one batch", (x, apart), border=True)


Exercise(
    "attention pooling",
    asked="one vector per image, (N, C): average over the places, weighted with the softmax of the scores",
    look="the softmax: over rows and columns together, one image at a time; then multiply and sum",
    reference=pooled,
    cases=cases,
    gradient=("x", "scores"),
    images=("x", "scores"),
    mistakes={
        "this is the plain average, the scores are not used": lambda x, scores: x.mean((2, 3)),
        "the softmax runs over the rows alone": lambda x, scores: (x * scores.softmax(2)).sum((2, 3)),
        "the softmax runs over the columns alone": lambda x, scores: (x * scores.softmax(3)).sum((2, 3)),
        "the softmax runs over an axis of length one, so all weights are 1": lambda x, scores: x.sum((2, 3)),
        "the softmax runs over the whole batch: images mix": lambda x, scores: (
            x * scores.flatten().softmax(0).view_as(scores)
        ).sum((2, 3)),
        "the softmax runs over the images": lambda x, scores: (x * scores.softmax(0)).sum((2, 3)),
        "these are sigmoids, not a softmax": lambda x, scores: (x * scores.sigmoid()).sum((2, 3)),
        "these are sigmoids divided by their sum, not a softmax": lambda x, scores: (
            x * scores.sigmoid() / scores.sigmoid().sum((2, 3), keepdim=True)
        ).sum((2, 3)),
        "the scores are divided by their sum, without exp": lambda x, scores: (
            x * scores / scores.sum((2, 3), keepdim=True)
        ).sum((2, 3)),
        "the scores themselves are the weights, the softmax is missing": lambda x, scores: (x * scores).sum(
            (2, 3)
        ),
        "weighted and then averaged: the weights sum to one already": lambda x, scores: (
            x * attention(scores)
        ).mean((2, 3)),
        "exp of the scores without a division by its sum": lambda x, scores: (x * scores.exp()).sum((2, 3)),
        "exp overflows: torch's softmax takes the largest score off first": lambda x, scores: (
            (x * scores.exp()).sum((2, 3)) / scores.exp().sum((2, 3))
        ),
        "the largest score of the batch is taken off; take each image's own": lambda x, scores: (
            (x * (scores - scores.max()).exp()).sum((2, 3)) / (scores - scores.max()).exp().sum((2, 3))
        ),
        "the largest weighted place is taken, not the sum": lambda x, scores: (x * attention(scores)).amax(
            (2, 3)
        ),
        "only the place with the highest score is read": lambda x, scores: x.flatten(2).gather(
            2, scores.flatten(2).argmax(2, keepdim=True).expand(-1, x.shape[1], -1)
        )[..., 0],
        "the signs of the scores are turned round": lambda x, scores: pooled(x, -scores),
        "two axes of length one are still there": lambda x, scores: pooled(x, scores)[:, :, None, None],
        "the places are not summed yet": lambda x, scores: x * attention(scores),
        "the images are summed too": lambda x, scores: (x * attention(scores)).sum((0, 2, 3)),
        "softmax over rows times softmax over columns is no softmax over the places": lambda x, scores: (
            x * scores.softmax(2) * scores.softmax(3)
        ).sum((2, 3)),
        "two softmaxes are applied": lambda x, scores: pooled(x, attention(scores)),
    },
)
