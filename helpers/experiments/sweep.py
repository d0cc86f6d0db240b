"""Run an experiment for many seeds and keep every row: data/unfinished/NAME.json, then data/results.

Recipes with a grid of ``rates`` follow the protocol of ``replicate``: every replicate chooses its own rate.
The others are the first edition's: two tuning seeds choose one rate for all seeds of a variant, three
rates are tried, and more beyond them until both ends are clearly worse than the best.
"""

import argparse
import platform
import sys
import time
from contextlib import closing
from functools import partial

import torch
from tqdm import tqdm

from .. import datasets, experiments, networks
from ..datasets import cifar, sources
from . import EXPERIMENTS, find
from .fingerprint import fingerprint
from .replicate import PROTOCOL, missing, run_replicate
from .replicated import Replicated
from .store import RESULTS, Store, column, load, mean_scores, own_rates, rates, variants, write_whole
from .workers import WorkerDied, spread

SEEDS = 10
FACTORS = (0.5, 1.0, 2.0)  # of the recipe's learning rate: where the search begins
MARGIN = 0.01  # of the score: an end of the grid must be worse than the best by this much
REACH = 1024  # times the recipe's learning rate, up or down: the search goes no further
TUNING_SEEDS = (100, 101)  # never among the seeds of the comparison

__all__ = ["RESULTS", "column", "fingerprint", "load", "rates", "run", "variants", "write_whole"]


def environment():
    """What the numbers were made with: versions and the kind of machine."""
    return {
        "python": platform.python_version(),
        "torch": torch.__version__,
        "machine": platform.machine(),
        "device": "cpu",
        "threads": 1,
    }


def try_rate(name, variant, lr, seed):
    """Train with one learning rate on the tuning split and judge on the validation split: a row."""
    torch.set_num_threads(1)
    experiment = EXPERIMENTS[name]
    net, _ = experiments.train(experiment, variant, seed, lr, split="tuning", watch=False)
    batch = experiments.test_batch(experiment, 1000, seed, split="validation")
    return {"variant": variant, "lr": lr, "seed": seed, "score": round(experiment.judge(net, batch), 4)}


def run_one(name, variant, seed, lr):
    """Train and judge one network: a row of the results file."""
    torch.set_num_threads(1)
    experiment, began = EXPERIMENTS[name], time.process_time()
    net, _ = experiments.train(experiment, variant, seed, lr, watch=False)
    seconds = time.process_time() - began
    metrics = experiment.metrics(net, experiments.test_batch(experiment, seed=seed))
    return {
        "variant": variant,
        "seed": seed,
        "params": networks.parameters(net),
        "metrics": {key: round(value, 4) for key, value in metrics.items()},
        "seconds": round(seconds, 1),  # of one processor, for the training
        "lr": lr,
    }


def described(value):
    """A setting of a recipe in words that JSON can hold."""
    if hasattr(value, "func"):
        settings = ", ".join(f"{key}={described(v)}" for key, v in value.keywords.items())
        return f"{described(value.func)}({settings})"
    if isinstance(value, dict):
        return {key: described(v) for key, v in value.items()}
    if isinstance(value, tuple | list):
        return [described(v) for v in value]
    return getattr(value, "__name__", value)


def recipe_of(experiment):
    """The recipe as it is stored beside its results."""
    kept = ("make_batch", "network", "settings", "steps", "batch_size", "lr", "loss", "measure", "variants")
    kept += ("rates",) * isinstance(experiment, Replicated)
    return {key: described(getattr(experiment, key)) for key in kept}


def of_this_code(code, function, name, *job):
    """function(name, *job), on a worker elsewhere; ValueError if other code is installed there."""
    if fingerprint(name) != code:
        raise ValueError("a worker has another version of the code: install the same one there")
    return function(name, *job)


def compute(store, kind, function, jobs, processes=-1, scheduler=None):
    """Run function(*job) for every job, here or on a cluster, and store each row as it comes."""
    if scheduler:
        function = partial(of_this_code, store.contents["fingerprint"], function)
    try:
        with closing(spread(function, jobs, processes, scheduler)) as rows:
            for row in tqdm(rows, total=len(jobs), desc=f"{store.contents['experiment']}, {kind}"):
                store.add(kind, row)
    except WorkerDied as error:
        done = len(store.contents[kind])
        raise WorkerDied(f"{error}: {done} rows are stored; run the same command again to go on") from None


def trials(experiment, tuning, seeds=TUNING_SEEDS):
    """What is still to be trained to choose the rates, after the rows ``tuning``: (variant, rate, seed).

    Every variant begins with three rates.  While the largest does as well as the best, within MARGIN, it
    is doubled; while the smallest does, it is halved, as far as REACH.  Nothing is left where another
    sweep chooses, or without seeds.
    """
    if experiment.tuned_on or not seeds:
        return []
    tried, scores = {(row["variant"], row["lr"], row["seed"]) for row in tuning}, mean_scores(tuning)
    todo = []
    for variant in experiment.variants:
        grid = {*scores.get(variant, ()), *(factor * experiment.lr for factor in FACTORS)}
        wanted = {(variant, lr, seed) for lr in grid for seed in seeds}
        if wanted <= tried:
            within = (lr for lr in beyond(scores[variant]) if 1 / REACH <= lr / experiment.lr <= REACH)
            wanted = {(variant, lr, seed) for lr in within for seed in seeds}
        todo += sorted(wanted - tried)
    return todo


def beyond(scores):
    """The rates to try next, past those ends of a grid {rate: score} that do as well as the best."""
    good = max(scores.values()) - MARGIN
    smallest, largest = min(scores), max(scores)
    return [smallest / 2] * (scores[smallest] > good) + [2 * largest] * (scores[largest] > good)


def current(other, name, folder):
    """The results of the sweep that this one is tuned on; ValueError if they are missing or stale."""
    stored = load(other, folder)
    if stored.get("fingerprint") != fingerprint(other):
        raise ValueError(
            f"{name} takes the learning rates of {other}, whose results are stale: "
            f"run `make sweep NAME={other}` first"
        )
    return stored


def chosen_rates(name, store, folder, seeds=TUNING_SEEDS):
    """The learning rate of every variant: chosen here, or in the sweep that this one is tuned on.

    Raises ValueError when that sweep is missing or of other code.
    """
    experiment = find(name)
    chosen = rates(current(experiment.tuned_on, name, folder) if experiment.tuned_on else store.contents)
    return {variant: chosen.get(variant, experiment.lr) for variant in experiment.variants}


def run(name, seeds=SEEDS, jobs=-1, folder=RESULTS, scheduler=None, tuning_seeds=TUNING_SEEDS):
    """Run what is missing of a sweep and store every row as it comes; a changed recipe starts anew.

    jobs       processes at once (default: one per processor core)
    scheduler  the address of a Dask scheduler, such as "tcp://host:8786"

    Raises ValueError for an unknown experiment, a scheduler that does not answer, or data that are
    not here; WorkerDied (a RuntimeError) when one died; OSError, with the rows that could not be
    written, when the disk is full to the end.  What was computed stays stored, and is not run again.
    """
    experiment = find(name)
    about = {
        "recipe": recipe_of(experiment),
        "fingerprint": fingerprint(name),
        "environment": environment(),
    }
    if isinstance(experiment, Replicated):
        about["protocol"] = PROTOCOL
    if experiment.source == "cifar10" and cifar.cifar10_present():
        about["photographs"] = cifar.cifar10()["origin"]  # the original, or copies with other pixels
    store = Store(name, folder, experiment.variants, **about)
    spread_out = partial(compute, store, processes=jobs, scheduler=scheduler)
    try:
        if isinstance(experiment, Replicated):
            run_replicates(name, store, folder, seeds, spread_out)
        else:
            run_at_one_rate(name, store, folder, seeds, tuning_seeds, spread_out)
    finally:
        store.close()
    store.finish()
    return store.contents


def run_replicates(name, store, folder, seeds, spread_out):
    """A rate for every replicate: train whatever the grid asks for, until it grows no more."""
    experiment = find(name)
    tuned = own_rates(current(experiment.tuned_on, name, folder)) if experiment.tuned_on else None
    while jobs := missing(name, store.contents["rows"], seeds, tuned):
        check_data(experiment)
        spread_out("rows", run_replicate, jobs)


def run_at_one_rate(name, store, folder, seeds, tuning_seeds, spread_out):
    """One rate for all seeds of a variant: choose it, then train every seed with it."""
    experiment = find(name)
    while untried := trials(experiment, store.contents["tuning"], tuning_seeds):
        check_data(experiment)
        spread_out("tuning", try_rate, [(name, *trial) for trial in untried])
    lr = chosen_rates(name, store, folder, tuning_seeds)
    store.keep(lr)
    jobs = [(name, v, s, lr[v]) for v, s in missing_places(experiment, store, seeds)]
    if jobs:
        check_data(experiment)
        spread_out("rows", run_one, jobs)


def missing_places(experiment, store, seeds):
    """The (variant, seed) that have no row yet."""
    ready = {(row["variant"], row["seed"]) for row in store.contents["rows"]}
    return [(v, s) for s in range(seeds) for v in experiment.variants if (v, s) not in ready]


def check_data(experiment):
    """Raise ValueError when the recipe needs garments or photographs and they are not here."""
    if experiment.source == "garments":
        datasets.garments()
    if experiment.source == "cifar10":
        cifar.cifar10()


def main():
    """``python -m helpers.experiments.sweep [NAME ...]``: run the named sweeps, or all."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(EXPERIMENTS)}")
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--jobs", type=int, default=-1, help="processes at once (default: one per core)")
    parser.add_argument("--scheduler", help="address of a Dask scheduler, such as tcp://host:8786")
    arguments = parser.parse_args()
    absent = {name: sources.absent(recipe.source) for name, recipe in EXPERIMENTS.items()}
    absent = {name: data for name, data in absent.items() if data}
    try:
        for name in arguments.names:
            find(name)
        for data in dict.fromkeys(absent.values()) if not arguments.names else ():
            names = ", ".join(name for name in absent if absent[name] == data)
            print(f"Left out, as {data} is not in data/downloads: {names}.", file=sys.stderr)
        for name in arguments.names or [n for n in EXPERIMENTS if n not in absent]:
            run(name, arguments.seeds, arguments.jobs, scheduler=arguments.scheduler)
    except KeyboardInterrupt:
        sys.exit("Stopped by you: every finished row is stored; run the same command again to go on.")
    except (ValueError, RuntimeError, OSError, MemoryError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
