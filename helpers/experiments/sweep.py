"""Run an experiment for many seeds and keep every row: data/results/NAME.json.

First each variant's learning rate is chosen, on a validation split that shares nothing with the test
images: three are tried, and more beyond them until both ends are clearly worse than the best.  Then
every variant is trained for every seed and judged once on the test images.
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
from . import EXPERIMENTS
from .fingerprint import fingerprint
from .store import RESULTS, Store, column, load, mean_scores, rates, variants, write_whole
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
    return {key: described(getattr(experiment, key)) for key in kept}


def of_this_code(code, function, name, *job):
    """function(name, *job), on a worker elsewhere; ValueError if other code is installed there."""
    if fingerprint(name) != code:
        raise ValueError("a worker has another version of the code: install the same one there")
    return function(name, *job)


def compute(store, kind, function, jobs, processes, scheduler):
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


def chosen_rates(name, store, folder, seeds=TUNING_SEEDS):
    """The learning rate of every variant: chosen here, or in the sweep that this one is tuned on.

    Raises ValueError when that sweep is missing, of other code, or not yet that far.
    """
    experiment, stored = EXPERIMENTS[name], store.contents
    if experiment.tuned_on:
        stored = load(experiment.tuned_on, folder)
        current = stored.get("fingerprint") == fingerprint(experiment.tuned_on)
        if not current or trials(EXPERIMENTS[experiment.tuned_on], stored.get("tuning", []), seeds):
            raise ValueError(
                f"{name} takes the learning rates of {experiment.tuned_on}, whose results are stale or "
                f"not complete: run `make sweep NAME={experiment.tuned_on}` first"
            )
    chosen = rates(stored)
    return {variant: chosen.get(variant, experiment.lr) for variant in experiment.variants}


def known(name):
    """The recipe of that name; ValueError if there is none."""
    if name not in EXPERIMENTS:
        raise ValueError(f"there is no experiment {name!r}; there are {list(EXPERIMENTS)}")
    return EXPERIMENTS[name]


def run(name, seeds=SEEDS, jobs=-1, folder=RESULTS, scheduler=None, tuning_seeds=TUNING_SEEDS):
    """Run what is missing of a sweep and store every row as it comes; a changed recipe starts anew.

    jobs       processes at once (default: one per processor core)
    scheduler  the address of a Dask scheduler, such as "tcp://host:8786"

    Raises ValueError for an unknown experiment, a scheduler that does not answer, or data that are
    not here; WorkerDied (a RuntimeError) when one died; OSError, with the rows that could not be
    written, when the disk is full to the end.  What was computed stays stored, and is not run again.
    """
    experiment = known(name)
    about = {
        "recipe": recipe_of(experiment),
        "fingerprint": fingerprint(name),
        "environment": environment(),
    }
    store = Store(name, folder, experiment.variants, **about)
    try:
        while untried := trials(experiment, store.contents["tuning"], tuning_seeds):
            check_data(experiment)
            compute(store, "tuning", try_rate, [(name, *trial) for trial in untried], jobs, scheduler)
        lr = chosen_rates(name, store, folder, tuning_seeds)
        store.keep(lr)
        ready = {(row["variant"], row["seed"]) for row in store.contents["rows"]}
        places = [(v, s) for s in range(seeds) for v in experiment.variants]
        missing = [(name, v, s, lr[v]) for v, s in places if (v, s) not in ready]
        if missing:
            check_data(experiment)
            compute(store, "rows", run_one, missing, jobs, scheduler)
    finally:
        store.close()
    return store.contents


def check_data(experiment):
    """Raise ValueError when the recipe needs garments and they are not here."""
    if experiment.source == "garments":
        datasets.garments()


def main():
    """``python -m helpers.experiments.sweep [NAME ...]``: run the named sweeps, or all."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(EXPERIMENTS)}")
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--jobs", type=int, default=-1, help="processes at once (default: one per core)")
    parser.add_argument("--scheduler", help="address of a Dask scheduler, such as tcp://host:8786")
    arguments = parser.parse_args()
    absent = [n for n, e in EXPERIMENTS.items() if e.source == "garments" and not datasets.garments_present()]
    try:
        for name in arguments.names:
            known(name)
        if absent and not arguments.names:
            print(
                f"Left out, as Fashion-MNIST is not in data/downloads: {', '.join(absent)}.", file=sys.stderr
            )
        for name in arguments.names or [n for n in EXPERIMENTS if n not in absent]:
            run(name, arguments.seeds, arguments.jobs, scheduler=arguments.scheduler)
    except KeyboardInterrupt:
        sys.exit("Stopped by you: every finished row is stored; run the same command again to go on.")
    except (ValueError, RuntimeError, OSError, MemoryError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
