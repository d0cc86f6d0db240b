"""The same network twice: how often does a protocol call two copies of one network "clearly different"?

A protocol is an instrument, and it is calibrated before it is believed.  Many seeds of one network are
trained with every rate; then the whole protocol is replayed on seeds that no other copy uses.  Five in a
hundred were promised.

``python -m helpers.experiments.calibration`` trains what is missing.  The rows are those of single trainings:
(experiment, variant, rate, seed) with a validation and a test score.
"""

import argparse
import json

import numpy as np
from tqdm import tqdm

from . import find, student
from .base import test_batch
from .replicate import VALIDATION
from .replicated import train
from .store import RESULTS, unfinished, write_whole
from .sweep import environment
from .workers import spread

NAME = "same_network_twice"
SEEDS = 60
REPLICATES, TUNING = 10, 2  # seeds of a comparison; seeds that chose a rate in the first edition
# The rates that may win; those beside them lose by more than any two seeds differ.
NETWORKS = {
    ("clutter", "plain"): (0.03, 0.1, 0.3),
    ("sensors", "plain"): (0.01, 0.03, 0.1),
    ("sensors", "added"): (0.01, 0.03, 0.1),  # a network whose trainings are unstable
    ("segmentation", "plain"): (0.01, 0.03, 0.1),
    ("detection", "plain"): (0.03, 0.1, 0.3),
    ("cued_colour_long", "plain"): (0.003, 0.01, 0.03),
}


def run_row(task, variant, lr, seed):
    """Train one network on the tuning images, and judge it twice: a row of the calibration."""
    experiment = find(task)
    net, _ = train(experiment, variant, seed, lr, watch=False)
    scores = {
        "validation": experiment.judge(net, test_batch(experiment, VALIDATION, seed, "validation")),
        "test": experiment.judge(net, test_batch(experiment, seed=seed)),
    }
    return {"task": task, "variant": variant, "lr": lr, "seed": seed} | {
        k: round(v, 4) for k, v in scores.items()
    }


def table_of(rows, task, variant):
    """Validation and test scores of one network, (seeds, rates) both, of the seeds that have every rate."""
    mine = [row for row in rows if (row["task"], row["variant"]) == (task, variant)]
    rates = NETWORKS[task, variant]
    scores = {(row["seed"], row["lr"]): (row["validation"], row["test"]) for row in mine}
    seeds = [s for s in sorted({row["seed"] for row in mine}) if all((s, lr) in scores for lr in rates)]
    both = np.array([[scores[s, lr] for lr in rates] for s in seeds]).reshape(len(seeds), len(rates), 2)
    return both[..., 0], both[..., 1]


def own_rates(validation, test, rng):
    """Two copies; every replicate chooses its own rate.  Scores (2, REPLICATES)."""
    seeds = rng.permutation(len(test))[: 2 * REPLICATES]
    best = validation[seeds].argmax(1)
    return test[seeds, best].reshape(2, REPLICATES)


def one_rate(validation, test, rng):
    """Two copies; two tuning seeds of each choose one rate for all its ten.  Scores (2, REPLICATES)."""
    seeds = rng.permutation(len(test))[: 2 * (REPLICATES + TUNING)].reshape(2, -1)
    best = [validation[copy[:TUNING]].mean(0).argmax() for copy in seeds]
    return np.stack([test[copy[TUNING:], rate] for copy, rate in zip(seeds, best)])


def false_alarms(validation, test, protocol, replays=4000, seed=0):
    """Of many replays of a protocol on two copies: (share called clearly different, 95% of gains lie within).

    validation, test  scores (seeds, rates);  protocol  ``own_rates`` or ``one_rate``
    Raises ValueError when there are not enough seeds for two copies that share none.
    """
    needed = 2 * (REPLICATES + TUNING)
    if len(test) < needed:
        raise ValueError(f"two copies need {needed} seeds that have every rate, there are {len(test)}")
    rng = np.random.default_rng(seed)
    gains = np.stack([np.subtract(*protocol(validation, test, rng)) for _ in range(replays)])
    half = student.stdtrit(REPLICATES - 1, 0.975) * gains.std(1, ddof=1) / REPLICATES**0.5
    means = np.abs(gains.mean(1))
    return float((means > half).mean()), float(np.quantile(means, 0.95))


def with_interval(validation, test, protocol, resamples=200, replays=400):
    """The share of false alarms and its 95% interval, by drawing the seeds anew: (share, low, high)."""
    share, _ = false_alarms(validation, test, protocol)
    rng, shares = np.random.default_rng(1), []
    for k in range(resamples):
        drawn = rng.integers(0, len(test), len(test))
        shares.append(false_alarms(validation[drawn], test[drawn], protocol, replays, k)[0])
    return share, *np.quantile(shares, (0.025, 0.975)).tolist()


def summary(rows):
    """What the rows say of both protocols, network by network, as it is stored."""
    found = []
    for task, variant in NETWORKS:
        validation, test = table_of(rows, task, variant)
        for name, protocol in (("own rates", own_rates), ("one rate", one_rate)):
            share, low, high = with_interval(validation, test, protocol)
            within = false_alarms(validation, test, protocol)[1]
            numbers = {"share": share, "low": low, "high": high, "within": within}
            found.append(
                {"task": task, "variant": variant, "protocol": name, "seeds": len(test)}
                | {key: round(value, 4) for key, value in numbers.items()}
            )
    return found


def main():
    """Train what the calibration lacks; when it is complete, judge both protocols and store it all."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--jobs", type=int, default=-1, help="processes at once (default: one per core)")
    parser.add_argument("--task", help="train the networks of this task alone (default: all)")
    arguments = parser.parse_args()
    path = unfinished(RESULTS) / f"{NAME}.json"
    rows = json.loads(path.read_text(encoding="utf-8"))["rows"] if path.exists() else []
    there = {(row["task"], row["variant"], row["lr"], row["seed"]) for row in rows}
    todo = [(*net, lr, seed) for seed in range(SEEDS) for net, rates in NETWORKS.items() for lr in rates]
    todo = [job for job in todo if job not in there and arguments.task in (None, job[0])]
    about = {"experiment": NAME, "environment": environment()}
    for row in tqdm(spread(run_row, todo, arguments.jobs), total=len(todo), desc=NAME):
        rows.append(row)
        write_whole(path, json.dumps(about | {"rows": rows}, indent=0) + "\n")
    if len(rows) < SEEDS * sum(map(len, NETWORKS.values())):
        return
    write_whole(
        RESULTS / path.name, json.dumps(about | {"summary": summary(rows), "rows": rows}, indent=0) + "\n"
    )
    path.unlink(missing_ok=True)


if __name__ == "__main__":
    main()
