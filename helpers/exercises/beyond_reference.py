"""Exercise 10.3: what does a map find that a reference without any network does not?"""

import torch

from .draw import Case
from .function import Exercise
from .values import number


def beyond_reference(hits, reference):
    """hits and reference (N,) bool -> among the images that the reference misses, the share that is hit"""
    if reference.all():
        raise ValueError("the reference misses no image")
    return hits[~reference].double().mean().item()


def cases(rng):
    """Hits drawn alone and together with the reference's; none, all and single ones at the border."""

    def random(n, share):
        return torch.rand(n, generator=rng) < share

    four = [True, True, False, True], [True, False, False, False]
    yield Case("four images", tuple(torch.tensor(each) for each in four))
    yield Case("a map that is independent of the reference", (random(60, 0.7), random(60, 0.4)))
    reference = random(50, 0.5)
    yield Case(
        "a map that hits whatever the reference hits, and more", (reference | random(50, 0.3), reference)
    )
    yield Case("a map that hits what the reference misses", (~reference & random(50, 0.8), reference))
    yield Case("a map that misses often", (random(70, 0.2), random(70, 0.6)))
    always = torch.ones(5, dtype=torch.bool)
    yield Case("a map that hits everything", (always, random(5, 0.5) & torch.arange(5).ne(2)), border=True)
    yield Case("a map that hits nothing", (~always, random(5, 0.5) & torch.arange(5).ne(2)), border=True)
    yield Case("a map that equals the reference", (reference, reference), border=True)
    yield Case(
        "the reference misses everything", (random(9, 0.5), torch.zeros(9, dtype=torch.bool)), border=True
    )
    yield Case("the reference misses no image", (always, always), border=True)


def share(chosen):
    """Of booleans, how many are true."""
    return chosen.double().mean().item()


Exercise(
    "beyond the reference",
    asked="the share of hits among the images that the reference misses; a ValueError if it misses none",
    look="two steps: keep the images that the reference misses, then the share of hits among these",
    reference=beyond_reference,
    cases=cases,
    reads=number,
    mistakes={
        "this is the share of all images: those that the reference hits are in it": lambda hits, ref: share(
            hits
        ),
        "the two shares are compared; the question is about the images that the reference misses": (
            lambda hits, ref: share(hits) - share(ref)
        ),
        "divided by the number of all images, not of those that the reference misses": lambda hits, ref: (
            share(hits & ~ref)
        ),
        "this is the share among the hits; it has to be among the reference's misses": lambda hits, ref: (
            share(~ref[hits])
        ),
        "this is the share among the images that the reference hits": lambda hits, ref: share(hits[ref]),
        "the roles are swapped: the map's misses are kept": lambda hits, ref: share(ref[~hits]),
        "this is how often the two agree": lambda hits, ref: share(hits == ref),
        "this is how often the two differ": lambda hits, ref: share(hits ^ ref),
        "this is how often the reference misses": lambda hits, ref: share(~ref),
        "this is the ratio of the two shares": lambda hits, ref: share(hits) / share(ref),
        "this is the share that is missed, not hit": lambda hits, ref: share(~hits[~ref]),
        "this is a number of images, not a share": lambda hits, ref: float((hits & ~ref).sum()),
        "this is in percent; a share from 0 to 1 is asked for": lambda hits, ref: 100 * share(hits[~ref]),
        "a reference without misses is no error here; it has to be a ValueError": lambda hits, ref: (
            share(hits[~ref]) if not ref.all() else 0.0
        ),
        "a reference without misses gives NaN; it has to be a ValueError": lambda hits, ref: share(
            hits[~ref]
        ),
    },
)
