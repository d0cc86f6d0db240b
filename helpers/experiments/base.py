"""What an experiment is, how one of its networks is trained, and what every gate may be asked."""

from dataclasses import dataclass
from functools import partial

import torch

from .. import networks, training
from ..gates import by_method as gates
from . import store


@dataclass
class Experiment:
    """A recipe: what is learned, by which networks, how long, and how it is judged.

    make_batch  (n, split, seed) -> Batch
    network     the class of the networks, and ``settings`` that all of them share
    variants    {name: settings of that network alone}
    metrics     (net, test batch) -> {name: number}, ``measure`` among them
    measure     the metric by which variants are compared
    judge       (net, batch) -> the number by which a learning rate is chosen: the measure, or a finer one
    lr          the learning rate from which the search for each variant's best begins
    tuned_on    the experiment whose chosen rates are used, for recipes that are not tuned themselves
    folds       whether each seed gets a division of the classes of its own (``fold=`` of make_batch)
    """

    make_batch: callable
    network: type
    settings: dict
    steps: int
    lr: float
    variants: dict
    metrics: callable
    test_images: int = 3000
    batch_size: int = 64
    loss: callable = training.cross_entropy
    judge: callable = training.evaluate
    measure: str = "accuracy"
    folds: bool = False
    tuned_on: str = ""
    source: str = "digits"
    name: str = ""

    def batches(self, split, seed=0):
        """The maker of batches of one split: (n, any split, random numbers) -> Batch."""
        make = partial(self.make_batch, fold=seed) if self.folds else self.make_batch
        return lambda n, _, rng: make(n, split, rng)

    def rate(self, variant):
        """The learning rate that the stored sweep chose for a variant, or the recipe's own."""
        try:
            stored = store.load(self.tuned_on or self.name)
        except ValueError:
            return self.lr
        return store.rates(stored).get(variant, self.lr)


def only(variants, names):
    """Some of the variants; all of them for an empty ``names``."""
    return {name: variants[name] for name in names} if names else variants


def train(experiment, variant, seed=0, lr=None, split="train", **watching):
    """Train one network of an experiment: (network, History).  The same as in the stored sweep.

    Raises ValueError for an unknown variant, and for a recipe by the protocol of ``replicate``, which has a
    ``train`` of its own.
    """
    if getattr(experiment, "rates", ()):
        raise ValueError(
            f"{experiment.name!r} chooses a rate in every replicate: train it with "
            "helpers.experiments.replicated.train"
        )
    if variant not in experiment.variants:
        raise ValueError(f"unknown variant {variant!r}; there are {list(experiment.variants)}")
    own = experiment.variants[variant]
    device = watching.pop("device", "cpu")
    net = networks.build(experiment.network, seed, **{**experiment.settings, **own}).to(device)
    history = training.fit(
        net,
        experiment.batches(split, seed),
        experiment.steps,
        experiment.batch_size,
        lr=experiment.rate(variant) if lr is None else lr,
        seed=1000 + seed,
        loss=experiment.loss,
        **{"name": variant, **watching},
    )
    return net, history


def test_batch(experiment, images=None, seed=0, split="test"):
    """The experiment's test images, the same for every variant; for every seed too, unless it has folds."""
    rng = torch.Generator().manual_seed(77)
    return experiment.batches(split, seed)(images or experiment.test_images, split, rng)


def judged_under(net, batch, changes, judge=training.evaluate, measure="accuracy"):
    """The measure with the gates as they are and under each change: {measure: ..., "mean": ...}."""
    scores = {measure: judge(net, batch)}
    for how in changes if gates.gates(net) else ():
        with gates.replace(net, how):
            scores[how] = judge(net, batch)
    return scores


def accuracy_under(net, batch, changes):
    """Accuracy with the gates as they are and under each change: {"accuracy": ..., "mean": ...}."""
    return judged_under(net, batch, changes)


def recorded(net, batch):
    """Every gate's weights on a batch: {name: tensor}."""
    with gates.record(net) as seen:
        training.predict(net, batch.images)
    return seen
