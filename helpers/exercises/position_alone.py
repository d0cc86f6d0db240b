"""Exercise 9.1: how many centres would a detector find that never looks at an image?"""

import torch

from ..datasets.free import free_places
from ..datasets.scenes import place_in_quarters
from .draw import Case, generator
from .function import Exercise
from .values import number

SIZE, HALF, PLACE = 48, 10, 4  # pixels: an image, half a digit, a place of the heatmap
IMAGES = 700


def on_the_grid(corners):
    """The places (N, 2) of digits whose top left corners are given, (2, n, K)."""
    return ((corners + HALF) // PLACE).flatten(1).T


def anywhere(rng):
    """Up to three digits anywhere: places (N, 2)."""
    corners, there = free_places(IMAGES, rng, SIZE)
    return on_the_grid(corners)[there.flatten()]


def in_quarters(rng):
    """A digit in every quarter of the image, moved by a few pixels: places (N, 2)."""
    return on_the_grid(place_in_quarters(IMAGES, rng, SIZE))


def in_the_middle(rng):
    """One digit in the middle of each image: places (N, 2)."""
    return on_the_grid(torch.randint(8, 21, (2, IMAGES, 1), generator=rng))


# {name: a function that gives the places of the centres in training and in test images, two tensors (N, 2)}
SCENES = {
    "A": lambda: (anywhere(generator(1)), anywhere(generator(2))),
    "B": lambda: (in_quarters(generator(1)), in_quarters(generator(2))),
    "C": lambda: (in_the_middle(generator(1)), anywhere(generator(2))),
}


def most_frequent(places, k, largest=True):
    """The k most frequent of some places (N, 2): (k, 2), or fewer where there are fewer."""
    seen, counts = places.unique(dim=0, return_counts=True)
    return seen[counts.topk(min(k, len(counts)), largest=largest).indices]


def known(places, best):
    """Which of the places (N, 2) are among ``best`` (k, 2): (N,) bool."""
    return (places[:, None] == best).all(2).any(1)


def share(places, best):
    """The share of the places (N, 2) that are among ``best`` (k, 2)."""
    return known(places, best).double().mean()


def position_alone(train, test, k):
    """train (N, 2), test (M, 2) -> the share of the test places among the k most frequent of training."""
    return share(test, most_frequent(train, k))


def scene(rng, height, width, counts):
    """Training places that are seen this often each, in random order, and test places all over the grid."""
    cells = torch.randperm(height * width, generator=rng)
    used = torch.stack([cells // width, cells % width], 1)
    train = used[: len(counts)].repeat_interleave(torch.tensor(counts), 0)
    often = torch.tensor([*counts, *[2] * (len(cells) - len(counts))]).double()
    test = used[torch.multinomial(often, 60, replacement=True, generator=rng)]
    return train[torch.randperm(len(train), generator=rng)], test


def cases(rng):
    """Few and many places, no square grid; more places asked for than there are, and none that is met."""
    train = torch.tensor([[2, 3], [2, 3], [0, 1]])
    yield Case("two places", (train, torch.tensor([[0, 1], [2, 3], [2, 3], [3, 2]]), 1))
    for height, width, counts, k in (
        (4, 9, (12, 10, 7, 5, 3, 2, 1), 3),
        (9, 5, (20, 17, 11, 9, 8, 6, 4, 1), 4),
        (6, 8, (9, 8, 7, 6, 5, 4, 3, 2, 1), 6),
        (3, 12, (15, 4, 2, 1), 2),
    ):
        yield Case(f"{height} × {width} places, k = {k}", (*scene(rng, height, width, counts), k))
    train, test = scene(rng, 5, 7, (9, 6, 4, 1))
    yield Case("k is larger than the number of training places", (train, test, 30), border=True)
    yield Case("no test centre on a known place", (train, test + 20, 2), border=True)
    yield Case("every test centre on one known place", (train, train[:1].repeat(4, 1), 4), border=True)
    yield Case("one training centre", (test[:1], test, 1), border=True)


def cells_only(learn, look=known):
    """The share of the distinct test places, each counted once."""
    return lambda train, test, k: look(test.unique(dim=0), learn(train, k)).double().mean()


def axis_only(axis):
    """Rows alone, or columns alone."""
    return lambda train, test, k: position_alone(train[:, axis : axis + 1], test[:, axis : axis + 1], k)


def summed(places):
    """Row and column in one number, which is the same for several places."""
    return places.sum(1, keepdim=True)


Exercise(
    "position alone",
    asked="the share of the test centres that lie on one of the k most frequent places of training, 0 to 1",
    look="count the training places, keep k, and look up every test centre, each as often as it occurs",
    reference=position_alone,
    cases=cases,
    reads=number,
    mistakes={
        "the k places are chosen on the test centres": lambda train, test, k: share(
            test, most_frequent(test, k)
        ),
        "the share is taken over the training centres": lambda train, test, k: share(
            train, most_frequent(train, k)
        ),
        "k is not used: every place of training counts as known": lambda train, test, k: share(
            test, most_frequent(train, len(train))
        ),
        "the least frequent places are kept": lambda train, test, k: share(
            test, most_frequent(train, k, largest=False)
        ),
        "the first k places in order are kept, not the most frequent": lambda train, test, k: share(
            test, train.unique(dim=0)[:k]
        ),
        "the first k training centres are kept, not the most frequent places": lambda train, test, k: share(
            test, train[:k]
        ),
        "every test place is counted once, however often it occurs": cells_only(most_frequent),
        "only the rows are compared": axis_only(0),
        "only the columns are compared": axis_only(1),
        "row and column are added: different places get one number": lambda train, test, k: position_alone(
            summed(train), summed(test), k
        ),
        "row and column of the test centres are swapped": lambda train, test, k: position_alone(
            train, test.flip(1), k
        ),
        "this is the share of the centres that are missed": lambda train, test, k: (
            1 - position_alone(train, test, k)
        ),
        "the centres are counted; a share was asked for": lambda train, test, k: (
            position_alone(train, test, k) * len(test)
        ),
        "the share is in percent": lambda train, test, k: 100 * position_alone(train, test, k),
        "the found centres are divided by the number of training centres": lambda train, test, k: (
            position_alone(train, test, k) * len(test) / len(train)
        ),
        "this is the share of the k places that occur in the test": lambda train, test, k: share(
            most_frequent(train, k), test
        ),
        "a row and a column may come from two different places": lambda train, test, k: (
            (test[:, None] == most_frequent(train, k)).any(1).all(1).double().mean()
        ),
    },
)
