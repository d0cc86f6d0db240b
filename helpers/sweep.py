"""Run an experiment for many seeds and keep every row: data/results/NAME.json.

First each variant's learning rate is chosen from three, on a validation split that shares nothing
with the test images; then every variant is trained for every seed and judged once on the test images.
"""

import argparse
import errno
import json
import platform
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import joblib
import torch
from tqdm import tqdm

from . import datasets, experiments, networks
from .experiments import EXPERIMENTS
from .fingerprint import fingerprint
from .results import RESULTS, column, load, rates, variants, write_whole

SEEDS = 10
FACTORS = (0.5, 1.0, 2.0)  # of the recipe's learning rate
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


class Store:
    """A results file that grows row by row, always whole on the disk, in the recipe's order.

    A full disk stops nothing: rows wait in memory and are written with the next one that fits.
    """

    def __init__(self, name, folder):
        self.path, self.order = Path(folder) / f"{name}.json", list(EXPERIMENTS[name].variants)
        self.contents = {
            "experiment": name,
            "recipe": recipe_of(EXPERIMENTS[name]),
            "fingerprint": fingerprint(name),
            "environment": environment(),
            "tuning": [],
            "rows": [],
        }
        self.waiting = []
        if self.path.exists():
            stored = load(name, folder)
            if stored.get("fingerprint") == self.contents["fingerprint"]:
                self.contents = stored

    def add(self, kind, row):
        """Take a row of "tuning" or "rows" and write the file."""
        rows = self.contents[kind]
        rows.append(row)
        rows.sort(key=lambda r: (self.order.index(r["variant"]), r["seed"], r["lr"]))
        self.waiting.append(row)
        try:
            write_whole(self.path, json.dumps(self.contents, indent=1) + "\n")
            self.waiting.clear()
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
            tqdm.write(
                f"the disk is full: {len(self.waiting)} rows wait in memory; free some space", sys.stderr
            )

    def close(self):
        """Raise OSError, with the rows as text, if some could not be written."""
        if self.waiting:
            rows = "\n".join(json.dumps(row) for row in self.waiting)
            raise OSError(f"the disk is full, {self.path.name} lacks these rows:\n{rows}")


@contextmanager
def workers(jobs=-1, scheduler=None):
    """Where the trainings run: processes of this machine, or a Dask cluster's.

    Raises ValueError when no scheduler answers at the address.
    """
    if scheduler is None:
        with joblib.parallel_config(backend="loky", n_jobs=jobs, inner_max_num_threads=1):
            yield
        return
    try:
        from dask.distributed import Client
    except ImportError:
        raise ValueError("a scheduler needs Dask: pip install dask distributed") from None
    try:
        client = Client(scheduler, timeout=10)
    except (OSError, TimeoutError, ValueError):
        raise ValueError(
            f"no Dask scheduler answers at {scheduler}: is it running, is the address right?"
        ) from None
    with client, joblib.parallel_config(backend="dask", n_jobs=-1):
        yield


def compute(store, kind, function, jobs):
    """Run function(*job) for every job, wherever ``workers`` says, and store each row as it comes."""
    try:
        work = joblib.Parallel(return_as="generator_unordered")
        rows = work(joblib.delayed(function)(*job) for job in jobs)
        for row in tqdm(rows, total=len(jobs), desc=f"{store.contents['experiment']}, {kind}"):
            store.add(kind, row)
    except Exception as error:
        if type(error).__name__ not in ("TerminatedWorkerError", "KilledWorker", "BrokenProcessPool"):
            raise
        done = len(store.contents[kind])
        raise RuntimeError(
            f"a worker died (out of memory?): {done} rows are stored; run the same command again to go on"
        ) from None


def chosen_rates(name, store, folder):
    """The learning rate of every variant: chosen here, or in the sweep that this one is tuned on."""
    experiment = EXPERIMENTS[name]
    stored = load(experiment.tuned_on, folder) if experiment.tuned_on else store.contents
    chosen = rates(stored)
    return {variant: chosen.get(variant, experiment.lr) for variant in experiment.variants}


def run(name, seeds=SEEDS, jobs=-1, folder=RESULTS, scheduler=None, tuning_seeds=TUNING_SEEDS):
    """Run what is missing of a sweep and store every row as it comes; a changed recipe starts anew.

    jobs       processes at once (default: one per processor core)
    scheduler  the address of a Dask scheduler, such as "tcp://host:8786"

    Raises ValueError for an unknown experiment, a scheduler that does not answer, or data that are
    not here; RuntimeError when a worker died.  What was computed stays stored, and is not run again.
    """
    if name not in EXPERIMENTS:
        raise ValueError(f"there is no experiment {name!r}; there are {list(EXPERIMENTS)}")
    experiment, store = EXPERIMENTS[name], Store(name, folder)
    order, done = list(experiment.variants), store.contents
    tried = {(row["variant"], row["lr"], row["seed"]) for row in done["tuning"]}
    factors = () if experiment.tuned_on else FACTORS
    trials = [(v, f * experiment.lr, s) for s in tuning_seeds for v in order for f in factors]
    trials = [(name, *trial) for trial in trials if trial not in tried]
    ready = {(row["variant"], row["seed"]) for row in done["rows"]}
    missing = [(v, s) for s in range(seeds) for v in order if (v, s) not in ready]
    if (trials or missing) and experiment.source == "garments":
        datasets.garments()
    with workers(jobs, scheduler):
        if trials:
            compute(store, "tuning", try_rate, trials)
        if missing:
            lr = chosen_rates(name, store, folder)
            compute(store, "rows", run_one, [(name, variant, seed, lr[variant]) for variant, seed in missing])
    store.close()
    return store.contents


def main():
    """``python -m helpers.sweep [NAME ...]``: run the named sweeps, or all."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--jobs", type=int, default=-1, help="processes at once (default: one per core)")
    parser.add_argument("--scheduler", help="address of a Dask scheduler, such as tcp://host:8786")
    arguments = parser.parse_args()
    present = [n for n, e in EXPERIMENTS.items() if e.source == "digits" or datasets.garments_present()]
    try:
        for name in arguments.names or present:
            run(name, arguments.seeds, arguments.jobs, scheduler=arguments.scheduler)
    except KeyboardInterrupt:
        sys.exit("Stopped by you: every finished row is stored; run the same command again to go on.")
    except (ValueError, RuntimeError, OSError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
