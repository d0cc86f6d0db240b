"""The protocol: in every replicate a variant tries every rate, and its own validation score chooses one.

All variants of a sweep try the same rates.  One network is trained for each rate, on the tuning images; the
one with the best validation score is judged on the test images, once.  Ten replicates differ in everything
that is left to chance: the start, the training images, the choice of the rate.  So an interval over the
replicates covers that choice, too (see ``calibration``).
"""

import time
from dataclasses import dataclass
from math import log

import torch

from .. import experiments, networks, training
from . import store
from .base import Experiment, test_batch

PROTOCOL = "a rate for every replicate"
AGAIN = "plain again"  # a variant of every sweep: the plain network once more, with luck of its own
LUCK_OF_ITS_OWN = 500  # added to its seeds
VALIDATION = 1000  # images that choose the rate
REACH = 1024  # times the largest or smallest rate of the recipe: the grid grows no further


@dataclass
class Replicated(Experiment):
    """An experiment by this protocol.

    rates  the learning rates that every variant tries in every replicate, wide enough for all of them
    """

    rates: tuple = ()

    def rate(self, variant, seed=0):
        """The learning rate that this replicate of the stored sweep chose, or the recipe's own."""
        try:
            stored = store.load(self.tuned_on or self.name)
        except ValueError:
            return self.lr
        return store.own_rates(stored).get((variant, seed), self.lr)


def train(experiment, variant, seed=0, lr=None, fold=None, **watching):
    """Train one network on the tuning images: (network, History).  The same as in the stored sweep.

    fold  which division of the classes, for experiments that have them (default: the seed's)

    "plain again" is the plain network with a start and a stream of images of its own, on the same division
    of the classes.  Raises ValueError for an unknown variant.
    """
    if variant not in experiment.variants:
        raise ValueError(f"unknown variant {variant!r}; there are {list(experiment.variants)}")
    luck = seed + LUCK_OF_ITS_OWN * (variant == AGAIN)
    settings = {**experiment.settings, **experiment.variants[variant]}
    net = networks.build(experiment.network, luck, **settings).to(watching.pop("device", "cpu"))
    history = training.fit(
        net,
        experiment.batches("tuning", seed if fold is None else fold),
        experiment.steps,
        experiment.batch_size,
        lr=experiment.rate(variant, seed) if lr is None else lr,
        seed=1000 + luck,
        loss=experiment.loss,
        **{"name": variant, **watching},
    )
    return net, history


def run_replicate(name, variant, seed, rates, known=None):
    """Train one variant with every rate, and judge the one that validates best: a row of the results file.

    known  the row that is there already, when only some of the rates are new: they are compared with its own
    """
    torch.set_num_threads(1)
    experiment = experiments.find(name)
    row, best = known, None
    tried = dict(known["validation"]) if known else {}
    validation = test_batch(experiment, VALIDATION, seed, split="validation")
    for lr in sorted(set(rates) - tried.keys()):
        began = time.process_time()
        net, _ = train(experiment, variant, seed, lr, watch=False)
        seconds = time.process_time() - began
        tried[lr] = round(experiment.judge(net, validation), 4)
        if lr == chosen(tried):
            best, row = net, {"lr": lr, "seconds": round(seconds, 1), "params": networks.parameters(net)}
    if best is not None:
        metrics = experiment.metrics(best, test_batch(experiment, seed=seed))
        row = {**row, "metrics": {key: round(value, 4) for key, value in metrics.items()}}
    scores = [list(pair) for pair in sorted(tried.items())]
    return {**row, "variant": variant, "seed": seed, "validation": scores}


def chosen(tried):
    """The rate with the best validation score {rate: score}; of equal ones, the smaller."""
    return max(sorted(tried), key=tried.get)


def grid(experiment, rows, seeds):
    """The rates that every variant of a sweep tries, the recipe's and what was added at an end.

    Where the mean validation score of a variant, over all its replicates, is best at an end of the grid,
    the grid grows there for all variants by the step between its last two rates, as far as REACH.
    """
    rates = {*experiment.rates, *(lr for row in rows for lr, _ in row["validation"])}
    for variant in experiment.variants:
        scores = [dict(row["validation"]) for row in rows if row["variant"] == variant]
        if len(scores) < seeds or any(tried.keys() != rates for tried in scores):
            continue
        best = chosen({lr: sum(tried[lr] for tried in scores) / len(scores) for lr in rates})
        rates |= beyond(best, sorted(rates), experiment.rates)
    return sorted(rates)


def beyond(best, rates, first):
    """The rate past the end of the grid at which the best one stands: a set of one or none."""
    if len(rates) < 2 or best not in (rates[0], rates[-1]):
        return set()
    neighbour = rates[1] if best == rates[0] else rates[-2]
    new = float(f"{best * best / neighbour:.2g}")
    return {new} if abs(log(new / (min(first) if best == rates[0] else max(first)))) <= log(REACH) else set()


def missing(name, rows, seeds, tuned=None):
    """What is still to be done after these rows: [(name, variant, seed, rates, the row that is there), ...].

    tuned  {(variant, seed): rate}, where another sweep chose
    """
    experiment, jobs = experiments.find(name), []
    there = {(row["variant"], row["seed"]): row for row in rows}
    every = tuple(grid(experiment, rows, seeds)) if tuned is None else ()
    for seed in range(seeds):
        for variant in experiment.variants:
            rates = every if tuned is None else (tuned[variant, seed],)
            row = there.get((variant, seed))
            if row is None or {lr for lr, _ in row["validation"]} != set(rates):
                jobs.append((name, variant, seed, rates, row))
    return jobs
